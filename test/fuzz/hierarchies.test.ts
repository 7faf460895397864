import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { describeWith } from "../helpers/need.ts";
import { compare, hierarchiesOf } from "./hierarchies/compare.ts";
import { DIFFERENCES } from "./hierarchies/differences.ts";
import { generate } from "./hierarchies/generate.ts";
import { describeHierarchy, type Hierarchy } from "./hierarchies/hierarchy.ts";
import { toCase } from "./hierarchies/judge.ts";
import { minimise } from "./hierarchies/minimise.ts";
import { run } from "./hierarchies/run.ts";

/** Small, so that the suite stays quick; `npm run fuzz:hierarchies -- --count 100000` is the real thing. */
const COUNT = 300;
const SEED = 20_260_601;

describe("generated hierarchies", () => {
  it("are the same for the same seed and number", () => {
    const texts = [0, 1, 2].map((number) => JSON.stringify(describeHierarchy(generate(SEED, number))));
    expect(new Set(texts).size).toBe(3);
    expect(texts).toEqual([0, 1, 2].map((number) => JSON.stringify(describeHierarchy(generate(SEED, number)))));
  });

  it("have two to six levels and names of their own", () => {
    const hierarchies = hierarchiesOf(SEED, 0, 200);
    const levels = hierarchies.map(
      ({ certificates }) => certificates.filter(({ id }) => /^ca\d$|^leaf$/.test(id)).length,
    );
    expect(new Set(levels)).toEqual(new Set([2, 3, 4, 5, 6]));
    for (const [number, { certificates }] of hierarchies.entries()) {
      const authorities = certificates.filter(({ place }) => place !== "leaf");
      for (const { subject } of authorities) if (subject !== "") expect(subject).toContain(`O=H${number}`);
    }
  });

  it("are asked about alone where an authority has no name", () => {
    const hierarchy = generate(SEED, 0);
    const nameless = hierarchy.certificates.map((plan) => (plan.place === "leaf" ? plan : { ...plan, subject: "" }));
    expect(toCase(hierarchy).question.alone).toBe(false);
    expect(toCase({ ...hierarchy, certificates: nameless }).question.alone).toBe(true);
  });
});

describe("the table of differences", () => {
  it("names a source and a reason for each, once", () => {
    expect(new Set(DIFFERENCES.map(({ id }) => id)).size).toBe(DIFFERENCES.length);
    expect(DIFFERENCES.filter(({ example }) => example === undefined).map(({ id }) => id)).toEqual([
      "certificate-profile",
    ]);
    for (const { id, source, reason } of DIFFERENCES)
      expect([id, source, reason].every((text) => text.length > 3)).toBe(true);
  });

  it("stands in the documentation as it is", () => {
    const text = readFileSync(new URL("../../docs/path-validation.md", import.meta.url), "utf8");
    const documented = [...text.matchAll(/^\| `([a-z-]+)` \| (\w+) \| (.+) \| (.+) \|$/gm)].map((row) => row.slice(1));
    const rows = DIFFERENCES.map(({ id, level, reason, source }) => [id, level, reason, source]);
    expect(documented.sort()).toEqual(rows.sort());
  });

  it("lets us accept what they refuse on the word of RFC 5280 only", () => {
    const accepted = DIFFERENCES.filter(({ accepts }) => accepts === "we");
    expect(accepted.filter(({ source }) => !/^RFC 5280 sections? \d/.test(source))).toEqual([]);
  });
});

describeWith("openssl", "generated hierarchies beside the openssl command", ({ openssl }) => {
  it("get the same verdict, or another for a reason in the table", async () => {
    const totals = await run(openssl, { seed: SEED, first: 0, count: COUNT });
    expect(totals.unexplained).toEqual([]);
    expect(totals.hierarchies).toBe(COUNT);
    expect(totals.bothAccept + totals.bothRefuse + totals.weAccept + totals.theyAccept).toBe(2 * COUNT);
    expect(Math.min(totals.bothAccept, totals.bothRefuse)).toBeGreaterThan(COUNT / 3);
    expect(Math.min(totals.weAccept, totals.theyAccept)).toBeGreaterThan(0);
  }, 120_000);

  it.each(DIFFERENCES.flatMap(({ id, example }) => (example === undefined ? [] : [[id, example] as const])))(
    "still differ as the table says: %s",
    async (id, [seed, number]) => {
      const { disagreements } = await compare(openssl, hierarchiesOf(seed, number, 1));
      expect(disagreements.flatMap(({ explainedBy }) => explainedBy ?? ["nothing"])).toContain(id);
    },
  );

  it("shrink to what makes the difference", async () => {
    const { certificates, demands }: Hierarchy = generate(SEED, 0);
    const [leaf, ...authorities] = certificates.map((plan) => ({ ...plan, options: {} }));
    if (leaf === undefined) throw new Error("no leaf");
    const noise = {
      certificatePolicies: ["1.2.3"],
      serialNumber: 5,
      subjectAltName: ["dns:a.example", "dns:b.example"],
    };
    const weak = {
      certificates: [{ ...leaf, options: { ...noise, signature: "sha1" as const } }, ...authorities],
      demands,
    };
    const withoutReason = DIFFERENCES.filter(({ id }) => id !== "weak-signature");
    const { disagreements } = await compare(openssl, [weak], withoutReason);
    const [found] = disagreements;
    if (found === undefined) throw new Error("no disagreement");
    expect(found).toMatchObject({ level: "standard", weAccept: false, explainedBy: undefined });
    const smallest = await minimise(openssl, found, withoutReason);
    expect(smallest.hierarchy.certificates.map(({ id, options }) => [id, options])).toEqual([
      ["leaf", { signature: "sha1" }],
      [smallest.hierarchy.certificates[1]?.id, {}],
    ]);
  }, 60_000);
});
