import { parseArgs } from "node:util";
import { STANDS } from "../helpers/stands/stands.ts";
import { runInProcesses } from "./processes.ts";
import { summaryOf, tableOf } from "./table.ts";

// npm run probe:rounds -- [--rounds 200] [--stand NAME] [--load] [--at-once 4] [--patience 5]
// [--processes 2]: exit 0 only when the probe never said of a stand what is not so of it.

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "200" },
    stand: { type: "string" },
    load: { type: "boolean", default: false },
    "at-once": { type: "string", default: "4" },
    processes: { type: "string", default: "2" },
    // Milliseconds. In earnest it is 50; here nothing is far away, and patience would be most of the time.
    patience: { type: "string", default: "5" },
  },
});

const rows = STANDS.filter(({ name }) => values.stand === undefined || name === values.stand);
const texts = [values.rounds, values["at-once"], values.patience, values.processes];
const numbers = texts.map(Number) as [number, number, number, number];
const [rounds, all, patienceMs, processes] = numbers;
const atOnce = Math.ceil(all / processes);
if (rows.length === 0 || !numbers.every((number) => Number.isSafeInteger(number) && number > 0)) {
  console.error(
    "usage: npm run probe:rounds -- [--rounds 200] [--stand NAME] [--load] [--at-once 4] [--patience 5] [--processes 2]\n",
  );
  console.error(`  NAME: one of\n${STANDS.map(({ name }) => `    ${name}`).join("\n")}`);
  process.exit(3);
}

const started = performance.now();
const tallies = await runInProcesses(rows, { rounds, atOnce, patienceMs, hasLoad: values.load }, processes);
console.log(tableOf(tallies));
console.log(summaryOf(tallies, performance.now() - started));
process.exitCode = tallies.every(({ fooled }) => fooled.length === 0) ? 0 : 1;
