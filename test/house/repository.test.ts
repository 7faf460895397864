import { homedir, tmpdir } from "node:os";
import { dirname, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "./imports.ts";
import { projectFiles, readPackageJson, readProjectFile } from "./repository.ts";

const TOP_LEVEL: readonly string[] = [
  ".ci",
  ".editorconfig",
  ".gitattributes",
  ".github",
  ".gitignore",
  ".npmrc",
  ".pre-commit-hooks.yaml",
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "LICENSE",
  "README.md",
  "SECURITY.md",
  "action.yml",
  "bench",
  "biome.json",
  "certs-fixtures",
  "docs",
  "examples",
  "knip.json",
  "package-lock.json",
  "package.json",
  "src",
  "test",
  "tsconfig.json",
  "vitest.config.ts",
];

const files = projectFiles();
const sources = files.filter((file) => /\.(?:ts|js|mjs|cjs)$/.test(file));

describe("the repository", () => {
  it("holds at its top only what belongs there", () => {
    const top = new Set(files.map((file) => file.split("/")[0]));
    expect([...top].filter((name) => name === undefined || !TOP_LEVEL.includes(name))).toEqual([]);
  });

  it("has an entry in the changelog for its version", () => {
    const { version } = readPackageJson();
    const headings = readProjectFile("CHANGELOG.md").matchAll(/^## \[?(\d+\.\d+\.\d+)\]?/gm);
    expect([...headings].map(([, heading]) => heading)).toContain(version);
  });

  it("names no folder of the machine it was written on and no host of a registry", () => {
    const root = resolve(ROOT);
    const folders = [root, `${dirname(root)}/`, `${homedir()}/`].filter(
      (folder) => folder.length > 2 && folder !== `${tmpdir()}/`,
    );
    const needles = [
      ...folders.map((folder) => new RegExp(`(?<![\\w.~$}/-])${escapeRegExp(folder)}`)),
      /https?:\/\/(?:registry|deb)\./,
    ];
    const leaks = files.flatMap((file) => {
      const text = readProjectFile(file);
      return needles.filter((needle) => needle.test(text)).map((needle) => `${file}: ${needle.source}`);
    });
    expect(leaks).toEqual([]);
  });
});

describe("the sources", () => {
  it("are ASCII, so that no letter passes for another", () => {
    const foreign = sources.flatMap((file) =>
      readProjectFile(file)
        .split("\n")
        .flatMap((line, index) => ([...line].some(isForeign) ? [`${file}:${index + 1}`] : [])),
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(foreign).toEqual([]);
  });

  it("switch no check off and leave nothing for later", () => {
    // Written in halves, so that this file does not find itself.
    const words = [
      ["biome", "ignore"].join("-"),
      ["@ts", "ignore"].join("-"),
      ["@ts", "nocheck"].join("-"),
      ["TO", "DO"].join(""),
      ["FIX", "ME"].join(""),
    ];
    const found = sources.flatMap((file) => {
      const text = readProjectFile(file);
      return words.filter((word) => text.includes(word)).map((word) => `${file}: ${word}`);
    });
    expect(found).toEqual([]);
  });
});

describe("the package", () => {
  const { exports, dependencies, devDependencies, peerDependencies, peerDependenciesMeta } = readPackageJson();
  const entries = Object.entries(exports).filter(([, target]) => typeof target !== "string");

  it.each(entries)("has the source of its entry %s", (_, target) => {
    if (typeof target === "string") throw new Error("not an entry point");
    const source = target.default.replace(/^\.\/dist\/(.+)\.js$/, "src/$1.ts");
    expect(files).toContain(source);
    expect(target.types).toBe(target.default.replace(/\.js$/, ".d.ts"));
    expect(Object.keys(target), "conditions are tried in their order").toEqual(["types", "default"]);
  });

  it("needs nothing at run time", () => {
    expect(dependencies ?? {}).toEqual({});
    expect(Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true)).toEqual([]);
  });

  it("pins its tools exactly", () => {
    const loose = Object.entries(devDependencies).filter(([, range]) => !/^(?:npm:.+@)?\d+\.\d+\.\d+$/.test(range));
    expect(loose).toEqual([]);
  });
});

function isForeign(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return code > 0x7e || (code < 0x20 && code !== 0x09);
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
