import type { ProbeWord } from "./witness.ts";

/** How much the host must have shown before a certificate header counts. `off` needs no self-check at all. */
export type SelfCheckMode = "enforce" | "prove" | "warn";

export type HostKind = "app-service" | "container-apps";

/** Whether every request without a certificate is refused by the host. */
export type Demand = "yes" | "no" | "unknown";

/** Whether the app can never see a certificate header that a client wrote. */
export type Authenticity = "proven" | "refuted" | "unknown";

/** Why a host is trusted or not; the worst that holds. */
export type Because =
  /** It demands certificates, and no client can write the header. */
  | "proven"
  /** It demands certificates; nobody has tried whether a client can write the header. */
  | "authenticity_unproven"
  /** A header that a client wrote reached the app. */
  | "authenticity_refuted"
  | "demand_unknown"
  /** Requests without a certificate get in. */
  | "not_demanded";

export interface Judgement {
  readonly demand: Demand;
  readonly authenticity: Authenticity;
  /** Whether a certificate header that came through this host counts. */
  readonly serves: boolean;
  readonly because: Because;
  /** It serves, and an operator should know that not everything is shown. */
  readonly isStandingWarning: boolean;
}

export interface Evidence {
  readonly mode: SelfCheckMode;
  readonly host: HostKind;
  /** What Resource Manager's settings say. */
  readonly declared: Demand;
  /** Undefined: no probe has spoken. */
  readonly probe: Pick<ProbeWord, "demand" | "authenticity"> | undefined;
}

/**
 * Judges one host by what both witnesses say now; what they said long ago has aged to "cannot tell" before.
 *
 * On Container Apps the probe never decides about demand: it runs inside the environment, and `require` is reported as
 * not enforced there (microsoft/azure-container-apps#880), which tells nothing about callers from outside.
 */
export function judge(evidence: Evidence): Judgement {
  const demand = demandBy(evidence);
  const authenticity = authenticityBy(evidence.probe);
  const because = reason(demand, authenticity);
  const serves = servesIn(evidence, demand, authenticity);
  return Object.freeze({
    demand,
    authenticity,
    serves,
    because,
    isStandingWarning: serves && because !== "proven",
  });
}

function demandBy({ host, declared, probe }: Evidence): Demand {
  const tried = host === "app-service" ? probe?.demand : undefined;
  if (declared === "no" || tried === "refuted") return "no";
  return declared === "yes" || tried === "proven" ? "yes" : "unknown";
}

function authenticityBy(probe: Evidence["probe"]): Authenticity {
  switch (probe?.authenticity) {
    case "proven":
    case "refuted":
      return probe.authenticity;
    default:
      return "unknown";
  }
}

function reason(demand: Demand, authenticity: Authenticity): Because {
  if (authenticity === "refuted") return "authenticity_refuted";
  if (demand === "no") return "not_demanded";
  if (demand === "unknown") return "demand_unknown";
  return authenticity === "proven" ? "proven" : "authenticity_unproven";
}

function servesIn({ mode, declared }: Evidence, demand: Demand, authenticity: Authenticity): boolean {
  if (authenticity === "refuted") return false;
  if (mode === "warn") return true;
  if (demand !== "yes") return false;
  // Without Resource Manager's word the probe stands alone, and then it must have shown both.
  const isProofWanted = mode !== "enforce" || declared !== "yes";
  return !isProofWanted || authenticity === "proven";
}
