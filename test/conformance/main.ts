import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runSuite } from "./run.ts";

// npm run conformance -- FILE [--results FILE]: exit 0 only when every difference from the suite has its reason and every reason its
// difference.

const { positionals, values } = parseArgs({ allowPositionals: true, options: { results: { type: "string" } } });
const [file] = positionals;
if (file === undefined || positionals.length > 1) {
  console.error(
    "usage: npm run conformance -- FILE [--results FILE]\n  FILE: a suite in x509-limbo's format (limbo.json)",
  );
  process.exit(3);
}

const started = performance.now();
const report = runSuite(file);
const seconds = ((performance.now() - started) / 1000).toFixed(2);
if (values.results !== undefined) writeFileSync(values.results, `${JSON.stringify(report.results, null, 2)}\n`);

console.log(`right          ${report.right.length}`);
console.log(`wrong accepts  ${report.wrongAccepts.length}${list(report.wrongAccepts)}`);
console.log(`wrong refusals ${report.wrongRefusals.length}${list(report.wrongRefusals)}`);
console.log(`explained      ${report.explained.length}${list(report.explained)}`);
console.log(`skipped        ${report.skipped.length}${list(report.skipped)}`);
console.log(`stale reasons  ${report.stale.length}${list(report.stale)}`);
console.log(`most work      ${report.mostWork.work} units in ${report.mostWork.id}`);
console.log(`time           ${seconds} s`);

const unexpected = report.wrongAccepts.length + report.wrongRefusals.length + report.stale.length;
process.exitCode = unexpected === 0 ? 0 : 1;

function list(ids: readonly string[]): string {
  return ids.map((id) => `\n    ${id}`).join("");
}
