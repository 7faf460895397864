import { fork } from "node:child_process";
import { once } from "node:events";
import type { StandRow } from "../helpers/stands/stands.ts";
import type { RoundsOptions, Tally } from "./run.ts";

/** What one process does of it: rows by their names. */
export interface Share {
  readonly names: readonly string[];
  readonly options: RoundsOptions;
}

export type SharedTally = Omit<Tally, "row"> & { readonly name: string };

/** `runRounds` in several processes, each with its part of the rounds: one process fills no more than one core. */
export async function runInProcesses(
  rows: readonly StandRow[],
  options: RoundsOptions,
  processes: number,
): Promise<readonly Tally[]> {
  const shares = Array.from({ length: processes }, (_, index) => Math.floor((options.rounds + index) / processes));
  const names = rows.map(({ name }) => name);
  const parts = await Promise.all(
    shares.filter((rounds) => rounds > 0).map((rounds) => runElsewhere({ names, options: { ...options, rounds } })),
  );
  return rows.map((row) => {
    const own = parts.flat().filter(({ name }) => name === row.name);
    return {
      row,
      findings: own.flatMap(({ findings }) => findings),
      fooled: own.flatMap(({ fooled }) => fooled),
      milliseconds: own.reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    };
  });
}

async function runElsewhere(share: Share): Promise<readonly SharedTally[]> {
  const child = fork(new URL("./worker.ts", import.meta.url));
  child.send(share);
  const ended = once(child, "exit").then(([code]) => {
    throw new Error(`a process ended with ${code}`);
  });
  const [tallies] = await Promise.race([once(child, "message"), ended]);
  return tallies as readonly SharedTally[];
}
