import type { Authenticity, Because, Demand } from "../self-check/judgement.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";

/** What a health endpoint may show to anyone of the host: no name, no resource, no remedy. */
export type HostHealth =
  /** Nobody asks, as somebody wrote down. */
  | { readonly mode: "off" }
  | {
      readonly mode: "enforce" | "prove" | "warn";
      /** Whether certificate headers count; while they do not, protected routes answer 503. */
      readonly serves: boolean;
      /** Whether Azure says that every request without a certificate is refused. */
      readonly demand: Demand;
      /** Whether it was shown that no client can write the header. */
      readonly authenticity: Authenticity;
      readonly because: Because;
      /** Code of what the last asking failed by; null: it did not. */
      readonly failure: string | null;
      /** Seconds since Resource Manager was last heard; null: never. */
      readonly heardSecondsAgo: number | null;
      /** Seconds until certificate headers no longer count if nobody is heard any more; null: they do not count now. */
      readonly trustEndsInSeconds: number | null;
    };

/** @param host Undefined: nobody asks. */
export function describeHost(host: SelfCheckStatus | undefined): HostHealth {
  if (host === undefined) return { mode: "off" };
  const { mode, serves, demand, authenticity, because, failure, resourceManager, trustEndsInSeconds } = host;
  return {
    mode,
    serves,
    demand,
    authenticity,
    because,
    failure: failure?.code ?? null,
    heardSecondsAgo: resourceManager.heardSecondsAgo,
    trustEndsInSeconds,
  };
}

/** What wants an operator. A host that is not proven but serves does not: that is as good as it gets without a probe. */
export function problemsOfHost(host: SelfCheckStatus | undefined, enforce: "on" | "report" = "on"): readonly string[] {
  if (host === undefined) return [];
  const problems: string[] = [];
  const effect = enforce === "on" ? "Protected routes answer 503" : "Enforcing would refuse everyone";
  if (!host.serves) problems.push(`${effect}: ${WHY[host.because]}.`);
  else if (host.demand !== "yes") problems.push(`Certificate headers count although ${WHY[host.because]}.`);
  if (host.failure !== null) problems.push(`Azure could not be asked about the host (${host.failure.code}).`);
  return problems;
}

const WHY: { readonly [Code in Because]: string } = {
  proven: "the host was not verified for too long",
  authenticity_unproven: "the host was not verified for too long",
  authenticity_refuted: "a client was seen to write the certificate header",
  demand_unknown: "nobody can tell whether the host demands certificates",
  not_demanded: "the host lets requests without a certificate in",
};
