import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./imports.ts";

const GOOD = {
  success: true,
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: [{ status: "passed", assertionResults: [{}] }],
};

describe("the last line of the CI run", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "ci-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ["all passed", GOOD, "Tests: 7 passed, 0 failed, 3 skipped", 0],
    ["one failed", { ...GOOD, success: false, numFailedTests: 1 }, "Tests: 7 passed, 1 failed, 3 skipped", 1],
    [
      "a file could not be loaded",
      { ...GOOD, success: false, testResults: [{ status: "failed", assertionResults: [] }] },
      "Tests: 7 passed, 1 failed, 3 skipped",
      1,
    ],
    ["failed without a failed test", { ...GOOD, success: false }, "Tests: 7 passed, 1 failed, 3 skipped", 1],
    ["not a report", "nonsense", "Tests: 0 passed, 1 failed, 0 skipped", 1],
  ])("%s", (_, report, line, code) => {
    const file = join(folder, "report.json");
    writeFileSync(file, JSON.stringify(report));
    expect(count(file)).toEqual({ line, code });
  });

  it("counts a missing report as a failure", () => {
    expect(count(join(folder, "missing.json"))).toEqual({ line: "Tests: 0 passed, 1 failed, 0 skipped", code: 1 });
  });
});

function count(report: string): { readonly line: string; readonly code: number | null } {
  const { stdout, status } = spawnSync(process.execPath, [join(ROOT, ".ci/count-tests.js"), report], {
    encoding: "utf8",
  });
  return { line: stdout.trimEnd(), code: status };
}
