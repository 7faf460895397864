import type { Attempt } from "./attempt.ts";
import type { Happening } from "./happening.ts";
import type { Judged, RunFacts } from "./judge.ts";
import { REASONS } from "./reasons.ts";

/** The good caller, alone or with another's header beside its certificate. */
export function judgeCaller({ forged }: Attempt, happening: Happening, { callerStatus }: RunFacts): Judged {
  if (isAdmitted(happening)) return { frontEnd: "pass", app: "pass", reason: undefined };
  if (forged !== "none" && callerStatus === undefined) return cannotTell(REASONS.callerRefusedBefore);
  switch (happening.kind) {
    case "app-refused":
      return forged === "none"
        ? { frontEnd: "pass", app: "fail", reason: REASONS.callerRefused(happening.instance) }
        : { frontEnd: "fail", app: "pass", reason: REASONS.headerArrives(happening.instance) };
    case "app-unavailable":
      return { frontEnd: "pass", app: "fail", reason: REASONS.callerUnavailable };
    case "alert":
    case "page":
      return { frontEnd: "fail", app: "not-reached", reason: REASONS.callerNotTaken };
    case "not-offered":
      return { frontEnd: "pass", app: "not-reached", reason: undefined };
    case "forbidden":
      return cannotTell(REASONS.caller403);
    case "failed":
      return cannotTell(REASONS.noAnswer);
    case "not-sent":
      return cannotTell(REASONS.notSent);
    default:
      return cannotTell(REASONS.other);
  }
}

/** A protected path that no route serves is a 404 of the app, behind its guard. */
export function isAdmitted(happening: Happening): happening is Extract<Happening, { readonly status: number }> {
  return happening.kind === "served" || (happening.kind === "other" && happening.status === 404);
}

function cannotTell(reason: string): Judged {
  return { frontEnd: "unknown", app: "unknown", reason };
}
