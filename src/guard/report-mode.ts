import type { GuardLogger } from "../config/options.ts";
import type { AnyFinding, FindingCode } from "../verdict/finding.ts";

/**
 * What report mode refuses all the same: no change of configuration is going to make such a request right, and to let it
 * through would show the app a header that a client may have written, or one that nobody vouches for.
 */
const NEVER_LET_THROUGH: ReadonlySet<FindingCode> = new Set([
  "header_duplicated",
  "plain_http",
  "headers_cut",
  "peer_not_trusted",
  "verification_failed",
  "path_excluded",
  "internal_error",
]);

export function isRefusedInReportMode(findings: readonly AnyFinding[]): boolean {
  return findings.some(({ code }) => NEVER_LET_THROUGH.has(code));
}

const HOUR = 3_600_000;

export interface OverdueReminder {
  /** Whether report mode has lasted longer than it was meant to. */
  isOverdue(): boolean;
  /** Writes the reminder when it is overdue and the last one is an hour old. Called at start and by requests. */
  remind(): void;
}

/**
 * Reminds the operator, by an error each hour, that everyone is still let through after `reportUntil`. It never ends
 * report mode: refusing everyone on a date that somebody wrote down months ago would be an outage.
 *
 * @param reportUntil Milliseconds since the epoch; undefined when the guard enforces, and then nothing is ever due.
 * @param clock Milliseconds since the epoch.
 * @param monotonic Milliseconds on a clock that is never set, for the hour.
 */
export function createOverdueReminder(
  reportUntil: number | undefined,
  {
    clock,
    monotonic,
    log,
  }: { readonly clock: () => number; readonly monotonic: () => number; readonly log: GuardLogger },
): OverdueReminder {
  let lastReminder = Number.NEGATIVE_INFINITY;
  // Written so that a clock that answers NaN counts as overdue.
  const isOverdue = (): boolean => reportUntil !== undefined && !(clock() < reportUntil);
  return {
    isOverdue,
    remind() {
      if (!isOverdue() || reportUntil === undefined || monotonic() - lastReminder < HOUR) return;
      lastReminder = monotonic();
      log.error(
        { event: "report_mode_overdue", reportUntil: new Date(reportUntil).toISOString() },
        "client certificates are still only reported, not enforced: set CLIENT_CERT_ENFORCE=on, or a later CLIENT_CERT_REPORT_UNTIL",
      );
    },
  };
}
