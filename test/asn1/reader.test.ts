import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DerError } from "../../src/asn1/der-error.ts";
import { DerReader, MAX_DER_BYTES, MAX_DER_DEPTH } from "../../src/asn1/reader.ts";
import { Tag } from "../../src/asn1/tags.ts";
import { contentOf, elementOf } from "../../src/asn1/values.ts";
import { der } from "../../src/asn1/writer.ts";
import { amid, derError, octets, only } from "./octets.ts";

const read = (bytes: Uint8Array) => DerReader.over(bytes).readAny("thing");

describe("lengths", () => {
  it.each([
    ["nothing", "05 00", 0],
    ["one octet", "04 01 aa", 1],
    ["the longest short form", `04 7f ${"aa".repeat(127)}`, 127],
    ["the shortest long form", `04 81 80 ${"aa".repeat(128)}`, 128],
    ["255", `04 81 ff ${"aa".repeat(255)}`, 255],
    ["256", `04 82 01 00 ${"aa".repeat(256)}`, 256],
  ])("%s", (_, text, length) => {
    const bytes = octets(text);
    const element = only(bytes);
    expect(element.end - element.content).toBe(length);
    expect(element.end).toBe(bytes.length);
  });

  it.each([
    ["indefinite", "30 80 00 00", /indefinite/],
    ["indefinite with content", "30 80 05 00 00 00", /indefinite/],
    ["reserved", "04 ff 00", /excessive/],
    ["of four octets", "04 84 00 00 00 01 aa", /excessive/],
    ["of 127 octets", "04 fe 00", /excessive/],
    ["long form of zero", "04 81 00", /more octets than needed/],
    ["long form of one", "04 81 01 aa", /more octets than needed/],
    ["long form of 127", `04 81 7f ${"aa".repeat(127)}`, /more octets than needed/],
    ["two octets for 128", `04 82 00 80 ${"aa".repeat(128)}`, /more octets than needed/],
    ["three octets for 255", `04 83 00 00 ff ${"aa".repeat(255)}`, /more octets than needed/],
    ["three octets for 256", `04 83 00 01 00 ${"aa".repeat(256)}`, /more octets than needed/],
    ["one past the end", "04 02 aa", /longer than what holds it/],
    ["far past the end", "04 83 ff ff ff aa", /longer than what holds it/],
    ["2^24 - 1, which shifted wrongly is negative", "04 83 ff ff ff", /longer than what holds it/],
  ])("refused: %s", (_, text, message) => {
    expect(() => read(octets(text))).toThrow(message);
  });

  it("is refused in every form but the one with the fewest octets", () => {
    for (const length of [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x1234]) {
      const content = new Uint8Array(length);
      const right = der(Tag.OCTET_STRING, content);
      expect(only(right).end).toBe(right.length);
      for (const count of [1, 2, 3]) {
        const field = Uint8Array.from({ length: count }, (_, index) => (length >> (8 * (count - 1 - index))) & 0xff);
        const other = Uint8Array.of(Tag.OCTET_STRING, 0x80 | count, ...field, ...content);
        if (Buffer.compare(other, right) === 0 || length >> (8 * count) !== 0) continue;
        expect(derError(() => read(other)).offset).toBe(1);
      }
    }
  });
});

describe("what is cut off", () => {
  it("is refused at every octet, wherever the cut", () => {
    const whole = der(Tag.SEQUENCE, der(Tag.INTEGER, octets("01")), der(Tag.OCTET_STRING, new Uint8Array(300)));
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      expect(derError(() => read(cut)).offset).toBeLessThanOrEqual(length);
      expect(derError(() => read(Uint8Array.from(cut))).offset).toBeLessThanOrEqual(length);
    }
  });

  it("says what is missing, and where", () => {
    expect(derError(() => read(octets("")))).toMatchObject({ offset: 0, message: "thing is missing (at offset 0)" });
    expect(derError(() => read(octets("30"))).message).toMatch(/^thing ends before its length \(at offset 1\)$/);
    expect(derError(() => read(octets("30 82 01"))).message).toMatch(/^thing ends inside its length \(at offset 1\)$/);
    expect(derError(() => read(octets("30 81"))).message).toMatch(/^thing ends inside its length/);
  });
});

