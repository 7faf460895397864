import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommandLine } from "../../src/cli/command-line.ts";
import { curlLines } from "../../src/cli/dev/curl-lines.ts";
import { createDev } from "../../src/cli/dev/dev.ts";
import type { DevOptions } from "../../src/cli/dev/options.ts";
import { doctor } from "../../src/cli/doctor/doctor.ts";
import { createInspect } from "../../src/cli/inspect/inspect.ts";
import { createProbe } from "../../src/cli/probe/probe.ts";
import { createScan } from "../../src/cli/scan/scan.ts";
import { scan } from "../../src/posture/scan/scan.ts";
import { readSources } from "../../src/posture/sources/files.ts";
import { readProjectFile } from "../house/repository.ts";

const readme = readProjectFile("README.md");
const blocks = [...readme.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = ""]) => text);
const lines = blocks.flatMap((block) => block.match(/(?<=^npx azure-client-cert ).+$/gm) ?? []);

const verbs = [
  doctor,
  createProbe({ isThere: false, ask: () => Promise.resolve("") }),
  createInspect(() => Promise.resolve(new Uint8Array())),
  createDev({ whenTold: () => Promise.resolve() }),
  createScan({ readSources, scan }),
];

describe("the commands in the README", () => {
  it("show every verb", () => {
    expect(new Set(lines.map((line) => line.split(" ")[0]))).toEqual(new Set(verbs.map(({ name }) => name)));
  });

  it.each(lines)("can be given: %s", async (line) => {
    const words = line.split(" ");
    const verb = words.slice(0, words[1] === "certs" ? 2 : 1);
    const help = await helpOf(verb);
    const options = words.filter((word) => word.startsWith("--"));
    expect(help).toContain(`Usage: azure-client-cert ${verb.join(" ")} `);
    expect(options.filter((option) => !new RegExp(`^ +${option} `, "m").test(help))).toEqual([]);
  });

  it("tell of options of `dev` that there are", async () => {
    const help = await helpOf(["dev"]);
    const told = [...readme.matchAll(/`(?:dev )?(--(?:mode|exclude|platform)) (\S+?)`/g)];
    expect(told.map(([, option]) => option)).toEqual(["--mode", "--exclude", "--platform"]);
    for (const [, option = "", value = ""] of told) {
      expect(help).toContain(`  ${option} <`);
      expect(value.startsWith("/") || help.includes(`"${value}"`), value).toBe(true);
    }
  });

  it("try what `dev` prints for the right caller", () => {
    const [line] = lines.filter((command) => command.startsWith("dev --target"));
    expect(line).toBe("dev --target http://127.0.0.1:8080 --path /orders --write-env .env.local");
    const [printed] = curlLines(DEFAULTS, { ...FOLDER, pathOf: (name) => join(FOLDER.path, name) }, DEFAULTS.port);
    expect(printed?.title).toBe("the right caller");
    expect(blocks).toContain(`${printed?.command}\n`);
    expect(blocks).toContain("node --env-file=.env.local app.js\n");
  });
});

const DEFAULTS: DevOptions = {
  target: { host: "127.0.0.1", port: 8080 },
  platform: "app-service",
  mode: "required",
  exclude: [],
  http2: false,
  host: "localhost",
  port: 8443,
  dir: ".azure-client-cert",
  path: "/orders",
  writeEnv: ".env.local",
  force: false,
};

const FOLDER = {
  path: DEFAULTS.dir,
  has: () => true,
  read: () => undefined,
  write: () => undefined,
  listClients: () => [],
};

async function helpOf(verb: readonly string[]): Promise<string> {
  let out = "";
  const stdout = {
    write: (text: string) => {
      out += text;
    },
    columns: 200,
  };
  await runCommandLine(verbs, [...verb, "--help"], {
    environment: {},
    platform: process.platform,
    stdout,
    stderr: stdout,
    clock: Date.now,
    load: (name) => import(name),
  });
  return out;
}
