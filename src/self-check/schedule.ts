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
 * The first wait after a failure and the longest. Resource Manager gives each principal in a subscription 250 reads, and
 * 25 new ones each second (Azure Resource Manager, "request-limits-and-throttling"). A round is two reads, so instances by
 * the hundred can ask once a minute with one identity; and what an operator has mended is seen in about a minute. The
 * first is as long as a request waits for its verdict: who comes in that time gets 503 at once.
 */
const FIRST_BACKOFF = 5_000;
const LONGEST_BACKOFF = 60_000;

/** However long Resource Manager wants to be left alone: a wrong date must not end the asking for good. */
const LONGEST_RETRY_AFTER = 300_000;

/** Share by which waits differ at random, so that instances that started together drift apart within a few rounds. */
const JITTER = 0.25;

export interface Ended {
  readonly now: number;
  /** Nothing failed, and another answer is not hoped for. */
  readonly isGood: boolean;
  readonly intervalMs: number;
  /** For how long who was asked wants to be left alone. Undefined: it does not say. */
  readonly retryAfterSeconds: number | undefined;
  /** From 0 to below 1. */
  readonly random: number;
}

/** The schedule after a round of asking has ended. */
export function afterRound(before: Schedule, ended: Ended): Schedule {
  const { now, isGood, intervalMs, random } = ended;
  const failures = isGood ? 0 : before.failures + 1;
  const backoff = Math.max(backoffOf(failures, random), retryAfterOf(ended));
  return Object.freeze({
    dueAt: now + (isGood ? jittered(intervalMs, random) : backoff),
    // A yes that is always too old would otherwise be asked for by every request.
    blockedUntil: now + (isGood ? Math.min(FIRST_BACKOFF, intervalMs / 2) : backoff),
    failures,
  });
}

function backoffOf(failures: number, random: number): number {
  return jittered(Math.min(FIRST_BACKOFF * 2 ** Math.max(0, failures - 1), LONGEST_BACKOFF), random);
}

/** At least what was wished for, and a little more at random: the same is wished of a whole fleet. */
function retryAfterOf({ retryAfterSeconds, random }: Ended): number {
  if (retryAfterSeconds === undefined || !(retryAfterSeconds > 0)) return 0;
  return Math.min(retryAfterSeconds * 1000 + FIRST_BACKOFF * random, LONGEST_RETRY_AFTER);
}

function jittered(milliseconds: number, random: number): number {
  return milliseconds * (1 - JITTER + 2 * JITTER * random);
}
