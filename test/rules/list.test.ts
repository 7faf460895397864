import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitList } from "../../src/rules/list.ts";
import { nameOf, patternOf, rdns } from "./names.ts";

const texts = (list: string): readonly string[] => splitList(list).map(({ text }) => text);

describe("splitList", () => {
  it.each<[string, readonly string[]]>([
    ["CN=a;CN=b", ["CN=a", "CN=b"]],
    ["CN=a\nCN=b", ["CN=a", "CN=b"]],
    ["CN=a\r\nCN=b\r\n", ["CN=a", "CN=b"]],
    [" CN=a ;; CN=b ;\n ", ["CN=a", "CN=b"]],
    ["", []],
    [" ;\n; ", []],
    ["CN=a\\;b;CN=c", ["CN=a\\;b", "CN=c"]],
    ["CN=a\\\\;CN=c", ["CN=a\\\\", "CN=c"]],
    ['CN="a;b";CN=c', ['CN="a;b"', "CN=c"]],
    ['O = "a;b", CN="c\nd"\nCN=c', ['O = "a;b", CN="c\nd"', "CN=c"]],
    ['CN="a\\";b";CN=c', ['CN="a\\";b"', "CN=c"]],
    ['CN="a"";b";CN=c', ['CN="a"";b"', "CN=c"]],
    ['OU="";CN=c', ['OU=""', "CN=c"]],
    ['OU=""";";CN=c', ['OU=""";"', "CN=c"]],
    ['"uri:https://a.example/b;c";dns:d.example', ['"uri:https://a.example/b;c"', "dns:d.example"]],
    // A stray quotation mark must not hide the entries after it.
    ['CN=5" disk;CN=b', ['CN=5" disk', "CN=b"]],
    ['CN="a;CN=b', ['CN="a;CN=b']],
    ["CN=a\\", ["CN=a\\"]],
  ])("%j", (list, entries) => {
    expect(texts(list)).toEqual(entries);
  });

  it("says where each entry stands", () => {
    const list = ' CN=a ;\n"CN=b"; CN=c';
    for (const { text, offset } of splitList(list)) expect(list.startsWith(text, offset)).toBe(true);
    expect(splitList(list).map(({ offset }) => offset)).toEqual([1, 8, 16]);
  });

  it("splits between printed names only, never inside one", () => {
    const lists = fc.array(
      rdns.map((input) => nameOf(input)),
      { minLength: 1, maxLength: 4 },
    );
    fc.assert(
      fc.property(lists, fc.constantFrom(";", "\n", " ; ", ";\r\n"), (names, separator) => {
        const entries = texts(names.map((name) => name.toString()).join(separator));
        expect(entries).toHaveLength(names.length);
        for (const [index, entry] of entries.entries()) {
          expect(names[index] && patternOf(entry).matches(names[index])).toBe(true);
        }
      }),
    );
  });

  it("loses nothing but separators and spaces", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'ab=;\n\\" ') }), (list) => {
        const kept = (text: string): string => text.replace(/[\s;]/g, "");
        expect(kept(texts(list).join(""))).toBe(kept(list));
      }),
    );
  });
});
