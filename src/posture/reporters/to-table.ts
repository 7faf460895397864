import type { Table as ConsoleTable } from "console-table-printer";
import type { Remedy, ScanResult, Suppression } from "../scan/model.ts";
import { excerptLines, linesOfFiles } from "./excerpt-lines.ts";
import { cut, harmless, harmlessLines } from "./harmless.ts";
import { countResults, isNote, isOpen, placeOf, type Reported, summarize, wholePlaceOf } from "./reported.ts";
import { breakable, wrapWords } from "./wrap.ts";

export type Paint = (text: string) => string;

/** The few things that text can look like. */
export interface TableStyle {
  readonly strong: Paint;
  readonly quiet: Paint;
  readonly good: Paint;
  readonly bad: Paint;
  readonly doubtful: Paint;
}

export interface TableOptions {
  /** console-table-printer's. */
  readonly Table: typeof ConsoleTable;
  readonly style: TableStyle;
  /** Of the terminal, in characters. */
  readonly width: number;
}

/**
 * The report for a person at a terminal: every finding with the lines that it is about and what mends it, then notes and
 * what was taken away, then a table of all findings, and the sum in the last line. Nothing of a scanned file can act on
 * the terminal, or look like a line of this report.
 */
export function toTable(reported: Reported, options: TableOptions): string {
  const { report } = reported;
  const { strong } = options.style;
  const open = report.results.filter(isOpen);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [strong(title), ...lines, ""];
  const told = new Map<string, string>();
  const linesOf = linesOfFiles(reported.textOf);
  const unreadable = report.unreadable.map(({ file, position, problem }) =>
    say(2, `${placeOf({ file, line: position?.line ?? 1 })}: ${problem}`, options),
  );
  return [
    ...open.flatMap((result) => [...finding(result, { rules: reported.rules, linesOf, told }, options), ""]),
    ...section(
      "Notes, which decide nothing",
      report.results.filter(isNote).flatMap((note) => shortFinding(note, options)),
    ),
    ...section(
      "Taken away",
      report.results.flatMap((result) => suppressedLines(result, options)),
    ),
    ...section("Could not be read", unreadable.flat()),
    ...section(
      "Beside that",
      report.notices.flatMap((notice) => say(2, notice, options)),
    ),
    ...(open.length === 0 ? [] : [tableOf(open, options), ""]),
    paintSum(reported, options)(summarize(report)),
    "",
  ].join("\n");
}

interface Telling {
  readonly rules: Reported["rules"];
  readonly linesOf: (file: string) => readonly string[] | undefined;
  /** Remedies, and the address of the finding that they were told of first. */
  readonly told: Map<string, string>;
}

function finding(result: ScanResult, { rules, linesOf, told }: Telling, options: TableOptions): readonly string[] {
  const { style, width } = options;
  const rule = rules.find(({ id }) => id === result.rule);
  const title = rule === undefined ? result.rule : `${rule.title} [${result.rule}]`;
  const lines = excerptLines(linesOf(result.position.file), result.position);
  const digits = String(lines.at(-1)?.number).length;
  const excerpt = lines.map((line) => {
    const text = `${line.isMarked ? ">" : " "} ${String(line.number).padStart(digits)} | ${line.text}`;
    return `    ${(line.isMarked ? plain : style.quiet)(cut(text, Math.max(20, width - 4)))}`;
  });
  return [
    `${statusOf(result, style)}  ${style.strong(harmless(title))}`,
    ...say(2, result.address, options),
    ...say(2, factsOf(result), options).map(style.quiet),
    ...excerpt,
    ...say(2, result.message, options),
    ...(result.expression === undefined ? [] : say(2, `Not resolved: ${result.expression}`, options)),
    ...result.remedies.flatMap((remedy) => remedyLines(remedy, result.address, options, told)),
  ];
}

function shortFinding(result: ScanResult, options: TableOptions): readonly string[] {
  const head = `${result.address} [${result.rule}], ${factsOf(result)}`;
  return [...say(2, head, options), ...say(4, result.message, options)];
}

