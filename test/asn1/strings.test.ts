import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeString } from "../../src/asn1/strings.ts";
import { Tag } from "../../src/asn1/tags.ts";
import {
  bmpString,
  der,
  ia5String,
  printableString,
  teletexString,
  universalString,
  utf8String,
} from "../../src/asn1/writer.ts";
import { amid, octets, only } from "./octets.ts";

/** The text of hexadecimal octets under a tag, amid octets that would change it if they were read. */
function text(tag: number, hexadecimal: string): string | undefined {
  const bytes = amid(octets("00 41 c3 a9"), der(tag, octets(hexadecimal)));
  return decodeString(bytes, only(bytes));
}

function textOf(bytes: Uint8Array): string | undefined {
  return decodeString(bytes, only(bytes));
}

describe("UTF8String", () => {
  it.each([
    ["", ""],
    ["61", "a"],
    ["c3a9", "\u00e9"],
    ["e282ac", "\u20ac"],
    ["f09f9880", "\u{1f600}"],
    ["c280", "\u0080"],
    ["e0a080", "\u0800"],
    ["f0908080", "\u{10000}"],
    ["f48fbfbf", "\u{10ffff}"],
    ["ee8080", "\ue000"],
    ["61 00 62", "a\u0000b"],
    ["efbbbf 61", "\ufeffa"],
    ["7f", "\u007f"],
  ])("%s", (hexadecimal, expected) => {
    expect(text(Tag.UTF8_STRING, hexadecimal)).toBe(expected);
  });

  it.each([
    ["Latin-1", "e9"],
    ["a lone continuation", "80"],
    ["a character cut off", "e282"],
    ["a character cut off before another", "e282 61"],
    ["NUL overlong in two octets", "c080"],
    ["A overlong in two octets", "c181"],
    ["slash overlong in three", "e080af"],
    ["overlong in four", "f08080af"],
    ["a high surrogate", "eda080"],
    ["a low surrogate", "edbfbf"],
    ["a surrogate pair (CESU-8)", "eda0bdedb880"],
    ["past U+10FFFF", "f4908080"],
    ["five octets", "f888808080"],
    ["FE", "fe"],
    ["FF", "ff"],
  ])("no text: %s", (_, hexadecimal) => {
    expect(text(Tag.UTF8_STRING, hexadecimal)).toBeUndefined();
    expect(text(Tag.UTF8_STRING, `6161 ${hexadecimal}`)).toBeUndefined();
  });
});

describe("ASCII types", () => {
  it.each([
    ["PrintableString", Tag.PRINTABLE_STRING],
    ["IA5String", Tag.IA5_STRING],
    ["VisibleString", Tag.VISIBLE_STRING],
    ["NumericString", Tag.NUMERIC_STRING],
  ])("%s takes ASCII and nothing else", (_, tag) => {
    expect(text(tag, "41 2a 40 26 5f")).toBe("A*@&_");
    expect(text(tag, "")).toBe("");
    expect(text(tag, "61 00 62")).toBe("a\u0000b");
    expect(text(tag, "61 80")).toBeUndefined();
    expect(text(tag, "c3 a9")).toBeUndefined();
    expect(text(tag, "ff")).toBeUndefined();
  });
});

describe("T61String", () => {
  it("is read where T.61 and ASCII agree", () => {
    expect(text(Tag.T61_STRING, "43 6f 6e 74 6f 73 6f 20 28 31 29 2e 2c 2d 2b 3d 2f 3f 40 26 2a 22 25")).toBe(
      'Contoso (1).,-+=/?@&*"%',
    );
  });

  it("and nowhere else", () => {
    const differing = [..."#$\\^_`{|}~"].map((character) => character.charCodeAt(0));
    const controls = [...Array(0x20).keys(), 0x7f];
    const high = Array.from({ length: 0x80 }, (_, index) => 0x80 + index);
    for (const octet of [...differing, ...controls, ...high]) {
      const bytes = der(Tag.T61_STRING, Uint8Array.of(0x61, octet, 0x62));
      expect(textOf(bytes), `octet 0x${octet.toString(16)}`).toBeUndefined();
    }
  });
});

describe("BMPString", () => {
  it("is two octets a character", () => {
    expect(text(Tag.BMP_STRING, "")).toBe("");
    expect(text(Tag.BMP_STRING, "0061 20ac ffff 0000")).toBe("a\u20ac\uffff\u0000");
  });

  it.each([
    ["an odd octet", "0061 00"],
    ["one octet", "61"],
    ["a surrogate pair", "d83d de00"],
    ["a high surrogate", "0061 d800"],
    ["a low surrogate", "dfff 0061"],
  ])("no text: %s", (_, hexadecimal) => {
    expect(text(Tag.BMP_STRING, hexadecimal)).toBeUndefined();
  });
});

describe("UniversalString", () => {
  it("is four octets a character", () => {
    expect(text(Tag.UNIVERSAL_STRING, "")).toBe("");
    expect(text(Tag.UNIVERSAL_STRING, "00000061 0001f600 0010ffff")).toBe("a\u{1f600}\u{10ffff}");
  });

  it.each([
    ["one octet", "61"],
    ["three octets", "000061"],
    ["five octets", "00000061 00"],
    ["past U+10FFFF", "00110000"],
    ["the sign bit", "80000061"],
    ["all bits", "ffffffff"],
    ["a surrogate", "0000d800"],
    ["the last surrogate", "0000dfff"],
  ])("no text: %s", (_, hexadecimal) => {
    expect(text(Tag.UNIVERSAL_STRING, hexadecimal)).toBeUndefined();
  });
});

describe("other types", () => {
  it("are no text", () => {
    const strings: ReadonlySet<number> = new Set([
      Tag.UTF8_STRING,
      Tag.PRINTABLE_STRING,
      Tag.IA5_STRING,
      Tag.VISIBLE_STRING,
      Tag.NUMERIC_STRING,
      Tag.T61_STRING,
      Tag.BMP_STRING,
      Tag.UNIVERSAL_STRING,
    ]);
    for (let tag = 0; tag < 256; tag++) {
      if ((tag & 0x1f) === 0x1f || strings.has(tag)) continue;
      expect(text(tag, "00000061"), `tag 0x${tag.toString(16)}`).toBeUndefined();
    }
  });
});

describe("what the writer writes", () => {
  const character = fc.constantFrom(...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)));
  const wellFormed = fc.string({ unit: "binary", maxLength: 30 }).filter(isWellFormed);

  it("is read as it was", () => {
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 40 }), (value) => {
        expect(textOf(printableString(value))).toBe(value);
        expect(textOf(ia5String(value))).toBe(value);
        expect(textOf(bmpString(value))).toBe(value);
        const plain = value.replaceAll(/[#$\\^_`{|}~]/g, "");
        expect(textOf(teletexString(plain))).toBe(plain);
      }),
    );
    fc.assert(
      fc.property(wellFormed, (value) => {
        expect(textOf(utf8String(value))).toBe(value);
        expect(textOf(universalString(value))).toBe(value);
      }),
    );
  });

  it("any octets give well-formed text or none", () => {
    const tags = fc.constantFrom(Tag.UTF8_STRING, Tag.BMP_STRING, Tag.UNIVERSAL_STRING, Tag.T61_STRING, Tag.IA5_STRING);
    fc.assert(
      fc.property(tags, fc.uint8Array({ maxLength: 24 }), (tag, content) => {
        const value = textOf(der(tag, content));
        expect(value === undefined || isWellFormed(value)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

/** Whether no surrogate stands alone. */
function isWellFormed(value: string): boolean {
  return !/\p{Cs}/u.test(value);
}
