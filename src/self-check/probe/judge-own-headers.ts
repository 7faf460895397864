import { hostNameOf, toHostKey } from "../host-name.ts";
import type { ProbeWord } from "../witness.ts";
import { type Evidence, type Judged, lost, reasonsFor } from "./evidence.ts";
import { holdsAll } from "./plan.ts";
import { FORWARDED_PROTO_VARIANT, HOST_HEADER_VARIANT, type Template } from "./templates.ts";

/**
 * Whether what a client writes as `WAS-DEFAULT-HOSTNAME`, in whatever form, never shows, and a known host of this app
 * always does; under a record's default name that very one, since the header picks the record. Undefined: not all of it
 * came through, and what did was right.
 */
export function judgeHostHeader(evidence: Evidence): Judged<ProbeWord["isHostHeaderOverwritten"]> {
  const { frontEnd, shown, rounds, planned, hostNames, expectedHost } = evidence;
  if (frontEnd !== "app-service") return { word: undefined, reasons: [] };
  const known = new Set((expectedHost === undefined ? hostNames : [expectedHost]).map(toHostKey));
  const tried = shown.filter(({ shot }) => writesHost(shot));
  const arrived = tried.filter(({ arrival }) => arrival !== undefined);
  const wrong = arrived.filter(({ arrival }) => {
    const lines = arrival?.defaultHostName ?? [];
    const name = hostNameOf(lines.flatMap((line) => ["WAS-DEFAULT-HOSTNAME", line]));
    return name === undefined || !known.has(name);
  });
  if (wrong.length > 0) {
    return { word: false, reasons: reasonsFor("host-header", [["host_header_written_by_client", wrong]]) };
  }
  const wanted = planned.filter(writesHost);
  const isTried = wanted.length > 0 && rounds.length > 0 && rounds.every((round) => holdsAll(round, wanted));
  if (isTried && arrived.length === tried.length) return { word: true, reasons: [] };
  const missing = tried.filter(({ arrival }) => arrival === undefined);
  const untried = missing.length === 0 ? [["host_header_untried", []] as const] : lost("host_header_untried", missing);
  return { word: undefined, reasons: reasonsFor("host-header", untried) };
}

function writesHost({ variant }: Template): boolean {
  return variant.startsWith(HOST_HEADER_VARIANT);
}

/** No word of the probe's: the guard refuses every `http` there, so a client that adds one shuts itself out. */
export function judgeForwardedProto({ shown }: Evidence): Pick<Judged<unknown>, "reasons"> {
  const tried = shown.filter(({ shot }) => shot.variant === FORWARDED_PROTO_VARIANT);
  const kept = tried.filter(({ arrival }) =>
    arrival?.forwardedProto.some((line) => line.split(",").some((element) => element.trim().toLowerCase() === "http")),
  );
  if (kept.length > 0) return { reasons: reasonsFor("forwarded-proto", [["forwarded_proto_written_by_client", kept]]) };
  const missing = tried.filter(({ arrival }) => arrival === undefined);
  if (tried.length > 0 && missing.length === 0) return { reasons: [] };
  return { reasons: reasonsFor("forwarded-proto", [["forwarded_proto_untried", missing]]) };
}
