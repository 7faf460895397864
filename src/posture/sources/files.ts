import type { Dirent } from "node:fs";
import { open, readdir, readFile, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve, sep } from "node:path";

/** A file to scan. */
export interface SourceFile {
  /** Relative to the working folder, with `/`. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A path that could not be read, and why. */
export interface UnreadablePath {
  readonly file: string;
  /** Always undefined: it is about the whole file. */
  readonly position: undefined;
  readonly problem: string;
}

/** What `scan` takes, and what belongs into its option `unreadable`. */
export interface ReadSources {
  readonly sources: readonly SourceFile[];
  readonly unreadable: readonly UnreadablePath[];
}

export interface ReadSourcesOptions {
  /** Folder that paths are relative to. Default: the working folder of the process. */
  readonly folder?: string;
}

/** Largest file that is read, in bytes. The plan of a large estate has tens of megabytes. */
const LARGEST = 64 * 1024 * 1024;

/**
 * Reads files and folders for a scan. In a folder it takes what Terraform reads (`.tf`, `.tofu`, `.tfvars`, their JSON
 * forms, the lock file, the list of installed modules) and plans in JSON; a file that is named is taken whatever it is
 * called. `.git`, `node_modules` and the providers of `.terraform` are left out. Links are followed inside the folder
 * only, and in no circle; what they lead to counts wherever it is reached, since Terraform reads it there. What cannot be
 * read is told, and the rest is read.
 */
export async function readSources(paths: readonly string[], options: ReadSourcesOptions = {}): Promise<ReadSources> {
  const walk: Walk = {
    folder: resolve(options.folder ?? "."),
    sources: [],
    unreadable: [],
    seen: new Set(),
    linked: 0,
  };
  for (const path of paths) await readNamed(resolve(walk.folder, path), walk);
  return { sources: Object.freeze(walk.sources), unreadable: Object.freeze(walk.unreadable) };
}

interface Walk {
  readonly folder: string;
  readonly sources: SourceFile[];
  readonly unreadable: UnreadablePath[];
  /** Paths of files that were read, as they were reached. */
  readonly seen: Set<string>;
  /** How many folders were entered by a link. */
  linked: number;
}

/** More links to folders than that are no tree that anybody made: a few that lead to each other multiply. */
const MOST_LINKED = 1000;

async function readNamed(path: string, walk: Walk): Promise<void> {
  await orTell(path, walk, async () => {
    const real = await realpath(path);
    if ((await stat(real)).isDirectory()) await readFolder({ path, real }, [], walk);
    else await readOne(path, walk);
  });
}

/** A path as it was reached, and where it really is. */
interface Place {
  readonly path: string;
  readonly real: string;
}

/** @param above Real paths of the folders that led here, the one that was named first; nothing outside of that is followed. */
async function readFolder({ path, real }: Place, above: readonly string[], walk: Walk): Promise<void> {
  if (above.includes(real)) return;
  const within = [...above, real];
  const entries = await readdir(path, { withFileTypes: true });
  for (const entry of entries.sort((left, right) => (left.name < right.name ? -1 : 1))) {
    const child = { path: join(path, entry.name), real: join(real, entry.name) };
    await orTell(child.path, walk, () => readEntry(child, entry, within, walk));
  }
}

async function readEntry(child: Place, entry: Dirent, within: readonly string[], walk: Walk): Promise<void> {
  const { path } = child;
  const isLink = entry.isSymbolicLink();
  const real = isLink ? await realpath(path) : child.real;
  if (!isInside(real, within[0] ?? real)) {
    if (isTerraforms(path)) tell(path, walk, "it is a link out of the folder that is scanned");
    return;
  }
  const found = isLink ? await stat(real) : entry;
  if (found.isDirectory()) {
    if (isLeftOut(path)) return;
    if (isLink) walk.linked += 1;
    if (walk.linked > MOST_LINKED) tell(path, walk, `there are more than ${MOST_LINKED} links to folders`);
    else await readFolder({ path, real }, within, walk);
  } else if (found.isFile() && (isTerraforms(path) || (await mayBePlan(path)))) await readOne(path, walk);
}

function isLeftOut(path: string): boolean {
  const [parent, name] = path.split(sep).slice(-2);
  return name === ".git" || name === "node_modules" || (name === "providers" && parent === ".terraform");
}

/** Terraform passes over files that begin with a point, as editors leave behind. */
function isTerraforms(path: string): boolean {
  if (/[\\/]\.[^\\/]*$/.test(path) && !path.endsWith(".terraform.lock.hcl")) return false;
  return (
    /\.(?:tf|tofu)(?:\.json)?$|\.tfvars(?:\.json)?$|[\\/]\.terraform\.lock\.hcl$/.test(path) ||
    path.endsWith(join(".terraform", "modules", "modules.json"))
  );
}

/** How much of a JSON file tells whether it is a plan, in bytes: `format_version` is the first member, by every version. */
const HEAD = 512;

/** Whether a file is JSON that begins as a plan does, whichever way it is encoded. A scan looks at it more closely. */
async function mayBePlan(path: string): Promise<boolean> {
  if (!path.endsWith(".json")) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const text = buffer.subarray(0, bytesRead).toString("latin1").replaceAll("\0", "");
    return text.includes('"format_version"') && /"(?:terraform_version|planned_values|values)"/.test(text);
  } finally {
    await file.close();
  }
}

async function readOne(path: string, walk: Walk): Promise<void> {
  const found = await stat(path);
  if (!found.isFile()) return tell(path, walk, "it is no file");
  if (found.size > LARGEST) return tell(path, walk, `it is larger than ${LARGEST / 1024 / 1024} MiB`);
  if (walk.seen.has(path)) return;
  walk.seen.add(path);
  walk.sources.push({ path: shown(path, walk), bytes: await readFile(path) });
}

async function orTell(path: string, walk: Walk, read: () => Promise<void>): Promise<void> {
  try {
    await read();
  } catch (error) {
    tell(path, walk, PROBLEMS.get((error as NodeJS.ErrnoException).code ?? "") ?? String((error as Error).message));
  }
}

const PROBLEMS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file or folder"],
  ["EACCES", "it may not be read"],
  ["EPERM", "it may not be read"],
  ["ELOOP", "it is a link in a circle"],
]);

function tell(path: string, walk: Walk, problem: string): void {
  walk.unreadable.push({ file: shown(path, walk), position: undefined, problem });
}

function isInside(path: string, top: string): boolean {
  const below = relative(top, path);
  return below === "" || !(below === ".." || below.startsWith(`..${sep}`) || isAbsolute(below));
}

function shown(path: string, { folder }: Walk): string {
  return relative(folder, path).replaceAll(sep, "/");
}
