import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importsOf, sourceFiles } from "../house/imports.ts";
import { EFFECTS } from "../house/layering-table.ts";
import { readPackageJson } from "../house/repository.ts";
import type { Consumer } from "./consumer.ts";
import { createConsumer } from "./consumer.ts";
import { ENTRY_POINTS } from "./entry-points.ts";

/** Code, declarations and documents of guards, self-check, command and test kit, of which an app loads the first two. */
const SIZE_CEILING = 2560 * 1024;
const NAME = readPackageJson().name;
const entries = Object.entries(ENTRY_POINTS);

let consumer: Consumer;

beforeAll(async () => {
  consumer = await createConsumer();
});
afterAll(() => consumer?.remove());

describe("the tarball", () => {
  it("holds what is built and what is to be read, nothing else", () => {
    const strange = consumer.files.filter(
      (file) =>
        !/^(?:dist\/[a-z0-9/-]+\.(?:js|d\.ts)|dist\/posture\/terraform\/syntax\/tree-sitter-terraform\.(?:wasm|license\.txt)|docs\/[a-z0-9-]+\.(?:md|schema\.json)|(?:README|CHANGELOG|SECURITY)\.md|LICENSE|package\.json)$/.test(
          file,
        ),
    );
    expect(strange).toEqual([]);
    for (const file of ["README.md", "CHANGELOG.md", "SECURITY.md", "LICENSE"]) expect(consumer.files).toContain(file);
  });

  it(`is smaller than ${SIZE_CEILING} bytes`, () => {
    expect(consumer.unpackedSize).toBeLessThan(SIZE_CEILING);
  });

  it("holds one file for each source, neither bundled nor minified", () => {
    const built = consumer.files.filter((file) => file.endsWith(".js"));
    expect(built.toSorted()).toEqual(sourceFiles("src").map((file) => file.replace(/^src\/(.+)\.ts$/, "dist/$1.js")));
    for (const file of built) {
      const lines = readInstalled(file).split("\n");
      expect(Math.max(...lines.map((line) => line.length)), file).toBeLessThan(500);
    }
  });
});

describe("installed without optional packages and without a network", () => {
  it("is the only package", () => {
    expect(consumer.packages).toEqual([NAME]);
    expect(readdirSync(consumer.installed)).not.toContain("node_modules");
  });

  it("is described entry by entry", () => {
    const { exports } = readPackageJson();
    expect(entries.map(([entry]) => entry)).toEqual(Object.keys(exports).filter((entry) => entry !== "./package.json"));
  });

  it.each(entries)("%s exports exactly its names, to import and to require", async (entry, { exports }) => {
    const specifier = JSON.stringify(specifierOf(entry));
    const imported = `import * as it from ${specifier}; console.log(JSON.stringify(Object.keys(it)));`;
    const required = `console.log(JSON.stringify(Object.keys(require(${specifier})).filter((name) => name !== "__esModule")));`;
    expect(JSON.parse(await consumer.runScript("import.mjs", imported))).toEqual([...exports]);
    expect(JSON.parse(await consumer.runScript("require.cjs", required)).sort()).toEqual([...exports]);
  });

  it.each(entries)("%s loads nothing else", (entry, { loads }) => {
    expect(outside(builtFileOf(entry)).filter((name) => !loads.includes(name))).toEqual([]);
  });

  it("reaches neither network nor files from the audit core, and no package from anywhere", () => {
    expect(outside(builtFileOf("./x509")).filter((name) => EFFECTS.includes(name))).toEqual([]);
    expect(
      entries.flatMap(([entry]) => outside(builtFileOf(entry))).filter((name) => !name.startsWith("node:")),
    ).toEqual([]);
  });

  it("compiles in a strict project that checks the declarations too", async () => {
    const { exports } = ENTRY_POINTS["."] ?? { exports: [] };
    const text = `import { ${exports.join(", ")} } from "${NAME}";\nexport const all: readonly unknown[] = [${exports.join(", ")}];\n`;
    expect(await consumer.compile("consumer.ts", text)).toBe("");
  });

  it("does not compile when a name is wrong, so the compiler did look", async () => {
    expect(await consumer.compile("wrong.ts", `import { noSuchName } from "${NAME}";\nnoSuchName();\n`)).toContain(
      "noSuchName",
    );
  });
});

function readInstalled(file: string): string {
  return readFileSync(join(consumer.installed, file), "utf8");
}

function specifierOf(entry: string): string {
  return entry === "." ? NAME : `${NAME}/${entry.slice(2)}`;
}

function builtFileOf(entry: string): string {
  const target = readPackageJson().exports[entry];
  if (target === undefined || typeof target === "string") throw new Error(`${entry} is no entry point`);
  return target.default.slice(2);
}

/** What a built file imports from outside the package, itself or through others. */
function outside(start: string): readonly string[] {
  const seen = new Set([start]);
  const found = new Set<string>();
  for (const file of seen) {
    for (const { target } of importsOf(file, readInstalled(file))) {
      if (target.startsWith("dist/")) seen.add(target);
      else found.add(target);
    }
  }
  return [...found].sort();
}
