import { hostNameOf, toHostKey } from "../host-name.ts";
import { type Evidence, holdsAll, type Judged, reasonsFor } from "./evidence.ts";
import { FORWARDED_PROTO_VARIANT, HOST_HEADER_VARIANT } from "./plan.ts";

/** Whether what a client writes as `WAS-DEFAULT-HOSTNAME` never shows, and a known host of this app always does. */
export function judgeHostHeader({ frontEnd, shown, rounds, planned, hostNames }: Evidence): Judged<boolean> {
  if (frontEnd !== "app-service") return { word: false, reasons: [] };
  const known = new Set(hostNames.map(toHostKey));
  const tried = shown.filter(({ shot }) => shot.variant === HOST_HEADER_VARIANT);
  const arrived = tried.filter(({ arrival }) => arrival !== undefined);
  const wrong = arrived.filter(({ arrival }) => {
    const lines = arrival?.defaultHostName ?? [];
    const name = hostNameOf(lines.flatMap((line) => ["WAS-DEFAULT-HOSTNAME", line]));
    return name === undefined || !known.has(name);
  });
  if (wrong.length > 0) {
    return { word: false, reasons: reasonsFor("host-header", [["host_header_written_by_client", wrong]]) };
  }
  const wanted = planned.filter(({ variant }) => variant === HOST_HEADER_VARIANT);
  const isTried = wanted.length > 0 && rounds.length > 0 && rounds.every((round) => holdsAll(round, wanted));
  if (isTried && arrived.length === tried.length) return { word: true, reasons: [] };
  const missing = tried.filter(({ arrival }) => arrival === undefined);
  return { word: false, reasons: reasonsFor("host-header", [["host_header_untried", missing]]) };
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
