import fc from "fast-check";
import { expect, test } from "vitest";
import { safeText } from "../../src/verdict/safe-text.ts";
import { HOSTILE, UNSAFE } from "./samples.ts";

test.each([
  ["a line feed", "a\nb", "a\\u{a}b"],
  ["a carriage return", "a\rb", "a\\u{d}b"],
  ["NUL", "a\0b", "a\\u{0}b"],
  ["an ANSI escape", "\u001b[31mred", "\\u{1b}[31mred"],
  ["the one-character CSI", "\u009b31m", "\\u{9b}31m"],
  ["DEL", "\u007f", "\\u{7f}"],
  ["NEL", "\u0085", "\\u{85}"],
  ["a line separator", "a\u2028b", "a\\u{2028}b"],
  ["a paragraph separator", "a\u2029b", "a\\u{2029}b"],
  ["right-to-left override", "\u202egnp.exe", "\\u{202e}gnp.exe"],
  ["an isolate", "\u2066a\u2069", "\\u{2066}a\\u{2069}"],
  ["the Arabic letter mark", "\u061c", "\\u{61c}"],
  ["a zero-width space", "pay\u200bpal", "pay\\u{200b}pal"],
  ["a byte order mark", "\ufeffa", "\\u{feff}a"],
  ["a soft hyphen", "a\u00adb", "a\\u{ad}b"],
  ["a tag character", "\u{e0041}", "\\u{e0041}"],
  ["a lone surrogate", "\ud800", "\\u{d800}"],
])("escapes %s", (_, text, safe) => {
  expect(safeText(text)).toBe(safe);
});

test.each([
  ["a name with its own escapes", "CN=Contoso\\, Inc.,O=\\C3\\A9"],
  ["letters of all scripts", "M\u00fcller \u5c71\u7530 \u0645\u062d\u0645\u062f \u{1f680}"],
  ["nothing", ""],
])("leaves alone %s", (_, text) => {
  expect(safeText(text)).toBe(text);
});

test("cuts what is too long, and says how long it was", () => {
  expect(safeText("a".repeat(256))).toBe("a".repeat(256));
  expect(safeText("a".repeat(257))).toBe(`${"a".repeat(237)}...[257 characters]`);
  expect(safeText("a".repeat(100), 40)).toBe(`${"a".repeat(21)}...[100 characters]`);
});

test("cuts between characters and between escapes", () => {
  expect(safeText("\u{1f680}".repeat(30), 41)).toBe(`${"\u{1f680}".repeat(11)}...[60 characters]`);
  expect(safeText("\n".repeat(20), 40)).toBe(`${"\\u{a}".repeat(4)}...[20 characters]`);
});

test("looks at no more than the limit", () => {
  let read = 0;
  const endless = {
    length: 5_000_000,
    *[Symbol.iterator]() {
      for (; read < 5_000_000; read++) yield "\u202e";
    },
  };
  safeText(endless as unknown as string);
  expect(read).toBeLessThan(300);
});

test("makes any text safe, within the limit, and safe text stays as it is", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 600 }), fc.constant(HOSTILE));
  fc.assert(
    fc.property(text, fc.integer({ min: 32, max: 400 }), (original, limit) => {
      const safe = safeText(original, limit);
      expect(safe).not.toMatch(UNSAFE);
      expect(safe.length).toBeLessThanOrEqual(limit);
      expect(safeText(safe, limit)).toBe(safe);
    }),
  );
});
