import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { judge, locate } from "./need.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

describe("judge", () => {
  const find = (need: string): string | undefined => (need === "curl" ? "/usr/bin/curl" : undefined);

  it("runs with the paths when everything is there", () => {
    expect(judge(["curl"], { ci: true, find })).toEqual({ kind: "run", found: { curl: "/usr/bin/curl" } });
  });

  it("skips, naming only what is missing", () => {
    expect(judge(["curl", "nginx", "haproxy"], { ci: false, find })).toEqual({
      kind: "skip",
      reason: "not here: nginx, haproxy",
    });
  });

  it("fails in CI", () => {
    expect(judge(["nginx"], { ci: true, find })).toEqual({ kind: "fail", reason: "not here: nginx" });
  });
});

describe("locate", () => {
  it("finds a program and a file beside the project's files", () => {
    expect(locate("sh")).toMatch(/\/sh$/);
    expect(locate("../")).toBeDefined();
  });

  it("finds neither what does not exist nor what cannot be run", () => {
    expect(locate("no-such-program-anywhere")).toBeUndefined();
    expect(locate("../no-such-folder-beside-the-project")).toBeUndefined();
  });
});

describe("describeWith", () => {
  it("skips out loud where something is missing", async () => {
    const { code, output } = await runFixture("false");
    expect(output).toContain("a suite in want [not here: ../no-such-folder-beside-the-project]");
    expect(output).toMatch(/2 passed \| 1 skipped/);
    expect(code).toBe(0);
  });

  it("fails in CI where something is missing", async () => {
    const { code, output } = await runFixture("true");
    expect(output).toContain("a suite in want [not here: ../no-such-folder-beside-the-project]");
    expect(output).toMatch(/1 failed \| 2 passed/);
    expect(code).toBe(1);
  });
});

/** Runs the fixture's suites in a test runner of their own. */
function runFixture(ci: string): Promise<{ readonly code: number; readonly output: string }> {
  const env = { ...process.env, CI: ci, NO_COLOR: "1", FORCE_COLOR: "0" };
  const options = ["node_modules/vitest/vitest.mjs", "run", "--config", "test/helpers/need-fixture/vitest.config.ts"];
  return new Promise((resolve) => {
    execFile(process.execPath, options, { cwd: ROOT, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    );
  });
}
