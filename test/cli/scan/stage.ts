import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import type { Engine } from "../../../src/cli/scan/engine.ts";
import { createScan } from "../../../src/cli/scan/scan.ts";
import type { Surroundings } from "../../../src/cli/surroundings.ts";
import type { ScanReport } from "../../../src/posture/scan/model.ts";
import type { ScanOptions, ScanSource } from "../../../src/posture/scan/options.ts";
import { FILE, report, SOURCE } from "../../posture/reporters/parts.ts";
import type { Said } from "../stage.ts";

/** An engine that was asked. */
export interface AskedEngine extends Engine {
  readonly asked: { readonly paths: readonly string[]; readonly options: ScanOptions }[];
}

/** An engine that reads one file, whatever the paths, and finds this in it. */
export function engineThat(finds: ScanReport | Error = report()): AskedEngine {
  const sources: readonly ScanSource[] = [{ path: FILE, bytes: new TextEncoder().encode(SOURCE) }];
  const asked: AskedEngine["asked"] = [];
  let paths: readonly string[] = [];
  return {
    asked,
    readSources: (read) => {
      paths = read;
      return Promise.resolve({ sources, unreadable: [] });
    },
    scan: (_, options) => {
      asked.push({ paths, options });
      return finds instanceof Error ? Promise.reject(finds) : Promise.resolve(finds);
    },
  };
}

export async function runScan(
  argv: readonly string[],
  engine: Engine = engineThat(),
  changes: Partial<Surroundings> = {},
): Promise<Said> {
  let out = "";
  let err = "";
  const code = await runCommandLine([createScan(engine)], ["scan", ...argv], {
    environment: {},
    platform: "linux",
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    clock: () => Date.UTC(2026, 4, 17, 23, 59),
    load: (name) => import(name),
    ...changes,
  });
  return { code, out, err };
}

/** A folder of the test's own, gone afterwards. */
export function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "scan-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
