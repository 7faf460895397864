import { randomUUID } from "node:crypto";
import { CERTIFICATE_HEADER, certificateLines } from "./certificate-lines.ts";
import type { FrontEndTraits } from "./options.ts";
import { endToEnd, type HeaderLine, isNamed, type StandRequest } from "./request.ts";

const FORWARDED_PROTO = "X-Forwarded-Proto";
const HOST_NAME = "WAS-DEFAULT-HOSTNAME";

/** Written by the front end alone, in every stand. */
const OWN: ReadonlySet<string> = new Set(
  [
    "X-Forwarded-For",
    "X-ARR-SSL",
    "X-ARR-LOG-ID",
    "DISGUISED-HOST",
    FORWARDED_PROTO,
    HOST_NAME,
    CERTIFICATE_HEADER,
  ].map((name) => name.toLowerCase()),
);

/** The header lines of a request as the app gets them. */
export function appLines(request: StandRequest, traits: FrontEndTraits, excluded: boolean): readonly HeaderLine[] {
  const { lines, protocol, client } = request;
  const host = lines.find((line) => isNamed(line, "host"))?.[1] ?? "";
  return [
    ...endToEnd(lines).filter(([name]) => !OWN.has(name.toLowerCase())),
    ...certificateLines(request, traits, excluded),
    ...forwardedProtoLines(request, traits),
    ...hostNameLines(request, traits),
    ["X-Forwarded-For", client],
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

function hostNameLines({ lines }: StandRequest, traits: FrontEndTraits): readonly HeaderLine[] {
  const { hostHeader = "overwrite", defaultHostName = "localhost" } = traits;
  if (hostHeader === "absent") return [];
  const written = lines.filter((line) => isNamed(line, HOST_NAME));
  return hostHeader === "pass" && written.length > 0 ? written : [[HOST_NAME, defaultHostName]];
}
