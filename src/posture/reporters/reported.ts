import type { ScanReport, ScanResult } from "../scan/model.ts";
import type { ScanRule } from "../scan/scan-rules.ts";

/** What every reporter is given. */
export interface Reported {
  readonly report: ScanReport;
  /** Every rule that a result may name, in the order in which documents name them. */
  readonly rules: readonly ScanRule[];
  /** Text of a file as it was read, for excerpts and fingerprints. Undefined: not known. */
  readonly textOf: (file: string) => string | undefined;
  /** Of this package: `1.4.0`. */
  readonly version: string;
}

/** Whether the result asks for something to be done: what failed or cannot be told, of a resource that must be good. */
export function isOpen({ status, isRequired, severity }: ScanResult): boolean {
  return (status === "fail" || status === "unknown") && isRequired && severity !== "note";
}

/** What is only told: a failure or a doubt that decides nothing. */
export function isNote(result: ScanResult): boolean {
  return (result.status === "fail" || result.status === "unknown") && !isOpen(result);
}

/** How many results there are of each kind. */
export interface Counts {
  readonly failures: number;
  readonly unknown: number;
  readonly notes: number;
  readonly suppressed: number;
  readonly passed: number;
}

export function countResults(results: readonly ScanResult[]): Counts {
  const open = results.filter(isOpen);
  return {
    failures: open.filter(({ status }) => status === "fail").length,
    unknown: open.filter(({ status }) => status === "unknown").length,
    notes: results.filter(isNote).length,
    suppressed: results.filter(({ status }) => status === "suppressed").length,
    passed: results.filter(({ status }) => status === "pass").length,
  };
}

/** `2 failures, 1 unknown, 14 notes, 3 suppressed; 40 resources in 12 files.` */
export function summarize({ results, scanned, unreadable }: ScanReport): string {
  const { failures, unknown, notes, suppressed } = countResults(results);
  const parts = [
    count(failures, "failure"),
    `${unknown} unknown`,
    ...(notes === 0 ? [] : [count(notes, "note")]),
    ...(suppressed === 0 ? [] : [`${suppressed} suppressed`]),
    ...(unreadable.length === 0 ? [] : [`${count(unreadable.length, "place")} unreadable`]),
  ];
  return `${parts.join(", ")}; ${count(scanned.resources, "resource")} in ${count(scanned.files, "file")}.`;
}

/** `modules/web/main.tf:12, called from prod/main.tf:3`. */
export function wholePlaceOf({ position, calledFrom }: Pick<ScanResult, "position" | "calledFrom">): string {
  return calledFrom === undefined ? placeOf(position) : `${placeOf(position)}, called from ${placeOf(calledFrom)}`;
}

/** `infra/main.tf:12`. */
export function placeOf({ file, line }: { readonly file: string; readonly line: number }): string {
  return `${file}:${line}`;
}

export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
