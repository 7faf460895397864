import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { coldPath, type Goal } from "./cold-path.ts";
import { hotPath } from "./hot-path.ts";
import type { Measured } from "./measure.ts";

// npm run bench [-- --json] [-- --node 24]: the self-check on the hot path, and the cold path against its peers; medians of
// rounds that take turns in one process.

const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, node: { type: "string" } } });

if (values.node === undefined) await run();
else process.exitCode = runOn(values.node);

async function run(): Promise<void> {
  // First, while no other library and no crowd of certificates has filled the heap.
  const hot = await hotPath();
  const cold = await coldPath();
  const report = { ...cold, comparisons: [hot, ...cold.comparisons] };
  if (values.json) {
    console.log(JSON.stringify(report, null, 2));
    return;
  }
  console.log(`Node ${report.node}: medians of rounds that take turns, microseconds for one call`);
  for (const { title, measured, goals } of report.comparisons) {
    console.log(`\n${title}`);
    console.table(Object.fromEntries(measured.map((one) => [one.name, row(one, goals[one.name])])));
  }
}

function row({ microseconds, ratioToFirst }: Measured, goal: Goal | undefined): Record<string, string | number> {
  const ratio = Number(ratioToFirst.toFixed(2));
  const shown = { us: Number(microseconds.toFixed(1)), ratio };
  if (goal === undefined) return shown;
  const reached = "atMost" in goal ? ratioToFirst <= goal.atMost : ratioToFirst >= goal.atLeast;
  return {
    ...shown,
    goal: "atMost" in goal ? `<= ${goal.atMost}` : `>= ${goal.atLeast}`,
    reached: reached ? "yes" : "no",
  };
}

/** The same on another Node: the binary that the `node` package carries for this platform. */
function runOn(version: string): number {
  const carrier = `node-${process.platform}-${process.arch}@${version}`;
  const rest = values.json ? ["--json"] : [];
  const command = ["exec", "--yes", `--package=${carrier}`, "--", "node", fileURLToPath(import.meta.url)];
  const { status } = spawnSync("npm", [...command, ...rest], { stdio: "inherit" });
  return status ?? 1;
}
