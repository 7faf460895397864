import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, posix } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importsOf, importsOfFile, isAllowed, placeOf, ROOT, sourceFiles } from "./imports.ts";
import { EFFECTS, PLACES } from "./layering-table.ts";

/** A file the lint rules are tried on for each entry of the table: the entry itself, or one in its folder. */
const TRIED = PLACES.filter(({ files }) => files !== "src/cli/").map((place) => ({
  place,
  file: place.files.endsWith("/") ? `${place.files}tried.ts` : place.files,
}));

/** What each of them tries to import. */
const TARGETS: readonly string[] = [
  ...TRIED.map(({ file }) => file.replace("tried", "target")),
  "src/guard/findings.ts",
  "src/cli/target.ts",
  "node:crypto",
  "node:path",
  ...EFFECTS,
  "fs",
  "express",
  "fastify",
  "node-forge",
  "@azure/identity",
];

const RULES = ["noRestrictedImports", "noProcessEnv", "noRestrictedGlobals"].map((rule) => `lint/style/${rule}`);

/** Lines of config, and whether they are allowed: it may look things up in two modules, not open a connection. */
const NAMED: readonly (readonly [string, boolean])[] = [
  ['import { BlockList, isIP } from "node:net";', true],
  ['import { rootCertificates } from "node:tls";', true],
  ['import { connect } from "node:net";', false],
  ['import { connect as dial } from "node:tls";', false],
  ['import * as net from "node:net";', false],
  ['import tls from "node:tls";', false],
];

describe("the sources keep to the table of imports", () => {
  const files = sourceFiles("src");

  it("knows every file", () => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => placeOf(file) === undefined)).toEqual([]);
  });

  it.each(files)("%s", (file) => {
    const place = placeOf(file);
    const refused = importsOfFile(file).filter((found) => place === undefined || !isAllowed(file, place, found));
    expect(refused).toEqual([]);
  });

  it("has no stage that looks at a clock or throws dice itself", () => {
    const stages = files.filter((file) =>
      /^src\/(?:asn1|header|certificate|path|revocation|rules|verdict)\//.test(file),
    );
    const asks = /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b|\bMath\.random\b/;
    expect(stages.filter((file) => asks.test(readFileSync(`${ROOT}${file}`, "utf8")))).toEqual([]);
  });

  it("has no circle in what runs", () => {
    expect(circles()).toEqual([]);
  });
});

describe("the import reader", () => {
  const read = (source: string): readonly string[] =>
    importsOf("src/rules/a.ts", source).map(({ target, typeOnly }) => (typeOnly ? `type ${target}` : target));

  it.each([
    ['import { a } from "../path/b.ts";', ["src/path/b.ts"]],
    ['import type { A } from "../path/b.ts";', ["type src/path/b.ts"]],
    ['import { type A } from "../path/b.ts";', ["src/path/b.ts"]],
    ['import type from "./b.ts";', ["src/rules/b.ts"]],
    ['import a, { b } from "x";', ["x"]],
    ['import * as a from "node:fs";', ["node:fs"]],
    ['import "./b.ts";', ["src/rules/b.ts"]],
    ['import {\n  a,\n  b,\n} from "../path/b.ts";', ["src/path/b.ts"]],
    ['import type {\n  A,\n  B,\n} from "../path/b.ts";', ["type src/path/b.ts"]],
    ['export * from "../b.ts";', ["src/b.ts"]],
    ['export type { A } from "../b.ts";', ["type src/b.ts"]],
    ['export { a } from "../b.ts";\nexport { c } from "../d.ts";', ["src/b.ts", "src/d.ts"]],
    ['const a = await import("../b.ts");', ["src/b.ts"]],
    ['type A = import("../b.ts").A;', ["src/b.ts"]],
    ['const a = require("node:fs");', ["node:fs"]],
    ['import a = require("node:fs");', ["node:fs"]],
    ['// import { a } from "x";\n/* import "y"; */', []],
    ['export const a = "from";\nconst b = `from "x"`;', []],
  ])("%j", (source, expected) => {
    expect(read(source)).toEqual(expected);
  });

  it("tells a type from a value", () => {
    const refusals = (file: string, source: string): number => {
      const place = placeOf(file);
      if (place === undefined) throw new Error(`no entry for ${file}`);
      return importsOf(file, source).filter((found) => !isAllowed(file, place, found)).length;
    };
    expect(refusals("src/verdict/a.ts", 'import type { P } from "../path/b.ts";')).toBe(0);
    expect(refusals("src/verdict/a.ts", 'import { p } from "../path/b.ts";')).toBe(1);
    expect(refusals("src/adapters/a.ts", 'import type { Request } from "express";')).toBe(0);
    expect(refusals("src/adapters/a.ts", 'import express from "express";')).toBe(1);
    expect(refusals("src/validator.ts", 'import { g } from "./guard/guard.ts";')).toBe(1);
    expect(refusals("src/index.ts", 'import { g } from "./config/load.ts";')).toBe(1);
  });
});

