import type { RuleStatus } from "../../posture/facts/rule.ts";
import type { Demand } from "../../self-check/judgement.ts";
import type { Page } from "../text/page.ts";
import type { Paint, Style } from "../text/style.ts";
import { printRemedy } from "./print-remedy.ts";
import type { RecordReport, ResultReport } from "./report.ts";

/**
 * One host, rule by rule.
 *
 * @param site Printed before: what is the same there is only named. Undefined: this is the first.
 */
export function printRecord(page: Page, record: RecordReport, site: RecordReport | undefined, style: Style): void {
  page.gap();
  page.prose(0, `${record.name}: ${DEMANDS[record.demand]}`, style.strong);
  const isNews = (result: ResultReport): boolean => !isSame(result, site);
  const gates = record.results.filter(({ gate }) => gate);
  const others = record.results.filter(({ gate }) => !gate);
  for (const result of gates.filter(isNews)) printResult(page, result, style);
  const news = others.filter(isNews);
  if (news.length > 0) page.prose(2, "Only informs, and decides nothing:", style.quiet);
  for (const result of news) printResult(page, result, style);
  const same = record.results.filter((result) => !isNews(result)).map(({ rule }) => rule);
  const rules = same.length === record.results.length ? "every rule" : same.join(", ");
  if (same.length > 0)
    page.row(2, [{ text: "same", width: STATUS, paint: style.quiet }], `${rules}, as of ${site?.name}.`);
}

const DEMANDS: Readonly<Record<Demand, string>> = {
  yes: "every gate passes",
  no: "a gate fails",
  unknown: "a gate cannot be told",
};

/** Widths of the columns: `unknown` and two blanks, and the longest name of a rule and two. */
const STATUS = 9;
const RULE = 30;

const WORDS: Readonly<Record<RuleStatus, string>> = {
  pass: "pass",
  fail: "FAIL",
  unknown: "unknown",
  "not-applicable": "n/a",
};

function printResult(page: Page, { rule, status, gate, message, remedy }: ResultReport, style: Style): void {
  const paint = gate || status === "not-applicable" ? paintOf(status, style) : undefined;
  page.row(
    2,
    [
      { text: WORDS[status], width: STATUS, paint },
      { text: rule, width: RULE },
    ],
    message,
  );
  if (remedy !== null) printRemedy(page, 2 + STATUS, remedy);
}

function paintOf(status: RuleStatus, { good, bad, doubtful, quiet }: Style): Paint {
  switch (status) {
    case "pass":
      return good;
    case "fail":
      return bad;
    case "unknown":
      return doubtful;
    case "not-applicable":
      return quiet;
  }
}

/** A gate that does not pass is always told again: each host has to be mended. */
function isSame({ rule, status, gate, message, remedy }: ResultReport, site: RecordReport | undefined): boolean {
  if (gate && status !== "pass") return false;
  const other = site?.results.find((result) => result.rule === rule);
  return other?.status === status && other.gate === gate && other.message === message && other.remedy === remedy;
}
