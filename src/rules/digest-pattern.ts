import type { Certificate } from "../certificate/certificate.ts";
import { readBase64Digest, readHexDigest } from "./digest.ts";
import { readOrProblem, TextError, type TextProblem, type TextWarning } from "./text-problem.ts";

/** A thumbprint or key of a rule. Immutable. */
export interface DigestPattern {
  readonly kind: "thumbprint" | "key";
  readonly algorithm: "sha1" | "sha256";
  /** Lower-case hexadecimal. */
  readonly hex: string;
  /** As the operator wrote it, without surrounding spaces. */
  readonly text: string;
  readonly warnings: readonly TextWarning[];
}

/** A certificate's thumbprint: SHA-256 or SHA-1 in hexadecimal, `sha256:` or `sha1:` before it if one likes. */
export function parseThumbprint(text: string): DigestPattern | TextProblem {
  return readOrProblem(() => {
    const prefix = /^\s*(?:sha-?(1|256):)?\s*/i.exec(text);
    const start = prefix?.[0].length ?? 0;
    const lengths = prefix?.[1] === undefined ? [64, 40] : prefix[1] === "1" ? [40] : [64];
    const { hex, warnings } = readHexDigest(text.slice(start).trimEnd(), start + 1, lengths);
    const algorithm = hex.length === 40 ? "sha1" : "sha256";
    return Object.freeze({ kind: "thumbprint", algorithm, hex, text: text.trim(), warnings });
  });
}

/** `spki-sha256:` and 64 hexadecimal digits, or the base64 that `pin-sha256` has (RFC 7469 section 2.1.1). */
export function parseKey(text: string): DigestPattern | TextProblem {
  return readOrProblem(() => {
    const prefix = /^\s*spki-sha256:\s*/i.exec(text);
    if (prefix === null) {
      const start = text.length - text.trimStart().length;
      const remedy = "Write spki-sha256: and the SHA-256 of the certificate's SubjectPublicKeyInfo.";
      throw new TextError("a key begins with spki-sha256:", start + 1, remedy);
    }
    const start = prefix[0].length;
    const { hex, warnings } = readSha256(text.slice(start).trimEnd(), start + 1);
    return Object.freeze({ kind: "key", algorithm: "sha256", hex, text: text.trim(), warnings });
  });
}

/** A SHA-256 in hexadecimal or base64. Throws `TextError`. */
function readSha256(text: string, column: number): { readonly hex: string; readonly warnings: readonly TextWarning[] } {
  const hex = readBase64Digest(text);
  return hex === undefined ? readHexDigest(text, column, [64]) : { hex, warnings: [] };
}

/**
 * Several digests of which one must match. They are looked up, not compared in constant time: a certificate and its digests
 * are public, and only digests that the client cannot choose are on the other side, so timing tells nobody anything.
 */
export class DigestSet {
  readonly #sha256: ReadonlyMap<string, DigestPattern>;
  readonly #sha1: ReadonlyMap<string, DigestPattern>;

  constructor(patterns: readonly DigestPattern[]) {
    this.#sha256 = byHex(patterns, "sha256");
    this.#sha1 = byHex(patterns, "sha1");
    Object.freeze(this);
  }

  findThumbprint(certificate: Certificate): DigestPattern | undefined {
    const found = this.#sha256.size === 0 ? undefined : this.#sha256.get(certificate.sha256);
    if (found !== undefined || this.#sha1.size === 0) return found;
    return this.#sha1.get(certificate.sha1);
  }

  findKey(certificate: Certificate): DigestPattern | undefined {
    return this.#sha256.get(certificate.spkiSha256);
  }
}

/** Reversed, so that of two equal ones the first is kept. */
function byHex(patterns: readonly DigestPattern[], algorithm: "sha1" | "sha256"): ReadonlyMap<string, DigestPattern> {
  const chosen = patterns.filter((pattern) => pattern.algorithm === algorithm).reverse();
  return new Map(chosen.map((pattern) => [pattern.hex, pattern]));
}
