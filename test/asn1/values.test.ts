import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DerError } from "../../src/asn1/der-error.ts";
import { type DerElement, DerReader } from "../../src/asn1/reader.ts";
import {
  assertMinimalInteger,
  readBitString,
  readBoolean,
  readSmallInteger,
  toObjectIdentifier,
} from "../../src/asn1/values.ts";
import { bitString, integer, namedBitString, oid } from "../../src/asn1/writer.ts";
import { amid, derError, octets, only } from "./octets.ts";

/** Decodes the one element that hexadecimal octets hold, amid octets that would change the answer if they were read. */
function decode<Value>(text: string, reader: (bytes: Uint8Array, element: DerElement) => Value): Value {
  const bytes = amid(Uint8Array.of(0xff, 0x80, 0x00), octets(text));
  return reader(bytes, only(bytes));
}

const smallInteger = (bytes: Uint8Array, element: DerElement) => readSmallInteger(bytes, element, "count");

describe("BOOLEAN", () => {
  it.each([
    ["01 01 00", false, true],
    ["01 01 ff", true, true],
    ["01 01 01", true, false],
    ["01 01 7f", true, false],
    ["01 01 80", true, false],
    ["01 01 fe", true, false],
  ])("%s", (text, value, canonical) => {
    expect(decode(text, readBoolean)).toEqual({ value, canonical });
  });

  it("of no octet or two is refused", () => {
    for (const text of ["01 00", "01 02 ff ff", "01 02 00 ff"]) {
      expect(derError(() => decode(text, readBoolean)).message).toMatch(/not one octet/);
    }
  });
});

describe("INTEGER", () => {
  it.each([
    "02 01 00",
    "02 01 7f",
    "02 01 80",
    "02 01 ff",
    "02 02 00 80",
    "02 02 00 ff",
    "02 02 ff 7f",
    "02 02 ff 00",
    "02 02 01 00",
  ])("with the fewest octets: %s", (text) => {
    expect(() => decode(text, assertMinimalInteger)).not.toThrow();
  });

  it.each([
    ["02 00", /empty/],
    ["02 02 00 00", /more octets than needed/],
    ["02 02 00 7f", /more octets than needed/],
    ["02 02 ff 80", /more octets than needed/],
    ["02 02 ff ff", /more octets than needed/],
    ["02 03 00 00 80", /more octets than needed/],
    ["02 03 ff ff 7f", /more octets than needed/],
  ])("refused: %s", (text, message) => {
    expect(() => decode(text, assertMinimalInteger)).toThrow(message);
    expect(() => decode(text, smallInteger)).toThrow(message);
  });

  it.each([
    ["02 01 00", 0],
    ["02 01 7f", 127],
    ["02 02 00 80", 128],
    ["02 02 7f ff", 32_767],
    ["02 03 00 ff ff", 65_535],
    ["02 04 7f ff ff ff", 2_147_483_647],
  ])("small: %s is %i", (text, value) => {
    expect(decode(text, smallInteger)).toBe(value);
  });

  it.each([
    ["02 01 ff", /count is negative/],
    ["02 01 80", /count is negative/],
    ["02 04 80 00 00 00", /count is negative/],
    ["02 05 00 80 00 00 00", /count is too large/],
    ["02 05 00 ff ff ff ff", /count is too large/],
    ["02 09 01 00 00 00 00 00 00 00 00", /count is too large/],
  ])("not small: %s", (text, message) => {
    expect(() => decode(text, smallInteger)).toThrow(message);
  });

  it("any number the writer writes is minimal, and with one octet more in front it is not", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 300n), max: 2n ** 300n }), (value) => {
        const bytes = integer(value);
        expect(() => assertMinimalInteger(bytes, only(bytes))).not.toThrow();
        const padded = integer(Uint8Array.of(value < 0n ? 0xff : 0x00, ...bytes.subarray(2)));
        expect(() => assertMinimalInteger(padded, only(padded))).toThrow(/more octets than needed/);
      }),
    );
  });
});

describe("BIT STRING", () => {
  it.each([
    ["03 01 00", 3, 3, 0],
    ["03 02 00 ff", 3, 4, 0],
    ["03 02 07 80", 3, 4, 7],
    ["03 02 01 fe", 3, 4, 1],
    ["03 03 04 ff f0", 3, 5, 4],
    ["03 02 07 00", 3, 4, 7],
  ])("%s", (text, start, end, unusedBits) => {
    expect(decode(text, readBitString)).toEqual({ start, end, unusedBits });
  });

  it.each([
    ["03 00", /empty/],
    ["03 01 01", /impossible count/],
    ["03 01 07", /impossible count/],
    ["03 02 08 00", /impossible count/],
    ["03 02 ff 00", /impossible count/],
    ["03 02 01 01", /unused bits that are set/],
    ["03 02 07 ff", /unused bits that are set/],
    ["03 02 07 40", /unused bits that are set/],
    ["03 03 03 ff 04", /unused bits that are set/],
  ])("refused: %s", (text, message) => {
    expect(() => decode(text, readBitString)).toThrow(message);
  });

  it("reads what the writer writes", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.integer({ min: 0, max: 7 }),
        (bits, unusedBits) => {
          const clean = Uint8Array.from(bits);
          clean[clean.length - 1] = (clean.at(-1) ?? 0) & (0xff << unusedBits);
          const bytes = bitString(clean, unusedBits);
          const read = readBitString(bytes, only(bytes));
          expect(bytes.subarray(read.start, read.end)).toEqual(clean);
          expect(read.unusedBits).toBe(unusedBits);
        },
      ),
    );
    const named = namedBitString([0, 8]);
    expect(readBitString(named, only(named))).toEqual({ start: 3, end: 5, unusedBits: 7 });
  });
});

