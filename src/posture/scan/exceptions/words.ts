import { excerpt } from "../../facts/excerpt.ts";
import { isScanRuleId, SCAN_RULE_IDS, type ScanRuleId } from "../scan-rules.ts";

/** What the parts of an exception say, whoever wrote them where. */
export interface Words {
  readonly rules: readonly string[];
  readonly reason: string | undefined;
  readonly until: string | undefined;
  readonly owner: string | undefined;
}

/** What is wrong with them, each in one sentence. */
export function problemsOf({ rules, reason, until }: Words): readonly string[] {
  const problems = rules.flatMap((rule) => problemOfRule(rule) ?? []);
  if (rules.length === 0) problems.push("An exception names the rules that it is about.");
  if (reason === undefined || reason.trim() === "") problems.push("An exception needs a reason.");
  if (until !== undefined && !isDate(until)) problems.push(`${excerpt(until)} is no date as YYYY-MM-DD.`);
  return problems;
}

/** Undefined: there is such a rule, and exceptions may be made of it. */
function problemOfRule(rule: string): string | undefined {
  if (!isScanRuleId(rule)) return unknownRule(rule);
  return rule === "expired-exception"
    ? "Of expired-exception there are no exceptions: renew the one that expired."
    : undefined;
}

/** `There is no rule "https". Known are: ...` */
export function unknownRule(rule: string): string {
  return `There is no rule ${excerpt(rule)}. Known are: ${SCAN_RULE_IDS.join(", ")}.`;
}

export function knownRules(rules: readonly string[]): readonly ScanRuleId[] {
  return rules.filter(isScanRuleId);
}

/** A day of the calendar, written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}
