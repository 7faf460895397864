import type { CandidateFacts } from "./candidate.ts";
import type { DigestPattern } from "./digest-pattern.ts";
import { DigestSet } from "./digest-pattern.ts";
import type { RuleFinding } from "./findings.ts";
import type { NamePattern } from "./name-pattern.ts";
import { NamePatternSet } from "./name-pattern.ts";
import type { SubjectAltNamePattern } from "./subject-alt-name.ts";
import { altNameTexts, SubjectAltNameSet } from "./subject-alt-name-set.ts";

/** What a condition is about. */
export type ConditionKind = "subject" | "san" | "thumbprint" | "key" | "issuer";

/** One member of a rule, ready to be asked. */
export interface Condition {
  readonly kind: ConditionKind;
  /** As the operator wrote them, for what is told of the rule. */
  readonly entries: readonly string[];
  /** What a candidate must have one of to meet the condition; undefined when that cannot be told by one look-up. */
  readonly keys: readonly string[] | undefined;
  /** The entry that the candidate meets, as the operator wrote it; undefined when it meets none. */
  readonly find: (facts: CandidateFacts) => string | undefined;
  /** What to report when it meets none; `rule` is the rule's label. */
  readonly finding: (facts: CandidateFacts, rule: string) => RuleFinding;
}

export function subjectCondition(patterns: readonly NamePattern[]): Condition {
  const set = new NamePatternSet(patterns);
  return Object.freeze({
    kind: "subject",
    entries: textsOf(patterns),
    keys: set.keys,
    find: (facts: CandidateFacts) => (facts.namesVerified ? set.find(facts.subject)?.text : undefined),
    finding: ({ leaf }: CandidateFacts, rule: string): RuleFinding => ({
      code: "subject_not_allowed",
      certificateIndex: 0,
      severity: "error",
      details: { rule, subject: leaf.subject.toString() },
    }),
  });
}

export function subjectAltNameCondition(patterns: readonly SubjectAltNamePattern[]): Condition {
  const set = new SubjectAltNameSet(patterns);
  return Object.freeze({
    kind: "san",
    entries: textsOf(patterns),
    keys: patterns.map(({ token }) => token),
    find: (facts: CandidateFacts) => (facts.namesVerified ? set.find(facts.altNames)?.text : undefined),
    finding: ({ leaf }: CandidateFacts, rule: string): RuleFinding => ({
      code: "subject_alt_name_not_allowed",
      certificateIndex: 0,
      severity: "error",
      details: { rule, present: altNameTexts(leaf) },
    }),
  });
}

export function thumbprintCondition(patterns: readonly DigestPattern[]): Condition {
  const set = new DigestSet(patterns);
  return Object.freeze({
    kind: "thumbprint",
    entries: textsOf(patterns),
    keys: patterns.every(({ algorithm }) => algorithm === "sha256") ? patterns.map(({ hex }) => hex) : undefined,
    find: ({ leaf }: CandidateFacts) => set.findThumbprint(leaf)?.text,
    finding: ({ leaf }: CandidateFacts, rule: string): RuleFinding => ({
      code: "thumbprint_not_allowed",
      certificateIndex: 0,
      severity: "error",
      details: { rule, sha256: leaf.sha256 },
    }),
  });
}

export function keyCondition(patterns: readonly DigestPattern[]): Condition {
  const set = new DigestSet(patterns);
  return Object.freeze({
    kind: "key",
    entries: textsOf(patterns),
    keys: patterns.map(({ hex }) => hex),
    find: ({ leaf }: CandidateFacts) => set.findKey(leaf)?.text,
    finding: ({ leaf }: CandidateFacts, rule: string): RuleFinding => ({
      code: "key_pin_not_allowed",
      certificateIndex: 0,
      severity: "error",
      details: { rule, spkiSha256: leaf.spkiSha256 },
    }),
  });
}

/** About the certificate that issued the leaf in the validated path, not about the text the leaf carries. */
export function issuerCondition(patterns: readonly NamePattern[]): Condition {
  const set = new NamePatternSet(patterns);
  return Object.freeze({
    kind: "issuer",
    entries: textsOf(patterns),
    keys: set.keys,
    find: ({ namesVerified, issuerName }: CandidateFacts) =>
      namesVerified && issuerName !== undefined ? set.find(issuerName)?.text : undefined,
    finding: ({ leaf, issuer }: CandidateFacts, rule: string): RuleFinding => ({
      code: "issuer_not_allowed",
      certificateIndex: issuer === undefined ? 0 : 1,
      severity: "error",
      details: { rule, issuer: (issuer?.subject ?? leaf.issuer).toString() },
    }),
  });
}

function textsOf(patterns: readonly { readonly text: string }[]): readonly string[] {
  return Object.freeze(patterns.map(({ text }) => text));
}
