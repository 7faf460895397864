import { settleWithin } from "./settle-within.ts";
import { NO_VERDICT, type Trust } from "./trust.ts";

/**
 * How many requests wait at a time for the first verdict; more get no verdict at once. It bounds what callers can have
 * this process hold, and few apps have so many in the second that a host takes to answer.
 */
const MOST_WAITING = 100;

/** How long they wait: a healthy answer comes in that time even after a retry or two, and few clients give up before. */
const LONGEST_WAIT = 5_000;

/** Where requests wait that come before there is a verdict. */
export class WaitingRoom {
  #waiting = 0;

  /**
   * @param step What is waited for next; asked again while its end has brought no verdict. Undefined: there is nothing to
   *   wait for.
   * @param judge Called after each step, and once it has taken too long.
   */
  wait(step: () => Promise<void> | undefined, judge: () => Trust): Trust | Promise<Trust> {
    const first = step();
    if (first === undefined || this.#waiting >= MOST_WAITING) return NO_VERDICT;
    this.#waiting += 1;
    let isOver = false;
    const untilVerdict = async (): Promise<void> => {
      for (let next: Promise<void> | undefined = first; next !== undefined && !isOver; next = step()) {
        await next;
        if (judge() !== NO_VERDICT) return;
      }
    };
    return settleWithin(untilVerdict, LONGEST_WAIT)
      .then(judge)
      .catch(() => NO_VERDICT)
      .finally(() => {
        isOver = true;
        this.#waiting -= 1;
      });
  }
}
