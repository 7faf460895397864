import { decodeBase64 } from "./base64.ts";
import { malformed } from "./failures.ts";
import { decodePem } from "./pem.ts";
import { certificateHeader, singleLine } from "./single-line.ts";
import type { HeaderCertificate } from "./source.ts";

/**
 * The longest value that is decoded, in characters: 8 KiB, which is a certificate of 6144 octets. One with an RSA 4096
 * key and long names takes 2 to 3 kB. Node refuses a request whose headers together pass 16 KiB unless told otherwise
 * (`--max-http-header-size`), and App Service's front end passes up to 64 KB of them.
 */
const MAX_LENGTH = 8192;

/** Azure, "Configure TLS mutual authentication in Azure App Service". */
const HEADER = certificateHeader("X-ARR-ClientCert", MAX_LENGTH);

/** What stands for a line end, since a header can hold none. */
const SPACE = / /;

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
  const value = singleLine(rawHeaders, HEADER);
  if (typeof value !== "string") return value;
  const decoded = value.startsWith("-----") ? decodePem(value, SPACE) : decodeBase64(value);
  return decoded.ok ? { ok: true, der: decoded.bytes } : malformed(HEADER.name, decoded.problem);
}
