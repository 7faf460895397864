import { describe, expect, it } from "vitest";
import { contradictions } from "./contradictions.ts";
import { createStandOf } from "./create-stand-of.ts";
import { startEchoApp } from "./echo-app.ts";
import { closeAfterEach, createActors } from "./stage.ts";
import { STANDS, type StandRow } from "./stands.ts";
import { type Found, tryAll } from "./try-all.ts";

const keep = closeAfterEach();
const actors = createActors();

async function tryRow(row: StandRow): Promise<Found> {
  const { http2 = false, exclusionPaths = [], lapses } = row.options;
  const app = keep(await startEchoApp());
  const stand = keep(await createStandOf(row, app.port));
  const times = lapses?.every ?? row.instances?.length ?? 1;
  return tryAll(stand, actors, { http2: http2 !== false, excludes: exclusionPaths.includes("/public"), times });
}

describe("what is said of a stand is so", () => {
  it.each(STANDS.filter(({ truth }) => truth.mayBeProven))("$name", async (row) => {
    expect(await tryRow(row)).toEqual({
      bare: row.truth.demand === "no",
      shown: true,
      forged: row.truth.authenticity === "broken",
    });
  });

  // It would take as long as it says.
  const unseen = STANDS.filter(({ truth, options }) => !truth.mayBeProven && (options.slow ?? 0) < 1000);
  it.each(unseen)("$name: and nothing shows it", async (row) => {
    const found = await tryRow(row);
    expect(found.forged).toBe(false);
    if (row.truth.demand === "yes") expect(found.bare).toBe(false);
    if (row.truth.demand === "cannot tell") expect(found).toEqual({ bare: false, shown: false, forged: false });
  });
});

describe("the table", () => {
  it("has names of its own, and right and wrong ones enough", () => {
    const names = STANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const count = (demand: string, authenticity: string): number =>
      STANDS.filter(({ truth }) => truth.demand === demand && truth.authenticity === authenticity).length;
    expect(count("yes", "holds")).toBeGreaterThan(20);
    expect(count("yes", "broken")).toBeGreaterThan(15);
    expect(count("no", "holds")).toBeGreaterThan(10);
    expect(count("no", "broken")).toBeGreaterThan(3);
    expect(count("cannot tell", "cannot tell")).toBeGreaterThan(3);
  });
});

describe("a word contradicts the truth", () => {
  const proven = { demand: "proven", authenticity: "proven" } as const;
  const refuted = { demand: "refuted", authenticity: "refuted" } as const;
  const both = (word: string): readonly string[] => [`demand must not be ${word}`, `authenticity must not be ${word}`];

  it.each([
    [{ demand: "yes", authenticity: "holds", mayBeProven: true }, [], both("refuted")],
    [{ demand: "yes", authenticity: "holds", mayBeProven: false }, both("proven"), both("refuted")],
    [{ demand: "no", authenticity: "broken", mayBeProven: true }, both("proven"), []],
    [{ demand: "cannot tell", authenticity: "cannot tell", mayBeProven: true }, both("proven"), both("refuted")],
  ] as const)("%o", (truth, ofProven, ofRefuted) => {
    expect(contradictions(truth, proven)).toEqual(ofProven);
    expect(contradictions(truth, refuted)).toEqual(ofRefuted);
    expect(contradictions(truth, { demand: "inconclusive", authenticity: "inconclusive" })).toEqual([]);
  });
});
