import { spawn } from "node:child_process";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { environmentOf } from "../adapters/self-check-stand.ts";
import { type StagedProject, stageProject } from "../examples/staged-project.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import { throttled } from "../helpers/azure/faults.ts";

let project: StagedProject;
let azure: Azure;

beforeAll(async () => {
  project = await stageProject();
});

afterAll(() => project.remove());

beforeEach(async () => {
  azure = await createAzure();
});

afterEach(() => azure.close());

interface Ended {
  /** Null: it had to be killed. */
  readonly code: number | null;
  readonly output: string;
}

/** Runs an ES module that does no more than its text says, with the variables of an app on App Service. */
function run(script: string): Promise<Ended> {
  const env = { SystemRoot: process.env["SystemRoot"], ...environmentOf(azure) };
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    ...{ cwd: project.root, env, stdio: ["ignore", "pipe", "ignore"], timeout: 10_000, killSignal: "SIGKILL" },
  });
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code, output }));
  });
}

const EXPRESS = 'import { clientCertificate } from "./dist/adapters/express.js";';
const CREATE = `${EXPRESS} const guard = clientCertificate();`;
const PLUGIN = 'import Fastify from "fastify"; import plugin from "./dist/adapters/fastify.js";';

const SILENT = { effect: { kind: "silent" } } as const;
/** Longer than `run` waits for the end. */
const PATIENCE = { effect: throttled("20") };
const DRIPPING = { effect: { kind: "drip", milliseconds: 10 } } as const;

describe("a process ends by itself, whatever the guard still waits for", () => {
  it.each<[string, (emulated: Azure) => void | Promise<void>]>([
    ["an identity endpoint that is dead", (emulated) => emulated.refuse("identity")],
    ["an identity endpoint that never answers", ({ faults }) => void faults.identity.push(SILENT)],
    ["an identity endpoint that never ends its answer", ({ faults }) => void faults.identity.push(DRIPPING)],
    ["an identity endpoint that asks for patience", ({ faults }) => void faults.identity.push(PATIENCE)],
    ["no identity", ({ environment }) => void delete environment["IDENTITY_ENDPOINT"]],
  ])("%s", async (_title, prepare) => {
    await prepare(azure);
    // Long enough that what answers at all has answered.
    const script = `${CREATE} setTimeout(() => console.log(guard.health().status), 200)`;
    expect(await run(script)).toEqual({ code: 0, output: "degraded\n" });
  });

  it.each<[string, string, string]>([
    ["left alone", `${CREATE} console.log(guard.health().status)`, "degraded\n"],
    ["closed at once", `${CREATE} guard.close()`, ""],
    ["closed later", `${CREATE} setTimeout(() => guard.close(), 50)`, ""],
    [
      "waited for in vain",
      `${CREATE} await guard.verified({ timeoutMs: 300 }).catch(({ code }) => console.log(code))`,
      "ERR_CLIENT_CERT_HOST_NOT_VERIFIED\n",
    ],
    ["in an app of Fastify that never listens", `${PLUGIN} await Fastify().register(plugin).ready()`, ""],
    [
      "in an app that has stopped listening",
      `${CREATE} import { createServer } from "node:http";
       const server = createServer((request, response) => guard(request, response, () => response.end("in")));
       await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
       const { status } = await fetch("http://127.0.0.1:" + server.address().port, { headers: { connection: "close" } });
       console.log(status); server.close()`,
      "403\n",
    ],
  ])("%s", async (_title, script, output) => {
    azure.faults.identity.push(SILENT);
    expect(await run(script)).toEqual({ code: 0, output });
  });
});
