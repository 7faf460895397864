import type { Attempt } from "./attempt.ts";
import type { Happening } from "./happening.ts";
import { judgeCaller } from "./judge-caller.ts";
import { judgeStranger } from "./judge-stranger.ts";
import { REASONS } from "./reasons.ts";

/** `not-reached`: it had nothing to do, so there is nothing to judge. */
export type Status = "pass" | "fail" | "unknown" | "not-reached";

export interface Judged {
  readonly frontEnd: Status;
  readonly app: Status;
  /** Why it is not a plain pass. */
  readonly reason: string | undefined;
}

/** What the other requests of the run have shown, and one alone cannot. */
export interface RunFacts {
  /** The protected path. */
  readonly path: string;
  /** What the good caller was answered on the protected path. Undefined: not admitted, or not asked. */
  readonly callerStatus: number | undefined;
  /** Whether the app admits the certificate that was written into headers, as far as anybody knows. */
  readonly isKnownAdmitted: boolean;
  /** Whether a small request with a certificate of nobody was seen to reach the app. */
  readonly reachesApp: boolean;
  /** Whether the user named exclusion paths, which bring renegotiation. */
  readonly hasExclusions: boolean;
}

/** Whether what happened is as it should be. Whatever is not understood is unknown, never a pass. */
export function judge(attempt: Attempt, happening: Happening, facts: RunFacts): Judged {
  if (needsNoRenegotiation(attempt) && isTurnedDown(happening) && facts.reachesApp) {
    return facts.hasExclusions
      ? { frontEnd: "pass", app: "not-reached", reason: REASONS.renegotiatesByChoice }
      : { frontEnd: "fail", app: "not-reached", reason: REASONS.renegotiates };
  }
  return attempt.role === "caller" ? judgeCaller(attempt, happening, facts) : judgeStranger(attempt, happening, facts);
}

function needsNoRenegotiation({ role, shot }: Attempt): boolean {
  return role === "without-renegotiation" || (role === "caller" && shot.httpVersion === "2");
}

function isTurnedDown({ kind }: Happening): boolean {
  return kind === "alert" || kind === "page" || kind === "forbidden";
}
