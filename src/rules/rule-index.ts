import type { CandidateFacts } from "./candidate.ts";
import type { ConditionKind } from "./condition.ts";
import type { CompiledRule } from "./rule.ts";

/**
 * Up to this many rules are tried one by one, which takes some 2 us. Ten thousand would take 5 ms, a hundred times the
 * verification of a signature, nearly all of it waiting for memory.
 */
const SMALL = 16;

const known = new WeakMap<readonly CompiledRule[], RuleIndex>();

/**
 * The rules that the candidate might meet, in their order: all but those that surely do not match. A list that could
 * still be changed is never indexed.
 */
export function rulesInQuestion(rules: readonly CompiledRule[], facts: CandidateFacts): readonly CompiledRule[] {
  if (rules.length <= SMALL || !Object.isFrozen(rules)) return rules;
  const index = known.get(rules) ?? new RuleIndex(rules);
  known.set(rules, index);
  return index.find(facts);
}

/** Files each rule under the keys of one of its conditions; a rule without such a condition is always in question. */
class RuleIndex {
  readonly #rules: readonly CompiledRule[];
  readonly #byKey = new Map<string, number[]>();
  readonly #always: number[] = [];
  readonly #kinds = new Set<ConditionKind>();

  constructor(rules: readonly CompiledRule[]) {
    this.#rules = rules;
    for (const [position, { conditions }] of rules.entries()) {
      const condition = conditions.find(({ kind, keys }) => keys !== undefined && kind !== "issuer");
      if (condition?.keys === undefined) this.#always.push(position);
      else for (const key of condition.keys) this.#file(condition.kind, key, position);
    }
  }

  find(facts: CandidateFacts): readonly CompiledRule[] {
    const positions = new Set(this.#always);
    for (const kind of this.#kinds) {
      for (const key of keysOf(kind, facts)) {
        for (const position of this.#byKey.get(`${kind} ${key}`) ?? []) positions.add(position);
      }
    }
    const ordered = [...positions].sort((left, right) => left - right);
    return ordered.map((position) => this.#rules[position]).filter((rule) => rule !== undefined);
  }

  #file(kind: ConditionKind, key: string, position: number): void {
    this.#kinds.add(kind);
    const filed = this.#byKey.get(`${kind} ${key}`);
    if (filed === undefined) this.#byKey.set(`${kind} ${key}`, [position]);
    else filed.push(position);
  }
}

/** The keys that a condition of a kind must have one of to be met. */
function keysOf(kind: ConditionKind, facts: CandidateFacts): Iterable<string> {
  switch (kind) {
    case "subject":
      return [facts.subject.key];
    case "san":
      return facts.altNames.tokens;
    case "thumbprint":
      return [facts.leaf.sha256];
    case "key":
      return [facts.leaf.spkiSha256];
    case "issuer":
      return [];
  }
}
