import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Answer, judge } from "./judge.ts";
import { type LimboCase, type LimboResults, readSuite } from "./limbo.ts";

/** Why an answer differs from the suite's, and which answer that is. */
export interface Reason {
  readonly case: string;
  readonly expected: LimboCase["expected_result"];
  readonly actual: LimboCase["expected_result"];
  readonly reason: string;
}

export interface Report {
  readonly right: readonly string[];
  readonly wrongAccepts: readonly string[];
  readonly wrongRefusals: readonly string[];
  /** Differ from the suite for a stated reason. */
  readonly explained: readonly string[];
  readonly skipped: readonly string[];
  /** Reasons for answers that are not given any more, or for cases that do not exist. */
  readonly stale: readonly string[];
  /** The case that cost most. */
  readonly mostWork: { readonly id: string; readonly work: number };
  readonly results: LimboResults;
}

const REASONS_FILE = fileURLToPath(new URL("reasons.json", import.meta.url));

export function readReasons(file: string = REASONS_FILE): readonly Reason[] {
  return JSON.parse(readFileSync(file, "utf8")) as readonly Reason[];
}

/** Runs every case of a suite file and sorts the answers. */
export function runSuite(file: string, reasons: readonly Reason[] = readReasons()): Report {
  const { testcases } = readSuite(file);
  const answers = testcases.map(judge);
  const expectedOf = new Map(testcases.map(({ id, expected_result }) => [id, expected_result]));
  const given = answers.filter(({ actual_result }) => actual_result !== "SKIPPED");
  const different = given.filter(({ id, actual_result }) => actual_result !== expectedOf.get(id));
  const explains = (answer: Answer) => (reason: Reason) =>
    reason.case === answer.id &&
    reason.actual === answer.actual_result &&
    reason.expected === expectedOf.get(answer.id);
  const unexplained = different.filter((answer) => !reasons.some(explains(answer)));
  const ids = (chosen: readonly Answer[]) => chosen.map(({ id }) => id);
  return {
    right: ids(given.filter((answer) => !different.includes(answer))),
    wrongAccepts: ids(unexplained.filter(({ actual_result }) => actual_result === "SUCCESS")),
    wrongRefusals: ids(unexplained.filter(({ actual_result }) => actual_result === "FAILURE")),
    explained: ids(different.filter((answer) => reasons.some(explains(answer)))),
    skipped: ids(answers.filter(({ actual_result }) => actual_result === "SKIPPED")),
    stale: reasons
      .filter((reason) => !different.some((answer) => explains(answer)(reason)))
      .map((reason) => reason.case),
    mostWork: answers.reduce((most, answer) => (answer.work > most.work ? answer : most), { id: "-", work: -1 }),
    results: {
      version: 1,
      harness: "azure-client-cert",
      results: answers.map(({ id, actual_result, context }) => ({ id, actual_result, context })),
    },
  };
}
