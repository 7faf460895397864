/** One moment on both clocks: the first counts, the second is for people. */
export interface Moment {
  /** Milliseconds on a clock that is never set. */
  readonly monotonic: number;
  /** Milliseconds since the epoch. */
  readonly epoch: number;
}
