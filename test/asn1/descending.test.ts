import { describe, expect, it } from "vitest";
import { DerReader, MAX_DER_DEPTH } from "../../src/asn1/reader.ts";
import { Tag } from "../../src/asn1/tags.ts";
import { derError, octets } from "./octets.ts";

describe("going into an element and out again", () => {
  it("reads the element, and then what follows it", () => {
    const reader = DerReader.over(octets("30 04 05 00 05 00 04 01 aa"));
    const after = reader.into(Tag.SEQUENCE, "list");
    expect([reader.offset, reader.end, reader.atEnd]).toEqual([2, 6, false]);
    reader.skipAny("null");
    expect(reader.read(Tag.NULL, "null")).toMatchObject({ start: 4, end: 6 });
    expect([reader.atEnd, reader.peek()]).toEqual([true, -1]);
    reader.leave(after, "list");
    expect(reader.read(Tag.OCTET_STRING, "octets")).toMatchObject({ start: 6, end: 9 });
    reader.finish("all");
  });

  it("sees nothing of what follows while it is inside", () => {
    const reader = DerReader.over(octets("30 02 04 05 05 00 05 00 05 00"));
    reader.into(Tag.SEQUENCE, "list");
    expect(derError(() => reader.skipAny("octets"))).toMatchObject({
      offset: 2,
      message: expect.stringMatching(/longer than what holds it/),
    });
    expect(reader.readOptional(Tag.NULL, "null")).toBeUndefined();
  });

  it("demands the tag, and that nothing is left", () => {
    const reader = DerReader.over(octets("30 04 05 00 05 00"));
    expect(derError(() => reader.into(Tag.SET, "set")).message).toMatch(/tag 0x30/);
    const after = reader.into(Tag.SEQUENCE, "list");
    reader.skipAny("null");
    expect(derError(() => reader.leave(after, "list")).message).toMatch(/followed by more data/);
    reader.skipOut(after);
    expect(reader.atEnd).toBe(true);
    expect(derError(() => reader.into(Tag.SEQUENCE, "list")).message).toMatch(/missing/);
  });

  it("goes no deeper than a reader does, and comes back up", () => {
    let nested: Uint8Array = octets("05 00");
    for (let depth = 0; depth < MAX_DER_DEPTH; depth++) nested = Uint8Array.of(0x30, nested.length, ...nested);
    const reader = DerReader.over(nested);
    const ends = Array.from({ length: MAX_DER_DEPTH }, () => reader.into(Tag.SEQUENCE, "list"));
    reader.skipAny("null");
    for (const end of ends.reverse()) reader.leave(end, "list");
    expect(reader.atEnd).toBe(true);
    const deeper = DerReader.over(Uint8Array.of(0x30, nested.length, ...nested));
    for (const _ of ends) deeper.into(Tag.SEQUENCE, "list");
    expect(derError(() => deeper.into(Tag.SEQUENCE, "list")).message).toMatch(/nested too deeply/);
  });
});
