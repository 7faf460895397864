import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, isAbsolute, join } from "node:path";
import type { Reporter } from "./problems.ts";
import { enumerate, excerpt } from "./text.ts";

/** One configured file as read. */
export interface ConfiguredFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Endings of the files that a folder is searched for, in lower case. */
const CERTIFICATE_ENDINGS: readonly string[] = [".pem", ".crt", ".cer", ".der"];

/** Most octets of one file: some 500 certificates. Larger ones are something else. */
const MAX_FILE_BYTES = 1_048_576;

/** How many names a warning lists. */
const MOST_NAMES = 5;

/**
 * The file at `path`, or of a folder the files in it that have one of `CERTIFICATE_ENDINGS`, sorted by name;
 * folders inside are not entered. What cannot be read is reported, and the rest returned.
 */
export function readFileOrFolder(path: string, report: Reporter, place: string): readonly ConfiguredFile[] {
  const kind = kindOf(path, report, place);
  if (kind === "file") return readFiles([path], report, place);
  return kind === "folder" ? readFolder(path, report, place) : [];
}

/** Whether something is there; whether it can be read is another question. */
export function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function readFolder(folder: string, report: Reporter, place: string): readonly ConfiguredFile[] {
  const names = attempt(() => readdirSync(folder).sort(), folder, report, place);
  if (names === undefined) return [];
  // Kubernetes and editors keep files beginning with a dot beside the real ones.
  const visible = names.filter((name) => !name.startsWith("."));
  const certificates = visible.filter((name) => CERTIFICATE_ENDINGS.includes(extname(name).toLowerCase()));
  const others = visible.filter((name) => !certificates.includes(name) && isFile(join(folder, name)));
  const endings = enumerate(CERTIFICATE_ENDINGS, "or");
  if (others.length > 0) {
    const more = others.length > MOST_NAMES ? ` and ${others.length - MOST_NAMES} more` : "";
    const list = others.slice(0, MOST_NAMES).map((name) => excerpt(name));
    const message = `Of the folder ${showPath(folder)} these files are not read: ${list.join(", ")}${more}.`;
    report.add("files_ignored", message, `Rename those that are certificates so that they end in ${endings}.`, place);
  }
  if (certificates.length === 0) {
    const message = `The folder ${showPath(folder)} holds no file that ends in ${endings}.`;
    report.add("folder_empty", message, "Put the certificates there, or name the folder that holds them.", place);
  }
  const paths = certificates.map((name) => join(folder, name));
  return readFiles(paths, report, place);
}

function readFiles(paths: readonly string[], report: Reporter, place: string): readonly ConfiguredFile[] {
  return paths.flatMap((path) => {
    // A pipe or a device would block the start or never end, so only regular files are opened.
    if (kindOf(path, report, place) !== "file") return [];
    const bytes = attempt(() => readFileSync(path), path, report, place);
    return bytes === undefined ? [] : [{ path, bytes }];
  });
}

function kindOf(path: string, report: Reporter, place: string): "file" | "folder" | undefined {
  const stats = attempt(() => statSync(path), path, report, place);
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) return "folder";
  if (!stats.isFile()) {
    report.add("file_unreadable", `${showPath(path)} is neither a file nor a folder.`, REMEDY, place);
    return undefined;
  }
  if (stats.size <= MAX_FILE_BYTES) return "file";
  const message = `The file ${showPath(path)} has ${stats.size} octets, more than the ${MAX_FILE_BYTES} that are read.`;
  report.add(
    "file_unreadable",
    message,
    "Keep only the certificates that are needed, or spread them over a folder.",
    place,
  );
  return undefined;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const REMEDY = "Name a file or folder that the app's user may read.";

function attempt<Result>(act: () => Result, path: string, report: Reporter, place: string): Result | undefined {
  try {
    return act();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const relative = isAbsolute(path) ? "" : ` The path is relative to ${showPath(process.cwd())}.`;
    report.add("file_unreadable", `${showPath(path)} ${reasonOf(code)} (${code}).${relative}`, REMEDY, place);
    return undefined;
  }
}

function reasonOf(code: string): string {
  if (code === "ENOENT" || code === "ENOTDIR") return "does not exist";
  if (code === "EACCES" || code === "EPERM") return "may not be read by the app's user";
  return "cannot be read";
}

const LONGEST_PATH = 200;

function showPath(path: string): string {
  return excerpt(path, LONGEST_PATH);
}
