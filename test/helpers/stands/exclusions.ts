import type { ExclusionMatch } from "./options.ts";

/** Whether a request target lies under one of the exclusion paths. */
export function isExcluded(target: string, exclusionPaths: readonly string[], match: ExclusionMatch): boolean {
  const path = pathOf(target);
  return exclusionPaths.some((entry) => matches(path, entry, match));
}

/** Whether it lies under one by some reading, and yet is not written as in the list. */
export function isOtherSpelling(target: string, exclusionPaths: readonly string[]): boolean {
  const path = pathOf(target);
  const asWritten = exclusionPaths.some(
    (entry) => path === entry || (path.startsWith(`${entry}/`) && !/[%.]/.test(path)),
  );
  return !asWritten && exclusionPaths.some((entry) => matches(path, entry, "decoded-prefix"));
}

/** Without scheme and host of the absolute form (RFC 9112 section 3.2.2), and without the query. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
}

function matches(path: string, entry: string, match: ExclusionMatch): boolean {
  if (match === "case-sensitive") return path.startsWith(entry);
  const read = reading(path, match).toLowerCase();
  const wanted = entry.toLowerCase();
  if (match !== "segments") return read.startsWith(wanted);
  return read === wanted || read.startsWith(wanted.endsWith("/") ? wanted : `${wanted}/`);
}

function reading(path: string, match: ExclusionMatch): string {
  if (match === "decoded-prefix") return decode(path);
  return match === "normalised-prefix" ? withoutDotSegments(decode(path)) : path;
}

function decode(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (triplet) => String.fromCharCode(Number.parseInt(triplet.slice(1), 16)));
}

/** RFC 3986 section 5.2.4. */
function withoutDotSegments(path: string): string {
  const kept: string[] = [];
  for (const segment of path.split("/").slice(1)) {
    if (segment === "..") kept.pop();
    else if (segment !== ".") kept.push(segment);
  }
  return `/${kept.join("/")}`;
}
