import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readList } from "../../src/config/lists.ts";
import { Problems } from "../../src/config/problems.ts";
import { excerpt, mayBeKeyMaterial, unquote } from "../../src/config/text.ts";

describe("unquote", () => {
  test.each([
    ["a", "a"],
    [" a\n", "a"],
    ['"a"', "a"],
    ["'a'", "a"],
    ["'\"a\"'", "a"],
    ['"\\"a\\""', "a"],
    ['" a "', "a"],
    ['""', ""],
    ['"a', '"a'],
    ['"', '"'],
    ['"a";"b"', '"a";"b"'],
    ["'a';'b'", "'a';'b'"],
    ['CN="a"', 'CN="a"'],
    ['"CN=\\"a\\""', 'CN=\\"a\\"'],
    ["'CN=\"a\"'", 'CN="a"'],
  ])("%j is %j", (text, inner) => {
    expect(unquote(text)).toBe(inner);
  });

  it("leaves nothing to do again", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', "'", "\\", " ", "a", ";", "\n") }), (text) => {
        expect(unquote(unquote(text))).toBe(unquote(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an excerpt", () => {
  it("is printable ASCII in quotation marks and short, whatever the value", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 500 }), (text) => {
        expect(excerpt(text)).toMatch(/^(?:"[\x20-\x7e]*"|\(\d+ characters, not shown\))$/);
        expect(excerpt(text).length).toBeLessThan(400);
      }),
    );
  });

  test.each([
    "on",
    "/home/site/wwwroot/certs/anchors/production/root.pem",
    "C:\\home\\site\\wwwroot\\certs2\\Root-CA.cer",
    "/home/site/wwwroot/MyCompanyCertificates2026/IssuingCa",
    "CN=Contoso Issuing CA 2,O=Contoso,C=DE",
  ])("shows names and paths: %s", (text) => {
    expect(excerpt(text, 200)).toBe(JSON.stringify(text));
  });

  it("shows no key", () => {
    const octets = fc.uint8Array({ minLength: 48, maxLength: 200 });
    fc.assert(
      fc.property(octets, fc.constantFrom("", "/certs/", "x!"), (key, before) => {
        const text = before + Buffer.from(key).toString("base64");
        fc.pre(new Set(key).size > 24);
        expect(mayBeKeyMaterial(text)).toBe(true);
      }),
      { numRuns: 2000 },
    );
    expect(excerpt("BEGIN PRIVATE KEY")).toBe("(17 characters, not shown)");
  });
});

describe("a list", () => {
  const read = (text: string): readonly string[] | undefined => readList(text, new Problems().at("LIST"));

  it.each<[string, string, readonly string[]]>([
    ["a lone entry in marks inside outer ones", "'\"uri:https://x/a;b\"'", ["uri:https://x/a;b"]],
    ["the same as a shell writes it", '"\\"uri:https://x/a;b\\""', ["uri:https://x/a;b"]],
    ["two entries in marks inside outer ones", "'\"uri:https://x/a;b\";dns:c'", ["uri:https://x/a;b", "dns:c"]],
    ["a value in marks inside outer ones", "'CN=\"a;b\",O=c'", ['CN="a;b",O=c']],
    ["a whole list in marks", '"10.0.0.4; 10.1.0.0/24"', ["10.0.0.4", "10.1.0.0/24"]],
    ["a whole list in other marks inside outer ones", "\"'a;b'\"", ["a", "b"]],
    ["a lone entry in two pairs of marks", "'\"a\"'", ["a"]],
    ["entries in marks", '"a;b";"c"', ["a;b", "c"]],
    ["no marks", "a;b", ["a", "b"]],
  ])("keeps the meaning of an entry's own marks: %s", (_title, text, entries) => {
    expect(read(text)).toEqual(entries);
  });
});
