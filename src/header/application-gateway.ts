import { decodeEscapedPem, MAX_ESCAPED_PEM } from "./escaped-pem.ts";
import { duplicated, malformed } from "./failures.ts";
import type { HeaderFailure } from "./findings.ts";
import { headerLines } from "./raw-headers.ts";
import { certificateHeader, singleLine } from "./single-line.ts";
import type { CertificateSource, FrontEndSettings } from "./source.ts";

type Settings = Omit<Extract<FrontEndSettings, { name: "application-gateway" }>, "name">;

/**
 * Azure, "Rewrite HTTP headers and URL with Application Gateway": `client_certificate_verification` is this,
 * `FAILED:<reason>` or `NONE`.
 */
const VERIFIED = "SUCCESS";

/**
 * Reads the certificate that Application Gateway's rewrite rule put into a header: `{var_client_certificate}`, an
 * escaped PEM. With a verification header the gateway's own verdict must be there too, once, and be a success to the
 * letter; it never replaces a check of this package. A gateway in passthrough mode verifies nothing, so there is none
 * to ask for.
 */
export function createApplicationGatewaySource({ header: name, verificationHeader }: Settings): CertificateSource {
  const header = certificateHeader(name, MAX_ESCAPED_PEM);
  return function readApplicationGatewayHeader({ rawHeaders }) {
    const value = singleLine(rawHeaders, header);
    if (typeof value !== "string") return value;
    const failure = verificationHeader === undefined ? undefined : checkVerification(rawHeaders, verificationHeader);
    if (failure !== undefined) return failure;
    const decoded = decodeEscapedPem(value);
    return decoded.ok ? { ok: true, der: decoded.bytes } : malformed(name, decoded.problem);
  };
}

function checkVerification(rawHeaders: readonly string[], header: string): HeaderFailure | undefined {
  const lines = headerLines(rawHeaders, header.toLowerCase());
  if (lines.length > 1) return duplicated(header, lines.length);
  return lines[0] === VERIFIED ? undefined : { ok: false, code: "verification_failed", details: { header } };
}
