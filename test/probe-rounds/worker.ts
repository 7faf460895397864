import { STANDS } from "../helpers/stands/stands.ts";
import type { Share, SharedTally } from "./processes.ts";
import { runRounds } from "./run.ts";

// Whoever wanted it has gone.
process.once("disconnect", () => process.exit());

process.once("message", async ({ names, options }: Share) => {
  const tallies = await runRounds(
    STANDS.filter(({ name }) => names.includes(name)),
    options,
  );
  const shared = tallies.map(({ row, ...tally }): SharedTally => ({ ...tally, name: row.name }));
  process.send?.(shared, () => process.disconnect());
});
