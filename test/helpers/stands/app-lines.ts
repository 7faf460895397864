import { randomUUID } from "node:crypto";
import { certificateHeaderOf, certificateLines } from "./certificate-lines.ts";
import type { FrontEndTraits } from "./options.ts";
import { endToEnd, type HeaderLine, isNamed, type StandRequest } from "./request.ts";

const FORWARDED_PROTO = "X-Forwarded-Proto";
const HOST_NAME = "WAS-DEFAULT-HOSTNAME";

/** Written by App Service's front end alone, beside the certificate header. */
const OF_APP_SERVICE: readonly string[] = ["X-ARR-SSL", "X-ARR-LOG-ID", "DISGUISED-HOST", HOST_NAME];

/** The header lines of a request as the app gets them. */
export function appLines(request: StandRequest, traits: FrontEndTraits, excluded: boolean): readonly HeaderLine[] {
  const { lines, protocol, client } = request;
  const isAppService = traits.platform !== "container-apps";
  const replaced = ["X-Forwarded-For", FORWARDED_PROTO, certificateHeaderOf(traits)];
  const own = new Set([...replaced, ...(isAppService ? OF_APP_SERVICE : [])].map((name) => name.toLowerCase()));
  const host = lines.find((line) => isNamed(line, "host"))?.[1] ?? "";
  const common: readonly HeaderLine[] = [
    ...endToEnd(lines).filter(([name]) => !own.has(name.toLowerCase())),
    ...certificateLines(request, traits, excluded),
    ...forwardedProtoLines(request, traits),
    ["X-Forwarded-For", client],
  ];
  if (!isAppService) return common;
  return [
    ...common,
    ...hostNameLines(request, traits),
    ["X-ARR-LOG-ID", randomUUID()],
    ["DISGUISED-HOST", host],
    ...(protocol === "https" ? [["X-ARR-SSL", "256|128|CN=Stand CA|CN=localhost"] as const] : []),
  ];
}

function forwardedProtoLines({ lines, protocol }: StandRequest, traits: FrontEndTraits): readonly HeaderLine[] {
  const written = lines.filter((line) => isNamed(line, FORWARDED_PROTO));
  const { forwardedProto = "overwrite" } = traits;
  if (forwardedProto === "overwrite" || written.length === 0) return [[FORWARDED_PROTO, protocol]];
  if (forwardedProto === "pass") return written;
  return [[FORWARDED_PROTO, [...written.map(([, value]) => value), protocol].join(", ")]];
}

function hostNameLines({ lines, httpVersion }: StandRequest, traits: FrontEndTraits): readonly HeaderLine[] {
  const { hostHeader = "overwrite", defaultHostName = "localhost" } = traits;
  if (hostHeader === "absent") return [];
  const written = lines.filter((line) => isNamed(line, HOST_NAME));
  const passes = hostHeader === "pass" || (hostHeader === "pass-over-http2" && httpVersion === "2");
  if (passes && written.length > 0) return written;
  const others = hostHeader === "pass-second-line" ? written.slice(1) : [];
  return [[HOST_NAME, defaultHostName], ...others];
}
