import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createAzure } from "../helpers/azure/create-azure.ts";
import type { Said } from "./stage.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const TSX = pathToFileURL(join(PROJECT, "node_modules/tsx/dist/loader.mjs")).href;

describe("the command as a process", () => {
  it("prints its help", async () => {
    const { code, out, err } = await start(PROJECT, ["doctor", "--help"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("Usage: azure-client-cert doctor");
  });

  it("is exit 3 for what it does not know", async () => {
    expect(await start(PROJECT, ["doctor", "--all"])).toMatchObject({ code: 3, out: "" });
  });

  it("is exit 3 off Azure, without a word to anybody", async () => {
    const { code, out, err } = await start(PROJECT, ["doctor"]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain("--resource-id <id>");
  });

  it("stays until Azure has answered, though nothing in the self-check keeps a process", async () => {
    const azure = await createAzure();
    onTestFinished(() => azure.close());
    azure.estate.identity.systemAssigned = false;
    azure.faults.identity.push({ effect: { kind: "slow", milliseconds: 300 } });
    const { code, out } = await start(PROJECT, ["doctor"], azure.environment);
    expect(code).toBe(2);
    expect(out).toContain("[identity_refused]");
    expect(azure.calls.resourceManager).toEqual([]);
  });

  it("ends quietly when nobody reads what it says", async () => {
    const environment = { WEBSITE_SITE_NAME: "orders" };
    expect(await start(PROJECT, ["doctor", "--json"], environment, true)).toMatchObject({ code: 2, err: "" });
  });
});

describe("without the optional dependencies", () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "lean-"));
    for (const name of ["src", "package.json"]) cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is exit 3 with the command that installs them", async () => {
    const { code, out, err } = await start(folder, ["doctor", "--json"]);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/\n {2}npm install --no-save commander@\d\S+ picocolors@\d\S+\n$/);
  });
});

function start(
  folder: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
  isDeaf = false,
): Promise<Said> {
  const main = join(folder, "src/cli/main.ts");
  const env = { PATH: process.env["PATH"], ...environment };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", TSX, main, ...argv], { cwd: folder, env, timeout: 25_000 });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    child.stderr.on("data", (chunk) => {
      err += chunk;
    });
    if (isDeaf) child.stdout.destroy();
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? -1, out, err }));
  });
}
