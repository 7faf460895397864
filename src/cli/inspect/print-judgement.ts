import { printRemedy } from "../doctor/print-remedy.ts";
import type { Page } from "../text/page.ts";
import type { Paint, Style } from "../text/style.ts";
import type { CheckName, CheckStatus } from "./checks.ts";
import type { FindingReport, JudgementReport, PathReport } from "./report.ts";
import type { ConditionOutcome, RuleOutcome, RulesOutcome } from "./rule-outcomes.ts";

/** The verdict on one caller: why, what to do, and each check. */
export function printJudgement(page: Page, judgement: JudgementReport, isOneOfSeveral: boolean, style: Style): void {
  page.gap();
  const { certificate, verdict } = judgement;
  const which = isOneOfSeveral && certificate !== null ? ` on certificate ${certificate + 1}: ${verdict}` : "";
  page.prose(0, `Verdict${which}`, style.strong);
  for (const finding of judgement.findings) printFinding(page, finding);
  for (const { check, status } of judgement.checks) {
    const label = { text: WORDS[status], width: STATUS, paint: paintOf(status, style) };
    page.row(2, [label, { text: check, width: NAME }], textOf(check, status, judgement));
    if (check === "path" && judgement.path !== null) printPath(page, judgement.path);
    if (check === "rules" && judgement.rules !== null) printRules(page, judgement.rules);
  }
}

/** Widths of the columns: `not asked` and two blanks, the longest name of a check and two. */
const STATUS = 11;
const NAME = 13;

const WORDS = { pass: "pass", fail: "FAIL", "not-asked": "not asked", "not-needed": "n/a" } as const;

function paintOf(status: CheckStatus, { good, bad, quiet }: Style): Paint {
  if (status === "pass") return good;
  return status === "fail" ? bad : quiet;
}

function printFinding(page: Page, { code, explanation, meaning, remedy }: FindingReport): void {
  page.prose(2, `${explanation} [${code}]`);
  page.prose(4, meaning);
  printRemedy(page, 4, remedy);
  page.gap();
}

const CHECKED: Readonly<Record<CheckName, string>> = {
  header: "the form in which the front end hands it over",
  certificate: "whether the bytes are exactly one certificate",
  pin: "",
  validity: "the caller's own validity",
  key: "the kind and size of the caller's key",
  purpose: "whether it is made for TLS clients",
  profile: "its extensions, and RFC 5280's profile",
  path: "",
  rules: "",
};

function textOf(check: CheckName, status: CheckStatus, judgement: JudgementReport): string {
  switch (check) {
    case "pin":
      return pinText(status, judgement);
    case "path":
      return status === "not-needed" ? whyNot(judgement) : pathText(judgement.path, status);
    case "rules":
      return status === "not-needed" ? whyNot(judgement) : rulesText(status, judgement);
    default:
      return CHECKED[check];
  }
}

function pinText(status: CheckStatus, { pins, matchedBy, checks }: JudgementReport): string {
  if (pins === 0) return "there are no pins";
  if (status === "pass") {
    return matchedBy === "pinned-key" ? "its key is pinned; its names mean nothing" : "it is pinned";
  }
  const isRead = checks.every((check) => check.check !== "certificate" || check.status === "pass");
  return isRead ? `none of the ${pins} pins is this certificate or its key` : "";
}

function whyNot({ checks }: JudgementReport): string {
  const pin = checks.find(({ check }) => check === "pin");
  return pin?.status === "pass" ? "a pin admits by itself" : "there are no trust anchors";
}

function pathText(path: PathReport | null, status: CheckStatus): string {
  if (path === null) return "";
  if (status === "pass") return `to a trust anchor, over ${count(path.certificates.length - 2, "intermediate")}`;
  if (path.holds === "otherwise") return "apart from what is told above there is one:";
  return path.isComplete ? "the nearest is not valid:" : "none to a trust anchor; it ends here:";
}

function rulesText(status: CheckStatus, { allow, rules }: JudgementReport): string {
  if (allow !== null) return `${allow}: every caller of the anchors`;
  if (rules === null) return "";
  const match = rules.outcomes.find(({ matches }) => matches);
  if (match === undefined) return "none matches";
  return status === "pass" ? `${match.rule} matches` : `${match.rule} would match`;
}

const INDENT = 2 + STATUS + NAME;

function printPath(page: Page, { certificates }: PathReport): void {
  for (const [index, { role, subject, notAfter, sha256 }] of certificates.entries()) {
    page.prose(INDENT, `${index} ${role}: ${subject || "(no subject)"}`);
    page.verbatim(INDENT + 2, `until ${notAfter.slice(0, 10)}, sha256 ${sha256}`);
  }
}

function printRules(page: Page, { outcomes, more }: RulesOutcome): void {
  for (const outcome of outcomes) printRule(page, outcome);
  if (more > 0) page.prose(INDENT, `${count(more, "more rule")} not listed.`);
}

function printRule(page: Page, { rule, matches, conditions, purpose }: RuleOutcome): void {
  page.prose(INDENT, `${rule}: ${matches ? "matches" : "does not match"}`);
  for (const condition of conditions) printCondition(page, condition);
  if (purpose !== null) page.prose(INDENT + 2, `the path is valid for ${purpose} only, which the rule does not accept`);
}

function printCondition(page: Page, { member, met, wanted, more, present }: ConditionOutcome): void {
  if (met !== null) {
    page.prose(INDENT + 2, `${member} is met by ${met}`);
    return;
  }
  const others = more > 0 ? `, and ${more} more` : "";
  page.prose(INDENT + 2, `${member} is not met`);
  page.prose(INDENT + 4, `wanted   ${wanted.join("; ")}${others}`);
  page.prose(INDENT + 4, `present  ${present.length === 0 ? "none" : listOf(present)}`);
}

const MOST_PRESENT = 8;

function listOf(texts: readonly string[]): string {
  const shown = texts.slice(0, MOST_PRESENT).join("; ");
  return texts.length > MOST_PRESENT ? `${shown}, and ${texts.length - MOST_PRESENT} more` : shown;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
