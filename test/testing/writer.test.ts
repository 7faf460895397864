import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DerReader } from "../../src/asn1/reader.ts";
import { decodeString } from "../../src/asn1/strings.ts";
import { contextConstructed, contextPrimitive, Tag } from "../../src/asn1/tags.ts";
import { readTime } from "../../src/asn1/time.ts";
import {
  assertMinimalInteger,
  contentOf,
  elementOf,
  readBitString,
  readBoolean,
  toObjectIdentifier,
} from "../../src/asn1/values.ts";
import * as write from "../../src/asn1/writer.ts";

/** Reads the one element that `bytes` must be, with nothing after it. */
function readOnly(bytes: Uint8Array, tag: number) {
  const reader = DerReader.over(bytes);
  const element = reader.read(tag, "element");
  reader.finish("element");
  return { reader, element };
}

const dottedOid = fc
  .tuple(
    fc.oneof(
      fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 39 })),
      fc.tuple(fc.constant(2), fc.integer({ min: 0, max: 2 ** 40 })),
    ),
    fc.array(fc.maxSafeNat(), { maxLength: 6 }),
  )
  .map(([first, rest]) => [...first, ...rest].join("."));

describe("what the writer writes, the reader reads", () => {
  it("lengths of any size, in the fewest octets", () => {
    for (const length of [0, 1, 127, 128, 255, 256, 257, 65_000]) {
      const { element } = readOnly(write.octetString(new Uint8Array(length)), Tag.OCTET_STRING);
      expect(element.end - element.content).toBe(length);
    }
    expect(write.octetString(new Uint8Array(65_536)).subarray(0, 5)).toEqual(Uint8Array.of(4, 0x83, 1, 0, 0));
  });

  it("integers, minimal and two's complement", () => {
    const anyNumber = fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n });
    const aroundPowersOfTwo = fc
      .tuple(fc.integer({ min: 0, max: 70 }), fc.constantFrom(1n, -1n), fc.bigInt({ min: -2n, max: 2n }))
      .map(([exponent, sign, offset]) => sign * 2n ** BigInt(exponent) + offset);
    fc.assert(
      fc.property(fc.oneof(anyNumber, aroundPowersOfTwo), (value) => {
        const bytes = write.integer(value);
        const { element } = readOnly(bytes, Tag.INTEGER);
        assertMinimalInteger(bytes, element);
        const hex = Buffer.from(contentOf(bytes, element)).toString("hex");
        expect(BigInt.asIntN(hex.length * 4, BigInt(`0x${hex}`))).toBe(value);
      }),
    );
    for (const value of [0, 1, 127, 128, 255, 256, -1, -128, -129]) {
      expect(write.integer(value)).toEqual(write.integer(BigInt(value)));
    }
  });

  it("octets given as an integer stay as they are", () => {
    expect(write.integer(Uint8Array.of(0, 0, 1))).toEqual(Uint8Array.of(2, 3, 0, 0, 1));
  });

  it("object identifiers", () => {
    fc.assert(
      fc.property(dottedOid, (dotted) => {
        const bytes = write.oid(dotted);
        expect(toObjectIdentifier(bytes, readOnly(bytes, Tag.OBJECT_IDENTIFIER).element)).toBe(dotted);
      }),
    );
  });

  it.each(["", "1", "3.1", "1.40", "1.2.", "1.02", "1.-2", "a.b"])("no object identifier: %j", (dotted) => {
    expect(() => write.oid(dotted)).toThrow(RangeError);
  });

  it("booleans, canonical", () => {
    for (const value of [true, false]) {
      const bytes = write.boolean(value);
      expect(readBoolean(bytes, readOnly(bytes, Tag.BOOLEAN).element)).toEqual({ value, canonical: true });
    }
  });

  it("named bits, without trailing zeros", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1 }), (bits) => {
        const bytes = write.namedBitString(bits);
        const { start, end, unusedBits } = readBitString(bytes, readOnly(bytes, Tag.BIT_STRING).element);
        const count = (end - start) * 8 - unusedBits;
        expect(count).toBe(Math.max(...bits) + 1);
        for (let bit = 0; bit < count; bit++) {
          const octet = bytes[start + (bit >> 3)] ?? 0;
          expect((octet & (0x80 >> (bit & 7))) !== 0).toBe(bits.includes(bit));
        }
      }),
    );
    expect(write.namedBitString([])).toEqual(Uint8Array.of(3, 1, 0));
  });

  const text = fc.string({ unit: "binary", maxLength: 200 });
  const ascii = fc.string({ unit: "binary-ascii" });
  it.each([
    ["utf8String", write.utf8String, Tag.UTF8_STRING, text],
    ["printableString", write.printableString, Tag.PRINTABLE_STRING, ascii],
    ["ia5String", write.ia5String, Tag.IA5_STRING, ascii],
    ["teletexString", write.teletexString, Tag.T61_STRING, fc.stringMatching(/^[A-Za-z0-9 .,-]*$/)],
    ["bmpString", write.bmpString, Tag.BMP_STRING, fc.stringMatching(/^[\u0001-\ud7ff\ue000-\uffff]*$/)],
    ["universalString", write.universalString, Tag.UNIVERSAL_STRING, text],
  ] as const)("%s", (_name, encode, tag, arbitrary: fc.Arbitrary<string>) => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        const bytes = encode(value);
        expect(decodeString(bytes, readOnly(bytes, tag).element)).toBe(value);
      }),
    );
  });

  it("a character that does not fit is refused, not cut", () => {
    expect(() => write.ia5String("\u0101")).toThrow(RangeError);
    expect(write.teletexString("\u00fc").at(-1)).toBe(0xfc);
  });

  it("times to the second, of the type that the year asks for", () => {
    const years = { min: new Date("0000-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true };
    fc.assert(
      fc.property(fc.date(years), (date) => {
        const bytes = write.time(date);
        const year = date.getUTCFullYear();
        const tag = year >= 1950 && year <= 2049 ? Tag.UTC_TIME : Tag.GENERALIZED_TIME;
        const seconds = Math.floor(date.getTime() / 1000) * 1000;
        expect(readTime(bytes, readOnly(bytes, tag).element)).toBe(seconds);
        const generalized = write.generalizedTime(date);
        expect(readTime(generalized, readOnly(generalized, Tag.GENERALIZED_TIME).element)).toBe(seconds);
      }),
    );
    expect(() => write.utcTime(new Date("2050-01-01T00:00:00Z"))).toThrow(RangeError);
    expect(() => write.utcTime(new Date("1949-12-31T23:59:59Z"))).toThrow(RangeError);
    expect(() => write.generalizedTime(new Date(Date.UTC(10_000, 0)))).toThrow(RangeError);
  });

  it("nesting and tagging", () => {
    const inner = write.integer(5);
    const bytes = write.sequence(write.explicit(3, inner), write.implicit(1, Uint8Array.of(7)), write.nullValue());
    const reader = DerReader.over(bytes).enterNext(Tag.SEQUENCE, "sequence");
    const tagged = reader.enterNext(contextConstructed(3), "explicit");
    expect(elementOf(bytes, tagged.read(Tag.INTEGER, "integer"))).toEqual(inner);
    expect(contentOf(bytes, reader.read(contextPrimitive(1), "implicit"))).toEqual(Uint8Array.of(7));
    expect(reader.read(Tag.NULL, "null")).toMatchObject({ content: bytes.length, end: bytes.length });
    reader.finish("sequence");
  });

  it("sets in the order of their octets, whatever order they came in", () => {
    const members = fc.array(fc.uint8Array({ maxLength: 6 }).map(write.octetString), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(members, (unsorted) => {
        const bytes = write.set(...unsorted);
        const reader = DerReader.over(bytes).enterNext(Tag.SET, "set");
        const read: string[] = [];
        while (!reader.atEnd) read.push(Buffer.from(elementOf(bytes, reader.readAny("member"))).toString("hex"));
        expect(read).toEqual(unsorted.map((member) => Buffer.from(member).toString("hex")).sort());
        expect(write.set(...[...unsorted].reverse())).toEqual(bytes);
      }),
    );
  });
});
