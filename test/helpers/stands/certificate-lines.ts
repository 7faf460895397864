import { headerFor } from "../../../src/testing/certificate-headers.ts";
import { isOtherSpelling } from "./exclusions.ts";
import type { ForgedHeader, FrontEndTraits } from "./options.ts";
import { type HeaderLine, isNamed, isNamedInConnection, type StandRequest } from "./request.ts";

const HEADERS = { "app-service": "X-ARR-ClientCert", "container-apps": "X-Forwarded-Client-Cert" } as const;

export function certificateHeaderOf({ platform = "app-service" }: Pick<FrontEndTraits, "platform">): string {
  return HEADERS[platform];
}

/** The lines of the certificate header that the app gets. */
export function certificateLines(
  request: StandRequest,
  traits: FrontEndTraits,
  excluded: boolean,
): readonly HeaderLine[] {
  const header = certificateHeaderOf(traits);
  const forged = request.lines.filter((line) => isNamed(line, header));
  const isOtherCase = ([name]: HeaderLine): boolean => name !== header;
  const isNamedThere = isNamedInConnection(request, header);
  const own = isNamedThere && traits.removesNamed ? [] : ownLines(request.certificate, traits);
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
      return joined([...forged, ...own], header);
    case "append-comma-behind":
      return joined([...own, ...forged], header);
    case "pass-second-line":
      return [...own, ...forged.slice(1)];
    case "pass-second-line-without-certificate":
      return hasCertificate ? own : [...own, ...forged.slice(1)];
    case "pass-over-tls12":
      return passing(request.tls === "TLSv1.2");
    case "pass-over-http2":
      return passing(request.httpVersion === "2");
    case "pass-lower-case":
      return [...forged.filter(isOtherCase), ...own];
    case "pass-lower-case-under-exclusion":
      return excluded ? [...forged.filter(isOtherCase), ...own] : own;
    case "pass-under-exclusion":
      return passing(excluded);
    case "pass-in-spelling-of-exclusion":
      return passing(isOtherSpelling(request.target, traits.exclusionPaths ?? []));
    case "pass-over-plain-http":
      return passing(request.protocol === "http");
    case "pass-named-in-connection":
      return passing(isNamedThere);
  }
}

function ownLines(der: Uint8Array | undefined, traits: FrontEndTraits): readonly HeaderLine[] {
  const { platform = "app-service", withoutCertificate } = traits;
  if (der !== undefined) return Object.entries(headerFor(platform, { der }));
  return withoutCertificate === "empty" ? [[certificateHeaderOf(traits), ""]] : [];
}

function joined(lines: readonly HeaderLine[], header: string): readonly HeaderLine[] {
  return lines.length === 0 ? [] : [[header, lines.map(([, value]) => value).join(", ")]];
}
