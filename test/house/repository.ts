import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { ROOT } from "./imports.ts";

/** Every file of the project, tracked or about to be: what `.gitignore` names is left out. */
export function projectFiles(): readonly string[] {
  const output = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return output.split("\0").filter((file) => file !== "" && existsSync(`${ROOT}${file}`));
}

export function readProjectFile(file: string): string {
  return readFileSync(`${ROOT}${file}`, "utf8");
}

/** The parts of `package.json` the tests read. */
export interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export function readPackageJson(): PackageJson {
  return JSON.parse(readProjectFile("package.json")) as PackageJson;
}
