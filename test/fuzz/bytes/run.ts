import { Random } from "../random.ts";
import { type Outcome, tryOneEdit } from "./check.ts";
import { loadSubjects } from "./subjects.ts";

/** Which edits: those numbered from `first` on of a seed. */
export interface Share {
  readonly seed: number;
  readonly first: number;
  readonly count: number;
}

export interface Totals {
  readonly edits: number;
  /** How many edits came to which outcome. */
  readonly outcomes: Readonly<Record<Outcome["kind"], number>>;
  /** At most a hundred. */
  readonly problems: readonly Outcome[];
}

const MOST_PROBLEMS = 100;

/** Makes the edits of one share. The same edit has the same number in every share. */
export function run({ seed, first, count }: Share): Totals {
  const subjects = loadSubjects();
  const outcomes = { malformed: 0, refused: 0, unused: 0, "other-signature": 0, problem: 0 };
  const problems: Outcome[] = [];
  for (let number = first; number < first + count; number++) {
    const random = new Random(seed, number);
    const outcome = tryOneEdit(random.pick(subjects), random);
    outcomes[outcome.kind] += 1;
    if (outcome.kind === "problem" && problems.length < MOST_PROBLEMS) problems.push(outcome);
  }
  return { edits: count, outcomes, problems };
}

/** One total of several. */
export function sum(totals: readonly Totals[]): Totals {
  const outcomes = { malformed: 0, refused: 0, unused: 0, "other-signature": 0, problem: 0 };
  for (const total of totals) {
    for (const kind of Object.keys(outcomes) as Outcome["kind"][]) outcomes[kind] += total.outcomes[kind];
  }
  return {
    edits: totals.reduce((edits, total) => edits + total.edits, 0),
    outcomes,
    problems: totals.flatMap(({ problems }) => problems),
  };
}
