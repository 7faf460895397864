import { type Decoded, decodeBase64 } from "./base64.ts";
import { decodeEscapedPem, MAX_ESCAPED_PEM } from "./escaped-pem.ts";
import { malformed } from "./failures.ts";
import { decodePem } from "./pem.ts";
import { certificateHeader, singleLine } from "./single-line.ts";
import type { CertificateEncoding, CertificateSource } from "./source.ts";

/** How one encoding is read, and most characters of a value that is. */
interface Encoding {
  readonly maxLength: number;
  decode(value: string): Decoded;
}

/**
 * What proxies leave of a line end: RFC 9112 section 5.2 has a folded line joined by one or more spaces, and nginx
 * folds with a tab.
 */
const FOLD = /[\t ]+/;

const ENCODINGS: Readonly<Record<CertificateEncoding, Encoding>> = {
  // HAProxy: `%[ssl_c_der,base64]`. As long as App Service's.
  "base64-der": { maxLength: 8192, decode: decodeBase64 },
  // nginx: `$ssl_client_escaped_cert`.
  "escaped-pem": { maxLength: MAX_ESCAPED_PEM, decode: decodeEscapedPem },
  // nginx: `$ssl_client_cert`, deprecated there. 8192 characters of base64 in lines of 64, three for each line end,
  // and two markers.
  pem: { maxLength: 8704, decode: (value) => decodePem(value, FOLD) },
};

/**
 * Reads the certificate from a header of the operator's own proxy, in the one encoding that the operator names. Nothing
 * is guessed: a value in another encoding refuses, since a proxy writes one only.
 */
export function createCustomSource(name: string, encoding: CertificateEncoding): CertificateSource {
  const { maxLength, decode } = ENCODINGS[encoding];
  const header = certificateHeader(name, maxLength);
  return function readCustomHeader({ rawHeaders }) {
    const value = singleLine(rawHeaders, header);
    if (typeof value !== "string") return value;
    const decoded = decode(value);
    return decoded.ok ? { ok: true, der: decoded.bytes } : malformed(name, decoded.problem);
  };
}
