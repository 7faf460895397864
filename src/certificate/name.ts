import { type DerElement, DerReader } from "../asn1/reader.ts";
import { decodeString, latin1 } from "../asn1/strings.ts";
import { Tag } from "../asn1/tags.ts";
import { contentOf, readObjectIdentifier, skipObjectIdentifier } from "../asn1/values.ts";
import { formatName } from "./format-name.ts";
import { hex } from "./hex.ts";
import { prepare } from "./name-preparation.ts";

/** One attribute of a relative distinguished name. */
export interface NameAttribute {
  /** Dotted OID. */
  readonly type: string;
  /** The decoded text; undefined when it is no character string or cannot be decoded. */
  readonly value: string | undefined;
  /** What is compared: `value` prepared as RFC 5280 section 7.1 says; undefined when it cannot be compared as text. */
  readonly prepared: string | undefined;
  /** Identifier octet of the encoded value. */
  readonly tag: number;
  /** Content octets of the encoded value. */
  readonly content: Uint8Array;
}

/** A set of attributes; the order is the encoded one and means nothing. */
export type RelativeDistinguishedName = readonly NameAttribute[];

/** A distinguished name (RFC 5280 section 4.1.2.4). Immutable; its structure is checked at once, its text decoded on demand. */
export class Name {
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly isEmpty: boolean;
  #rdns: readonly RelativeDistinguishedName[] | undefined;
  #key: string | undefined;
  #rdnKeys: readonly string[] | undefined;
  #counts: ReadonlyMap<string, number> | undefined;
  #encodedKey: string | undefined;

