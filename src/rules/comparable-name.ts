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

  constructor(attributes: readonly ComparableAttribute[]) {
    this.#attributes = attributes;
  }

  /** The same for two names exactly when they hold the same multiset of attributes. */
  get key(): string {
    this.#key ??= multisetKey(this.#attributes.map(({ type, token }) => type + token));
    return this.#key;
  }

  /** A key of the multiset of the values of one type; undefined when the type does not occur. */
  valuesOf(type: string): string | undefined {
    let only: string | undefined;
    let several: string[] | undefined;
    for (const attribute of this.#attributes) {
      if (attribute.type !== type) continue;
      if (only === undefined) only = attribute.token;
      else several = [...(several ?? [only]), attribute.token];
    }
    return several === undefined ? only : multisetKey(several);
  }

  /** The attribute types that occur. */
  get types(): readonly string[] {
    return [...new Set(this.#attributes.map(({ type }) => type))];
  }
}

/** Most rules name some of the attributes, and what they do not name need not be decoded. */
class DecodedOnDemand implements ComparableAttribute {
  readonly #attribute: NameAttribute;

  constructor(attribute: NameAttribute) {
    this.#attribute = attribute;
  }

  get type(): string {
    return this.#attribute.type;
  }

  get token(): string {
    return comparableAttribute(this.#attribute).token;
  }
}

/** The comparable form of a certificate's name. */
export function comparableName(name: Name): ComparableName {
  return new ComparableName(name.attributes.map((attribute) => new DecodedOnDemand(attribute)));
}

const known = new WeakMap<Name, ComparableName>();

/** The same for a name that lives as long as the process, as those of configured issuers do: computed once. */
export function configuredName(name: Name): ComparableName {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const comparable = comparableName(name);
  known.set(name, comparable);
  return comparable;
}

/**
 * An attribute without comparable text (undecodable, not a string, or with a control character in it) gets a token that
 * no text has, so it matches no rule but one that spells out the same octets as `#hex`.
 */
export function comparableAttribute(attribute: NameAttribute): ComparableAttribute {
  const { type, prepared, tag } = attribute;
  return { type, token: prepared === undefined ? `#${tag},${hex(attribute.content)}` : `=${prepared}` };
}

/** No token holds a control character, since preparation refuses them, so the joined text is unambiguous. */
function multisetKey(tokens: readonly string[]): string {
  return tokens.length === 1 ? (tokens[0] as string) : [...tokens].sort().join("\u0000");
}
