import type { RuleId, RuleResult, RuleStatus } from "./rule.ts";

/** What a rule answers with. A failure and a doubt always come with what mends them, the others never. */
export interface Outcomes {
  pass(message: string): RuleResult;
  fail(message: string, remedy: string): RuleResult;
  unknown(message: string, remedy: string): RuleResult;
}

/** Answers of a rule that decides about trust. */
export function gateOf(rule: RuleId): Outcomes {
  return outcomesOf(rule, true);
}

/** Answers of a rule that only informs. */
export function noteOf(rule: RuleId): Outcomes {
  return outcomesOf(rule, false);
}

/** A rule that has nothing to say of this host. It decides nothing, even where the rule is a gate elsewhere. */
export function notApplicable(rule: RuleId, message: string): RuleResult {
  return freezeResult(rule, "not-applicable", false, message, undefined);
}

function outcomesOf(rule: RuleId, gate: boolean): Outcomes {
  return {
    pass: (message) => freezeResult(rule, "pass", gate, message, undefined),
    fail: (message, remedy) => freezeResult(rule, "fail", gate, message, remedy),
    unknown: (message, remedy) => freezeResult(rule, "unknown", gate, message, remedy),
  };
}

function freezeResult(
  rule: RuleId,
  status: RuleStatus,
  gate: boolean,
  message: string,
  remedy: string | undefined,
): RuleResult {
  return Object.freeze({ rule, status, gate, message, remedy });
}
