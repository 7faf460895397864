import type { ProbedFrontEnd } from "../../self-check/probe/certificate-header.ts";
import { EXIT } from "../exit-code.ts";
import type { Attempt } from "./attempt.ts";
import { appDid, frontEndDid, type Happening, happeningOf } from "./happening.ts";
import { type Judged, judge, type RunFacts, type Status } from "./judge.ts";
import { isAdmitted } from "./judge-caller.ts";
import type { ProbeOptions } from "./options.ts";
import { GOOD_CALLER, SELF_SIGNED } from "./protected-drafts.ts";
import { remedyOf } from "./remedy.ts";
import type { Reply } from "./reply.ts";
import { absenceOf } from "./send-all.ts";

/** What the probe found, as `--json` prints it. Members keep their names and meanings; new ones may come. */
export interface ProbeReport {
  readonly verb: "probe";
  /** `good`: all is as it should be. `refuted`: something is not, and it was seen. `unknown`: it cannot be told. */
  readonly verdict: "good" | "refuted" | "unknown";
  /** What the process ends with: 0 good, 1 refuted, 2 unknown. */
  readonly exitCode: 0 | 1 | 2;
  readonly asked: {
    readonly host: string;
    readonly port: number;
    readonly plainHttpPort: number;
    readonly path: string;
    readonly frontEnd: ProbedFrontEnd;
    /** `none`: forged headers bore a certificate of nobody. `header`: the good caller's. `tls`: it called, too. */
    readonly caller: "none" | "header" | "tls";
  };
  readonly requests: { readonly planned: number; readonly sent: number };
  /** Node's code, when the first request showed that the host is not there. Null: it is. */
  readonly absence: string | null;
  /** Whether anybody was served who must not be. */
  readonly isStrangerServed: boolean;
  /** The one thing to do first. Null: nothing. */
  readonly remedy: string | null;
  readonly results: readonly ResultReport[];
}

export interface ResultReport {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  /** The worse of the two. */
  readonly status: "pass" | "fail" | "unknown";
  readonly frontEnd: PartReport;
  readonly app: PartReport;
  /** Null: there is nothing to add. */
  readonly reason: string | null;
}

export interface PartReport {
  readonly did: string;
  readonly status: Status;
}

/** @param replies In the order of the attempts. */
export function toReport(options: ProbeOptions, attempts: readonly Attempt[], replies: readonly Reply[]): ProbeReport {
  const happenings = attempts.map(({ shot }, index) => happeningOf(shot, replies[index] ?? { kind: "not-sent" }));
  const facts = factsOf(options, attempts, happenings);
  const results = attempts.map((attempt, index) => {
    const happening = happenings[index] ?? { kind: "not-sent" };
    return toResult(attempt, happening, judge(attempt, happening, facts));
  });
  const verdict = verdictOf(results);
  const { host, port, plainHttpPort, path, frontEnd, caller } = options;
  const how = caller?.identity === undefined ? "header" : "tls";
  return {
    verb: "probe",
    verdict,
    exitCode: { good: EXIT.good, refuted: EXIT.refuted, unknown: EXIT.unknown }[verdict],
    asked: { host, port, plainHttpPort, path, frontEnd, caller: caller === undefined ? "none" : how },
    requests: { planned: attempts.length, sent: replies.filter(({ kind }) => kind !== "not-sent").length },
    absence: absenceOf(replies) ?? null,
    isStrangerServed: attempts.some(
      ({ role, isOpen }, index) => role !== "caller" && !isOpen && results[index]?.app.status === "fail",
    ),
    remedy: remedyOf(results, frontEnd),
    results,
  };
}

function factsOf(options: ProbeOptions, attempts: readonly Attempt[], happenings: readonly Happening[]): RunFacts {
  const happeningTo = (id: string): Happening =>
    happenings[attempts.findIndex((attempt) => attempt.id === id)] ?? { kind: "not-sent" };
  const caller = happeningTo(GOOD_CALLER);
  const callerStatus = isAdmitted(caller) ? caller.status : undefined;
  const isCalling = options.caller?.identity !== undefined;
  return {
    path: options.path,
    callerStatus,
    isKnownAdmitted: options.caller !== undefined && (!isCalling || callerStatus !== undefined),
    reachesApp: happeningTo(SELF_SIGNED).kind === "app-refused",
    hasExclusions: options.exclusionPaths.length > 0,
  };
}

function toResult(
  { id, group, title }: Attempt,
  happening: Happening,
  { frontEnd, app, reason }: Judged,
): ResultReport {
  const worst = [frontEnd, app].includes("fail") ? "fail" : [frontEnd, app].includes("unknown") ? "unknown" : "pass";
  return {
    id,
    group,
    title,
    status: worst,
    frontEnd: { did: frontEndDid(happening), status: frontEnd },
    app: { did: appDid(happening), status: app },
    reason: reason ?? null,
  };
}

function verdictOf(results: readonly ResultReport[]): ProbeReport["verdict"] {
  if (results.some(({ status }) => status === "fail")) return "refuted";
  return results.length === 0 || results.some(({ status }) => status === "unknown") ? "unknown" : "good";
}