describe("tags", () => {
  it("of several octets are refused", () => {
    for (const tag of ["1f 1f 00", "3f 81 01 00", "9f 20 00", "bf 1f 00", "ff 7f 00"]) {
      expect(derError(() => read(octets(tag)))).toMatchObject({
        offset: 0,
        message: expect.stringMatching(/multi-octet tag/),
      });
    }
  });

  it("must be the one asked for, in class and form too", () => {
    for (const tag of [0x10, 0x31, 0xb0, 0x70, 0xf0, 0x00]) {
      const reader = DerReader.over(Uint8Array.of(tag, 0));
      expect(derError(() => reader.read(Tag.SEQUENCE, "thing")).message).toContain(`tag 0x${tag.toString(16)}`);
      expect(reader.offset, "nothing is consumed").toBe(0);
      expect(reader.readOptional(Tag.SEQUENCE, "thing")).toBeUndefined();
      expect(reader.offset).toBe(0);
    }
  });

  it("peek tells the next one, and -1 at the end", () => {
    const reader = DerReader.over(octets("05 00"));
    expect(reader.peek()).toBe(5);
    reader.read(Tag.NULL, "null");
    expect(reader.peek()).toBe(-1);
    expect(reader.atEnd).toBe(true);
    expect(reader.readOptional(Tag.NULL, "null")).toBeUndefined();
    expect(derError(() => reader.read(Tag.NULL, "null")).message).toMatch(/^null is missing/);
  });
});

describe("what follows", () => {
  it("is refused by finish", () => {
    const reader = DerReader.over(octets("05 00 00"));
    reader.read(Tag.NULL, "null");
    expect(derError(() => reader.finish("null"))).toMatchObject({
      offset: 2,
      message: expect.stringMatching(/followed by more data/),
    });
  });

  it("inside an element too", () => {
    const inner = DerReader.over(octets("30 04 05 00 05 00")).enterNext(Tag.SEQUENCE, "list");
    inner.read(Tag.NULL, "first");
    expect(derError(() => inner.finish("list")).offset).toBe(4);
    inner.read(Tag.NULL, "second");
    inner.finish("list");
  });
});

describe("the slice", () => {
  const bait = octets("05 00 04 01 aa");

  it("ends where the view ends, whatever the buffer holds behind it", () => {
    for (const text of ["", "04", "04 02", "04 02 aa", "04 81", "30 04 04 02 aa"]) {
      expect(derError(() => read(amid(bait, octets(text)))).offset).toBeLessThanOrEqual(octets(text).length);
    }
  });

  it("starts where the view starts", () => {
    const bytes = amid(bait, octets("04 02 12 34"));
    const element = only(bytes);
    expect(element).toEqual({ tag: 4, start: 0, content: 2, end: 4 });
    expect(contentOf(bytes, element)).toEqual(octets("12 34"));
    expect(elementOf(bytes, element)).toEqual(octets("04 02 12 34"));
  });

  it("of an entered element ends where that ends, not where its parent does", () => {
    const reader = DerReader.over(octets("30 02 04 05 05 00 05 00 05 00"));
    const inner = reader.enterNext(Tag.SEQUENCE, "list");
    expect(derError(() => inner.readAny("octets"))).toMatchObject({
      offset: 2,
      message: expect.stringMatching(/longer than what holds it/),
    });
    expect(inner.offset, "a refusal leaves the reader inside its slice").toBeLessThanOrEqual(inner.end);
  });

  it("of an entered element that ends shows nothing of what its parent goes on with", () => {
    const reader = DerReader.over(octets("30 02 05 00 05 00"));
    const inner = reader.enterNext(Tag.SEQUENCE, "list");
    inner.read(Tag.NULL, "null");
    expect(inner.peek()).toBe(-1);
    expect(inner.readOptional(Tag.NULL, "null")).toBeUndefined();
    expect(reader.peek()).toBe(Tag.NULL);
  });

  it("that lies in a larger whole keeps the offsets of the whole", () => {
    const whole = amid(bait, octets("04 04 30 02 05 00"));
    const reader = DerReader.between(whole, 2, 6);
    expect(reader.enterNext(Tag.SEQUENCE, "list").read(Tag.NULL, "null")).toMatchObject({ start: 4, end: 6 });
    expect(reader.atEnd).toBe(true);
    const short = DerReader.between(whole, 2, 5);
    expect(derError(() => short.readAny("list")).offset).toBe(2);
  });

  it("that lies elsewhere is a mistake of the caller", () => {
    const whole = octets("05 00 05 00");
    for (const [start, end] of [
      [-1, 2],
      [3, 2],
      [0, 5],
      [5, 5],
      [Number.NaN, 2],
      [0, Number.NaN],
    ] as const) {
      expect(() => DerReader.between(whole, start, end)).toThrow(RangeError);
    }
    expect(DerReader.between(whole, 4, 4).atEnd).toBe(true);
  });
});

