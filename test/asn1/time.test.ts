import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Tag } from "../../src/asn1/tags.ts";
import { readTime } from "../../src/asn1/time.ts";
import { der, generalizedTime, utcTime } from "../../src/asn1/writer.ts";
import { amid, derError, only } from "./octets.ts";

const DIGITS = new TextEncoder().encode("00000000000000Z");

function readAs(tag: number, text: string): number {
  const bytes = amid(DIGITS, der(tag, new TextEncoder().encode(text)));
  return readTime(bytes, only(bytes));
}

const utc = (text: string) => readAs(Tag.UTC_TIME, text);
const generalized = (text: string) => readAs(Tag.GENERALIZED_TIME, text);

describe("UTCTime", () => {
  it.each([
    ["500101000000Z", "1950-01-01T00:00:00Z"],
    ["491231235959Z", "2049-12-31T23:59:59Z"],
    ["000101000000Z", "2000-01-01T00:00:00Z"],
    ["991231235959Z", "1999-12-31T23:59:59Z"],
    ["700101000000Z", "1970-01-01T00:00:00Z"],
    ["691231235959Z", "1969-12-31T23:59:59Z"],
    ["000229120000Z", "2000-02-29T12:00:00Z"],
    ["240229235959Z", "2024-02-29T23:59:59Z"],
  ])("%s", (text, iso) => {
    expect(utc(text)).toBe(Date.parse(iso));
  });

  it.each([
    ["no seconds", "2501010000Z"],
    ["no Z", "250101000000"],
    ["an offset", "250101000000+0000"],
    ["an offset without seconds", "2501010000+00"],
    ["another letter than Z", "250101000000z"],
    ["a fraction", "250101000000.0Z"],
    ["four digits of a year", "20250101000000Z"],
    ["nothing", ""],
    ["only Z", "Z"],
    ["a space", " 50101000000Z"],
    ["a sign", "-50101000000Z"],
    ["a letter", "25010100000aZ"],
    ["the character before 0", "25010100/000Z"],
    ["the character after 9", "2501010:0000Z"],
    ["a NUL", "25010100000\u0000Z"],
    ["digits of another script", "\u0662\u0665010100Z"],
  ])("refused: %s", (_, text) => {
    expect(derError(() => utc(text)).message).toMatch(/^a time (is not|does not|has something)/);
  });
});

describe("GeneralizedTime", () => {
  it.each([
    ["20500101000000Z", "2050-01-01T00:00:00Z"],
    ["99991231235959Z", "9999-12-31T23:59:59Z"],
    ["00000101000000Z", "0000-01-01T00:00:00Z"],
    ["00000229000000Z", "0000-02-29T00:00:00Z"],
    ["00500101000000Z", "0050-01-01T00:00:00Z"],
    ["00991231235959Z", "0099-12-31T23:59:59Z"],
    ["16000229000000Z", "1600-02-29T00:00:00Z"],
    ["19700101000001Z", "1970-01-01T00:00:01Z"],
  ])("%s", (text, iso) => {
    expect(generalized(text)).toBe(Date.parse(iso));
  });

  it.each([
    ["no seconds", "205001010000Z"],
    ["only the hour", "2050010100Z"],
    ["a fraction", "20500101000000.5Z"],
    ["a fraction of zero", "20500101000000.0Z"],
    ["a fraction in the place of seconds", "205001010000.0Z"],
    ["local time", "20500101000000"],
    ["an offset", "20500101000000+0100"],
    ["an offset as long as a time", "2050010100+0000"],
    ["two digits of a year", "500101000000Z"],
    ["five digits of a year", "120500101000000Z"],
  ])("refused: %s", (_, text) => {
    expect(derError(() => generalized(text)).message).toMatch(/^a time (is not|does not|has something)/);
  });
});

