import { ATTRIBUTE_NAMES } from "./attribute-types.ts";
import { hex } from "./hex.ts";
import type { NameAttribute, RelativeDistinguishedName } from "./name.ts";

/**
 * RFC 4514: last RDN first, special characters escaped. Beyond the RFC, every character that cannot be seen, or that
 * changes the direction of text, is escaped too, so that the result may stand in a log line.
 */
export function formatName(rdns: readonly RelativeDistinguishedName[]): string {
  return rdns.map(formatRdn).reverse().join(",");
}

function formatRdn(rdn: RelativeDistinguishedName): string {
  return rdn.map(formatAttribute).join("+");
}

/** RFC 4514 section 2.4: a type without a name, and a value that is no text, take the hexadecimal form. */
function formatAttribute(attribute: NameAttribute): string {
  const { type, value, tag } = attribute;
  const name = ATTRIBUTE_NAMES.get(type);
  if (name === undefined || value === undefined) return `${name ?? type}=#${hexEncoded(tag, attribute.content)}`;
  return `${name}=${escapeValue(value)}`;
}

/** What needs no escape, as nearly all values do. */
const PLAIN = /^[\w.@:/()'*!?-](?:[\w .@:/()'*!?-]*[\w.@:/()'*!?-])?$/;

function escapeValue(value: string): string {
  if (PLAIN.test(value)) return value;
  return value
    .replace(/["+,;<>\\]/g, "\\$&")
    .replace(/ $/, "\\ ")
    .replace(/^[ #]/, "\\$&")
    .replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, escapeOctets);
}

/** Each octet of the character's UTF-8 form as `\XX`. */
function escapeOctets(character: string): string {
  return hex(Buffer.from(character, "utf8")).replace(/../g, "\\$&");
}

function hexEncoded(tag: number, content: Uint8Array): string {
  return hex(Uint8Array.of(tag, ...lengthOctets(content.length))) + hex(content);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}
