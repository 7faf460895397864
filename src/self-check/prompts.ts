/** The wait that is doubled, which is also what `Retry-After` tells whom a host that was not verified refuses. */
const LEAST_BETWEEN_PROMPTS = 30_000;

/** The interval at which the host is asked about anyway: who sends wrong requests on and on then changes next to nothing. */
const MOST_BETWEEN_PROMPTS = 900_000;

/**
 * How often a request that looks wrong may have the witnesses asked out of turn. Anybody can send such requests, so each
 * prompt that brought nothing new makes the next one wait twice as long.
 */
export class Prompts {
  #at = Number.NEGATIVE_INFINITY;
  #wait = LEAST_BETWEEN_PROMPTS;
  #isAnswered = true;

  /** @param now Milliseconds on the clock that is never set. */
  isDue(now: number): boolean {
    return now >= this.#at + this.#wait;
  }

  /** A request has had a round begin. */
  prompted(now: number): void {
    this.#at = now;
    this.#isAnswered = false;
  }

  /** A round has ended, whoever began it. */
  ended(isChange: boolean): void {
    if (isChange) this.#wait = LEAST_BETWEEN_PROMPTS;
    else if (!this.#isAnswered) this.#wait = Math.min(this.#wait * 2, MOST_BETWEEN_PROMPTS);
    this.#isAnswered = true;
  }
}
