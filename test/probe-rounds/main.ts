import { parseArgs } from "node:util";
import { STANDS } from "../helpers/stands/stands.ts";
import { runRounds } from "./run.ts";
import { summaryOf, tableOf } from "./table.ts";

// npm run probe:rounds -- [--rounds 200] [--stand NAME] [--load] [--at-once 4]: exit 0 only when the probe never said of a
// stand what is not so of it.

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    stand: { type: "string" },
    load: { type: "boolean", default: false },
    "at-once": { type: "string", default: "4" },
  },
});

const rows = STANDS.filter(({ name }) => values.stand === undefined || name === values.stand);
const [rounds, atOnce] = [values.rounds, values["at-once"]].map(Number) as [number, number];
if (rows.length === 0 || ![rounds, atOnce].every((number) => Number.isSafeInteger(number) && number > 0)) {
  console.error("usage: npm run probe:rounds -- [--rounds 200] [--stand NAME] [--load] [--at-once 4]\n");
  console.error(`  NAME: one of\n${STANDS.map(({ name }) => `    ${name}`).join("\n")}`);
  process.exit(3);
}

const started = performance.now();
const tallies = await runRounds(rows, { rounds, atOnce, hasLoad: values.load });
console.log(tableOf(tallies));
console.log(summaryOf(tallies, performance.now() - started));
process.exitCode = tallies.every(({ fooled }) => fooled.length === 0) ? 0 : 1;
