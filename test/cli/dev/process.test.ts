import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { startPlainApp } from "./app.ts";
import { call, temporaryFolder } from "./stage.ts";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const TSX = pathToFileURL(join(PROJECT, "node_modules/tsx/dist/loader.mjs")).href;

describe.skipIf(process.platform === "win32")("the stand as a process", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("%s ends it well, with a connection open", async (signal) => {
    const app = await startPlainApp();
    const folder = join(temporaryFolder(), "certificates");
    const argv = ["dev", "--target", app.url, "--port", "0", "--dir", folder];
    const child = spawn(process.execPath, ["--import", TSX, join(PROJECT, "src/cli/main.ts"), ...argv], {
      env: { PATH: process.env["PATH"] },
      timeout: 25_000,
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    const ended = new Promise((resolve) => child.once("close", (code, by) => resolve({ code, by })));
    let err = "";
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    const port = await new Promise<number>((resolve) => {
      let out = "";
      child.stdout.on("data", (chunk) => {
        out += chunk;
        const [, found] = /^https:\/\/localhost:(\d+) ->[\s\S]*Try it:[\s\S]*\n\n$/.exec(out) ?? [];
        if (found !== undefined) resolve(Number(found));
      });
    });
    expect(await call({ port, folder }, { client: "right" })).toEqual({ status: 200, body: "ok" });
    child.kill(signal);
    expect(await ended).toEqual({ code: 0, by: null });
    expect(err).toBe("");
  });
});
