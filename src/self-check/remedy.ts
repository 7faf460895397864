import type { RuleStatus } from "../posture/facts/rule.ts";
import type { HostRecord } from "./host-record.ts";
import type { Authenticity, Because, SelfCheckMode } from "./judgement.ts";
import type { Memory } from "./memory.ts";

export interface Trouble {
  readonly memory: Memory;
  readonly authenticity: Authenticity;
  readonly because: Because;
  readonly mode: SelfCheckMode;
}

/**
 * The one thing to do next: what was seen to be wrong comes before what could not be read, and that before what the
 * answer leaves open. Null when nothing is left to do.
 */
export function nextRemedy({ memory, authenticity, because, mode }: Trouble): string | null {
  if (authenticity === "refuted") return FORGED;
  return (
    remedyOf(memory.records, "fail") ??
    memory.failure?.remedy ??
    remedyOf(memory.records, "unknown") ??
    (because === "not_demanded" ? UNDEMANDED : undefined) ??
    (because === "authenticity_unproven" && mode === "prove" ? UNPROVEN : undefined) ??
    null
  );
}

function remedyOf(records: readonly HostRecord[], status: RuleStatus): string | undefined {
  for (const { results } of records) {
    for (const { gate, status: found, remedy } of results) {
      if (gate && found === status && remedy !== undefined) return remedy;
    }
  }
  return undefined;
}

const FORGED =
  "A certificate header that a client wrote reached the app: take the app off the network, and report it to Azure's support. Once its front end is mended, a proof lifts this, or a restart of all instances; several instances come to a proof only with a common CLIENT_CERT_PROBE_KEY.";

const UNDEMANDED =
  "Requests without a certificate reach the app: set its incoming client certificates to Required, without exclusion paths. If they were all the time, only a proof lifts this, or a restart of all instances; several instances come to a proof only with a common CLIENT_CERT_PROBE_KEY.";

const UNPROVEN =
  "Nobody has shown that clients cannot write the certificate header: set CLIENT_CERT_SELF_CHECK=enforce to go without that proof.";
