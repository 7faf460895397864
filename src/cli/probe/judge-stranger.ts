import type { Attempt } from "./attempt.ts";
import type { Happening } from "./happening.ts";
import type { Judged, RunFacts, Status } from "./judge.ts";
import { REASONS } from "./reasons.ts";

/** Somebody without a certificate that counts. Where the app lets anybody in, being served is right. */
export function judgeStranger(attempt: Attempt, happening: Happening, facts: RunFacts): Judged {
  switch (happening.kind) {
    case "alert":
    case "not-offered":
      return REFUSED_BEFORE_THE_APP;
    case "to-https":
      return attempt.shot.scheme === "http" ? REFUSED_BEFORE_THE_APP : cannotTell(REASONS.redirected);
    case "page":
      return attempt.identity === undefined ? REFUSED_BEFORE_THE_APP : judgeForbidden(attempt, false, facts);
    case "forbidden":
      return judgeForbidden(attempt, happening.isMarked, facts);
    case "app-refused":
      return judgeAppRefused(attempt, facts);
    case "app-unavailable":
      return { frontEnd: passage(attempt, facts), app: "unknown", reason: REASONS.unavailable };
    case "served":
      return judgeServed(attempt, facts);
    case "other":
      return judgeOther(attempt, happening.status, facts);
    case "failed":
      return cannotTell(REASONS.noAnswer);
    case "not-sent":
      return cannotTell(REASONS.notSent);
  }
}

const REFUSED_BEFORE_THE_APP: Judged = Object.freeze({ frontEnd: "pass", app: "not-reached", reason: undefined });

function cannotTell(reason: string): Judged {
  return { frontEnd: "unknown", app: "unknown", reason };
}

/** Somebody who refuses everybody also refuses strangers, and shows nothing: so the good caller must have come in. */
function judgeForbidden({ identity }: Attempt, isMarked: boolean, { callerStatus }: RunFacts): Judged {
  if (!isMarked && callerStatus !== undefined) return REFUSED_BEFORE_THE_APP;
  return cannotTell(identity === undefined || isMarked ? REASONS.whose403 : REASONS.certificateNotTaken);
}

/** Whether it was right to let the request through to the app. */
function passage({ shot, identity, isExcluded, forged }: Attempt, { isKnownAdmitted }: RunFacts): Status {
  if (shot.scheme === "http") return "fail";
  if (identity === undefined) return isExcluded ? "pass" : "fail";
  // A header of nobody is refused whether the front end replaces it or not.
  return forged === "none" || isKnownAdmitted ? "pass" : "unknown";
}

function passageReason(attempt: Attempt, status: Status): string | undefined {
  if (status === "pass") return undefined;
  if (attempt.shot.scheme === "http") return REASONS.plainHttp;
  return status === "fail" ? REASONS.noDemand : REASONS.headerOfNobody;
}

function judgeAppRefused(attempt: Attempt, facts: RunFacts): Judged {
  const frontEnd = passage(attempt, facts);
  return attempt.isOpen
    ? { frontEnd, app: "fail", reason: REASONS.notOpen }
    : { frontEnd, app: "pass", reason: passageReason(attempt, frontEnd) };
}

function judgeServed(attempt: Attempt, facts: RunFacts): Judged {
  const { isOpen, forged, isExcluded } = attempt;
  if (isOpen) {
    // The app asks nobody here, so it matters not what stood in the header.
    const frontEnd = passage({ ...attempt, forged: "none" }, facts);
    return { frontEnd, app: "pass", reason: passageReason(attempt, frontEnd) };
  }
  if (isExcluded) return { frontEnd: "pass", app: "fail", reason: REASONS.servedExcluded };
  const isByHeader = forged !== "none";
  const frontEnd = isByHeader ? "fail" : passage(attempt, facts);
  return { frontEnd, app: "fail", reason: isByHeader ? REASONS.servedByHeader : REASONS.served };
}

/** A 404 is an answer of the app when it is the one that the good caller got. */
function judgeOther(attempt: Attempt, status: number, facts: RunFacts): Judged {
  if (attempt.isOpen) return isOfOpenRoute(status) ? judgeServed(attempt, facts) : cannotTell(REASONS.other);
  return attempt.shot.path === facts.path && status === facts.callerStatus
    ? judgeServed(attempt, facts)
    : cannotTell(status >= 300 && status < 400 ? REASONS.redirected : REASONS.other);
}

/** Its own words about the request, and neither another gate's nor a failure's. */
function isOfOpenRoute(status: number): boolean {
  return [400, 404, 405, 406, 415].includes(status);
}
