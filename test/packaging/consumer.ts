import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { ROOT } from "../house/imports.ts";
import { readPackageJson } from "../house/repository.ts";

const run = promisify(execFile);
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
// What npm puts into every package without being told, and package.json's own list.
const BESIDE_DIST = ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"];

/** An empty project with the packed package installed, as a user gets it. */
export interface Consumer {
  /** The paths inside the tarball and its unpacked size in bytes, as npm reports them. */
  readonly files: readonly string[];
  readonly unpackedSize: number;
  /** The installed package's folder. */
  readonly installed: string;
  /** Everything in the project's node_modules. */
  readonly packages: readonly string[];
  /** Runs a script there; resolves to what it printed. Rejects when it fails. */
  runScript(name: string, text: string): Promise<string>;
  /** Compiles a TypeScript file there; resolves to the compiler's complaints. */
  compile(name: string, text: string): Promise<string>;
  remove(): void;
}

/** Builds, packs and installs. All of it in a temporary folder, so that suites that use `dist` are not disturbed. */
export async function createConsumer(): Promise<Consumer> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "packaging-")));
  const { filename, files, unpackedSize } = await pack(join(folder, "source"));
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  await run("npm", ["install", filename, "--omit=optional", "--offline", "--no-audit", "--no-fund"], { cwd: project });
  const modules = join(project, "node_modules");
  return {
    files: files.map(({ path }) => path),
    unpackedSize,
    installed: join(modules, readPackageJson().name),
    packages: readdirSync(modules).filter((name) => !name.startsWith(".")),
    async runScript(name, text) {
      writeFileSync(join(project, name), text);
      return (await run(process.execPath, [name], { cwd: project })).stdout;
    },
    compile: (name, text) => compile(project, name, text),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
  readonly unpackedSize: number;
}

async function pack(source: string): Promise<Packed> {
  mkdirSync(source);
  for (const file of BESIDE_DIST.filter((name) => existsSync(join(ROOT, name)))) {
    cpSync(join(ROOT, file), join(source, file));
  }
  await run(process.execPath, [TSC, "-p", join(ROOT, "src"), "--outDir", join(source, "dist")]);
  const { stdout } = await run("npm", ["pack", "--json", "--ignore-scripts"], { cwd: source });
  const [packed] = JSON.parse(stdout) as readonly Packed[];
  if (packed === undefined) throw new Error(`npm pack said: ${stdout}`);
  return { ...packed, filename: join(source, packed.filename) };
}

async function compile(project: string, name: string, text: string): Promise<string> {
  const compilerOptions = {
    target: "ES2022",
    lib: ["ES2022"],
    module: "NodeNext",
    moduleResolution: "NodeNext",
    strict: true,
    skipLibCheck: false,
    noEmit: true,
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
  };
  writeFileSync(join(project, name), text);
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: [name] }));
  return run(process.execPath, [TSC, "-p", project]).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );
}
