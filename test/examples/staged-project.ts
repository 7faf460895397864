import { execFile } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { ROOT } from "../house/imports.ts";

const run = promisify(execFile);
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** The project, built, in a folder of its own: the one's `dist` may be gone while another suite builds. */
export interface StagedProject {
  readonly root: string;
  /** A folder for what the demo writes; empty before and after. */
  readonly temporary: string;
  /** Replaces a text that stands in a file exactly once. */
  edit(file: string, from: string, to: string): void;
  /** What the demo is made of, for suites that bring a front end of their own. */
  loadDemo(): Promise<Demo>;
  remove(): void;
}

/** `examples/demo` as a library. */
export interface Demo {
  readonly environment: Readonly<Record<string, string>>;
  readonly cases: readonly DemoCase[];
  /** Starts `examples/<name>` as a child process, told by the environment alone. */
  startApp(name: ExampleApp, environment: Readonly<Record<string, string>>): Promise<DemoApp>;
  /** The app as it would be deployed, in a folder that the caller removes. */
  installApp(name: ExampleApp): string;
}

export type ExampleApp = "express-app" | "fastify-app" | "http-app";

/** See `examples/demo/cases.js`. */
export interface DemoCase {
  readonly name: string;
  readonly frontEnd: "required" | "optional" | "appending" | "passing";
  readonly presents: { readonly cert: string; readonly key: string } | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly path: string;
  readonly status: 200 | 403;
  readonly code: string | undefined;
  readonly caller: string | undefined;
}

/** See `examples/demo/app-process.js`. */
export interface DemoApp {
  readonly port: number;
  findRefusal(id: string): Promise<{ readonly code: string; readonly reason: string } | undefined>;
  stop(): Promise<void>;
}

export async function stageProject(): Promise<StagedProject> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "examples-")));
  const root = join(folder, "project");
  const temporary = join(folder, "tmp");
  for (const path of [root, temporary]) mkdirSync(path);
  for (const name of ["package.json", "examples"]) cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(root, "node_modules"), "junction");
  const noTypes = ["declaration", "declarationMap", "isolatedDeclarations"].flatMap((flag) => [`--${flag}`, "false"]);
  // Types are checked elsewhere.
  await run(process.execPath, [TSC, "-p", join(ROOT, "src"), "--outDir", join(root, "dist"), "--noCheck", ...noTypes]);
  return {
    root,
    temporary,
    edit: (file, from, to) => edit(join(root, file), from, to),
    loadDemo: () => loadDemo(root),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}

function edit(path: string, from: string, to: string): void {
  const parts = readFileSync(path, "utf8").split(from);
  if (parts.length !== 2) throw new Error(`${path} holds ${JSON.stringify(from)} ${parts.length - 1} times`);
  writeFileSync(path, parts.join(to));
}

async function loadDemo(root: string): Promise<Demo> {
  const load = (name: string): Promise<unknown> => import(pathToFileURL(join(root, "examples/demo", name)).href);
  const { createEstate } = (await load("estate.js")) as { createEstate: () => Pick<Demo, "environment"> };
  const { demoCases } = (await load("cases.js")) as { demoCases: (estate: object) => readonly DemoCase[] };
  const { startApp, installApp } = (await load("app-process.js")) as Pick<Demo, "startApp" | "installApp">;
  const estate = createEstate();
  return { environment: estate.environment, cases: demoCases(estate), startApp, installApp };
}
