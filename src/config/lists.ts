import { splitList } from "../rules/list.ts";
import type { Reporter } from "./problems.ts";
import { unquote, unquoteList } from "./text.ts";

/**
 * The entries of a list variable, split at `;` and at line ends as the reader of names sees them: not inside
 * quotation marks and not after a backslash; marks around the whole list do not count. At least one entry; without any it reports, and returns undefined.
 */
export function readList(text: string, report: Reporter): readonly string[] | undefined {
  const entries = splitList(unquoteList(text))
    .map((entry) => unquote(entry.text))
    .filter((entry) => entry !== "");
  if (entries.length > 0) return entries;
  reportEmptyList(report);
  return undefined;
}

/** Reports a list without entries. */
export function reportEmptyList(report: Reporter): void {
  const message = "The list has no entry, and an empty list never means everyone or everything.";
  report.add("list_empty", message, "Write at least one entry, or remove the setting.");
}
