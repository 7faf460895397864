import type { Timing } from "../../../src/self-check/http/retry.ts";

/** Clocks that only move when something sleeps or a test says so. They start at the machine's time. */
export interface TestTiming extends Timing {
  /** Milliseconds of every sleep so far. */
  readonly slept: number[];
  /** Lets time pass, on both clocks. */
  pass(milliseconds: number): void;
  /** Sets the clock on the wall. */
  setClock(milliseconds: number): void;
}

export function testTiming(random = 0): TestTiming {
  let now = Date.now();
  let elapsed = 0;
  const slept: number[] = [];
  const pass = (milliseconds: number): void => {
    now += milliseconds;
    elapsed += milliseconds;
  };
  return {
    clock: () => now,
    monotonic: () => elapsed,
    random: () => random,
    sleep: (milliseconds) => {
      slept.push(milliseconds);
      pass(milliseconds);
      return Promise.resolve();
    },
    slept,
    pass,
    setClock: (milliseconds) => {
      now = milliseconds;
    },
  };
}
