import { HTTP2_NOT_OFFERED } from "./answer.ts";
import { type ProbedFrontEnd, readCertificateLine, type Sent } from "./certificate-header.ts";
import type { Arrival, Shot, Shown } from "./shot.ts";

/**
 * What became of one request. `not-offered`: the handshake showed that the host does not speak so; `replayed`: its nonce
 * came more than once; `expired`: nobody looked for it any more when it came, if it did; `unanswered`: everything else that
 * is no evidence, as time-outs, 404, 503, a login page.
 */
export type Fate = "refused" | "not-offered" | "replayed" | "expired" | "unanswered" | Seen;

/** With what it arrived. `bare`: without a certificate; `other`: with one that nobody sent there, or more than A. */
type Seen = "bare" | "exactly-a" | "shows-b" | "other";

export type Fated = Shown & { readonly fate: Fate };

/**
 * The header is looked at only in what arrived, and what arrived was not refused, whatever the answer says.
 */
export function fateOf(shown: Shown, sent: Sent, frontEnd: ProbedFrontEnd): Fate {
  if (shown.arrival !== undefined) return seen(shown.arrival, shown.shot, sent, frontEnd);
  if (isRefusal(shown)) return "refused";
  if (shown.answer.kind !== "failed") return "unanswered";
  if (shown.answer.code === "replayed") return "replayed";
  if (shown.answer.code === "expired" || shown.answer.code === "not-watching") return "expired";
  return isNotOffered(shown.shot, shown.answer.code) ? "not-offered" : "unanswered";
}

export function hasArrived(fate: Fate): fate is Seen {
  return fate === "bare" || fate === "exactly-a" || fate === "shows-b" || fate === "other";
}

/** The B of plain HTTP says something only where it was written: elsewhere it is somebody's who read it on its way. */
function seen({ certificateLines }: Arrival, { scheme }: Shot, sent: Sent, frontEnd: ProbedFrontEnd): Seen {
  const contents = certificateLines.map((line) => readCertificateLine(line, sent, frontEnd));
  if (contents.includes("shows-b")) return "shows-b";
  if (scheme === "http" && contents.includes("shows-plain-b")) return "shows-b";
  if (contents.every((content) => content === "empty")) return "bare";
  return contents.length === 1 && contents[0] === "exactly-a" ? "exactly-a" : "other";
}

/** Nobody vouches for these alerts, so HTTP/2 is also asked for in a handshake that is completed (see `plan.ts`). */
const NO_SUCH_PROTOCOL = /^ERR_SSL_\S*ALERT_NO_APPLICATION_PROTOCOL$/;
const NO_SUCH_VERSION = /^ERR_SSL_\S*ALERT_PROTOCOL_VERSION$/;

/** RFC 7301 section 3.2 and RFC 8446 section 6.2 (`protocol_version`). */
function isNotOffered({ httpVersion, tls }: Shot, code: string): boolean {
  if (httpVersion === "2") return code === HTTP2_NOT_OFFERED || NO_SUCH_PROTOCOL.test(code);
  if (httpVersion === "2 if chosen") return code === HTTP2_NOT_OFFERED;
  return tls === "1.2" && NO_SUCH_VERSION.test(code);
}

const ALERTS: ReadonlySet<string> = new Set(["certificate_required", "handshake_failure", "bad_certificate"]);

/**
 * Only what nobody but a front end does for a missing certificate: an alert, and an unmarked 403 that is not this package's
 * own. Over plain HTTP it is the way to the same address under https alone, as App Service's HTTPS Only and Container Apps'
 * `allowInsecure: false` show it: a 403 there may be that of any proxy between, and no request that has to arrive tells.
 */
function isRefusal({ shot, answer }: Shown): boolean {
  if (answer.kind === "tls-alert") return shot.scheme === "https" && ALERTS.has(answer.alert);
  if (answer.kind === "failed" || answer.markers.length > 0 || answer.attestation !== undefined) return false;
  if (shot.scheme === "http") return isWayToTls(answer.status, answer.location, shot);
  return answer.status === 403 && !isOwnForm(answer.contentType);
}

/** Whether it looks like a front end's 403, and came over plain HTTP, where anybody may have said it; or was no answer. */
export function isUnclearOverPlainHttp({ shot, answer, fate }: Fated): boolean {
  if (shot.scheme !== "http" || fate !== "unanswered") return false;
  if (answer.kind !== "response") return true;
  return answer.status === 403 && answer.markers.length === 0 && !isOwnForm(answer.contentType);
}

function isOwnForm(contentType: string | undefined): boolean {
  return /problem\+json/i.test(contentType ?? "");
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/** To the same path of the same host, by either of its names and on any port: a login page lies elsewhere. */
function isWayToTls(status: number, location: string | undefined, shot: Shown["shot"]): boolean {
  if (!REDIRECTS.has(status)) return false;
  const { host, path } = /^https:\/\/(?<host>[^/?#:]+)(?::\d+)?(?<path>\/.*)?$/i.exec(location ?? "")?.groups ?? {};
  const names = [shot.host, shot.serverName].map((name) => name?.toLowerCase());
  return host !== undefined && names.includes(host.toLowerCase()) && (path ?? "/") === shot.path;
}
