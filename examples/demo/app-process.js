// An example app as a process of its own, installed as its package.json says and told what to do by environment alone.
import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { get } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

/**
 * What the guard writes about one refusal, as far as the demo reads it.
 *
 * @typedef {{ readonly id: string, readonly code: string, readonly reason: string }} RefusalLine
 */

/**
 * @typedef {object} RunningApp
 * @property {number} port On 127.0.0.1.
 * @property {(id: string) => Promise<RefusalLine | undefined>} findRefusal The log line that explains an answer, by the
 *   `instance` of the answer. Waits up to two seconds for it.
 * @property {() => Promise<void>} stop Ends the process and removes its folder.
 */

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const START_LIMIT = 20_000;
const LOG_LIMIT = 2_000;
const POLL_INTERVAL = 25;
const ATTEMPTS = 3;

/**
 * Starts `examples/<name>` on a free port and waits until it answers.
 *
 * @param {string} name
 * @param {Readonly<Record<string, string>>} environment
 * @returns {Promise<RunningApp>}
 */
export async function startApp(name, environment) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const app = launch(name, { ...environment, PORT: String(port) });
    try {
      await untilHealthy(app, port);
      return { port, findRefusal: (id) => findRefusal(app, id), stop: app.stop };
    } catch (error) {
      await app.stop();
      // Somebody else may take a free port before the app does.
      if (attempt === ATTEMPTS || !app.output().includes("EADDRINUSE")) throw error;
    }
  }
}

/**
 * @param {string} name
 * @param {Readonly<Record<string, string>>} environment
 */
function launch(name, environment) {
  const folder = installApp(name);
  // Windows needs SystemRoot to open a socket; of all else that is set here, the app must not know.
  const { SystemRoot } = process.env;
  const child = spawn(process.execPath, ["app.js"], {
    cwd: folder,
    env: { SystemRoot, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      output += text;
    });
  }
  const ended = new Promise((resolve) => child.once("error", resolve).once("close", resolve));
  const cleanUp = () => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once("exit", cleanUp);
  return {
    child,
    output: () => output,
    stop: async () => {
      child.kill("SIGKILL");
      await ended;
      cleanUp();
      process.removeListener("exit", cleanUp);
    },
  };
}

/**
 * What `npm install` would make: a folder with the app and, in node_modules, what its package.json names. Nothing is
 * downloaded; the packages are those of this repository.
 *
 * @param {string} name
 * @returns {string} The folder, in the system's folder for temporary files. Whoever asks for it removes it.
 */
export function installApp(name) {
  const source = join(ROOT, "examples", name);
  const folder = mkdtempSync(join(tmpdir(), `${name}-`));
  for (const file of ["package.json", "app.js"]) copyFileSync(join(source, file), join(folder, file));
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).name;
  const { dependencies } = JSON.parse(readFileSync(join(source, "package.json"), "utf8"));
  for (const dependency of Object.keys(dependencies)) {
    const link = join(folder, "node_modules", dependency);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(dependency === own ? ROOT : join(ROOT, "node_modules", dependency), link, "junction");
  }
  return folder;
}

/** Ports handed out: the system may offer one again before the app it was meant for has taken it. */
const handedOut = new Set();

/** @returns {Promise<number>} */
async function freePort() {
  for (;;) {
    const port = await unusedPort();
    if (handedOut.has(port)) continue;
    handedOut.add(port);
    return port;
  }
}

/** @returns {Promise<number>} */
function unusedPort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

/**
 * @param {{ child: ChildProcess, output: () => string }} app
 * @param {number} port
 */
async function untilHealthy({ child, output }, port) {
  const deadline = Date.now() + START_LIMIT;
  while (!(await isHealthy(port))) {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    if (hasEnded || Date.now() > deadline) throw new Error(`the app did not start:\n${output()}`);
    await sleep(POLL_INTERVAL);
  }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isHealthy(port) {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/healthz", agent: false, timeout: 1_000 }, (response) => {
      response.resume().once("close", () => resolve(response.statusCode === 200));
    });
    request.once("timeout", () => request.destroy()).once("error", () => resolve(false));
  });
}

/**
 * @param {{ output: () => string }} app
 * @param {string} id
 * @returns {Promise<RefusalLine | undefined>}
 */
async function findRefusal({ output }, id) {
  for (const deadline = Date.now() + LOG_LIMIT; Date.now() < deadline; await sleep(POLL_INTERVAL)) {
    const line = output()
      .split("\n")
      .slice(0, -1)
      .find((whole) => whole.startsWith("{") && whole.includes(id));
    if (line !== undefined) return JSON.parse(line);
  }
  return undefined;
}
