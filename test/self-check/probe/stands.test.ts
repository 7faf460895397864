import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createStandOf } from "../../helpers/stands/create-stand-of.ts";
import { STANDS, type StandRow } from "../../helpers/stands/stands.ts";
import { type ProbedApp, probeThrough, startApp } from "./through-stand.ts";
import { certainWords, untruths } from "./words-of.ts";

/** Milliseconds: front end and client are one process, and nothing is far away. */
const PATIENCE = 20;

let app: ProbedApp;

beforeAll(async () => {
  app = await startApp();
});

afterAll(() => app.close());

/** With other instances beside it, whose turn it was is chance. */
function certain(row: StandRow): ReturnType<typeof certainWords> {
  return row.instances === undefined ? certainWords(row) : {};
}

// Most of the time is spent waiting, so they wait together.
describe("the probe finds out what is so, and says nothing else", () => {
  it.concurrent.each(STANDS.map((row) => [row.name, row] as const))("%s", async (_name, row) => {
    const stand = await createStandOf(row, app.port);
    try {
      const findings = await probeThrough(stand, row, PATIENCE);
      expect(untruths(row, findings)).toEqual([]);
      expect(findings).toMatchObject(certain(row));
    } finally {
      await stand.close();
    }
  });
});

describe("the stands", () => {
  it("have many of which each word is certain", () => {
    const words = STANDS.map(certain);
    const count = (word: string, is: unknown): number =>
      words.filter((one) => word in one && one[word as keyof typeof one] === is).length;
    expect(count("demand", "proven")).toBeGreaterThan(20);
    expect(count("demand", "refuted")).toBeGreaterThan(5);
    expect(count("authenticity", "proven")).toBeGreaterThan(20);
    expect(count("authenticity", "refuted")).toBeGreaterThan(15);
    expect(count("areExclusionsClean", true)).toBeGreaterThan(4);
    expect(count("areExclusionsClean", false)).toBeGreaterThan(4);
    expect(count("isHostHeaderOverwritten", false)).toBeGreaterThan(1);
  });
});
