/** A clock that stands still until it is told otherwise. */
export interface FakeClock {
  /** Milliseconds since the epoch. Needs no `this`: `clock: fake.now`. */
  readonly now: () => number;
  /** Moves it forward. Throws RangeError for less than nothing: clocks are set back with `set`. */
  readonly advance: (milliseconds: number) => void;
  /** Sets it, forward or back. Throws RangeError for what is no time. */
  readonly set: (time: Date | string | number) => void;
}

/**
 * A clock for the option `clock` of guards and validators: `clock: fake.now`.
 *
 * @param start A date, a text that `Date` reads (`2030-01-01`, UTC), or milliseconds since the epoch. Default now.
 * Throws RangeError for what is no time: with NaN, every comparison of dates would be false.
 */
export function createFakeClock(start: Date | string | number = Date.now()): FakeClock {
  let current = toMilliseconds(start);
  return Object.freeze({
    now: () => current,
    advance: (milliseconds: number) => {
      if (milliseconds < 0) throw new RangeError(`a clock does not advance by ${milliseconds} ms; use set`);
      current = toMilliseconds(current + milliseconds);
    },
    set: (time: Date | string | number) => {
      current = toMilliseconds(time);
    },
  });
}

function toMilliseconds(time: Date | string | number): number {
  const milliseconds = new Date(time).getTime();
  if (Number.isNaN(milliseconds)) throw new RangeError(`not a time: ${JSON.stringify(time)}`);
  return milliseconds;
}
