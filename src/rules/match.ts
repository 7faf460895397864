import { KeyPurpose } from "../certificate/oids.ts";
import { type Candidate, CandidateFacts } from "./candidate.ts";
import type { ConditionKind } from "./condition.ts";
import type { RuleFinding } from "./findings.ts";
import type { CompiledRule } from "./rule.ts";
import { rulesInQuestion } from "./rule-index.ts";
import { altNameTexts } from "./subject-alt-name-set.ts";

/**
 * Most rules that are asked, and most of those in question, to find the nearest. It only words a refusal, and 1,000 take
 * well under a millisecond; a caller who is refused must not cost more than one who is admitted by much.
 */
const MAX_COMPARED = 1_000;

/** The first rule that matched and who the caller is by it; or why the nearest rule did not match. */
export type RuleMatch =
  | { readonly ok: true; readonly rule: CompiledRule; readonly caller: string }
  | { readonly ok: false; readonly findings: readonly RuleFinding[] };

/**
 * Holds a candidate against the rules: all conditions of one rule must be met, and the first such rule counts. Otherwise
 * there is a finding for each unmet condition of the nearest rule, which is the first of those with the most met ones
 * (of very many rules, the nearest of the first and of those in question).
 */
export function matchRules(rules: readonly CompiledRule[], candidate: Candidate): RuleMatch {
  const facts = new CandidateFacts(candidate);
  const inQuestion = rulesInQuestion(rules, facts);
  for (const rule of inQuestion) {
    if (!matches(rule, facts)) continue;
    return { ok: true, rule, caller: rule.name ?? matchedEntry(rule, facts) ?? ownName(facts) };
  }
  const more = inQuestion === rules ? [] : inQuestion.slice(0, MAX_COMPARED);
  const nearest = nearestRule([...rules.slice(0, MAX_COMPARED), ...more], facts);
  return { ok: false, findings: nearest === undefined ? [noRule(facts)] : unmet(nearest, facts) };
}

/** A rule without conditions admits nobody. */
function matches({ conditions, acceptsServerAuth }: CompiledRule, facts: CandidateFacts): boolean {
  if (conditions.length === 0 || !(facts.purpose === "clientAuth" || acceptsServerAuth)) return false;
  for (const condition of conditions) if (condition.find(facts) === undefined) return false;
  return true;
}

/** Most telling first. An issuer is no caller. */
const SPECIFIC_KINDS: readonly ConditionKind[] = ["san", "subject", "key", "thumbprint"];

/** The most telling entry that the candidate met, as the operator wrote it. */
function matchedEntry({ conditions }: CompiledRule, facts: CandidateFacts): string | undefined {
  for (const kind of SPECIFIC_KINDS) {
    const condition = conditions.find((candidate) => candidate.kind === kind);
    if (condition !== undefined) return condition.find(facts);
  }
  return undefined;
}

/** The subject; of a certificate without one its first SAN, or its thumbprint, because a caller is never nameless. */
function ownName({ leaf }: CandidateFacts): string {
  if (!leaf.subject.isEmpty) return leaf.subject.toString();
  return altNameTexts(leaf)[0] ?? `sha256:${leaf.sha256}`;
}

function nearestRule(rules: readonly CompiledRule[], facts: CandidateFacts): CompiledRule | undefined {
  let nearest: CompiledRule | undefined;
  let most = -1;
  for (const rule of rules) {
    const met = rule.conditions.reduce((count, condition) => count + (condition.find(facts) === undefined ? 0 : 1), 0);
    if (met <= most) continue;
    nearest = rule;
    most = met;
  }
  return nearest;
}

function unmet({ label, conditions, acceptsServerAuth }: CompiledRule, facts: CandidateFacts): readonly RuleFinding[] {
  const failed = conditions.filter((condition) => condition.find(facts) === undefined);
  const findings = failed.map((condition) => condition.finding(facts, label));
  if (facts.purpose === "serverAuth" && !acceptsServerAuth) findings.push(serverOnly(facts));
  return findings.length > 0 ? findings : [noRule(facts)];
}

/** A leaf without the extension is limited to serverAuth by a CA above it. */
function serverOnly({ leaf }: CandidateFacts): RuleFinding {
  const present = leaf.extensions.extKeyUsage?.purposes.join(" ") ?? "";
  return {
    code: "extended_key_usage_not_allowed",
    certificateIndex: 0,
    severity: "error",
    details: { required: "clientAuth", present: present === "" ? KeyPurpose.serverAuth : present },
  };
}

/** There are no rules, or only one without conditions. Configuration refuses both; whoever gets here is refused too. */
function noRule({ leaf }: CandidateFacts): RuleFinding {
  const details = { rule: "no rule", subject: leaf.subject.toString() };
  return { code: "subject_not_allowed", certificateIndex: 0, severity: "error", details };
}
