import type { Settings } from "../config/settings.ts";
import type { FrontEndName } from "../header/source.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";
import { describeHost, type HostHealth, problemsOfHost } from "./host-health.ts";

/**
 * What a health endpoint may show to anyone: no names, no paths, no rules. Always answer it with 200: it says whether
 * this process lives, and restarting it mends nothing that stands here.
 */
export interface Health {
  /** `degraded`: something in `problems` wants an operator. */
  readonly status: "ok" | "degraded";
  /** Sentences; empty when `status` is `ok`. */
  readonly problems: readonly string[];
  /** Who hands over the certificate. Not the header: whoever knows its name knows what to forge. */
  readonly frontEnd: FrontEndName;
  readonly enforce: "on" | "report";
  /** ISO 8601; null when the guard enforces. */
  readonly reportUntil: string | null;
  readonly selfCheck: HostHealth;
  readonly trustAnchors: {
    readonly count: number;
    /** How many are within their validity now. */
    readonly valid: number;
    /** ISO 8601: when the next of the valid ones expires; null when none is valid. */
    readonly nextExpiry: string | null;
  };
}

/** What changes while the process runs. */
export interface HealthNow {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly isReportOverdue: boolean;
  /** Undefined: nobody asks about the host. */
  readonly host: SelfCheckStatus | undefined;
}

export function describeHealth(settings: Settings, { now, isReportOverdue, host }: HealthNow): Health {
  const { enforce, reportUntil } = settings;
  const valid = settings.trustAnchors.filter(({ notBefore, notAfter }) => notBefore <= now && now <= notAfter);
  const problems: string[] = [];
  if (settings.trustAnchors.length > 0 && valid.length === 0) {
    problems.push("No trust anchor is valid now: every caller with a chain is refused.");
  }
  if (isReportOverdue) problems.push("Report mode has outlasted its date: everyone is let through.");
  problems.push(...problemsOfHost(host, enforce));
  return {
    status: problems.length === 0 ? "ok" : "degraded",
    problems,
    frontEnd: settings.frontEnd.name,
    enforce,
    reportUntil: reportUntil === undefined ? null : new Date(reportUntil).toISOString(),
    selfCheck: describeHost(host),
    trustAnchors: {
      count: settings.trustAnchors.length,
      valid: valid.length,
      nextExpiry: nextExpiry(valid.map(({ notAfter }) => notAfter)),
    },
  };
}

function nextExpiry(expiries: readonly number[]): string | null {
  return expiries.length === 0 ? null : new Date(Math.min(...expiries)).toISOString();
}
