import {
  type Condition,
  issuerCondition,
  keyCondition,
  subjectAltNameCondition,
  subjectCondition,
  thumbprintCondition,
} from "./condition.ts";
import { type DigestPattern, parseKey, parseThumbprint } from "./digest-pattern.ts";
import { parseDistinguishedName } from "./distinguished-name.ts";
import type { CompiledRule } from "./rule.ts";
import type { ConditionMember, Locate, RuleProblemCode, RuleReport, RuleWarningCode } from "./rule-problems.ts";
import type { ShapedRule } from "./rule-shape.ts";
import { parseSubjectAltName } from "./subject-alt-name.ts";
import { isTextProblem, type TextProblem, type TextWarning } from "./text-problem.ts";

/** How the entries of one member are read and what is made of them. */
interface MemberReader<Pattern> {
  readonly parse: (text: string) => Pattern | TextProblem;
  readonly condition: (patterns: readonly Pattern[]) => Condition;
  readonly problem: RuleProblemCode;
  readonly warning: RuleWarningCode;
}

const DISTINGUISHED_NAME = {
  parse: parseDistinguishedName,
  problem: "rule_distinguished_name_invalid",
  warning: "rule_distinguished_name_suspect",
} as const;

/**
 * Reads the texts of one rule. Undefined when anything in it is wrong: a rule is never used without one of its conditions.
 */
export function compileRule(
  rule: ShapedRule,
  label: string,
  locate: Locate,
  report: RuleReport,
): CompiledRule | undefined {
  const problemsBefore = report.problems.length;
  const { name, entries, extendedKeyUsage } = rule;
  const read = <Pattern extends Readable>(member: ConditionMember, reader: MemberReader<Pattern>) =>
    readMember(member, entries.get(member), reader, locate, report);
  const thumbprints = readThumbprints(entries.get("thumbprint"), locate, report);
  // The cheapest and most telling first; an issuer is shared by many callers.
  const conditions = [
    read("subject", { ...DISTINGUISHED_NAME, condition: subjectCondition }),
    read("san", {
      parse: parseSubjectAltName,
      condition: subjectAltNameCondition,
      problem: "rule_subject_alt_name_invalid",
      warning: "rule_subject_alt_name_suspect",
    }),
    thumbprints && thumbprintCondition(thumbprints),
    read("key", {
      parse: parseKey,
      condition: keyCondition,
      problem: "rule_key_invalid",
      warning: "rule_invisible_character",
    }),
    read("issuer", { ...DISTINGUISHED_NAME, condition: issuerCondition }),
  ].filter((condition) => condition !== undefined);
  if (thumbprints !== undefined) checkSha1(thumbprints, rule, locate, report);
  checkExtendedKeyUsage(rule, locate, report);
  if (report.problems.length > problemsBefore || conditions.length === 0) return undefined;
  const acceptsServerAuth = extendedKeyUsage === "clientAuth-or-serverAuth";
  return Object.freeze({ name, label, conditions: Object.freeze(conditions), acceptsServerAuth });
}

interface Readable {
  readonly kind: string;
  readonly warnings: readonly TextWarning[];
}

function readMember<Pattern extends Readable>(
  member: ConditionMember,
  texts: readonly string[] | undefined,
  reader: MemberReader<Pattern>,
  locate: Locate,
  report: RuleReport,
): Condition | undefined {
  const patterns = readEntries(member, texts, reader, locate, report);
  return patterns && reader.condition(patterns);
}

/** All entries of a member, or undefined when it is absent or one of them is wrong. */
function readEntries<Pattern extends Readable>(
  member: ConditionMember,
  texts: readonly string[] | undefined,
  { parse, problem, warning }: Pick<MemberReader<Pattern>, "parse" | "problem" | "warning">,
  locate: Locate,
  report: RuleReport,
): readonly Pattern[] | undefined {
  if (texts === undefined) return undefined;
  const patterns: Pattern[] = [];
  for (const [entry, text] of texts.entries()) {
    const spot = texts.length === 1 ? { member } : { member, entry };
    const read: Pattern | TextProblem = parse(text);
    if (isTextProblem(read)) {
      report.textProblem(problem, locate, spot, read);
      continue;
    }
    report.textWarnings(warning, locate, spot, read.warnings);
    patterns.push(read);
  }
  return patterns.length === texts.length ? patterns : undefined;
}

function readThumbprints(
  texts: readonly string[] | undefined,
  locate: Locate,
  report: RuleReport,
): readonly DigestPattern[] | undefined {
  const reader = {
    parse: parseThumbprint,
    problem: "rule_thumbprint_invalid",
    warning: "rule_invisible_character",
  } as const;
  return readEntries("thumbprint", texts, reader, locate, report);
}

/** Two certificates with one SHA-1 can be made, so it may narrow what something else already says, and never say it alone. */
function checkSha1(
  thumbprints: readonly DigestPattern[],
  { entries }: ShapedRule,
  locate: Locate,
  report: RuleReport,
): void {
  const entry = thumbprints.findIndex(({ algorithm }) => algorithm === "sha1");
  if (entry < 0) return;
  const where = locate(thumbprints.length === 1 ? { member: "thumbprint" } : { member: "thumbprint", entry });
  const remedy = "Write the SHA-256 of the certificate, 64 digits: openssl x509 -in FILE -noout -fingerprint -sha256.";
  if (entries.size > 1) {
    report.warning("rule_thumbprint_sha1", where, "a SHA-1 thumbprint only narrows the rule", remedy);
    return;
  }
  const message = "a SHA-1 thumbprint alone identifies nobody";
  const more = `${remedy} SHA-1 is taken only beside issuer, subject, san or key.`;
  report.problem("rule_thumbprint_sha1_alone", where, message, more);
}

/** Anyone can buy a public CA's server certificate with any subject; only its SAN and its key are worth something. */
function checkExtendedKeyUsage({ entries, extendedKeyUsage }: ShapedRule, locate: Locate, report: RuleReport): void {
  if (extendedKeyUsage === "clientAuth" || entries.has("san") || entries.has("key")) return;
  const message = "clientAuth-or-serverAuth stands in a rule without san or key";
  const remedy = "Add the caller's san or key, or write clientAuth.";
  report.problem("rule_extended_key_usage_too_wide", locate({ member: "extendedKeyUsage" }), message, remedy);
}
