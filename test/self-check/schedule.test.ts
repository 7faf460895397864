import { describe, expect, it } from "vitest";
import { afterRound, type Ended, FIRST } from "../../src/self-check/schedule.ts";

const FAILED: Ended = { now: 0, isGood: false, intervalMs: 900_000, retryAfterSeconds: undefined, random: 0.5 };

describe("the schedule after a round that failed", () => {
  it.each([
    [undefined, 0.5, 5_000],
    [1, 0.5, 5_000],
    [40, 0, 40_000],
    [40, 0.5, 42_500],
    [300, 0.5, 300_000],
    [86_400, 0.5, 300_000],
    [0, 0.5, 5_000],
    [-1, 0.5, 5_000],
    [Number.NaN, 0.5, 5_000],
  ])(
    "leaves Resource Manager alone for as long as it wants, five minutes at most (%s s)",
    (seconds, random, expected) => {
      const { dueAt, blockedUntil } = afterRound(FIRST, { ...FAILED, retryAfterSeconds: seconds, random });
      expect([dueAt, blockedUntil]).toEqual([expected, expected]);
    },
  );

  it("waits longer by itself when that is longer", () => {
    expect(afterRound({ ...FIRST, failures: 9 }, { ...FAILED, retryAfterSeconds: 10 }).blockedUntil).toBe(60_000);
  });

  it("spreads its waits by a quarter", () => {
    expect([0, 1].map((random) => afterRound(FIRST, { ...FAILED, random }).blockedUntil)).toEqual([3_750, 6_250]);
  });
});
