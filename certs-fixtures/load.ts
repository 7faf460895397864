import { readdirSync, readFileSync } from "node:fs";
import { blocksOf, descriptionOf } from "./chain-file.ts";
import type { FixtureVerdict } from "./generator/case.ts";

/** A case as it lies in its folder. */
export interface FixtureCase {
  /** `cases/wrong-issuer`, `zoo/v1-leaf`. */
  readonly name: string;
  /** What it is and why it is here. */
  readonly description: string;
  /** All in DER, or what is to be taken for it. */
  readonly leaf: Uint8Array;
  readonly intermediates: readonly Uint8Array[];
  readonly anchors: readonly Uint8Array[];
  readonly verdicts: readonly (FixtureVerdict & {
    /** The file without its ending: `standard`, `standard-expired`. */
    readonly name: string;
  })[];
}

export type { FixtureVerdict };

const ROOT = new URL("./", import.meta.url);

/** All cases, or those of one group, in the order of their names. */
export function loadCases(group?: "cases" | "zoo"): readonly FixtureCase[] {
  return (group === undefined ? ["cases", "zoo"] : [group]).flatMap((folder) =>
    readdirSync(new URL(folder, ROOT))
      .sort()
      .map((name) => loadCase(`${folder}/${name}`)),
  );
}

/** One case by its name. */
export function loadCase(name: string): FixtureCase {
  const folder = new URL(`${name}/`, ROOT);
  const text = readFileSync(new URL("chain.pem", folder), "utf8");
  const blocks = blocksOf(text);
  const ders = (role: string): readonly Uint8Array[] =>
    blocks.filter((block) => block.role === role).map(({ der }) => der);
  const [leaf, ...more] = ders("Leaf");
  if (leaf === undefined || more.length > 0) throw new Error(`${name}/chain.pem does not hold exactly one leaf`);
  const ending = ".verdict.json";
  const verdicts = readdirSync(folder)
    .filter((file) => file.endsWith(ending))
    .sort()
    .map((file) => ({
      name: file.slice(0, -ending.length),
      ...(JSON.parse(readFileSync(new URL(file, folder), "utf8")) as FixtureVerdict),
    }));
  return {
    name,
    description: descriptionOf(text),
    leaf,
    intermediates: ders("Intermediate"),
    anchors: ders("Trust anchor"),
    verdicts,
  };
}
