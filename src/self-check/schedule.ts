/** When the witnesses are asked again. All times are milliseconds on a clock that is never set. */
export interface Schedule {
  /** From when on a request asks again by itself. */
  readonly dueAt: number;
  /** Before it nobody asks, whoever wants to. */
  readonly blockedUntil: number;
  /** Rounds in a row that left something to be wished for. */
  readonly failures: number;
}

/** Nothing was asked yet: the first request asks, if nobody did before. */
export const FIRST: Schedule = Object.freeze({
  dueAt: Number.NEGATIVE_INFINITY,
  blockedUntil: Number.NEGATIVE_INFINITY,
  failures: 0,
});

/**
 * The first wait after a failure and the longest. Resource Manager's documented limit was long 12,000 reads an hour and
 * subscription; an instance that asks once a minute, with a few slots, makes some hundred. And what an operator has
 * mended is seen within a minute.
 */
const FIRST_BACKOFF = 5_000;
const LONGEST_BACKOFF = 60_000;

/** Share by which waits differ at random, so that instances that started together do not ask together. */
const JITTER = 0.1;

export interface Ended {
  readonly now: number;
  /** Nothing failed, and every host serves. */
  readonly isGood: boolean;
  readonly intervalMs: number;
  /** From 0 to below 1. */
  readonly random: number;
}

/** The schedule after a round of asking has ended. */
export function afterRound(before: Schedule, { now, isGood, intervalMs, random }: Ended): Schedule {
  const failures = isGood ? 0 : before.failures + 1;
  const backoff = jittered(Math.min(FIRST_BACKOFF * 2 ** Math.max(0, failures - 1), LONGEST_BACKOFF), random);
  return Object.freeze({
    dueAt: now + (isGood ? jittered(intervalMs, random) : backoff),
    // A yes that is always too old would otherwise be asked for by every request.
    blockedUntil: now + (isGood ? Math.min(FIRST_BACKOFF, intervalMs / 2) : backoff),
    failures,
  });
}

function jittered(milliseconds: number, random: number): number {
  return milliseconds * (1 - JITTER + 2 * JITTER * random);
}

/** How often a request that looks wrong may have the witnesses asked out of turn. */
export const LEAST_BETWEEN_PROMPTS = 30_000;
