import { readFileSync } from "node:fs";
import type { FrontEndOptions } from "../../src/config/front-end.ts";
import { ROOT } from "../house/imports.ts";

/** The lines of `docs/configuration.md` that operators copy into their proxy, as they are printed. */
export interface Recipes {
  readonly nginx: readonly string[];
  readonly haproxy: readonly string[];
  /** The example of a front end of one's own. */
  readonly frontEnd: Extract<FrontEndOptions, { name: "custom" }>;
}

export function readRecipes(): Recipes {
  const text = readFileSync(`${ROOT}docs/configuration.md`, "utf8");
  const section = /^## Front ends$[\s\S]*?(?=^## )/m.exec(text)?.[0] ?? "";
  return {
    nginx: blockOf(section, "nginx"),
    haproxy: blockOf(section, "haproxy"),
    frontEnd: JSON.parse(blockOf(section, "json").join("\n")),
  };
}

function blockOf(section: string, language: string): readonly string[] {
  const [block, ...others] = section.matchAll(new RegExp(`^ *\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\`$`, "gm"));
  if (block?.[1] === undefined || others.length > 0) throw new Error(`not one recipe for ${language}`);
  return block[1]
    .trimEnd()
    .split("\n")
    .map((line) => line.trim());
}