  private constructor(bytes: Uint8Array, start: number, end: number, isEmpty: boolean) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.isEmpty = isEmpty;
    Object.freeze(this);
  }

  /** Reads the next element as a name. Throws `DerError`. */
  static read(reader: DerReader, what: string): Name {
    const start = reader.offset;
    skipName(reader, what);
    // An empty SEQUENCE is its tag and a length of zero.
    return new Name(reader.bytes, start, reader.offset, reader.offset - start === 2);
  }

  /** The whole encoded SEQUENCE. */
  get der(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  /** The encoded name, an octet per character: equal names of one CA are nearly always equal here already. */
  get encodedKey(): string {
    this.#encodedKey ??= latin1(this.#bytes, this.#start, this.#end);
    return this.#encodedKey;
  }

  /** Whether RFC 5280 section 7.1 calls the names equal. */
  equals(other: Name): boolean {
    return this.encodedKey === other.encodedKey || this.key === other.key;
  }

  /** In encoded order, which is the reverse of RFC 4514's. */
  get rdns(): readonly RelativeDistinguishedName[] {
    this.#rdns ??= readRdns(this.#open());
    return this.#rdns;
  }

  /** All attributes, in encoded order, whatever RDN holds them. */
  get attributes(): readonly NameAttribute[] {
    return this.#rdns?.flat() ?? readAttributes(this.#open());
  }

  /** A reader over the RDNs. */
  #open(): DerReader {
    const reader = DerReader.between(this.#bytes, this.#start, this.#end);
    reader.into(Tag.SEQUENCE, "name");
    return reader;
  }

  /** Two names have the same key exactly when RFC 5280 section 7.1 calls them equal. */
  get key(): string {
    this.#key ??= this.rdnKeys.join("\u0001");
    return this.#key;
  }

  /** One key per RDN, in encoded order, for comparing subtrees (RFC 5280 section 7.1, last paragraph). */
  get rdnKeys(): readonly string[] {
    this.#rdnKeys ??= Object.freeze(this.rdns.map(rdnKey));
    return this.#rdnKeys;
  }

  /** Whether every attribute can be compared as text. */
  get isComparable(): boolean {
    return this.attributes.every(({ prepared }) => prepared !== undefined);
  }

  /**
   * Whether this name has, or might have, every attribute of a comparable name, as often, in whatever order and RDN. An
   * attribute that cannot be compared might be any of its type.
   */
  mayHoldAll(other: Name): boolean {
    for (const [attribute, count] of other.#counted()) {
      const type = attribute.slice(0, attribute.indexOf("="));
      if ((this.#counted().get(attribute) ?? 0) + (this.#counted().get(type) ?? 0) < count) return false;
    }
    return true;
  }

  /** How often each attribute occurs: by key, and those that cannot be compared by type. */
  #counted(): ReadonlyMap<string, number> {
    if (this.#counts !== undefined) return this.#counts;
    const counts = new Map<string, number>();
    for (const attribute of this.attributes) {
      const key = attribute.prepared === undefined ? attribute.type : attributeKey(attribute);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    this.#counts = counts;
    return counts;
  }

  /** RFC 4514, escaped so that it holds nothing but printable characters. */
  toString(): string {
    return formatName(this.rdns);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A name from its DER, which is copied. Throws `DerError`. */
export function parseName(der: Uint8Array): Name {
  const reader = DerReader.over(Uint8Array.from(der));
  const name = Name.read(reader, "name");
  reader.finish("name");
  return name;
}

/** Moves behind the next element, which must be a name. Throws `DerError`. */
export function skipName(reader: DerReader, what: string): void {
  const after = reader.into(Tag.SEQUENCE, what);
  while (!reader.atEnd) {
    const afterRdn = reader.into(Tag.SET, what);
    do {
      const afterAttribute = reader.into(Tag.SEQUENCE, what);
      skipObjectIdentifier(reader, what);
      reader.skipAny(what);
      reader.leave(afterAttribute, what);
    } while (!reader.atEnd);
    reader.leave(afterRdn, what);
  }
  reader.leave(after, what);
}

function readRdns(reader: DerReader): readonly RelativeDistinguishedName[] {
  const rdns: RelativeDistinguishedName[] = [];
  while (!reader.atEnd) {
    const rdn: NameAttribute[] = [];
    readRdn(reader, rdn);
    rdns.push(Object.freeze(rdn));
  }
  return Object.freeze(rdns);
}

function readAttributes(reader: DerReader): readonly NameAttribute[] {
  const attributes: NameAttribute[] = [];
  while (!reader.atEnd) readRdn(reader, attributes);
  return attributes;
}

function readRdn(reader: DerReader, attributes: NameAttribute[]): void {
  const afterRdn = reader.into(Tag.SET, "name");
  do {
    const afterAttribute = reader.into(Tag.SEQUENCE, "name");
    const type = readObjectIdentifier(reader, "name");
    attributes.push(new LocatedAttribute(type, reader.bytes, reader.readAny("name")));
    reader.leave(afterAttribute, "name");
  } while (!reader.atEnd);
  reader.leave(afterRdn, "name");
}

/** An attribute that is decoded whenever somebody asks: of most attributes of most callers nobody does. */
class LocatedAttribute implements NameAttribute {
  readonly type: string;
  readonly #bytes: Uint8Array;
  readonly #element: DerElement;

  constructor(type: string, bytes: Uint8Array, element: DerElement) {
    this.type = type;
    this.#bytes = bytes;
    this.#element = element;
    Object.freeze(this);
  }

  get value(): string | undefined {
    return decodeString(this.#bytes, this.#element);
  }

  get prepared(): string | undefined {
    const { value } = this;
    return value === undefined ? undefined : prepare(value);
  }

  get tag(): number {
    return this.#element.tag;
  }

  get content(): Uint8Array {
    return contentOf(this.#bytes, this.#element);
  }

  toJSON(): object {
    return { type: this.type, value: this.value };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return this.toJSON();
  }
}

/** Attributes of an RDN are a set, so their keys are sorted. Prepared text holds no control character. */
function rdnKey(rdn: RelativeDistinguishedName): string {
  if (rdn.length === 1) return attributeKey(rdn[0] as NameAttribute);
  return rdn.map(attributeKey).sort().join("\u0002");
}

/** A value that cannot be compared as text is equal to itself only. */
function attributeKey(attribute: NameAttribute): string {
  const { type, prepared, tag } = attribute;
  return prepared === undefined ? `${type}\u0003${tag}\u0003${hex(attribute.content)}` : `${type}=${prepared}`;
}
