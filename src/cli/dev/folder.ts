import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { attempt, FileProblem } from "./file-problem.ts";

/** A folder that holds certificates and keys for development, and nothing else. */
export interface Folder {
  /** As it was written on the command line. */
  readonly path: string;
  pathOf(name: string): string;
  has(name: string): boolean;
  /** Undefined: it is not there. */
  read(name: string): string | undefined;
  /** `secret`: readable by its owner alone. */
  write(name: string, content: string | Uint8Array, kind: "public" | "secret"): void;
  /** Names of the files of the clients. */
  listClients(): readonly string[];
}

/** Where the clients' files are, inside the folder. */
export const CLIENTS = "clients";

/**
 * Opens the folder, made and marked if need be. Keys that others may read are closed to them again.
 *
 * @throws {FileProblem} It holds something else, or cannot be read or written.
 */
export function openFolder(path: string): Folder {
  attempt(`The folder ${path} cannot be used`, () => prepare(path));
  return {
    path,
    pathOf: (name) => join(path, name),
    has: (name) => existsSync(join(path, name)),
    read: (name) => {
      const file = join(path, name);
      return existsSync(file) ? attempt(`${file} cannot be read`, () => readFileSync(file, "utf8")) : undefined;
    },
    write: (name, content, kind) => {
      const file = join(path, name);
      attempt(`${file} cannot be written`, () => replace(file, content, kind));
    },
    listClients: () => attempt(`The folder ${path} cannot be read`, () => readdirSync(join(path, CLIENTS))),
  };
}

/** Git's own rule for what is in the folder, and what the folder is known by. */
const IGNORE = ".gitignore";

const MARK = "# Made by azure-client-cert dev: certificates and keys for development, never to be committed.";

function prepare(path: string): void {
  const isThere = existsSync(path);
  if (isThere && readdirSync(path).length > 0 && !isOurs(join(path, IGNORE))) {
    throw new FileProblem(`The folder ${path} holds something else. Name another with --dir; it is made if need be.`);
  }
  mkdirSync(join(path, CLIENTS), { recursive: true, mode: 0o700 });
  if (!isThere) chmodSync(path, 0o700);
  writeFileSync(join(path, IGNORE), `${MARK}\n*\n`);
  for (const folder of [path, join(path, CLIENTS)]) closeKeys(folder);
}

function isOurs(file: string): boolean {
  return existsSync(file) && readFileSync(file, "utf8").startsWith(MARK);
}

/** Somebody may have copied the folder, or unpacked it. */
function closeKeys(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => /\.(?:key|p12)$/.test(file))) {
    const file = join(folder, name);
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, SECRET);
  }
}

const SECRET = 0o600;

/** A file that is there keeps its mode when it is overwritten, and a link leads elsewhere; so it goes first. */
function replace(file: string, content: string | Uint8Array, kind: "public" | "secret"): void {
  rmSync(file, { force: true });
  writeFileSync(file, content, { mode: kind === "secret" ? SECRET : 0o644, flag: "wx" });
}
