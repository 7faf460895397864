import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { locate } from "../../helpers/need.ts";
import type { Disagreement } from "./compare.ts";
import { describeHierarchy } from "./hierarchy.ts";
import { minimise } from "./minimise.ts";
import { run, type Totals } from "./run.ts";

// npm run fuzz:hierarchies -- [--count 1000] [--seed N] [--first 0] [--out FILE]: exit 0 only when every disagreement with the openssl command
// is explained by the table of differences.

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    out: { type: "string" },
  },
});
const openssl = locate("openssl");
if (openssl === undefined) {
  console.error("the openssl command is not here");
  process.exit(3);
}

/** Smaller ones of the same kind say the same; minimising each takes a second or more. */
const MOST_MINIMISED = 20;

const started = performance.now();
const [seed, first, count] = [values.seed, values.first, values.count].map(toNumber) as [number, number, number];
const totals = await run(openssl, { seed, first, count }, showProgress);
const examples: Disagreement[] = [];
for (const disagreement of totals.unexplained.slice(0, MOST_MINIMISED)) {
  examples.push(await minimise(openssl, disagreement));
}

const report = {
  seed,
  first,
  ...totals,
  seconds: Math.round((performance.now() - started) / 1000),
  unexplained: totals.unexplained.map(describe),
  minimised: examples.map(describe),
};
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(report, null, 1)}\n`);
const { unexplained: _, ...shown } = report;
console.log(JSON.stringify({ ...shown, unexplained: report.unexplained.length }, null, 1));
process.exitCode = totals.unexplained.length === 0 ? 0 : 1;

function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`not a whole number: ${text}`);
  return number;
}

function showProgress({ hierarchies, unexplained }: Totals): void {
  if (hierarchies % 5000 === 0) process.stderr.write(`${hierarchies} hierarchies, ${unexplained.length} unexplained\n`);
}

function describe({ hierarchy, ...rest }: Disagreement): unknown {
  return { ...rest, hierarchy: describeHierarchy(hierarchy) };
}
