import type { ConfigurationProblem } from "../errors.ts";
import { PROBLEM_CODES, type ProblemCode } from "./problem-codes.ts";

/** Collects what is wrong, so that the operator hears everything at once. */
export class Problems {
  readonly errors: ConfigurationProblem[] = [];
  readonly warnings: ConfigurationProblem[] = [];

  /** A reporter for one variable or option. */
  at(source: string): Reporter {
    return new Reporter(source, this);
  }
}

/** Reports problems of one variable or option. */
export class Reporter {
  /** The variable (`CLIENT_CERT_ALLOW`) or the option (`allow`). */
  readonly source: string;
  readonly #problems: Problems;
  #failed = false;

  constructor(source: string, problems: Problems) {
    this.source = source;
    this.#problems = problems;
  }

  /** Whether an error was reported here: what was read is then incomplete. */
  get failed(): boolean {
    return this.#failed;
  }

  /**
   * Adds a problem; the table of codes says whether it is an error. `place` undefined or empty: the value as a whole.
   */
  add(code: ProblemCode, message: string, remedy: string, place?: string): void {
    const problem = { code, source: this.source, ...(place ? { place } : {}), message, remedy };
    if (PROBLEM_CODES[code].severity === "warning") this.#problems.warnings.push(Object.freeze(problem));
    else this.addAll({ problems: [Object.freeze(problem)] });
  }

  /** Adds what another room found, as it wrote it. */
  addAll(found: {
    readonly problems: readonly ConfigurationProblem[];
    readonly warnings?: readonly ConfigurationProblem[];
  }): void {
    this.#failed ||= found.problems.length > 0;
    this.#problems.errors.push(...found.problems);
    this.#problems.warnings.push(...(found.warnings ?? []));
  }
}
