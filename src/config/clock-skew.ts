import type { Reporter } from "./problems.ts";
import { excerpt, unquote } from "./text.ts";

/** How far this machine's clock may be off, in seconds, at each end of a certificate's validity. */
export interface ClockSkew {
  readonly notBeforeSkewSeconds: number;
  readonly notAfterSkewSeconds: number;
}

/** Most seconds that are allowed: five minutes, Kerberos' usual tolerance (RFC 4120 section 1.6). */
export const MAX_CLOCK_SKEW_SECONDS = 300;

/**
 * When nothing is set: a certificate issued this minute is taken, because authorities' clocks run ahead; an expired
 * one is not, because nobody needs it a minute longer.
 */
export const DEFAULT_CLOCK_SKEW: ClockSkew = Object.freeze({ notBeforeSkewSeconds: 60, notAfterSkewSeconds: 0 });

/** The tolerance from a variable: decimal digits without sign, point or leading zero. */
export function clockSkewFromText(text: string, report: Reporter): ClockSkew | undefined {
  const digits = unquote(text);
  if (/^(?:0|[1-9]\d{0,3})$/.test(digits)) return clockSkewFromCode(Number(digits), report);
  report.add("clock_skew_malformed", `${excerpt(digits)} is no whole number of seconds.`, REMEDY);
  return undefined;
}

/** The tolerance from code: an integer. Set in writing, it holds at both ends. */
export function clockSkewFromCode(value: unknown, report: Reporter): ClockSkew | undefined {
  if (typeof value !== "number") {
    report.add("option_wrong_type", "The value is no number.", REMEDY);
  } else if (!Number.isInteger(value) || value < 0 || value > MAX_CLOCK_SKEW_SECONDS) {
    report.add("clock_skew_malformed", `${value} is no whole number from 0 to ${MAX_CLOCK_SKEW_SECONDS}.`, REMEDY);
  } else {
    return Object.freeze({ notBeforeSkewSeconds: value, notAfterSkewSeconds: value });
  }
  return undefined;
}

const REMEDY = `Write whole seconds from 0 to ${MAX_CLOCK_SKEW_SECONDS}, as in 60.`;
