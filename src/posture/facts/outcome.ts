import type { RuleId, RuleResult } from "./rule.ts";

/** What a rule answers with. A failure and a doubt always come with what mends them, the others never. */
export interface Outcomes {
  pass(message: string): RuleResult;
  fail(message: string, remedy: string): RuleResult;
  /** @param isSaid Whether the doubt is about something that the source said, as `RuleResult.isSaid` has it. */
  unknown(message: string, remedy: string, isSaid: boolean): RuleResult;
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
  return Object.freeze({ rule, status: "not-applicable", gate: false, isSaid: true, message, remedy: undefined });
}

function outcomesOf(rule: RuleId, gate: boolean): Outcomes {
  return {
    pass: (message) => Object.freeze({ rule, status: "pass", gate, isSaid: true, message, remedy: undefined }),
    fail: (message, remedy) => Object.freeze({ rule, status: "fail", gate, isSaid: true, message, remedy }),
    unknown: (message, remedy, isSaid) => Object.freeze({ rule, status: "unknown", gate, isSaid, message, remedy }),
  };
}
