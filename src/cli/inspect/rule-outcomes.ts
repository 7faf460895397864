import type { Settings } from "../../config/settings.ts";
import { CandidateFacts } from "../../rules/candidate.ts";
import type { Condition, ConditionKind } from "../../rules/condition.ts";
import type { CompiledRule } from "../../rules/rule.ts";
import { altNameTexts } from "../../rules/subject-alt-name-set.ts";
import type { NearestPath } from "./nearest-path.ts";

/** What one rule says to a certificate. */
export interface RuleOutcome {
  /** `rule "billing"`, `rule 2`. */
  readonly rule: string;
  readonly matches: boolean;
  readonly conditions: readonly ConditionOutcome[];
  /** What the path is good for and the rule does not accept. Null: nothing. */
  readonly purpose: string | null;
}

export interface ConditionOutcome {
  readonly member: ConditionKind;
  /** The entry that the certificate meets, as written. Null: none. */
  readonly met: string | null;
  /** The first of what the rule wants one of. */
  readonly wanted: readonly string[];
  /** How many more there are. */
  readonly more: number;
  /** What the certificate has. Empty: nothing. */
  readonly present: readonly string[];
}

/** The rules as far as they were asked. */
export interface RulesOutcome {
  readonly outcomes: readonly RuleOutcome[];
  /** Rules that are not listed: those behind the one that matched, or those that are farther from matching. */
  readonly more: number;
}

/** Most rules, and most entries of a condition, that are listed. Configurations have up to some ten thousand. */
const MOST_RULES = 50;
const MOST_ENTRIES = 8;

/**
 * Holds a certificate against each rule, one by one, so that whoever looks sees why one did not match. The validator
 * asks the same conditions.
 */
export function outcomesOfRules(
  allow: Settings["allow"],
  { certificates, purpose }: NearestPath,
): RulesOutcome | undefined {
  const [leaf, issuer] = certificates;
  if (typeof allow !== "object" || leaf === undefined || issuer === undefined) return undefined;
  const facts = new CandidateFacts({ leaf, issuer, namesVerified: true, purpose });
  const outcomes = allow.map((rule) => outcomeOf(rule, facts));
  const match = outcomes.findIndex(({ matches }) => matches);
  const asked = match < 0 ? outcomes : outcomes.slice(0, match + 1);
  const listed = asked.length > MOST_RULES ? nearestFirst(asked).slice(0, MOST_RULES) : asked;
  return { outcomes: listed, more: allow.length - listed.length };
}

function outcomeOf({ label, conditions, acceptsServerAuth }: CompiledRule, facts: CandidateFacts): RuleOutcome {
  const outcomes = conditions.map((condition) => askCondition(condition, facts));
  const isPurposeWrong = facts.purpose === "serverAuth" && !acceptsServerAuth;
  const matches = outcomes.length > 0 && !isPurposeWrong && outcomes.every(({ met }) => met !== null);
  return { rule: label, matches, conditions: outcomes, purpose: isPurposeWrong ? "serverAuth" : null };
}

function askCondition({ kind, entries, find }: Condition, facts: CandidateFacts): ConditionOutcome {
  return {
    member: kind,
    met: find(facts) ?? null,
    wanted: entries.slice(0, MOST_ENTRIES),
    more: Math.max(0, entries.length - MOST_ENTRIES),
    present: presentIn(kind, facts),
  };
}

function presentIn(kind: ConditionKind, { leaf, issuer }: CandidateFacts): readonly string[] {
  switch (kind) {
    case "subject":
      return leaf.subject.isEmpty ? [] : [leaf.subject.toString()];
    case "issuer":
      return issuer === undefined ? [] : [issuer.subject.toString()];
    case "san":
      return altNameTexts(leaf);
    case "thumbprint":
      return [leaf.sha256];
    case "key":
      return [`spki-sha256:${leaf.spkiSha256}`];
  }
}

/** Matching ones first, then those with the most conditions met, each in their own order. */
function nearestFirst(outcomes: readonly RuleOutcome[]): readonly RuleOutcome[] {
  const nearness = ({ matches, conditions }: RuleOutcome): number =>
    matches ? Number.POSITIVE_INFINITY : conditions.filter(({ met }) => met !== null).length;
  return [...outcomes].sort((left, right) => nearness(right) - nearness(left) || 0);
}
