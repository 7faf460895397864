import type { GivenOptions } from "./option-values.ts";
import type { Problems } from "./problems.ts";

/** Seconds in a day: a platform that nobody could ask about for that long is looked at by somebody. */
export const DEFAULT_SELF_CHECK_MAX_AGE_SECONDS = 86_400;

/** An hour is four of the self-check's intervals, so that one failed asking never ends trust; a week is no snapshot any more. */
const LEAST = 3_600;
const MOST = 604_800;

/** How long Resource Manager's yes counts while it cannot be asked, in seconds. */
export function readSelfCheckMaxAge(options: GivenOptions, problems: Problems): number {
  const value = options.get("selfCheckMaxAgeSeconds");
  if (value === undefined) return DEFAULT_SELF_CHECK_MAX_AGE_SECONDS;
  const report = problems.at("selfCheckMaxAgeSeconds");
  const remedy = `Write whole seconds from ${LEAST} to ${MOST}, as in ${DEFAULT_SELF_CHECK_MAX_AGE_SECONDS}.`;
  if (typeof value !== "number") report.add("option_wrong_type", "The value is no number.", remedy);
  else if (Number.isInteger(value) && value >= LEAST && value <= MOST) return value;
  else report.add("self_check_age_malformed", `${value} is no whole number from an hour to a week.`, remedy);
  return DEFAULT_SELF_CHECK_MAX_AGE_SECONDS;
}