describe("the lint rules say what the table says", () => {
  let folder: string;
  let refused: ReadonlyMap<string, ReadonlySet<number>>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "layering-"));
    cpSync(`${ROOT}biome.json`, join(folder, "biome.json"));
    for (const { file } of TRIED) {
      const imports = TARGETS.map(
        (target, index) => `import { ${nameIn(target)} as a${index} } from "${specifier(file, target)}";`,
      );
      write(file, [...imports, "export const port = process.env;", "fetch(port);"]);
    }
    write(
      "src/config/named.ts",
      NAMED.map(([line]) => line),
    );
    refused = await lint(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(TRIED)("$file", ({ file, place }) => {
    const lines = refused.get(file) ?? new Set();
    // Lint cannot tell types from values and lets both pass; the tests on the table above tell them apart.
    const expected = TARGETS.filter((target) => !isAllowed(file, place, { target, typeOnly: true }));
    expect(TARGETS.filter((_, index) => lines.has(index + 1))).toEqual(expected);
    expect(lines.has(TARGETS.length + 1), "process.env").toBe(place.environment !== true);
    expect(lines.has(TARGETS.length + 2), "fetch").toBe(true);
  });

  it.each(NAMED)("in config: %s", (line, allowed) => {
    const number = NAMED.findIndex(([text]) => text === line) + 1;
    expect(refused.get("src/config/named.ts")?.has(number) ?? false).toBe(!allowed);
  });

  function write(file: string, lines: readonly string[]): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `${lines.join("\n")}\n`);
  }
});

/** The names by which config may use two modules that can do more. */
function nameIn(target: string): string {
  return { "node:net": "BlockList", "node:tls": "rootCertificates" }[target] ?? "a";
}

function specifier(file: string, target: string): string {
  if (!target.startsWith("src/")) return target;
  const path = posix.relative(posix.dirname(file), target);
  return path.startsWith(".") ? path : `./${path}`;
}

/** Runs the linter once over a folder: the lines it refuses, by file. */
async function lint(folder: string): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const options = ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "src"];
  const output = await new Promise<string>((resolve, reject) => {
    // It exits 1 because it finds what it was given to find; no output means that it did not run.
    execFile(`${ROOT}node_modules/.bin/biome`, options, { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout) =>
      stdout === "" ? reject(error) : resolve(stdout),
    );
  });
  const refused = new Map<string, Set<number>>();
  for (const { category, location } of (JSON.parse(output) as Report).diagnostics) {
    if (!RULES.includes(category)) continue;
    const lines = refused.get(location.path) ?? new Set();
    refused.set(location.path, lines.add(location.start.line));
  }
  return refused;
}

/** The part of the linter's report that is read. */
interface Report {
  readonly diagnostics: readonly {
    readonly category: string;
    readonly location: { readonly path: string; readonly start: { readonly line: number } };
  }[];
}

/** Rooms that reach themselves again through imports of values, by the table. */
function circles(): readonly string[] {
  const next = (files: string): readonly string[] =>
    PLACES.filter((place) => place.files === files).flatMap(({ values }) => values.filter((value) => value !== "*"));
  const reaches = (from: string, goal: string, seen: Set<string>): boolean =>
    next(from).some((room) => {
      if (room === goal) return true;
      if (seen.has(room)) return false;
      return reaches(room, goal, seen.add(room));
    });
  return PLACES.map(({ files }) => files).filter((files) => reaches(files, files, new Set()));
}
