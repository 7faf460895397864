import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { BROKEN_VARIANTS, type ClientCertMatchers } from "../../src/testing/index.ts";
import { ROOT } from "../house/imports.ts";
import { projectFiles, readProjectFile } from "../house/repository.ts";

const guide = readProjectFile("docs/testing.md");
const examples = projectFiles()
  .filter((file) => file.startsWith("examples/testing/"))
  .map(readProjectFile);

describe("the guide to testing", () => {
  const blocks = [...guide.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, text = ""]) => text);

  it.each(blocks)("shows code that the examples run: %#", (block) => {
    expect(
      examples.some((text) => `\n${text}`.includes(`\n${block}`)),
      block,
    ).toBe(true);
  });

  it("shows code at all, and each block once", () => {
    expect(blocks.length).toBeGreaterThan(8);
    expect(new Set(blocks).size).toBe(blocks.length);
  });

  it("lists every variant with what comes of it", () => {
    const rows = [...guide.matchAll(/^\| `([\w-]+)` \| (.+?) \| `(\w+)` \| (?:`(\w+)`|the same) \|$/gm)];
    const listed = rows.map(([, name, meaning, standard, strict = standard]) => [name, { meaning, standard, strict }]);
    expect(listed).toEqual(Object.entries(BROKEN_VARIANTS));
  });

  it("lists every matcher", () => {
    const matchers: Readonly<Record<keyof ClientCertMatchers, true>> = {
      toBeAdmitted: true,
      toBeRefused: true,
      toBeRefusedWith: true,
      toHaveCaller: true,
    };
    const listed = [...guide.matchAll(/^\| `(\w+)\([^)]*\)` \|/gm)].map(([, name]) => name);
    expect(listed).toEqual(Object.keys(matchers));
  });

  it("links to what exists", () => {
    const targets = [...guide.matchAll(/\]\(([^)]+)\)/g)].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(3);
    expect(targets.filter((target) => !existsSync(`${ROOT}docs/${target}`))).toEqual([]);
  });
});
