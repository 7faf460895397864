/** What the command ends with, the same for every verb. */
export const EXIT = {
  /** All that was asked is good. */
  good: 0,
  /** Something is wrong, and it was seen. */
  refuted: 1,
  /** Nobody can tell. */
  unknown: 2,
  /** The command was not called as it can be, or a package that it needs is not installed. */
  usage: 3,
} as const;

/** Of a scan: something could not be read, or there was nothing to judge. */
export const UNREADABLE = 4;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT] | typeof UNREADABLE;
