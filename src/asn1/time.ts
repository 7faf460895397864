import { DerError } from "./der-error.ts";
import type { DerElement } from "./reader.ts";
import { Tag } from "./tags.ts";

/**
 * UTCTime or GeneralizedTime as RFC 5280 section 4.1.2.5 writes them (seconds present, `Z`, no fraction) in milliseconds
 * since 1970-01-01T00:00:00Z. A two-digit year of 50 or more is in the twentieth century.
 */
export function readTime(bytes: Uint8Array, element: DerElement): number {
  const { content: at } = element;
  const utc = element.tag === Tag.UTC_TIME;
  if (!utc && element.tag !== Tag.GENERALIZED_TIME) throw new DerError("a time has an unknown type", element.start);
  if (element.end - at !== (utc ? 13 : 15)) throw new DerError("a time is not written to the second", at);
  if (bytes[element.end - 1] !== 0x5a) throw new DerError("a time does not end in Z", element.end - 1);
  const shift = utc ? at - 2 : at;
  const year = utc ? twoDigitYear(digits(bytes, at)) : digits(bytes, at) * 100 + digits(bytes, at + 2);
  const month = digits(bytes, shift + 4);
  const day = digits(bytes, shift + 6);
  const hour = digits(bytes, shift + 8);
  const minute = digits(bytes, shift + 10);
  const second = digits(bytes, shift + 12);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw new DerError("a time has a day that does not exist", at);
  }
  if (hour > 23 || minute > 59 || second > 59) throw new DerError("a time has an hour that does not exist", at);
  return (daysSinceEpoch(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second) * 1000;
}

function digits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] as number) - 0x30;
  const ones = (bytes[at + 1] as number) - 0x30;
  if (tens < 0 || tens > 9 || ones < 0 || ones > 9) throw new DerError("a time has something other than digits", at);
  return tens * 10 + ones;
}

function twoDigitYear(year: number): number {
  return year >= 50 ? 1900 + year : 2000 + year;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function daysInMonth(year: number, month: number): number {
  return month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] as number);
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar; `Date.UTC` cannot say years 0 to 99. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const monthFromMarch = (month + 9) % 12;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
