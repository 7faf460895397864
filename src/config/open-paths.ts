import { readList, reportEmptyList } from "./lists.ts";
import type { Reporter } from "./problems.ts";
import { excerpt } from "./text.ts";

/** Open paths from a variable: `/healthz;/public/*`. */
export function openPathsFromText(text: string, report: Reporter): readonly string[] | undefined {
  const entries = readList(text, report);
  return entries && checkEntries(entries, report);
}

/** Open paths from code: an array of strings. */
export function openPathsFromCode(value: unknown, report: Reporter): readonly string[] | undefined {
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === "string")) {
    report.add("option_wrong_type", "The open paths are no array of strings.", 'Write openPaths: ["/healthz"].');
    return undefined;
  }
  if (value.length > 0) return checkEntries(value, report);
  reportEmptyList(report);
  return undefined;
}

function checkEntries(entries: readonly string[], report: Reporter): readonly string[] {
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const place = entries.length > 1 ? `entry ${index + 1}` : undefined;
    checkEntry(entry, report, place);
    if (seen.has(entry)) {
      report.add("open_path_repeated", `${excerpt(entry)} stands more than once.`, "Remove one.", place);
    }
    seen.add(entry);
  }
  return Object.freeze([...seen]);
}

function checkEntry(entry: string, report: Reporter, place: string | undefined): void {
  if (entry === "/*") {
    const remedy = "List the paths that are meant to be open; `/` opens the root and nothing below it.";
    report.add("open_path_everything", "`/*` opens every path, which switches the protection off.", remedy, place);
    return;
  }
  const problem = problemOf(entry);
  if (problem !== undefined) {
    report.add("open_path_malformed", `${excerpt(entry)} ${problem}.`, REMEDY, place);
  }
}

const REMEDY =
  "Write the path as it stands in the request line, `/healthz`, or with everything below it, `/public/*`; case " +
  "counts, and nothing is decoded.";

/**
 * What a request's path must not hold to be open, an entry must not hold either, or it would open nothing. The first
 * that applies is told.
 */
function problemOf(entry: string): string | undefined {
  if (!entry.startsWith("/")) return "does not begin with `/`";
  if (entry.includes("%")) return "holds `%`, and a path with an escape is never open";
  if (entry.includes("?")) return "holds `?`, and the query does not count";
  const foreign = /[\\;#]/.exec(entry)?.[0];
  if (foreign !== undefined) return `holds \`${foreign}\`, which some readers of paths treat in their own way`;
  if (/[^\x21-\x7e]/.test(entry))
    return "holds white space or a character that is not ASCII, which no request line has";
  return problemOfSegments(entry.slice(1).split("/"));
}

function problemOfSegments(segments: readonly string[]): string | undefined {
  const last = segments.length - 1;
  if (last > 0 && segments.includes("")) return "holds an empty segment: two `/` in a row, or one at the end";
  if (segments.includes(".") || segments.includes("..")) return "holds a `.` or `..` segment";
  const stray = segments.some((segment, index) => segment.includes("*") && !(segment === "*" && index === last));
  return stray ? "holds `*` elsewhere than as its last segment" : undefined;
}
