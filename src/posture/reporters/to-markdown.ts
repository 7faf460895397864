import type { ScanResult } from "../scan/model.ts";
import { harmless } from "./harmless.ts";
import { isNote, isOpen, placeOf, type Reported, summarize, wholePlaceOf } from "./reported.ts";

/** Rows of one table: a comment on GitHub holds 65,536 characters. */
const MOST_ROWS = 100;

/** Longest message of a row, in characters. */
const LONGEST = 400;

/**
 * The report for a comment on a pull request, in GitHub's Markdown. What comes from scanned files stays text: it makes
 * no table, link, image, mention or reference of its own.
 */
export function toMarkdown({ report, rules }: Reported): string {
  const open = report.results.filter(isOpen);
  const notes = report.results.filter(isNote);
  const suppressed = report.results.filter(({ status }) => status === "suppressed");
  const unreadable = report.unreadable.map(({ file, position, problem }) =>
    row([code(placeOf({ file, line: position?.line ?? 1 })), prose(problem)]),
  );
  const asked = rules.filter(({ id }) => open.some(({ rule }) => rule === id));
  return [
    "## Client certificates",
    "",
    summarize(report),
    "",
    ...table(["Status", "Rule", "Resource", "Place", "What was found"], open.map(findingRow)),
    ...details(
      "What mends it",
      asked.map(({ id, why, remedy }) => `- ${code(id)}: ${prose(why)} ${prose(remedy)}`),
    ),
    ...table(["Could not be read", "Problem"], unreadable),
    ...details("Notes", table(["Rule", "Resource", "Place", "What was found"], notes.map(noteRow))),
    ...details(
      "Taken away",
      table(["Rule", "Resource", "Place", "Reason", "Owner", "Until"], suppressed.map(suppressedRow)),
    ),
    ...report.notices.slice(0, MOST_ROWS).map((notice) => `- ${prose(notice)}`),
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
}

function findingRow(result: ScanResult): string {
  const { status, rule, address, message, expression } = result;
  const doubt = expression === undefined ? "" : `<br>${code(expression)}`;
  const word = status === "fail" ? `**fail**, ${result.severity}` : "unknown";
  return row([word, code(rule), code(address), code(wholePlaceOf(result)), prose(message) + doubt]);
}

function noteRow(result: ScanResult): string {
  const { rule, address, message } = result;
  return row([code(rule), code(address), code(wholePlaceOf(result)), prose(message)]);
}

function suppressedRow(result: ScanResult): string {
  const { rule, address, suppression } = result;
  const { reason = "", owner = "", until = "" } = suppression ?? {};
  return row([code(rule), code(address), code(wholePlaceOf(result)), prose(reason), prose(owner), prose(until)]);
}

function table(head: readonly string[], rows: readonly string[]): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length > MOST_ROWS ? [`And ${rows.length - MOST_ROWS} more.`, ""] : [];
  return [row(head), row(head.map(() => "---")), ...rows.slice(0, MOST_ROWS), "", ...more];
}

function details(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["<details>", `<summary>${title}</summary>`, "", ...lines, "", "</details>", ""];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** In an element and not between backticks, which a cell could close. */
function code(text: string): string {
  return `<code>${entities(text)}</code>`;
}

/**
 * `@`, `#` and `GH-` are found again in the finished page, so an invisible blank keeps them from what follows;
 * everything else is nothing but text once it is an entity.
 */
function prose(text: string): string {
  return entities(text).replace(/&#64;|&#35;|\bGH&#45;/gi, "$&&#8203;");
}

/** A point stays, for the sake of who reads the source, where it makes no `www.`. */
function entities(text: string): string {
  return harmless(text, LONGEST).replace(
    /[^A-Za-z0-9 ,.]|(?<=w)\./giu,
    (character) => `&#${character.codePointAt(0)};`,
  );
}
