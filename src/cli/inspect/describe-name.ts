import { Tag } from "../../asn1/tags.ts";
import { ATTRIBUTE_NAMES } from "../../certificate/attribute-types.ts";
import type { Name, NameAttribute, RelativeDistinguishedName } from "../../certificate/name.ts";

export interface NameReport {
  /** RFC 4514. Empty: there is none. */
  readonly text: string;
  /** As they are encoded, which is the reverse of the text. */
  readonly attributes: readonly AttributeReport[];
}

export interface AttributeReport {
  /** Dotted OID. */
  readonly type: string;
  /** `CN`. Null: it has no usual name. */
  readonly name: string | null;
  /** Null: it cannot be decoded as text. */
  readonly value: string | null;
  /** The ASN.1 type of the value. */
  readonly encoding: string;
  /** What is unusual about it, in whole sentences. Empty: nothing. */
  readonly odd: readonly string[];
}

export function describeName(name: Name): NameReport {
  const { attributes } = name;
  const counts = new Map<string, number>();
  for (const { type } of attributes) counts.set(type, (counts.get(type) ?? 0) + 1);
  return {
    text: name.toString(),
    attributes: name.rdns.flatMap((rdn) => rdn.map((attribute) => describeAttribute(attribute, rdn, counts))),
  };
}

const ENCODINGS: ReadonlyMap<number, string> = new Map([
  [Tag.UTF8_STRING, "UTF8String"],
  [Tag.PRINTABLE_STRING, "PrintableString"],
  [Tag.IA5_STRING, "IA5String"],
  [Tag.T61_STRING, "TeletexString"],
  [Tag.BMP_STRING, "BMPString"],
  [Tag.UNIVERSAL_STRING, "UniversalString"],
  [Tag.NUMERIC_STRING, "NumericString"],
  [Tag.VISIBLE_STRING, "VisibleString"],
]);

/** RFC 5280 section 4.1.2.4: only for names that had been established before. */
const OUTDATED: ReadonlySet<number> = new Set([Tag.T61_STRING, Tag.BMP_STRING, Tag.UNIVERSAL_STRING]);

/** Domain components and organizational units come several times by design. */
const REPEATED_BY_DESIGN: ReadonlySet<string> = new Set(["DC", "OU", "STREET"]);

function describeAttribute(
  attribute: NameAttribute,
  rdn: RelativeDistinguishedName,
  counts: ReadonlyMap<string, number>,
): AttributeReport {
  const { type, tag, value } = attribute;
  const name = ATTRIBUTE_NAMES.get(type) ?? null;
  const encoding = ENCODINGS.get(tag) ?? `tag 0x${tag.toString(16).padStart(2, "0")}`;
  const count = counts.get(type) ?? 1;
  const odd = [
    name === null && "The attribute type has no usual name.",
    rdn.length > 1 && "It stands in one set with another attribute (a multi-valued RDN).",
    count > 1 && !REPEATED_BY_DESIGN.has(name ?? "") && `Its type stands in the name ${count} times.`,
    OUTDATED.has(tag) && `It is encoded as ${encoding}, which new names do not use.`,
    ...oddOfValue(attribute),
  ].filter((text) => text !== false);
  return { type, name, value: value ?? null, encoding, odd };
}

function oddOfValue({ value, prepared }: NameAttribute): readonly (string | false)[] {
  if (value === undefined) return ["It cannot be decoded as text, so no rule by name matches it."];
  return [
    value === "" && "It is empty.",
    prepared === undefined && "It holds characters that are not seen or mean nothing, so no rule by name matches it.",
    value !== value.trim() && "Spaces stand at its beginning or end.",
    /\p{L}/u.test(value.replace(/[\p{Script=Latin}\p{Script=Common}]/gu, "")) &&
      /\p{Script=Latin}/u.test(value) &&
      `Letters of other scripts stand between Latin ones: ${otherLetters(value)}.`,
  ];
}

const MOST_LETTERS = 5;

function otherLetters(value: string): string {
  const letters = new Set(value.match(/(?!\p{Script=Latin})\p{L}/gu) ?? []);
  const points = Array.from(
    letters,
    (letter) => `U+${letter.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return points.length > MOST_LETTERS ? `${points.slice(0, MOST_LETTERS).join(", ")} and more` : points.join(", ");
}
