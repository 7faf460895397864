import { isOtherSpelling } from "./exclusions.ts";
import type { ForgedHeader, FrontEndTraits } from "./options.ts";
import { type HeaderLine, isNamed, type StandRequest } from "./request.ts";

export const CERTIFICATE_HEADER = "X-ARR-ClientCert";

/** The lines of the certificate header that the app gets. */
export function certificateLines(
  request: StandRequest,
  traits: FrontEndTraits,
  excluded: boolean,
): readonly HeaderLine[] {
  const forged = request.lines.filter((line) => isNamed(line, CERTIFICATE_HEADER));
  const own = ownLines(request.certificate, traits);
  const hasCertificate = request.certificate !== undefined;
  const passing = (passes: boolean): readonly HeaderLine[] => (passes && forged.length > 0 ? forged : own);

  const policy: ForgedHeader = traits.forgedHeader ?? "replace";
  switch (policy) {
    case "replace":
      return own;
    case "pass":
      return passing(true);
    case "pass-without-certificate":
      return passing(!hasCertificate);
    case "pass-beside":
      return hasCertificate ? [...own, ...forged] : own;
    case "append-line":
      return [...forged, ...own];
    case "append-comma":
      return joined([...forged, ...own]);
    case "pass-second-line":
      return [...own, ...forged.slice(1)];
    case "pass-over-http2":
      return passing(request.httpVersion === "2");
    case "pass-lower-case":
      return [...forged.filter(([name]) => name !== CERTIFICATE_HEADER), ...own];
    case "pass-under-exclusion":
      return passing(excluded);
    case "pass-in-spelling-of-exclusion":
      return passing(isOtherSpelling(request.target, traits.exclusionPaths ?? []));
    case "pass-over-plain-http":
      return passing(request.protocol === "http");
  }
}

function ownLines(certificate: Uint8Array | undefined, { withoutCertificate }: FrontEndTraits): readonly HeaderLine[] {
  if (certificate !== undefined) return [[CERTIFICATE_HEADER, Buffer.from(certificate).toString("base64")]];
  return withoutCertificate === "empty" ? [[CERTIFICATE_HEADER, ""]] : [];
}

function joined(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  return lines.length === 0 ? [] : [[CERTIFICATE_HEADER, lines.map(([, value]) => value).join(", ")]];
}