describe("OBJECT IDENTIFIER", () => {
  it.each([
    ["06 01 00", "0.0"],
    ["06 01 27", "0.39"],
    ["06 01 28", "1.0"],
    ["06 01 4f", "1.39"],
    ["06 01 50", "2.0"],
    ["06 01 7f", "2.47"],
    ["06 02 81 34", "2.100"],
    ["06 03 55 04 03", "2.5.4.3"],
    ["06 03 55 04 00", "2.5.4.0"],
    ["06 02 88 37", "2.999"],
    ["06 06 2a 86 48 86 f7 0d", "1.2.840.113549"],
    ["06 09 2a ff ff ff ff ff ff ff 7f", `1.2.${2n ** 56n - 1n}`],
    ["06 09 2a 8f ff ff ff ff ff ff 7f", `1.2.${2n ** 53n - 1n}`],
    ["06 09 2a 90 80 80 80 80 80 80 00", `1.2.${2n ** 53n}`],
    ["06 09 2a 90 80 80 80 80 80 80 01", `1.2.${2n ** 53n + 1n}`],
  ])("%s", (text, dotted) => {
    expect(decode(text, toObjectIdentifier)).toBe(dotted);
  });

  it("made from a UUID, whose arc has 128 bits", () => {
    const dotted = `2.25.${0xf81d4fae7dec11d0a76500a0c91e6bf6n}.1`;
    expect(toObjectIdentifier(oid(dotted), only(oid(dotted)))).toBe(dotted);
    const first = `2.${2n ** 128n}`;
    expect(toObjectIdentifier(oid(first), only(oid(first)))).toBe(first);
  });

  it.each([
    ["06 00", /empty/],
    ["06 01 80", /padded/],
    ["06 02 80 01", /padded/],
    ["06 03 55 80 03", /padded/],
    ["06 04 55 04 80 03", /padded/],
    ["06 01 81", /ends inside an arc/],
    ["06 03 55 04 83", /ends inside an arc/],
    [`06 41 ${"01".repeat(65)}`, /too long/],
    [`06 41 2a ${"ff".repeat(63)} 7f`, /too long/],
  ])("refused: %s", (text, message) => {
    expect(() => decode(text, toObjectIdentifier)).toThrow(message);
  });

  it("takes 64 octets, as one arc and as 64", () => {
    expect(decode(`06 40 ${"01".repeat(64)}`, toObjectIdentifier)).toBe(`0.1${".1".repeat(63)}`);
    expect(decode(`06 40 2a ${"ff".repeat(62)} 7f`, toObjectIdentifier)).toBe(`1.2.${2n ** 441n - 1n}`);
  });

  it("is one string for one identifier: what is read, written again, gives the same octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (content) => {
        const bytes = Uint8Array.of(6, content.length, ...content);
        let dotted: string;
        try {
          dotted = toObjectIdentifier(bytes, only(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(DerError);
          return;
        }
        expect(oid(dotted)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("object identifiers that were read before", () => {
  it("are the same text again, whatever became of the octets they were read from", () => {
    const octets = Buffer.from([0x06, 0x05, 0x2a, 0x03, 0x04, 0x05, 0x06]);
    const read = (bytes: Uint8Array): string => toObjectIdentifier(bytes, DerReader.over(bytes).readAny("oid"));
    expect(read(octets)).toBe("1.2.3.4.5.6");
    octets.set([0x06, 0x05, 0x2a, 0x03, 0x04, 0x05, 0x07]);
    expect(read(octets)).toBe("1.2.3.4.5.7");
    expect(read(Uint8Array.of(0x06, 0x05, 0x2a, 0x03, 0x04, 0x05, 0x06))).toBe("1.2.3.4.5.6");
  });

  it("are told apart where they share a place", () => {
    const texts = new Set<string>();
    for (let last = 0; last < 16_384; last++) {
      const bytes = Uint8Array.of(0x06, 0x04, 0x2a, 0x03, 0x80 | (last >> 7), last & 0x7f);
      if (last >> 7 > 0) texts.add(toObjectIdentifier(bytes, DerReader.over(bytes).readAny("oid")));
    }
    expect(texts.size).toBe(16_384 - 128);
  });
});
