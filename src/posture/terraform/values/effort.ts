/** Deeper than configurations nest, and far from the end of the stack. */
const DEEPEST = 300;

/** More than any attribute of a real configuration takes, and done in well under a second. */
const MOST_STEPS = 200_000;

/** What may be spent on one attribute: steps, and how deep they go into each other. */
export class Effort {
  #depth = 0;
  #steps = 0;

  /** @returns What `work` returns, or what `exhausted` does when there is nothing left to spend. */
  spend<Result>(work: () => Result, exhausted: () => Result): Result {
    if (this.#depth === 0) this.#steps = 0;
    this.#steps += 1;
    if (this.#depth >= DEEPEST || this.#steps > MOST_STEPS) return exhausted();
    this.#depth += 1;
    try {
      return work();
    } finally {
      this.#depth -= 1;
    }
  }
}
