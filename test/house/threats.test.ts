import { describe, expect, it } from "vitest";
import { projectFiles, readProjectFile } from "./repository.ts";

interface Row {
  readonly id: string;
  readonly defences: readonly string[];
  readonly tests: readonly { readonly file: string; readonly title: string }[];
}

const ID = /(?:[HXDCS]\d+|N-[a-z])/.source;

const document = readProjectFile("docs/threats.md");
const files = new Set(projectFiles());
const rows = document.split("\n").flatMap(rowOf);
const testFiles = [...files].filter((file) => file.startsWith("test/") && file.endsWith(".test.ts"));
const titled = testFiles.flatMap((file) =>
  titlesOf(file).flatMap((title) => idsIn(title).map((id) => ({ id, file, title }))),
);

describe("docs/threats.md", () => {
  it("has one row for each id", () => {
    const ids = rows.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(40);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("has no row that could not be read", () => {
    const lines = document.split("\n").filter((line) => /^\| (?!Id )/.test(line));
    expect(rows).toHaveLength(lines.length);
  });

  it.each(rows)("names for $id what exists: a defence in the sources, and tests by their titles", (row) => {
    expect(row.defences.length).toBeGreaterThan(0);
    expect(row.defences.filter((file) => !files.has(file))).toEqual([]);
    expect(row.tests.length).toBeGreaterThan(0);
    const missing = row.tests.filter(({ file, title }) => !files.has(file) || !hasTitle(file, title));
    expect(missing).toEqual([]);
  });

  it("has a row for each id in the title of a test, and the row names the file of that test", () => {
    expect(titled.length).toBeGreaterThan(15);
    const unexplained = titled.filter(
      ({ id, file }) => !rows.some((row) => row.id === id && row.tests.some((test) => test.file === file)),
    );
    expect(unexplained).toEqual([]);
  });
});

function rowOf(line: string): readonly Row[] {
  const [, id, , defence = "", tests = ""] = line.split("|").map((cell) => cell.trim());
  if (id === undefined || !new RegExp(`^${ID}$`).test(id)) return [];
  const defences = [...defence.matchAll(/`(src\/[^`]+)`/g)].map(([, file = ""]) => file);
  const named = tests.split("<br>").map((entry) => {
    const [, file = "", title = ""] = /^`([^`]+)`: "(.+)"$/.exec(entry) ?? [];
    return { file, title };
  });
  return [{ id, defences, tests: named }];
}

function hasTitle(file: string, title: string): boolean {
  return title !== "" && titlesOf(file).some((one) => one.includes(title));
}

/** The strings that open a call, as titles do: `it("..."`, `])("..."`, `describe.each(ROWS)("..."`. */
function titlesOf(file: string): readonly string[] {
  return [...readProjectFile(file).matchAll(/\(\s*"((?:[^"\\\n]|\\.)+)"\s*,/g)].map(([, title = ""]) => title);
}

/** Of a title such as `algorithms and keys (C8, D5)`: C8 and D5. */
function idsIn(title: string): readonly string[] {
  const lists = title.matchAll(new RegExp(`\\((${ID}(?:, ${ID})*)\\)`, "g"));
  return [...lists].flatMap(([, list = ""]) => list.split(", "));
}
