import type { Conformance } from "../../../src/certificate/profile.ts";
import type { ValidationResult } from "../../../src/path/validate.ts";
import { DIFFERENCES, type Difference, explainOurFindings, explainTheirErrors } from "./differences.ts";
import { generate } from "./generate.ts";
import type { Hierarchy } from "./hierarchy.ts";
import { type Case, judge, judgeEachPath, toCase } from "./judge.ts";
import { askOpenssl, type OpensslAnswer, type Question } from "./openssl.ts";

/** One disagreement at one level. */
export interface Disagreement {
  readonly hierarchy: Hierarchy;
  readonly level: Conformance;
  readonly weAccept: boolean;
  /** Codes of our findings. */
  readonly ours: readonly string[];
  /** Numbers of their errors; on the very path that we accept, where we accept. */
  readonly theirs: OpensslAnswer;
  /** Ids of the differences that explain it; undefined when nothing does. */
  readonly explainedBy: readonly string[] | undefined;
}

/** What became of one hierarchy. */
export interface Comparison {
  readonly bothAccept: number;
  readonly bothRefuse: number;
  readonly disagreements: readonly Disagreement[];
}

const LEVELS: readonly Conformance[] = ["standard", "strict"];

/** Their path building took a wrong turn: on our path alone they accept. RFC 5280 section 6.1 leaves building to the implementation. */
const WRONG_TURN = "path-building";

/** Judges many hierarchies at both levels and explains what can be explained. */
export async function compare(
  openssl: string,
  hierarchies: readonly Hierarchy[],
  differences: readonly Difference[] = DIFFERENCES,
): Promise<Comparison> {
  const cases = hierarchies.map(toCase);
  const asked = askOpenssl(
    openssl,
    cases.map(({ question }) => question),
  );
  const ours = cases.map((subject) => LEVELS.map((level) => judge(subject, level)));
  const theirs = await asked;
  const total = { bothAccept: 0, bothRefuse: 0 };
  const open: Open[] = [];
  for (const [at, subject] of cases.entries()) {
    for (const [number, level] of LEVELS.entries()) {
      const result = ours[at]?.[number] as ValidationResult;
      const errors = atLevel(theirs[at] ?? [], level);
      if (result.ok !== (errors.length === 0)) open.push({ subject, level, result, errors });
      else total[result.ok ? "bothAccept" : "bothRefuse"] += 1;
    }
  }
  const onOurPath = await askAboutOurPaths(openssl, open);
  const disagreements = open.map(({ subject, level, result, errors }): Disagreement => {
    const { hierarchy } = subject;
    if (!result.ok)
      return { hierarchy, level, weAccept: false, theirs: [], ...whyWeRefuse(subject, result, level, differences) };
    const narrowed = atLevel(onOurPath.get(result) ?? [], level);
    const explainedBy =
      narrowed.length === 0 ? [WRONG_TURN] : explainTheirErrors(narrowed, result.path, level, differences);
    return {
      hierarchy,
      level,
      weAccept: true,
      ours: [],
      theirs: narrowed.length === 0 ? errors : narrowed,
      explainedBy,
    };
  });
  return { ...total, disagreements };
}

/** Numbers of hierarchies generated from a seed. */
export function hierarchiesOf(seed: number, first: number, count: number): readonly Hierarchy[] {
  return Array.from({ length: count }, (_, number) => generate(seed, first + number));
}

/** Their errors for breaking the certificate profile are errors at level strict only, as ours are. */
function atLevel(errors: OpensslAnswer, level: Conformance): OpensslAnswer {
  return level === "strict" ? errors : errors.filter((error) => !PROFILE_ERRORS.has(error));
}

const PROFILE_ERRORS: ReadonlySet<number> = new Set(
  DIFFERENCES.filter(({ id }) => id === "certificate-profile").flatMap(({ errors = [] }) => errors),
);

interface Open {
  readonly subject: Case;
  readonly level: Conformance;
  readonly result: ValidationResult;
  readonly errors: OpensslAnswer;
}

/** What they say of the very path that we accept. One level after the other, so that a hierarchy stands in a pool once. */
async function askAboutOurPaths(
  openssl: string,
  open: readonly Open[],
): Promise<ReadonlyMap<ValidationResult, OpensslAnswer>> {
  const answers = new Map<ValidationResult, OpensslAnswer>();
  for (const level of LEVELS) {
    const accepted = open.filter((one) => one.level === level && one.result.ok);
    const questions = accepted.map(({ subject, result }) => pathOnly(subject, result));
    const found = await askOpenssl(openssl, questions);
    for (const [at, { result }] of accepted.entries()) answers.set(result, found[at] ?? []);
  }
  return answers;
}

function pathOnly({ question }: Case, { path }: ValidationResult): Question {
  const ders = path.map(({ der }) => der);
  return { ...question, intermediates: ders.slice(1, -1), anchors: ders.slice(-1) };
}

/** Some path must fail for explained reasons alone: that may be the one on which they accept. */
function whyWeRefuse(
  subject: Case,
  result: ValidationResult,
  level: Conformance,
  differences: readonly Difference[],
): Pick<Disagreement, "ours" | "explainedBy"> {
  const reasons = judgeEachPath(subject, level).map((each) => explainOurFindings(each, level, differences));
  const ours = result.findings.map(({ code, details }) => `${code} ${JSON.stringify(details)}`);
  return { ours, explainedBy: reasons.find((ids) => ids !== undefined) };
}
