import { fork } from "node:child_process";
import { parseArgs } from "node:util";
import { type Share, sum, type Totals } from "./run.ts";

// npm run fuzz:bytes -- [--edits 100000] [--seed N] [--first 0] [--workers 1]: exit 0 only when no edit came to a problem.

const { values } = parseArgs({
  options: {
    edits: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    first: { type: "string", default: "0" },
    workers: { type: "string", default: "1" },
  },
});

const [edits, seed, first, workers] = [values.edits, values.seed, values.first, values.workers].map(toNumber) as [
  number,
  number,
  number,
  number,
];
const started = performance.now();
const each = Math.ceil(edits / workers);
const shares = Array.from({ length: workers }, (_, number) => ({
  seed,
  first: first + number * each,
  count: Math.max(0, Math.min(each, edits - number * each)),
}));
const totals = sum(await Promise.all(shares.map(runInProcess)));
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seed, first, ...totals, seconds: Math.round(seconds) }, null, 1));
console.log(`${Math.round(totals.edits / seconds)} edits a second`);
process.exitCode = totals.problems.length === 0 ? 0 : 1;

/** A process of its own, since a thread would not read TypeScript; it inherits the loader that does. */
function runInProcess(share: Share): Promise<Totals> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL("worker.ts", import.meta.url), [JSON.stringify(share)]);
    child.once("message", (totals) => resolve(totals as Totals));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`a process ended with code ${code} and without its totals`)));
  });
}

function toNumber(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`not a whole number: ${text}`);
  return number;
}
