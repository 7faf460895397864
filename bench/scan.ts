import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { terraformTree } from "./terraform-tree.ts";

// npm run build && npx tsc -p bench && node temp/bench/scan.js [files ...]: what the command takes for a tree of that many
// files. The goal: 3,000 files with 4 MB in under 5 s on two cores and under 300 MB, and cost linear in bytes.

const COMMAND = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** Told by the process itself as it ends; the largest resident set is in kilobytes. */
const TELL = `data:text/javascript,process.on("exit",()=>console.error(JSON.stringify(process.resourceUsage())))`;

const sizes = process.argv.slice(2).map(Number);
console.table((sizes.length === 0 ? [1500, 3000, 6000, 12_000] : sizes).map(measure));

function measure(files: number): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), "scan-bench-"));
  try {
    const bytes = writeTree(folder, files);
    const started = performance.now();
    const { stderr } = spawnSync(process.execPath, ["--import", TELL, COMMAND, "scan", ".", "--quiet"], {
      cwd: folder,
    });
    const milliseconds = performance.now() - started;
    const usage: unknown = JSON.parse(stderr.toString().trim().split("\n").at(-1) ?? "");
    const { userCPUTime, systemCPUTime, maxRSS } = usage as NodeJS.ResourceUsage;
    const processor = (userCPUTime + systemCPUTime) / 1000;
    return {
      files,
      megabytes: round(bytes / 1e6),
      "wall ms": Math.round(milliseconds),
      "CPU ms": Math.round(processor),
      "CPU ms per MB": Math.round(processor / (bytes / 1e6)),
      "RSS MB": Math.round(maxRSS / 1024),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeTree(folder: string, files: number): number {
  let bytes = 0;
  for (const [path, text] of terraformTree(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
    bytes += text.length;
  }
  return bytes;
}

function round(value: number): number {
  return Number(value.toFixed(1));
}
