import type { Decoded } from "./base64.ts";
import { BAD_ESCAPE, decodeEscapedPem, unescapeOnce } from "./escaped-pem.ts";
import { malformed } from "./failures.ts";
import { type DecodedChain, decodePemChain } from "./pem.ts";
import { certificateHeader, singleLine } from "./single-line.ts";
import type { CertificateSource, HeaderCertificate } from "./source.ts";
import { MAX_CANDIDATES } from "./source-limits.ts";
import { parseXfcc, type XfccElement } from "./xfcc.ts";

/**
 * Azure, "Client certificate authorization in Azure Container Apps". As long as Envoy lets all headers of a request be,
 * unless told otherwise: 60 KiB (`max_request_headers_kb`). A chain takes several times what a certificate does, so
 * Node needs a larger `--max-http-header-size` for long ones.
 */
const HEADER = certificateHeader("X-Forwarded-Client-Cert", 61_440);

/**
 * Reads the certificate that Envoy, the ingress of Container Apps, wrote into `X-Forwarded-Client-Cert`.
 *
 * The element is the first of exactly `elements`. Each Envoy that appends puts what it knows of its own peer at the
 * end, so the first of them is the client as the outermost trusted proxy saw it, and the others are proxies. Fewer
 * elements say that someone went round a proxy, more that someone wrote one; either refuses. With more than one the
 * outermost proxy has to replace what clients write (`SANITIZE_SET`), and nothing but the proxies may reach the app:
 * the first element is otherwise the client's to write.
 *
 * In it, Cert is the certificate, Hash must be its SHA-256, and Chain, when there, must begin with it; what follows are
 * candidates. Container Apps documents all three, and Hash binds: it is what Envoy computes itself, never taken from a
 * certificate's text.
 *
 * @param elements One for each proxy that writes into the header; 1 for Container Apps alone.
 * @param sha256 In lower-case hexadecimal.
 */
export function createContainerAppsSource(elements: number, sha256: (bytes: Uint8Array) => string): CertificateSource {
  return function readContainerAppsHeader({ rawHeaders }) {
    const value = singleLine(rawHeaders, HEADER);
    if (typeof value !== "string") return value;
    // Envoy can be told to write JSON since 2026 (envoyproxy/envoy, pull request 43855).
    if (/^[[{]/.test(value)) return refuse("it is in Envoy's JSON form, which is not read");
    const parsed = parseXfcc(value);
    if (!parsed.ok) return refuse(parsed.problem);
    const [element] = parsed.elements;
    if (element === undefined || parsed.elements.length !== elements) {
      return refuse(`it has ${parsed.elements.length} elements, and ${elements} is how many proxies write one`);
    }
    return readElement(element, sha256);
  };
}

function readElement({ cert, hash, chain }: XfccElement, sha256: (bytes: Uint8Array) => string): HeaderCertificate {
  if (cert === undefined) return refuse("its element has no Cert");
  if (hash === undefined) return refuse("its element has no Hash");
  const leaf: Decoded = decodeEscapedPem(cert);
  if (!leaf.ok) return refuse(`of its Cert, ${leaf.problem}`);
  const { bytes: der } = leaf;
  if (hash.toLowerCase() !== sha256(der)) return refuse("its Hash is not that of its Cert");
  if (chain === undefined || chain === "") return { ok: true, der };
  const whole = decodeChain(chain);
  if (!whole.ok) return refuse(`of its Chain, ${whole.problem}`);
  const [first, ...others] = whole.blocks;
  if (first === undefined || Buffer.compare(first, der) !== 0) return refuse("its Chain does not begin with its Cert");
  return others.length === 0 ? { ok: true, der } : { ok: true, der, candidates: others.slice(0, MAX_CANDIDATES) };
}

function decodeChain(value: string): DecodedChain {
  const text = unescapeOnce(value);
  return text === undefined ? BAD_ESCAPE : decodePemChain(text);
}

function refuse(problem: string): HeaderCertificate {
  return malformed(HEADER.name, problem);
}
