import { describe, expect, it } from "vitest";
import { decodeText } from "../../../../src/posture/terraform/syntax/decode-text.ts";

const TEXT = 'x = "\u00e9 \u{1f600} \u4e2d"\n';

describe("the bytes of a file", () => {
  it.each<[string, Uint8Array]>([
    ["UTF-8", Buffer.from(TEXT)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${TEXT}`)],
    ["UTF-16LE with a byte order mark", Buffer.from(`\ufeff${TEXT}`, "utf16le")],
    ["UTF-16BE with a byte order mark", Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16()],
    ["UTF-16LE without one", Buffer.from(TEXT, "utf16le")],
  ])("in %s are text", (_title, bytes) => {
    expect(decodeText(bytes)).toBe(TEXT);
  });

  it.each<[string, Uint8Array]>([
    ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d)],
    ["broken UTF-8", Uint8Array.of(0x61, 0xc3, 0x28)],
    ["half of UTF-16", Uint8Array.of(0xff, 0xfe, 0x61)],
    ["a lone surrogate", Uint8Array.of(0xff, 0xfe, 0x00, 0xd8)],
    ["zeros", new Uint8Array(64)],
    ["UTF-32", Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)],
    ["random ones", Uint8Array.from({ length: 256 }, (_, at) => at)],
  ])("of %s are none", (_title, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });

  it("may be none at all", () => {
    expect(decodeText(new Uint8Array())).toBe("");
    expect(decodeText(Uint8Array.of(0xff, 0xfe))).toBe("");
  });
});
