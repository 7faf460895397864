import type { Decoded } from "./base64.ts";
import { decodeBase64 } from "./base64.ts";
import type { HeaderFailure } from "./findings.ts";
import { headerLines } from "./raw-headers.ts";

/** The bytes that the header carries. Whether they are a certificate is not this room's question. */
export type HeaderCertificate = { readonly ok: true; readonly der: Uint8Array } | HeaderFailure;

/** Azure, "Configure TLS mutual authentication in Azure App Service". */
const HEADER = "X-ARR-ClientCert";
const LOWER_CASE_HEADER = "x-arr-clientcert";

/**
 * The longest value that is decoded, in characters: 8 KiB, which is a certificate of 6144 octets. One with an RSA 4096
 * key and long names takes 2 to 3 kB. Node refuses a request whose headers together pass 16 KiB unless told otherwise
 * (`--max-http-header-size`), and App Service's front end passes up to 64 KB of them.
 */
const MAX_LENGTH = 8192;

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/**
 * Reads the certificate that App Service's front end wrote into the request. Says nothing about who wrote it: whether a
 * client could have is a question about the host.
 *
 * Azure documents the value as base64 without saying of what. The samples in its article decode DER, and some of them
 * expect PEM markers. So one pair of markers is allowed around the base64, and between them, since a header can hold no
 * line end, single spaces that stand for one. Without markers there is no white space at all.
 *
 * @param rawHeaders As in `http.IncomingMessage.rawHeaders`.
 * @returns The bytes, in memory that no other request shares, or the finding. Never throws.
 */
export function readAppServiceHeader(rawHeaders: readonly string[]): HeaderCertificate {
  const lines = headerLines(rawHeaders, LOWER_CASE_HEADER);
  const [value] = lines;
  if (value === undefined) return missing();
  if (lines.length > 1) {
    return { ok: false, code: "header_duplicated", details: { header: HEADER, count: lines.length } };
  }
  if (value.length > MAX_LENGTH) {
    const details = { header: HEADER, length: value.length, limit: MAX_LENGTH };
    return { ok: false, code: "header_too_large", details };
  }
  const decoded = value.startsWith("-----") ? decodePem(value) : decodeBase64(value);
  if (decoded.ok) return { ok: true, der: decoded.bytes };
  // A proxy that sets the header without a certificate sets it to nothing (HAProxy with `ssl_c_der` does).
  if (value.trim() === "") return missing();
  return { ok: false, code: "header_malformed", details: { header: HEADER, problem: decoded.problem } };
}

function missing(): HeaderFailure {
  return { ok: false, code: "header_missing", details: { header: HEADER } };
}

/** One block with these very markers (RFC 7468 section 5), nothing before it or after it. */
function decodePem(value: string): Decoded {
  if (!value.startsWith(BEGIN) || !value.endsWith(END)) {
    return { ok: false, problem: "it is not one PEM block with the label CERTIFICATE" };
  }
  // Empty where the markers overlap.
  const body = value.slice(BEGIN.length, -END.length);
  if (body.includes("-----")) return { ok: false, problem: "it holds more than one PEM block" };
  if (body.includes("  ")) return { ok: false, problem: "it holds two spaces in a row" };
  return decodeBase64(body.replaceAll(" ", ""));
}
