import { setTimeout as pause } from "node:timers/promises";
import type { ProbeFindings } from "../../src/self-check/probe/evaluate.ts";
import { createStandOf } from "../helpers/stands/create-stand-of.ts";
import type { StandRow } from "../helpers/stands/stands.ts";
import { type ProbedApp, probeThrough, startApp } from "../self-check/probe/through-stand.ts";
import { untruths } from "../self-check/probe/words-of.ts";
import { startLoad } from "./load.ts";

export interface RoundsOptions {
  /** Probings of each stand. */
  readonly rounds: number;
  /** Stands that are probed at the same time. */
  readonly atOnce: number;
  /** Whether others send requests at the same time. */
  readonly hasLoad: boolean;
  /** Milliseconds before a request without a certificate. */
  readonly patienceMs: number;
}

export interface Tally {
  readonly row: StandRow;
  readonly findings: readonly ProbeFindings[];
  /** What was said of it and is not so, once for each time. */
  readonly fooled: readonly string[];
  /** Of all probings together. */
  readonly milliseconds: number;
}

/** Of one stand; a new one follows, so that many probings of a single row spread as well. */
const PROBINGS_OF_A_STAND = 5;

/** Milliseconds for the last request of the load. */
const LAST_ANSWERS = 500;

/** Probes a stand of each row so many times. */
export async function runRounds(rows: readonly StandRow[], options: RoundsOptions): Promise<readonly Tally[]> {
  const app = await startApp();
  try {
    const shares = rows.flatMap((row) => sharesOf(options.rounds).map((probings) => ({ row, probings })));
    const parts = await inLanes(options.atOnce, shares, ({ row, probings }) =>
      probe(row, app, { ...options, probings }),
    );
    return rows.map((row) =>
      sum(
        row,
        parts.filter((part) => part.row === row),
      ),
    );
  } finally {
    await app.close();
  }
}

function sharesOf(rounds: number): readonly number[] {
  return Array.from({ length: Math.ceil(rounds / PROBINGS_OF_A_STAND) }, (_, index) =>
    Math.min(PROBINGS_OF_A_STAND, rounds - index * PROBINGS_OF_A_STAND),
  );
}

async function probe(
  row: StandRow,
  app: ProbedApp,
  { probings, hasLoad, patienceMs }: Pick<RoundsOptions, "hasLoad" | "patienceMs"> & { readonly probings: number },
): Promise<Tally> {
  const stand = await createStandOf(row, app.port);
  const load = hasLoad ? startLoad(stand) : undefined;
  const findings: ProbeFindings[] = [];
  const started = performance.now();
  try {
    while (findings.length < probings) findings.push(await probeThrough(stand, row, patienceMs));
  } finally {
    load?.stop();
    // One that never gets an answer ends with its stand.
    await Promise.race([load?.over, pause(LAST_ANSWERS)]);
    await stand.close();
    await load?.over;
  }
  const fooled = findings.flatMap((found) => untruths(row, found));
  return { row, findings, fooled, milliseconds: performance.now() - started };
}

function sum(row: StandRow, parts: readonly Tally[]): Tally {
  return {
    row,
    findings: parts.flatMap(({ findings }) => findings),
    fooled: parts.flatMap(({ fooled }) => fooled),
    milliseconds: parts.reduce((all, { milliseconds }) => all + milliseconds, 0),
  };
}

/** The results in the order of the items, whichever was done first. */
async function inLanes<Item, Result>(
  lanes: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    for (const [index, item] of waiting) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
