import { type ChildProcess, spawn } from "node:child_process";
import { cpSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type StagedProject, stageProject } from "../examples/staged-project.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import { BILLING, REFUSED } from "./callers.ts";
import { CALLER } from "./express-apps.ts";
import { environmentOf } from "./self-check-stand.ts";

let project: StagedProject;
let azure: Azure;
let child: ChildProcess | undefined;
let started = 0;

beforeAll(async () => {
  project = await stageProject();
  const fixture = fileURLToPath(new URL("iisnode/", import.meta.url));
  cpSync(fixture, join(project.root, "iisnode"), { recursive: true });
});

afterAll(() => project.remove());

beforeEach(async () => {
  azure = await createAzure();
});

afterEach(async () => {
  child?.kill("SIGKILL");
  child = undefined;
  await azure.close();
});

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An app that a CommonJS file requires, listening on a pipe. */
interface PipedApp {
  ask(path: string, certificate?: string): Promise<Answer>;
  readonly written: () => string;
}

async function start(entry: string): Promise<PipedApp> {
  started += 1;
  const name = `${entry}-${process.pid}-${started}`;
  const pipe = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(project.temporary, name);
  const standIn = JSON.stringify({ endpoint: azure.resourceManagerEndpoint, ca: azure.ca });
  const env = { SystemRoot: process.env["SystemRoot"], ...environmentOf(azure), PORT: pipe, STAND_IN: standIn };
  const cwd = join(project.root, "iisnode");
  child = spawn(process.execPath, ["launcher.cjs", entry], { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  let written = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  const ask = (path: string, certificate?: string): Promise<Answer> => request(pipe, path, certificate);
  for (const deadline = Date.now() + 20_000; ; await sleep(20)) {
    const answer = await ask("/healthz").catch(() => undefined);
    if (answer !== undefined) return { ask, written: () => written };
    if (Date.now() > deadline || child.exitCode !== null) throw new Error(`it does not listen: ${written}`);
  }
}

function request(socketPath: string, path: string, certificate?: string): Promise<Answer> {
  const headers = certificate === undefined ? {} : { "X-ARR-ClientCert": certificate };
  return new Promise((resolve, reject) => {
    const sent = get({ socketPath, path, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Answer["body"] }),
      );
    });
    sent.once("error", reject);
  });
}

describe.each(["express-app.js", "fastify-app.js"])("%s under the conditions of iisnode", (entry) => {
  it("is required, listens on a pipe, and serves whom it knows although nobody has an address", async () => {
    const { ask, written } = await start(entry);
    expect(await ask("/orders")).toMatchObject({ status: 403, body: { title: "Forbidden" } });
    expect(await ask("/orders", BILLING)).toEqual({ status: 200, body: { caller: CALLER, address: null } });
    expect(await ask("/orders", REFUSED["subject_not_allowed"])).toMatchObject({ status: 403 });
    expect(await ask("/healthz")).toMatchObject({ status: 200, body: { status: "ok", selfCheck: { serves: true } } });
    expect(written()).toMatch(/"event":"client_certificate_host_verdict".*"serves":true/);
  });

  it("refuses everyone where the host asks nobody for a certificate, and says what mends it", async () => {
    Object.assign(azure.estate.site?.["properties"] as Body, { clientCertEnabled: false });
    const { ask, written } = await start(entry);
    expect(await ask("/orders", BILLING)).toMatchObject({ status: 503, body: { title: "Service Unavailable" } });
    expect(await ask("/orders")).toMatchObject({ status: 403 });
    expect(await ask("/healthz")).toMatchObject({
      status: 200,
      body: { status: "degraded", selfCheck: { serves: false, failure: null } },
    });
    expect(written()).toContain("az webapp update --ids");
  });

  it("starts and refuses where the identity cannot be reached", async () => {
    await azure.refuse("identity");
    const { ask } = await start(entry);
    expect(await ask("/healthz")).toMatchObject({ status: 200, body: { status: "degraded" } });
    expect(await ask("/orders")).toMatchObject({ status: 403 });
  });
});