/** `infra/main.tf:12, high, internal, prod, azurerm 4.x`. */
function factsOf(result: ScanResult): string {
  const { severity, exposure, environment, assumed } = result;
  const facts = [
    severity === "note" ? undefined : severity,
    exposure === "unknown" ? "exposure unknown" : exposure,
    environment === undefined ? undefined : `environment ${environment}`,
    assumed === undefined ? undefined : `assumed ${assumed}`,
  ];
  return [wholePlaceOf(result), ...facts.filter((fact) => fact !== undefined)].join(", ");
}

const NAMES: Readonly<Record<Remedy["kind"], string>> = {
  terraform: "Terraform",
  az: "az",
  bicep: "Bicep",
  portal: "Portal",
  warning: "Take care",
};

/** Columns of a remedy's name. */
const NAME = 11;

/** What was told of an earlier finding is not told in full again: warnings and the portal's ways are the same for most. */
function remedyLines(
  { kind, text }: Remedy,
  address: string,
  options: TableOptions,
  told: Map<string, string>,
): readonly string[] {
  const key = `${kind} ${text}`;
  const before = told.get(key);
  if (before === undefined) told.set(key, address);
  const isProse = kind === "portal" || kind === "warning";
  const width = options.width - 2 - NAME;
  const lines = harmlessLines(before === undefined ? text : `as for ${before} above`);
  const shown = isProse || before !== undefined ? lines.flatMap((line) => wrapWords(line, width)) : lines;
  const name = NAMES[kind].padEnd(NAME);
  return shown.map((line, index) => `  ${index === 0 ? options.style.quiet(name) : " ".repeat(NAME)}${line}`);
}

function suppressedLines(result: ScanResult, options: TableOptions): readonly string[] {
  const { suppression, address, rule } = result;
  if (suppression === undefined) return [];
  const who = [
    BY[suppression.kind],
    suppression.owner,
    suppression.until === undefined ? undefined : `until ${suppression.until}`,
  ];
  const facts = who.filter((fact) => fact !== undefined).join(", ");
  return [
    ...say(2, `${address} [${rule}], ${wholePlaceOf(result)}`, options),
    ...say(4, `${suppression.reason} (${facts})`, options),
  ];
}

const BY: Readonly<Record<Suppression["kind"], string>> = {
  inline: "in the source",
  file: "in the file of exceptions",
  baseline: "in the baseline",
};

function tableOf(results: readonly ScanResult[], { Table, width, style }: TableOptions): string {
  const status = "unknown".length;
  // Four columns have thirteen characters of frame and padding around them.
  const rest = Math.max(30, width - status - 13);
  const widths = { rule: Math.floor(rest * 0.3), resource: Math.floor(rest * 0.42), place: Math.floor(rest * 0.28) };
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: "status", title: "Status", alignment: "left" },
      { name: "rule", title: "Rule", alignment: "left", maxLen: widths.rule },
      { name: "resource", title: "Resource", alignment: "left", maxLen: widths.resource },
      { name: "place", title: "Place", alignment: "left", maxLen: widths.place },
    ],
  });
  for (const result of results) {
    table.addRow({
      status: statusOf(result, style),
      rule: breakable(result.rule, widths.rule),
      resource: breakable(harmless(result.address), widths.resource),
      place: breakable(harmless(placeOf(result.position)), widths.place),
    });
  }
  return table.render();
}

function statusOf({ status }: ScanResult, { bad, doubtful }: TableStyle): string {
  return status === "fail" ? bad("FAIL") : doubtful("unknown");
}

function paintSum({ report }: Reported, { style }: TableOptions): Paint {
  const { failures, unknown } = countResults(report.results);
  if (failures > 0 || report.unreadable.length > 0) return style.bad;
  return unknown > 0 || report.scanned.resources === 0 ? style.doubtful : style.good;
}

function say(indent: number, text: string, { width }: TableOptions): readonly string[] {
  return wrapWords(harmless(text), width - indent).map((line) => " ".repeat(indent) + line);
}

const plain: Paint = (text) => text;
