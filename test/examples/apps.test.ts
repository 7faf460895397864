import { type ChildProcess, spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { readPackageJson, readProjectFile } from "../house/repository.ts";
import { type Demo, type StagedProject, stageProject } from "./staged-project.ts";

let project: StagedProject;
let demo: Demo;

beforeAll(async () => {
  project = await stageProject();
  demo = await project.loadDemo();
});

afterAll(() => project.remove());

describe.each(["express-app", "fastify-app"] as const)("examples/%s", (name) => {
  let folder: string;
  let child: ChildProcess | undefined;

  beforeEach(() => {
    folder = demo.installApp(name);
  });

  afterEach(() => {
    child?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  it("can be required, and listens on a pipe, as under iisnode", async () => {
    const pipe = process.platform === "win32" ? `\\\\.\\pipe\\${name}-${process.pid}` : join(folder, "pipe");
    child = startNode(["-e", 'require("./app.js")'], { ...demo.environment, PORT: pipe });
    expect(await statusOf(pipe, "/healthz")).toBe(200);
    expect(await statusOf(pipe, "/orders")).toBe(403);
  });

  it("does not start without configuration, and says all that is missing", async () => {
    child = startNode(["app.js"], {});
    const { code, output } = await finished(child);
    expect(code).not.toBe(0);
    for (const variable of ["TRUST_ANCHORS", "FRONT_END", "SELF_CHECK"]) {
      expect(output).toContain(`CLIENT_CERT_${variable}`);
    }
  });

  it("can be deployed with its package.json", () => {
    const { version, peerDependencies } = readPackageJson();
    const manifest = JSON.parse(readProjectFile(`examples/${name}/package.json`)) as {
      readonly dependencies: Readonly<Record<string, string>>;
      readonly scripts: Readonly<Record<string, string>>;
    };
    const framework = name.replace("-app", "");
    const { "azure-client-cert": own, [framework]: range, ...others } = manifest.dependencies;
    expect(own).toBe(`^${version}`);
    expect(peerDependencies[framework]).toContain(range?.replace(/\.\d+\.\d+$/, ".0.0"));
    expect(others).toEqual({});
    expect(manifest.scripts).toEqual({ start: "node app.js" });
  });

  function startNode(args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
    const env = { SystemRoot: process.env["SystemRoot"], ...environment };
    return spawn(process.execPath, args, { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"], timeout: 30_000 });
  }
});

/** Asks until the app listens. */
async function statusOf(socketPath: string, path: string): Promise<number> {
  for (const deadline = Date.now() + 20_000; ; await sleep(20)) {
    try {
      return await requestStatus(socketPath, path);
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}

function requestStatus(socketPath: string, path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = get({ socketPath, path, agent: false }, (response) => {
      response.resume().once("close", () => resolve(response.statusCode ?? 0));
    });
    request.once("error", reject);
  });
}

function finished(child: ChildProcess): Promise<{ readonly code: number | null; readonly output: string }> {
  let output = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code, output }));
  });
}
