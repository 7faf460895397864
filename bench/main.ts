import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { coldPath, type Ratio } from "./cold-path.ts";

// npm run bench [-- --json] [-- --node 24]: the cold path against its peers, medians of rounds that take turns in one process.

const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, node: { type: "string" } } });

if (values.node === undefined) await run();
else process.exitCode = runOn(values.node);

async function run(): Promise<void> {
  const report = await coldPath();
  if (values.json) {
    console.log(JSON.stringify(report, null, 2));
    return;
  }
  console.log(`Node ${report.node}; median microseconds for one call`);
  console.table(
    Object.fromEntries(
      report.measured.map(({ name, microseconds }) => [name, { us: Number(microseconds.toFixed(1)) }]),
    ),
  );
  console.table(Object.fromEntries(report.ratios.map((ratio) => [ratio.what, row(ratio)])));
}

function row({ ratio, goal }: Ratio): Record<string, string> {
  const reached = "atMost" in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
  const wanted = "atMost" in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`;
  return { ratio: ratio.toFixed(2), goal: wanted, reached: reached ? "yes" : "no" };
}

/** The same on another Node: the binary that the `node` package carries for this platform. */
function runOn(version: string): number {
  const carrier = `node-${process.platform}-${process.arch}@${version}`;
  const rest = values.json ? ["--json"] : [];
  const command = ["exec", "--yes", `--package=${carrier}`, "--", "node", fileURLToPath(import.meta.url)];
  const { status } = spawnSync("npm", [...command, ...rest], { stdio: "inherit" });
  return status ?? 1;
}
