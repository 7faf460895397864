import type { Name } from "../certificate/name.ts";
import { type ComparableAttribute, ComparableName, comparableName } from "./comparable-name.ts";
import type { TextWarning } from "./text-problem.ts";

/** What a reader found in the text of a distinguished name. */
export interface WrittenName {
  readonly kind: "exact" | "some";
  /** At least one. */
  readonly attributes: readonly ComparableAttribute[];
  readonly warnings: readonly TextWarning[];
}

/** A distinguished name as a rule has it. Immutable. */
export class NamePattern {
  /** `exact`: the whole name. `some`: it ended in `,*` and speaks only of the attribute types it names. */
  readonly kind: "exact" | "some";
  /** As the operator wrote it, without surrounding spaces. */
  readonly text: string;
  readonly warnings: readonly TextWarning[];
  readonly #name: ComparableName;
  /** Each type with the key of its values. */
  readonly #values: readonly (readonly [type: string, values: string | undefined])[];

  constructor(text: string, { kind, attributes, warnings }: WrittenName) {
    this.kind = kind;
    this.text = text;
    this.warnings = warnings;
    this.#name = new ComparableName(attributes);
    this.#values = this.#name.types.map((type) => [type, this.#name.valuesOf(type)]);
    Object.freeze(this);
  }

  /** What a name's key must be to match an exact pattern. */
  get key(): string {
    return this.#name.key;
  }

  matches(name: Name): boolean {
    return this.matchesComparable(comparableName(name));
  }

  matchesComparable(name: ComparableName): boolean {
    return this.kind === "exact" ? name.key === this.#name.key : this.#matchesSome(name);
  }

  toString(): string {
    return this.text;
  }

  /** For each type that the pattern names, the same values and as many of them. */
  #matchesSome(name: ComparableName): boolean {
    for (const [type, values] of this.#values) if (name.valuesOf(type) !== values) return false;
    return true;
  }
}

/** Several patterns of which one must match. Exact ones are found by their key, so that a long list costs as a short one. */
export class NamePatternSet {
  readonly #exact: ReadonlyMap<string, NamePattern>;
  readonly #some: readonly NamePattern[];

  constructor(patterns: readonly NamePattern[]) {
    // Reversed, so that of two equal ones the first is kept.
    const exact = patterns.filter(({ kind }) => kind === "exact").reverse();
    this.#exact = new Map(exact.map((pattern) => [pattern.key, pattern]));
    this.#some = patterns.filter(({ kind }) => kind === "some");
    Object.freeze(this);
  }

  /** The keys of which a name must have one; undefined when some patterns name only a part. */
  get keys(): readonly string[] | undefined {
    return this.#some.length > 0 ? undefined : [...this.#exact.keys()];
  }

  /** A pattern that matches: an exact one before one that names some. */
  find(name: ComparableName): NamePattern | undefined {
    const exact = this.#exact.size === 0 ? undefined : this.#exact.get(name.key);
    return exact ?? this.#some.find((pattern) => pattern.matchesComparable(name));
  }
}