describe("days and hours", () => {
  const month = (digits: string) => `2023${digits}000000Z`;
  const hour = (digits: string) => `20230101${digits}Z`;

  it("that exist", () => {
    const last = ["0131", "0228", "0331", "0430", "0531", "0630", "0731", "0831", "0930", "1031", "1130", "1231"];
    for (const day of last) expect(generalized(month(day))).toBe(Date.parse(`2023-${day.replace(/../, "$&-")}`));
    for (const time of ["000000", "235959", "230000", "005900", "000059"]) {
      expect(generalized(hour(time))).toBe(Date.parse(`2023-01-01T${time.replace(/(..)(..)/, "$1:$2:")}Z`));
    }
  });

  it.each(["0001", "0100", "1301", "9901", "0132", "0229", "0230", "0431", "0631", "0931", "1131", "1232", "0199"])(
    "%s is no day of 2023",
    (digits) => {
      expect(derError(() => generalized(month(digits))).message).toMatch(/a day that does not exist/);
    },
  );

  it.each(["240000", "250000", "006000", "009900", "000060", "235960", "000099", "999999"])(
    "%s is no hour",
    (digits) => {
      expect(derError(() => generalized(hour(digits))).message).toMatch(/an hour that does not exist/);
    },
  );

  it("of leap years", () => {
    for (const year of ["0000", "0004", "0400", "1600", "2000", "2024", "2400", "9996"]) {
      expect(generalized(`${year}0229000000Z`)).toBe(Date.parse(`${year}-02-29T00:00:00Z`));
    }
    for (const year of ["0001", "0100", "1700", "1900", "2023", "2100", "2200", "9999"]) {
      expect(derError(() => generalized(`${year}0229000000Z`)).message).toMatch(/a day that does not exist/);
    }
  });
});

describe("other types", () => {
  it.each([Tag.PRINTABLE_STRING, Tag.IA5_STRING, Tag.INTEGER, 0x37, 0x97])("tag %i is no time", (tag) => {
    expect(derError(() => readAs(tag, "250101000000Z")).message).toMatch(/unknown type/);
  });
});

describe("against Date", () => {
  const instant = fc.integer({
    min: Date.parse("0000-01-01T00:00:00Z") / 1000,
    max: Date.parse("9999-12-31T23:59:59Z") / 1000,
  });

  it("every second from the year 0 to 9999 is read as Date reads it", () => {
    fc.assert(
      fc.property(instant, (seconds) => {
        const bytes = generalizedTime(new Date(seconds * 1000));
        expect(readTime(bytes, only(bytes))).toBe(seconds * 1000);
      }),
      { numRuns: 5000 },
    );
  });

  it("every second from 1950 to 2049 in two digits", () => {
    const within = fc.integer({ min: Date.UTC(1950, 0) / 1000, max: Date.UTC(2050, 0) / 1000 - 1 });
    fc.assert(
      fc.property(within, (seconds) => {
        const bytes = utcTime(new Date(seconds * 1000));
        expect(readTime(bytes, only(bytes))).toBe(seconds * 1000);
      }),
      { numRuns: 2000 },
    );
  });

  it("fourteen digits are a time exactly when Date can write them again", () => {
    const two = (max: number) => fc.integer({ min: 0, max }).map((value) => String(value).padStart(2, "0"));
    const parts = fc.tuple(two(99), two(99), two(14), two(33), two(25), two(61), two(61));
    fc.assert(
      fc.property(parts, ([century, year, month, day, hour, minute, second]) => {
        const iso = `${century}${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
        const parsed = Date.parse(iso);
        const exists = !Number.isNaN(parsed) && new Date(parsed).toISOString() === iso;
        const text = `${century}${year}${month}${day}${hour}${minute}${second}Z`;
        if (exists) expect(generalized(text)).toBe(parsed);
        else derError(() => generalized(text));
      }),
      { numRuns: 5000 },
    );
  });

  it("any octets give a finite number or a DerError", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(Tag.UTC_TIME, Tag.GENERALIZED_TIME),
        fc.uint8Array({ maxLength: 20 }),
        (tag, content) => {
          const bytes = der(tag, content);
          try {
            expect(Number.isFinite(readTime(bytes, only(bytes)))).toBe(true);
          } catch (error) {
            expect(error).toHaveProperty("name", "DerError");
          }
        },
      ),
    );
  });
});
