import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type StagedProject, stageProject } from "./staged-project.ts";

/** Longer than the demo gives itself. */
const TIME_LIMIT = 75_000;

let project: StagedProject;

beforeEach(async () => {
  project = await stageProject();
});

afterEach(() => project.remove());

describe("the demo", () => {
  it(
    "gives everyone in both apps what they must get, and leaves nothing behind",
    async () => {
      const { code, output } = await finished(startDemo());
      expect(output).toMatch(/cases, each as it must be in Express and in Fastify\./);
      expect(code, output).toBe(0);
      expect(readdirSync(project.temporary)).toEqual([]);
    },
    TIME_LIMIT,
  );

  it(
    "fails when an app admits more than it must",
    async () => {
      project.edit("examples/demo/estate.js", "JSON.stringify(rules)", '"any-from-anchors"');
      const { code, output } = await finished(startDemo());
      expect(code, output).toBe(1);
      const complaint = "right issuer, wrong subject, Express: must get 403 subject_not_allowed, got 200";
      expect(output).toContain(complaint);
      expect(output).toContain(complaint.replace("Express", "Fastify"));
    },
    TIME_LIMIT,
  );

  it(
    "fails when one of the apps lacks its guard",
    async () => {
      project.edit("examples/express-app/app.js", "app.use(guard);\n", "");
      const { code, output } = await finished(startDemo());
      expect(code, output).toBe(1);
      expect(output).toContain("expired, Express: must get 403 certificate_expired, got 200");
      expect(output).not.toContain("expired, Fastify: must get");
    },
    TIME_LIMIT,
  );

  it(
    "says why an app does not start",
    async () => {
      project.edit("examples/demo/estate.js", 'CLIENT_CERT_SELF_CHECK: "off"', 'CLIENT_CERT_SELF_CHECK: "on"');
      const { code, output } = await finished(startDemo());
      expect(code, output).not.toBe(0);
      expect(output).toContain("CLIENT_CERT_SELF_CHECK");
      expect(readdirSync(project.temporary)).toEqual([]);
    },
    TIME_LIMIT,
  );

  it(
    "takes its apps with it when it is ended",
    async () => {
      const demo = startDemo();
      const end = finished(demo);
      await until(() => readdirSync(project.temporary).length === 2 && areRunning(project.temporary));
      demo.kill("SIGTERM");
      expect((await end).code).not.toBe(0);
      expect(readdirSync(project.temporary)).toEqual([]);
      await until(() => processesIn(project.temporary).length === 0);
    },
    TIME_LIMIT,
  );
});

function startDemo(): ChildProcess {
  const { temporary, root } = project;
  return spawn(process.execPath, ["examples/demo/main.js"], {
    cwd: root,
    // What the developer's own shell or the runner has set for an app must not matter.
    env: {
      ...process.env,
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      CLIENT_CERT_ALLOW: "nonsense",
      PORT: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIME_LIMIT - 5_000,
  });
}

function finished(demo: ChildProcess): Promise<{ readonly code: number | null; readonly output: string }> {
  let output = "";
  for (const stream of [demo.stdout, demo.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    demo.once("error", reject).once("close", (code) => resolve({ code, output }));
  });
}

async function until(condition: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 20_000; !condition(); await sleep(10)) {
    if (Date.now() > deadline) throw new Error("it never came true");
  }
}

/** Where processes cannot be listed, folders have to do. */
function areRunning(folder: string): boolean {
  return !existsSync("/proc/self/cwd") || processesIn(folder).length === 2;
}

/** Processes whose working folder lies, or lay, under `folder`; none where there is no /proc. */
function processesIn(folder: string): readonly string[] {
  if (!existsSync("/proc/self/cwd")) return [];
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && workingFolder(name).startsWith(folder));
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(join("/proc", pid, "cwd"));
  } catch {
    return "";
  }
}
