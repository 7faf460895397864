import type { Reporter } from "./problems.ts";
import { excerpt, unquote } from "./text.ts";

/** The end of report mode from a variable, in milliseconds since the epoch. */
export function reportUntilFromText(text: string, report: Reporter): number | undefined {
  return readInstant(unquote(text), report);
}

/** The end of report mode from code: a `Date`, or a string as in the variable. */
export function reportUntilFromCode(value: unknown, report: Reporter): number | undefined {
  if (typeof value === "string") return readInstant(value.trim(), report);
  if (value instanceof Date && Number.isFinite(value.getTime())) return value.getTime();
  const message = value instanceof Date ? "The Date is invalid." : "The value is neither a Date nor a string.";
  report.add("option_wrong_type", message, REMEDY);
  return undefined;
}

const REMEDY = 'Write the last day as "2026-12-31" (UTC), or an instant as "2026-12-31T18:00:00Z".';

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(?:Z|[+-](\d{2}):(\d{2})))?$/;

/**
 * An RFC 3339 date or date-time; seconds may be left out, the offset may not. A date alone means the whole of that
 * day in UTC, so the instant is the beginning of the next.
 */
function readInstant(text: string, report: Reporter): number | undefined {
  const match = INSTANT.exec(text);
  const time = match === null || !isPossible(match.slice(1)) ? Number.NaN : Date.parse(text);
  if (Number.isFinite(time)) return text.length === DATE_LENGTH ? time + DAY : time;
  report.add("report_until_malformed", `${excerpt(text)} is no date that exists.`, REMEDY);
  return undefined;
}

const DATE_LENGTH = 10;
const DAY = 86_400_000;

/** `Date.parse` rolls some impossible days over and takes 24:00, so the numbers are looked at first. */
function isPossible(fields: readonly (string | undefined)[]): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = fields.map(
    (field) => Number(field ?? 0),
  );
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate();
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth) return false;
  return hour < 24 && minute < 60 && second < 60 && offsetHour < 24 && offsetMinute < 60;
}
