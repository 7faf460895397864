import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { runCommandLine } from "../../../src/cli/command-line.ts";
import { createDev } from "../../../src/cli/dev/dev.ts";
import type { Surroundings } from "../../../src/cli/surroundings.ts";
import type { Said } from "../stage.ts";

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "dev-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A run of `dev` that stands until it is told to stop. */
export interface Stand {
  readonly port: number;
  /** The folder of the certificates. */
  readonly folder: string;
  /** What it said so far. */
  out(): string;
  /** The lines of the table, once there are that many. */
  rows(count: number): Promise<readonly string[]>;
  stop(): Promise<Said>;
}

/** Starts `dev` on a free port, with certificates in `folder`. Ends with the test. */
export async function startStand(
  argv: readonly string[],
  { folder = join(temporaryFolder(), "certificates"), ...changes }: Partial<Surroundings> & { folder?: string } = {},
): Promise<Stand> {
  let out = "";
  let err = "";
  let stop: () => void = () => undefined;
  const told = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const ended = runCommandLine(
    [createDev({ whenTold: () => told })],
    ["dev", "--port", "0", "--dir", folder, ...argv],
    surroundings({ write: (text) => (out += text) }, { write: (text) => (err += text) }, changes),
  );
  onTestFinished(async () => {
    stop();
    await ended;
  });
  await Promise.race([until(() => out.includes("Try it:")), ended]);
  const port = Number(/^https:\/\/[^ ]*:(\d+) ->/m.exec(out)?.[1]);
  expect({ err, hasPort: port > 0 }).toEqual({ err: "", hasPort: true });
  const rows = (): readonly string[] => out.split("\n").filter((line) => /^\d\d:\d\d:\d\d /.test(line));
  return {
    port,
    folder,
    out: () => out,
    rows: async (count) => {
      await until(() => rows().length >= count);
      return rows();
    },
    stop: async () => {
      stop();
      return { code: await ended, out, err };
    },
  };
}

/** Runs `dev`, or `dev certs`, which is over by itself. */
export async function dev(argv: readonly string[], changes: Partial<Surroundings> = {}): Promise<Said> {
  let out = "";
  let err = "";
  const never = { whenTold: () => Promise.resolve() };
  const code = await runCommandLine(
    [createDev(never)],
    ["dev", ...argv],
    surroundings({ write: (text) => (out += text) }, { write: (text) => (err += text) }, changes),
  );
  return { code, out, err };
}

function surroundings(
  stdout: Surroundings["stdout"],
  stderr: Surroundings["stderr"],
  changes: Partial<Surroundings>,
): Surroundings {
  return {
    environment: {},
    platform: "linux",
    stdout,
    stderr,
    clock: Date.now,
    load: (name) => import(name),
    ...changes,
  };
}

async function until(isDone: () => boolean): Promise<void> {
  for (let turn = 0; turn < 500 && !isDone(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

export interface Call {
  /** One of the folder's clients. Absent: no certificate. */
  readonly client?: string;
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly tls?: "TLSv1.2" | "TLSv1.3";
}

/** One request through the stand, whose certificate must be the development CA's. Status and body. */
export function call(
  { port, folder }: Pick<Stand, "port" | "folder">,
  options: Call = {},
): Promise<{
  readonly status: number | undefined;
  readonly body: string;
}> {
  const { client, path = "/orders", method = "GET", headers = {}, body, tls } = options;
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const identity =
    client === undefined ? {} : { cert: read(`clients/${client}.pem`), key: read(`clients/${client}.key`) };
  const versions = tls === undefined ? {} : { minVersion: tls, maxVersion: tls };
  const agent = new Agent({ ca: read("authority.pem"), ...identity, ...versions });
  return new Promise((resolve, reject) => {
    const request = httpsRequest({ host: "localhost", port, path, method, headers, agent });
    request.on("error", reject).on("response", async (response) => {
      let text = "";
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, body: text });
    });
    request.end(body);
  });
}
