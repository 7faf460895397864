import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { FINDINGS } from "../../src/verdict/table.ts";

// docs/findings.md is written by hand. When a test here fails, its difference shows the lines to write.

const DOC = readFileSync(new URL("../../docs/findings.md", import.meta.url), "utf8");

interface Entry {
  readonly meaning: string;
  readonly remedy: string;
  readonly details: Readonly<Record<string, string>>;
}

/** White space counts as one space, so that the document may be wrapped anywhere. */
const unwrapped = (text: string): string => text.replace(/\s+/g, " ").trim();

const byRank = Object.entries(FINDINGS).sort(([, a], [, b]) => a.rank - b.rank);

/** `### code`, the meaning, the remedy, and a list of the details. */
function readEntry(section: string): [code: string, entry: Entry] {
  const [code = "", ...body] = section.split("\n");
  const text = body.join("\n").split("\n## ")[0] ?? "";
  const [prose = "", ...items] = text.split(/^- /m);
  const [meaning = "", remedy = ""] = prose.split("**Remedy:**").map(unwrapped);
  const details = items.map((item) => /^`(?<member>\w+)`: (?<what>.*)$/.exec(unwrapped(item))?.groups ?? {});
  return [code, { meaning, remedy, details: Object.fromEntries(details.map((d) => [d["member"], d["what"]])) }];
}

describe("docs/findings.md", () => {
  test("has the table's row for each code, in order of rank, and no other row", () => {
    const rows = DOC.split("\n").filter((line) => /^\| \d+ \|/.test(line));
    const expected = byRank.map(([code, { rank, status, severity, details }]) => {
      const members = Object.keys(details).map((member) => `\`${member}\``);
      return `| ${rank} | [${code}](#${code}) | ${status} | ${severity} | ${members.join(", ") || "none"} |`;
    });
    expect(rows).toEqual(expected);
  });

  const entries = DOC.split(/^### /m).slice(1).map(readEntry);

  test("has a section for each code, in order of rank, and no other", () => {
    expect(entries.map(([code]) => code)).toEqual(byRank.map(([code]) => code));
  });

  test.each(byRank)("says of %s what the table says", (code, { meaning, remedy, details }) => {
    expect(new Map(entries).get(code)).toEqual({ meaning, remedy, details });
  });
});
