import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineHashes } from "../../../src/posture/reporters/line-hashes.ts";

const GREETINGS = [
  "e9496ae3ebfced30:1",
  "fb7c023a8b9ccb3f:1",
  "ce8ba1a563dcdaca:1",
  "e20e36e16fcb0cc8:1",
  "b3edc88f2938467e:1",
  "c8e28b0b4002a3a0:1",
  "c129715d7a2bc9a3:1",
];

describe("the hashes of lines", () => {
  it.each([
    ["an empty text", "", ["c129715d7a2bc9a3:1"]],
    [
      "blanks and tabs",
      " a\nb\n  \t\tc\n d",
      ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"],
    ],
    ["line feeds", " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", GREETINGS],
    ["carriage returns", " hello; \t\rworld!!!\r\r\r  \t\tGreetings\r End\r", GREETINGS],
    ["both", " hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", GREETINGS],
    ["a mixture", " hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", GREETINGS],
    [
      "the same line again and again",
      "Lorem ipsum dolor sit amet.\n".repeat(10),
      [
        "a7f2ff13bc495cf2:1",
        "a7f2ff13bc495cf2:2",
        "a7f2ff13bc495cf2:3",
        "a7f2ff13bc495cf2:4",
        "a7f2ff13bc495cf2:5",
        "a7f2ff13bc495cf2:6",
        "a7f2ff1481e87703:1",
        "a9cf91f7bbf1862b:1",
        "55ec222b86bcae53:1",
        "cc97dc7b1d7d8f7b:1",
        "c129715d7a2bc9a3:1",
      ],
    ],
  ])("are those that GitHub's upload action computes: %s", (_, text, hashes) => {
    expect(lineHashes(text)).toEqual(hashes);
  });

  it("are those of the definition, computed with big integers", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 250 }), (text) => {
        expect(lineHashes(text).map((hash) => hash.split(":")[0])).toEqual(byDefinition(text));
      }),
      { numRuns: 20 },
    );
  });

  it("stay when lines are put above", () => {
    const text = 'resource "azurerm_linux_web_app" "orders" {\n  name = "orders"\n}\n';
    expect(lineHashes(`# one\n\n# two\n${text}`).slice(3)).toEqual(lineHashes(text));
  });
});

function byDefinition(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => [...line.replace(/[ \t]/g, "").split(""), "\n"]);
  return lines.map((_, index) => {
    const rest = lines.slice(index).flat().slice(0, -1);
    const codes = [...rest.map((unit) => unit.charCodeAt(0)), 65_535].slice(0, 100);
    const padded = [...codes, ...Array<number>(100 - codes.length).fill(0)];
    return BigInt.asUintN(
      64,
      padded.reduce((hash, code) => hash * 37n + BigInt(code), 0n),
    ).toString(16);
  });
}
