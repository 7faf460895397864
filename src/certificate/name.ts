import { type DerElement, DerReader } from "../asn1/reader.ts";
import { decodeString } from "../asn1/strings.ts";
import { Tag } from "../asn1/tags.ts";
import { assertObjectIdentifier, contentOf, readObjectIdentifier } from "../asn1/values.ts";
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
    const element = reader.read(Tag.SEQUENCE, what);
    checkStructure(reader.enter(element), what);
    return new Name(reader.bytes, element.start, element.end, element.content === element.end);
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
    this.#rdns ??= readRdns(this.der);
    return this.#rdns;
  }

  /** All attributes, in encoded order, whatever RDN holds them. */
  get attributes(): readonly NameAttribute[] {
    const attributes: NameAttribute[] = [];
    for (const rdn of this.rdns) for (const attribute of rdn) attributes.push(attribute);
    return attributes;
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

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString("latin1");
}

function checkStructure(rdns: DerReader, what: string): void {
  while (!rdns.atEnd) {
    const rdn = rdns.enterNext(Tag.SET, what);
    do {
      const attribute = rdn.enterNext(Tag.SEQUENCE, what);
      assertObjectIdentifier(rdns.bytes, attribute.read(Tag.OBJECT_IDENTIFIER, what));
      attribute.readAny(what);
      attribute.finish(what);
    } while (!rdn.atEnd);
  }
}

function readRdns(der: Uint8Array): readonly RelativeDistinguishedName[] {
  const outer = DerReader.over(der).enterNext(Tag.SEQUENCE, "name");
  const rdns: RelativeDistinguishedName[] = [];
  while (!outer.atEnd) {
    const set = outer.enterNext(Tag.SET, "name");
    const rdn: NameAttribute[] = [];
    while (!set.atEnd) rdn.push(readAttribute(set));
    rdns.push(Object.freeze(rdn));
  }
  return Object.freeze(rdns);
}

/** An attribute whose octets are cut out when somebody asks for them, which is rare. */
class DecodedAttribute implements NameAttribute {
  readonly type: string;
  readonly value: string | undefined;
  readonly prepared: string | undefined;
  readonly tag: number;
  readonly #bytes: Uint8Array;
  readonly #element: DerElement;

  constructor(type: string, bytes: Uint8Array, element: DerElement) {
    this.type = type;
    this.value = decodeString(bytes, element);
    this.prepared = this.value === undefined ? undefined : prepare(this.value);
    this.tag = element.tag;
    this.#bytes = bytes;
    this.#element = element;
    Object.freeze(this);
  }

  get content(): Uint8Array {
    return contentOf(this.#bytes, this.#element);
  }
}

function readAttribute(set: DerReader): NameAttribute {
  const reader = set.enterNext(Tag.SEQUENCE, "name");
  const type = readObjectIdentifier(reader.bytes, reader.read(Tag.OBJECT_IDENTIFIER, "name"));
  return new DecodedAttribute(type, reader.bytes, reader.readAny("name"));
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
