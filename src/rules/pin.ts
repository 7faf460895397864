import { type DigestPattern, parseKey, parseThumbprint } from "./digest-pattern.ts";
import { isTextProblem, readOrProblem, TextError, type TextProblem, type TextWarning } from "./text-problem.ts";

/** A caller who is admitted beside the chain: an exact certificate, or whoever holds a key. Immutable. */
export interface Pin {
  readonly kind: "certificate" | "key";
  /** Of the whole certificate, or of its SubjectPublicKeyInfo. Lower-case hexadecimal. */
  readonly sha256: string;
  /** As the operator wrote it; what `req.clientCert.caller` says. */
  readonly label: string;
  readonly warnings?: readonly TextWarning[];
}

/** The pins of one configuration, found by digest. */
export interface PinSet {
  findCertificate(sha256: string): Pin | undefined;
  findKey(spkiSha256: string): Pin | undefined;
  readonly hasCertificates: boolean;
  readonly hasKeys: boolean;
}

/** A pin as text: `sha256:` and 64 hexadecimal digits of the certificate, or `spki-sha256:` and hexadecimal or base64 of the key. */
export function parsePin(text: string): Pin | TextProblem {
  const [, word = ""] = /^\s*([A-Za-z0-9-]+):/.exec(text) ?? [];
  switch (word.toLowerCase()) {
    case "sha256":
      return toPin("certificate", parseThumbprint(text));
    case "spki-sha256":
      return toPin("key", parseKey(text));
    default:
      return readOrProblem(() => {
        throw unknownPin(text);
      });
  }
}

/** Finds pins by digest; of two with the same digest the first is kept. */
export function createPinSet(pins: readonly Pin[]): PinSet {
  const certificates = bySha256(pins, "certificate");
  const keys = bySha256(pins, "key");
  return Object.freeze({
    findCertificate: (sha256: string) => certificates.get(sha256),
    findKey: (spkiSha256: string) => keys.get(spkiSha256),
    hasCertificates: certificates.size > 0,
    hasKeys: keys.size > 0,
  });
}

function toPin(kind: Pin["kind"], digest: DigestPattern | TextProblem): Pin | TextProblem {
  if (isTextProblem(digest)) return digest;
  const { hex, text, warnings } = digest;
  return Object.freeze({ kind, sha256: hex, label: text, ...(warnings.length > 0 && { warnings }) });
}

function bySha256(pins: readonly Pin[], kind: Pin["kind"]): ReadonlyMap<string, Pin> {
  const chosen = pins.filter((pin) => pin.kind === kind).reverse();
  return new Map(chosen.map((pin) => [pin.sha256, pin]));
}

/** SHA-1 never pins: whoever can make two certificates with one SHA-1 could have the harmless one pinned. */
function unknownPin(text: string): TextError {
  const isSha1 = /^\s*(?:sha-?1:)?(?:[0-9a-f]{2}[-: ]?){20}\s*$/i.test(text);
  const message = isSha1 ? "SHA-1 never pins a certificate" : "a pin begins with sha256: or spki-sha256:";
  const remedy = "Write sha256: and the SHA-256 of the certificate, spki-sha256: and that of its key, or the PEM.";
  return new TextError(message, text.length - text.trimStart().length + 1, remedy);
}
