import { describe, expect, it } from "vitest";
import { excerpt, excerptList } from "../../src/posture/facts/excerpt.ts";

describe("a foreign value in a message", () => {
  it.each<[string, unknown, string]>([
    ["text", "Required", '"Required"'],
    ["a line end", "a\nb", '"a\\u000ab"'],
    ["quotation marks and backslashes", 'a"b\\c', '"a\\"b\\\\c"'],
    ["what is not ASCII", "\u202e\u00e9", '"\\u202e\\u00e9"'],
    ["long text", "x".repeat(100), `"${"x".repeat(60)}..."`],
    ["a number", 1, "1"],
    ["a large number", 10n ** 99n, "1".padEnd(60, "0")],
    ["a boolean", true, "true"],
    ["null", null, "null"],
    ["nothing", undefined, "undefined"],
    ["an object", { secret: "x" }, "an object"],
    ["an array", ["x"], "an array"],
    ["an object that cannot be text", Object.create(null), "an object"],
    ["a function", () => "x", "a function"],
    ["a symbol", Symbol("x"), "a symbol"],
  ])("%s", (_title, value, shown) => {
    expect(excerpt(value)).toBe(shown);
  });

  it("a list shows eight", () => {
    expect(excerptList(["a", "b"])).toBe('"a", "b"');
    expect(excerptList([..."abcdefghij"])).toBe('"a", "b", "c", "d", "e", "f", "g", "h" and 2 more');
  });
});
