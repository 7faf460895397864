import type { Because } from "../self-check/judgement.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";
import type { WitnessFailureCode } from "../self-check/witness.ts";

/**
 * What a health endpoint may show to anyone of the host: no name, no resource, no remedy, and not whether requests without
 * a certificate get in while headers count.
 */
export type HostHealth =
  /** Nobody asks, as somebody wrote down. */
  | { readonly mode: "off" }
  | {
      readonly mode: "enforce" | "prove" | "warn";
      /** Whether certificate headers count; while they do not, protected routes answer 503. */
      readonly serves: boolean;
      /** Code of what the last asking failed by; null: it did not. */
      readonly failure: string | null;
      /** Seconds since Resource Manager was last heard; null: never. */
      readonly heardSecondsAgo: number | null;
      /**
       * Seconds until certificate headers no longer count if nobody is heard any more. Null: they do not count now, or, in
       * `warn`, go on to count without anybody's word.
       */
      readonly trustEndsInSeconds: number | null;
    };

/** @param host Undefined: nobody asks. */
export function describeHost(host: SelfCheckStatus | undefined): HostHealth {
  if (host === undefined) return { mode: "off" };
  const { mode, serves, failure, resourceManager, trustEndsInSeconds } = host;
  return {
    mode,
    serves,
    failure: failure?.code ?? null,
    heardSecondsAgo: resourceManager.heardSecondsAgo,
    trustEndsInSeconds,
  };
}

/**
 * What wants an operator. A host that serves though nobody has proven that clients cannot write the header is none of it: in
 * `enforce` that is a warning of the log, since few hosts can be cured of it at once.
 */
export function problemsOfHost(host: SelfCheckStatus | undefined, enforce: "on" | "report" = "on"): readonly string[] {
  if (host === undefined) return [];
  const problems: string[] = [];
  // Why only where nobody gets in: elsewhere the reason would tell anyone how to.
  if (!host.serves && enforce === "on")
    problems.push(`Protected routes answer 503: ${WHY[host.headerFrom][host.because]}.`);
  else if (!host.serves) problems.push("Enforcing would refuse everyone; see the log.");
  else if (host.demand !== "yes") problems.push("The self-check warns; see the log.");
  if (host.failure !== null) problems.push(failureOf(host.failure.code));
  return problems;
}

function failureOf(code: WitnessFailureCode): string {
  if (code === "internal_error") return `The check of the host went wrong in itself (${code}).`;
  return `Azure could not be asked about the host (${code}).`;
}

type Reasons = { readonly [Code in Because]: string };

const OF_HOST: Reasons = {
  proven: "the host was not verified for too long",
  authenticity_unproven: "the host was not verified for too long",
  authenticity_refuted: "a client was seen to write the certificate header",
  demand_unknown: "nobody can tell whether the host demands certificates",
  not_demanded: "the host lets requests without a certificate in",
};

const WHY: Readonly<Record<SelfCheckStatus["headerFrom"], Reasons>> = {
  host: OF_HOST,
  gateway: {
    ...OF_HOST,
    demand_unknown: "nobody can tell whether others than the gateway get in",
    not_demanded: "the host lets in others than the gateway",
  },
};
