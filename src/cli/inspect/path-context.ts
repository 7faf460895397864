import type { Settings } from "../../config/settings.ts";
import { DEFAULT_ALGORITHMS } from "../../path/algorithms.ts";
import { Budget, DEFAULT_BUDGET } from "../../path/budget.ts";
import { NO_POLICY_DEMANDS, type PathContext, type Purpose } from "../../path/context.ts";

/** As the validator's own. */
export function pathContext(
  settings: Pick<Settings, "conformance" | "notBeforeSkewSeconds" | "notAfterSkewSeconds">,
  purpose: Purpose,
  time: number,
): PathContext {
  return {
    time,
    notBeforeSkew: settings.notBeforeSkewSeconds * 1000,
    notAfterSkew: settings.notAfterSkewSeconds * 1000,
    purpose,
    conformance: settings.conformance,
    algorithms: new Set(DEFAULT_ALGORITHMS),
    maxPathLength: Number.POSITIVE_INFINITY,
    policies: NO_POLICY_DEMANDS,
    budget: new Budget(DEFAULT_BUDGET),
  };
}
