import { ConfigurationError, type ConfigurationProblem } from "../errors.ts";
import { compileRule } from "./compile-rule.ts";
import type { ClientRule, CompiledRule } from "./rule.ts";
import { type Locate, RuleReport, type Spot } from "./rule-problems.ts";
import { kindOf, readShape, type ShapedRule } from "./rule-shape.ts";
import { shown } from "./text-problem.ts";

/** What became of the rules. Only when `problems` is empty may `rules` be used. */
export interface CompiledRules {
  /** Without those that have a problem. */
  readonly rules: readonly CompiledRule[];
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

const LIST_EXAMPLE = 'Write them as in [{"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}].';

/**
 * Reads a list of `ClientRule` from code or from parsed JSON; whatever stands there, all that is wrong comes back and
 * nothing is thrown.
 *
 * @param source The variable or option that the rules come from, for problems.
 */
export function compileRules(rules: unknown, source: string): CompiledRules {
  const report = new RuleReport();
  if (!Array.isArray(rules)) {
    report.problem("rules_not_a_list", { source }, `rules are a list, not ${kindOf(rules)}`, LIST_EXAMPLE);
    return finish([], report);
  }
  if (rules.length === 0) {
    const remedy = `${LIST_EXAMPLE} To admit every caller from the anchors, write any-from-anchors.`;
    report.problem("rules_empty", { source }, "the list of rules is empty, so nobody could be admitted", remedy);
    return finish([], report);
  }
  const names = new Map<string, string>();
  const compiled: CompiledRule[] = [];
  // Array.from also visits the holes of a sparse array.
  for (const [index, value] of Array.from<unknown>(rules).entries()) {
    const rule = compileOne(value, index, source, names, report);
    if (rule !== undefined) compiled.push(rule);
  }
  return finish(compiled, report);
}

/** Throws `ConfigurationError` with every problem unless the value is a list of rules that can be used. */
export function assertRuleInput(value: unknown, source: string): asserts value is readonly ClientRule[] {
  const { problems } = compileRules(value, source);
  if (problems.length > 0) throw new ConfigurationError(problems);
}

/**
 * With a public root among the anchors every rule needs a SAN or key: whoever pays gets a certificate there, and the
 * issuer vouches for little of the subject. One problem for each rule without.
 */
export function requireSanOrKey(rules: readonly CompiledRule[], source: string): readonly ConfigurationProblem[] {
  const report = new RuleReport();
  for (const { label, conditions } of rules) {
    if (conditions.some(({ kind }) => kind === "san" || kind === "key")) continue;
    const message = "a public CA is among the anchors, and the rule has neither san nor key";
    const remedy = "Add the caller's san or key, or take the public CA out of the anchors.";
    report.problem("rule_needs_san_or_key", { source, place: label }, message, remedy);
  }
  return report.problems;
}

function compileOne(
  value: unknown,
  index: number,
  source: string,
  names: Map<string, string>,
  report: RuleReport,
): CompiledRule | undefined {
  const number = `rule ${index + 1}`;
  const label = labelOf(value) ?? number;
  const locate: Locate = (spot) => ({ source, place: placeOf(label, spot) });
  const shape = readShape(value, locate, report);
  if (shape === undefined) return undefined;
  if (isDuplicate(shape, number, names, locate, report)) return undefined;
  warnAboutPairs(shape, locate, report);
  return compileRule(shape, label, locate, report);
}

/** `rule "billing"`, if the rule has a name that can be shown. */
function labelOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, "name")) return undefined;
  const { name } = value as { readonly name: unknown };
  return typeof name === "string" && name !== "" ? `rule ${shown(name)}` : undefined;
}

/** As in `rule "billing", subject[1], column 5`. */
function placeOf(label: string, { member, entry, column }: Spot): string {
  const index = entry === undefined ? "" : `[${entry}]`;
  const parts = [label, member && `${member}${index}`, column && `column ${column}`];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** Two callers under one name could not be told apart by the application. */
function isDuplicate(
  { name }: ShapedRule,
  number: string,
  names: Map<string, string>,
  locate: Locate,
  report: RuleReport,
): boolean {
  if (name === undefined) return false;
  const other = names.get(name);
  names.set(name, other ?? number);
  if (other === undefined) return false;
  const message = `${number} has the name of ${other}`;
  report.problem("rule_name_duplicate", locate({ member: "name" }), message, "Give each rule a name of its own.");
  return true;
}

/** Several issuers and several names in one rule admit every pair, also those that nobody meant. */
function warnAboutPairs({ entries }: ShapedRule, locate: Locate, report: RuleReport): void {
  const several = (member: "issuer" | "subject" | "san") => (entries.get(member)?.length ?? 0) > 1;
  if (!several("issuer") || !(several("subject") || several("san"))) return;
  const message = "each of the issuers may issue each of the names";
  const remedy = "Write a rule for each issuer with the names of its own callers, unless every pair is meant.";
  report.warning("rule_pairs_crossed", locate({ member: "issuer" }), message, remedy);
}

function finish(rules: readonly CompiledRule[], { problems, warnings }: RuleReport): CompiledRules {
  return Object.freeze({ rules: Object.freeze([...rules]), problems, warnings });
}
