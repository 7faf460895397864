import type { GivenSettings } from "./given.ts";
import type { Problems } from "./problems.ts";
import type { Settings } from "./settings.ts";
import { VARIABLES } from "./variables.ts";

/**
 * Whether callers who would be refused are let through, and until when. `time` is the time now in milliseconds since
 * the epoch. The two settings need each other; a date that has passed changes nothing by itself, so it is only told.
 */
export function readReportMode(
  { enforce, reportUntil }: GivenSettings,
  problems: Problems,
  time: number,
): Pick<Settings, "enforce" | "reportUntil"> {
  const mode = enforce === undefined ? "on" : enforce.value;
  if (mode === "report" && reportUntil === undefined) {
    const message = "Report mode lets everyone through, so it needs a date by which it ends.";
    const remedy = "Write the last day of the roll-out, as in CLIENT_CERT_REPORT_UNTIL=2026-12-31.";
    problems.at(VARIABLES.reportUntil.name).add("report_until_missing", message, remedy);
  }
  if (mode === "on" && reportUntil !== undefined) {
    const message = "It is the end of report mode, and report mode is not on.";
    reportUntil.report.add("report_until_unexpected", message, "Remove it, or write CLIENT_CERT_ENFORCE=report.");
  }
  const end = reportUntil?.value;
  if (mode === "report" && end !== undefined && end <= time) {
    const message = `Report mode was to end at ${new Date(end).toISOString()}, and everyone is still let through.`;
    reportUntil?.report.add("report_until_past", message, "Write CLIENT_CERT_ENFORCE=on and remove the date.");
  }
  return { enforce: mode ?? "on", reportUntil: end };
}