describe("budgets", () => {
  it("octets", () => {
    const largest = new Uint8Array(MAX_DER_BYTES);
    largest.set(octets("04 82 ff fc"));
    expect(only(largest).end).toBe(MAX_DER_BYTES);
    expect(derError(() => DerReader.over(new Uint8Array(MAX_DER_BYTES + 1))).offset).toBe(MAX_DER_BYTES);
  });

  it("depth", () => {
    let bytes = octets("05 00");
    for (let depth = 0; depth <= MAX_DER_DEPTH; depth++) bytes = der(Tag.SEQUENCE, bytes);
    let reader = DerReader.over(bytes);
    for (let depth = 0; depth < MAX_DER_DEPTH; depth++) reader = reader.enterNext(Tag.SEQUENCE, "nest");
    expect(derError(() => reader.enterNext(Tag.SEQUENCE, "nest"))).toMatchObject({
      message: expect.stringMatching(/nested too deeply/),
      offset: 2 * MAX_DER_DEPTH,
    });
  });

  it("nesting as deep as the octets allow costs nothing until it is entered", () => {
    let bytes = octets("05 00");
    while (bytes.length < MAX_DER_BYTES - 8) bytes = der(Tag.SEQUENCE, bytes);
    expect(only(bytes).end).toBe(bytes.length);
  });
});

describe("any octets", () => {
  it("are read or refused with a DerError that points into them", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 8 }), (bytes, bait) => {
        const view = amid(bait, bytes);
        const seen = walk(view);
        expect(seen.octets).toBeLessThanOrEqual(view.length);
        if (seen.error !== undefined) {
          expect(seen.error).toBeInstanceOf(DerError);
          expect(seen.error.offset).toBeGreaterThanOrEqual(0);
          expect(seen.error.offset).toBeLessThanOrEqual(view.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("never depend on what lies around them", () => {
    fc.assert(
      fc.property(derLike, fc.uint8Array({ maxLength: 8 }), (bytes, bait) => {
        expect(walk(amid(bait, bytes))).toEqual(walk(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});

/** Elements nested at random, then cut or spoilt in one octet. */
const derLike = fc
  .letrec<{ element: Uint8Array }>((tie) => ({
    element: fc.oneof(
      { maxDepth: 6 },
      fc.tuple(fc.constantFrom(2, 3, 4, 6, 12), fc.uint8Array({ maxLength: 140 })).map(([tag, body]) => der(tag, body)),
      fc
        .tuple(fc.constantFrom(0x30, 0x31, 0xa0), fc.array(tie("element"), { maxLength: 4 }))
        .map(([tag, members]) => der(tag, ...members)),
    ),
  }))
  .element.chain((bytes) =>
    fc.tuple(fc.nat(bytes.length), fc.nat(255), fc.boolean()).map(([at, octet, cut]) => {
      if (cut) return bytes.subarray(0, at);
      const spoilt = Uint8Array.from(bytes);
      if (at < spoilt.length) spoilt[at] = octet;
      return spoilt;
    }),
  );

/** Reads everything there is, entering whatever is constructed, until the end or the first refusal. */
function walk(bytes: Uint8Array): { readonly octets: number; readonly error: DerError | undefined } {
  const readers = [DerReader.over(bytes)];
  let last = 0;
  let steps = 0;
  try {
    for (let reader = readers.pop(); reader !== undefined; reader = readers.pop()) {
      while (!reader.atEnd) {
        // Every element takes at least two octets, in every level that is entered.
        if (++steps > bytes.length * (MAX_DER_DEPTH + 1)) throw new Error("the reader does not come to an end");
        const element = reader.readAny("element");
        expect(element.start).toBeLessThan(element.content);
        expect(element.content).toBeLessThanOrEqual(element.end);
        expect(element.end).toBeLessThanOrEqual(reader.end);
        expect(reader.offset).toBe(element.end);
        last = Math.max(last, element.end);
        if ((element.tag & 0x20) !== 0) readers.push(reader.enter(element));
      }
    }
    return { octets: last, error: undefined };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return { octets: last, error };
  }
}
