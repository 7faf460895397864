import type { GetOutcome } from "./http-get.ts";

/** Time and chance, so that tests need neither wait nor guess. */
export interface Timing {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** The machine's own. What it sleeps does not keep the process alive. */
export const REAL_TIMING: Timing = {
  clock: Date.now,
  monotonic: () => performance.now(),
  sleep: (milliseconds) => new Promise((resolve) => void setTimeout(resolve, milliseconds).unref()),
  random: Math.random,
};

/** How often something is tried again (as Azure's own libraries for Node do, for both services). */
const RETRIES = 3;

/** A longer wait is not worth it, since one question has that long in all and the next check comes by itself. */
const LONGEST_WAIT = 60_000;

/** Three waits of it, doubled each time, are 3.5 seconds at most: less than a request waits for its first verdict. */
const FIRST_WAIT = 500;

/**
 * Milliseconds to wait before retry number `attempt` (from 0). Half of a growing wait is left to chance, so that a
 * fleet that started together does not ask together; what the server asks for is the least.
 *
 * @param retryAfter The header: seconds or a date (RFC 9110 section 10.2.3). What is neither does not count.
 */
export function waitBefore(attempt: number, retryAfter: string | undefined, { clock, random }: Timing): number {
  const growing = FIRST_WAIT * 2 ** attempt;
  const chance = (growing / 2) * random();
  const least = Math.max(growing / 2, parseRetryAfter(retryAfter, clock()) ?? 0);
  return Math.min(LONGEST_WAIT, least + chance);
}

/**
 * Whole seconds for which an answer wants its sender left alone: `Retry-After`. Undefined: it does not say, or there is
 * no answer.
 *
 * @param now Milliseconds since 1970.
 */
export function retryAfterOf(outcome: GetOutcome, now: number): number | undefined {
  if (outcome.kind !== "response") return undefined;
  const milliseconds = parseRetryAfter(outcome.headers["retry-after"], now) ?? 0;
  return milliseconds > 0 ? Math.ceil(milliseconds / 1000) : undefined;
}

function parseRetryAfter(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isFinite(date) ? date - now : undefined;
}

/** What is asked, and for how long. */
export interface Attempts {
  /** One attempt. Never rejects. */
  readonly ask: (milliseconds: number) => Promise<GetOutcome>;
  /** Statuses that may be others in a moment. */
  readonly isTransient: (status: number) => boolean;
  /** Milliseconds for one attempt. */
  readonly longestAttempt: number;
  /** The moment, on the monotonic clock, at which there has to be an outcome. */
  readonly until: number;
}

/** Asks until there is an outcome that will stay, or no time or try is left; then the last outcome it is. */
export async function askWithRetries(attempts: Attempts, timing: Timing): Promise<GetOutcome> {
  const { ask, isTransient, longestAttempt, until } = attempts;
  for (let attempt = 0; ; attempt += 1) {
    const left = until - timing.monotonic();
    if (left <= 0) return { kind: "failure", reason: "timeout", code: undefined };
    const outcome = await ask(Math.min(left, longestAttempt));
    if (attempt === RETRIES || !mayPass(outcome, isTransient)) return outcome;
    const retryAfter = outcome.kind === "response" ? outcome.headers["retry-after"] : undefined;
    const wait = waitBefore(attempt, retryAfter, timing);
    if (timing.monotonic() + wait >= until) return outcome;
    await timing.sleep(wait);
  }
}

function mayPass(outcome: GetOutcome, isTransient: (status: number) => boolean): boolean {
  if (outcome.kind === "response") return isTransient(outcome.status);
  return outcome.reason === "timeout" || outcome.reason === "unreachable";
}
