import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import type { Place } from "./layering-table.ts";
import { PLACES } from "./layering-table.ts";

/** The project's root, with a slash at its end. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** One import of a file: what it names, as a path from the root or as a bare specifier. */
export interface Import {
  readonly target: string;
  /** Written `import type` or `export type`: gone when the program runs. */
  readonly typeOnly: boolean;
}

/** Every TypeScript file of a folder, as paths from the root, `/` as separator. */
export function sourceFiles(folder: string): readonly string[] {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .map((name) => posix.join(folder, name.replaceAll("\\", "/")))
    .filter((name) => name.endsWith(".ts"))
    .sort();
}

export function importsOfFile(file: string): readonly Import[] {
  return importsOf(file, readFileSync(`${ROOT}${file}`, "utf8"));
}

// Keyword, `type` unless it is itself the imported name, the bindings, and the specifier.
const STATEMENT =
  /^\s*(?:import|export(?=\s*(?:type\s*)?[*{]))(\s+type\b(?!\s+from\b))?(?:[^;"'`()=]*?\bfrom)?\s*["']([^"'\n]+)["']/gm;

/** Every import, re-export, dynamic import and require of a source text, found by its keywords. */
export function importsOf(file: string, source: string): readonly Import[] {
  const code = source.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, "").replaceAll(/^\s*\/\/.*$/gm, "");
  const statements = [...code.matchAll(STATEMENT)];
  const calls = [...code.matchAll(/\b(?:import|require)\s*\(\s*["'`]([^"'`\n]+)["'`]/g)];
  return [
    ...statements.map(([, type, specifier]) => ({ target: resolve(file, specifier), typeOnly: type !== undefined })),
    ...calls.map(([, specifier]) => ({ target: resolve(file, specifier), typeOnly: false })),
  ];
}

/** The entry of the table a file belongs to; undefined when the table does not know it. */
export function placeOf(file: string): Place | undefined {
  return PLACES.find(({ files }) => (files.endsWith("/") ? file.startsWith(files) : file === files));
}

/** Whether the table lets `file` import this. */
export function isAllowed(file: string, place: Place, { target, typeOnly }: Import): boolean {
  if (insideOwnFolder(file, target) || place.values.some((allowed) => covers(allowed, target))) return true;
  return typeOnly && place.types.some((allowed) => covers(allowed, target));
}

function insideOwnFolder(file: string, target: string): boolean {
  const folder = posix.dirname(file);
  return folder !== "src" && posix.dirname(target) === folder;
}

function covers(allowed: string, target: string): boolean {
  if (allowed === "*") return true;
  if (allowed === "node:") return target.startsWith(allowed);
  return allowed.endsWith("/") ? `${posix.dirname(target)}/` === allowed : target === allowed;
}

function resolve(file: string, specifier: string | undefined): string {
  if (specifier === undefined) throw new Error(`${file}: an import without a specifier`);
  return specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : specifier;
}
