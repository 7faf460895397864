import { hex } from "../certificate/hex.ts";
import type { Name, NameAttribute } from "../certificate/name.ts";

/** One attribute reduced to what is compared. */
export interface ComparableAttribute {
  /** Dotted OID. */
  readonly type: string;
  /** `=` and the prepared text; or `#`, tag and octets of a value that cannot be compared as text. */
  readonly token: string;
}

/**
 * A name as rules compare it: a multiset of attributes, whatever their order and whichever RDN holds them. Tools print
 * names in both orders, so the order cannot be asked of an operator.
 */
export class ComparableName {
  readonly #attributes: readonly ComparableAttribute[];
  #key: string | undefined;
  #byType: ReadonlyMap<string, string> | undefined;

  constructor(attributes: readonly ComparableAttribute[]) {
    this.#attributes = attributes;
  }

  /** The same for two names exactly when they hold the same multiset of attributes. */
  get key(): string {
    this.#key ??= multisetKey(this.#attributes.map(({ type, token }) => type + token));
    return this.#key;
  }

  /** Of each type that occurs, a key of the multiset of its values. */
  get byType(): ReadonlyMap<string, string> {
    this.#byType ??= groupByType(this.#attributes);
    return this.#byType;
  }
}

// Names of configured issuers live as long as the process, and a leaf is asked again by every narrowed route.
const known = new WeakMap<Name, ComparableName>();

/** The comparable form of a certificate's name; computed once per name. */
export function comparableName(name: Name): ComparableName {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const comparable = new ComparableName(name.rdns.flatMap((rdn) => rdn.map(comparableAttribute)));
  known.set(name, comparable);
  return comparable;
}

/**
 * An attribute without comparable text (undecodable, not a string, or with a control character in it) gets a token that
 * no text has, so it matches no rule but one that spells out the same octets as `#hex`.
 */
export function comparableAttribute({ type, prepared, tag, content }: NameAttribute): ComparableAttribute {
  return { type, token: prepared === undefined ? `#${tag},${hex(content)}` : `=${prepared}` };
}

function groupByType(attributes: readonly ComparableAttribute[]): ReadonlyMap<string, string> {
  const groups = new Map<string, string[]>();
  for (const { type, token } of attributes) {
    const group = groups.get(type);
    if (group === undefined) groups.set(type, [token]);
    else group.push(token);
  }
  return new Map([...groups].map(([type, tokens]) => [type, multisetKey(tokens)]));
}

/** No token holds a control character, since preparation refuses them, so the joined text is unambiguous. */
function multisetKey(tokens: readonly string[]): string {
  return tokens.length === 1 ? (tokens[0] as string) : [...tokens].sort().join("\u0000");
}
