import { type ProbedFrontEnd, readCertificateLine } from "./certificate-header.ts";
import type { Arrival, Shown } from "./shot.ts";

/** What became of one request. `unanswered` is everything that is no evidence: time-outs, 404, 503, a login page. */
export type Fate = "refused" | "unanswered" | Seen;

/** With what it arrived. `bare`: without a certificate; `other`: with one that nobody sent, or more than A. */
type Seen = "bare" | "exactly-a" | "shows-b" | "other";

export interface Sent {
  /** The certificate header's value for the certificate A that was shown in the handshake. */
  readonly a: string;
  /** The one that was written for B. */
  readonly b: string;
}

/**
 * The header is looked at only in what arrived, and what arrived was not refused, whatever the answer says.
 */
export function fateOf(shown: Shown, sent: Sent, frontEnd: ProbedFrontEnd): Fate {
  if (shown.arrival !== undefined) return seen(shown.arrival, sent, frontEnd);
  return isRefusal(shown) ? "refused" : "unanswered";
}

export function hasArrived(fate: Fate): boolean {
  return fate !== "refused" && fate !== "unanswered";
}

function seen({ certificateLines }: Arrival, sent: Sent, frontEnd: ProbedFrontEnd): Seen {
  const contents = certificateLines.map((line) => readCertificateLine(line, sent, frontEnd));
  if (contents.includes("shows-b")) return "shows-b";
  if (contents.every((content) => content === "empty")) return "bare";
  return contents.length === 1 && contents[0] === "exactly-a" ? "exactly-a" : "other";
}

const ALERTS: ReadonlySet<string> = new Set(["certificate_required", "handshake_failure", "bad_certificate"]);

/**
 * Only what nobody but a front end does for a missing certificate: an alert, an unmarked 403 that is not this package's
 * own, and for plain HTTP the way to the same address under https.
 */
function isRefusal({ shot, answer }: Shown): boolean {
  if (answer.kind === "tls-alert") return shot.scheme === "https" && ALERTS.has(answer.alert);
  if (answer.kind === "failed" || answer.markers.length > 0 || answer.attestation !== undefined) return false;
  if (answer.status === 403) return !/problem\+json/i.test(answer.contentType ?? "");
  return shot.kind === "forged-plain-http" && isWayToTls(answer.status, answer.location, shot);
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/** To the same path of the same host, on any port: a login page lies elsewhere. */
function isWayToTls(status: number, location: string | undefined, shot: Shown["shot"]): boolean {
  if (!REDIRECTS.has(status)) return false;
  const { host, path } = /^https:\/\/(?<host>[^/?#:]+)(?::\d+)?(?<path>\/.*)?$/i.exec(location ?? "")?.groups ?? {};
  return host?.toLowerCase() === shot.host.toLowerCase() && (path ?? "/") === shot.path;
}
