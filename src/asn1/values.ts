import { DerError } from "./der-error.ts";
import type { DerElement, DerReader } from "./reader.ts";
import { Tag } from "./tags.ts";

/** A BOOLEAN; `canonical` is false for a TRUE that is not 0xFF (X.690 section 11.1), which each level judges itself. */
export function readBoolean(bytes: Uint8Array, element: DerElement): { value: boolean; canonical: boolean } {
  if (element.end - element.content !== 1) throw new DerError("BOOLEAN is not one octet", element.content);
  const octet = bytes[element.content] as number;
  return { value: octet !== 0, canonical: octet === 0 || octet === 0xff };
}

/** Demands the fewest octets (X.690 section 8.3.2). */
export function assertMinimalInteger(bytes: Uint8Array, element: DerElement): void {
  const length = element.end - element.content;
  if (length === 0) throw new DerError("INTEGER is empty", element.content);
  if (length === 1) return;
  const first = bytes[element.content] as number;
  const second = bytes[element.content + 1] as number;
  if ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)) {
    throw new DerError("INTEGER has more octets than needed", element.content);
  }
}

/** An INTEGER from 0 to 2^31-1, as versions, path lengths and skip counts are. */
export function readSmallInteger(bytes: Uint8Array, element: DerElement, what: string): number {
  assertMinimalInteger(bytes, element);
  const length = element.end - element.content;
  if ((bytes[element.content] as number) >= 0x80) throw new DerError(`${what} is negative`, element.content);
  if (length > 4) throw new DerError(`${what} is too large`, element.content);
  let value = 0;
  for (let at = element.content; at < element.end; at++) value = (value << 8) | (bytes[at] as number);
  return value;
}

/** Where the octets of a BIT STRING lie. */
export interface BitString {
  readonly start: number;
  readonly end: number;
  /** How many bits of the last octet do not count: 0 to 7. */
  readonly unusedBits: number;
}

/** A BIT STRING whose unused bits are zero (X.690 section 11.2.1). */
export function readBitString(bytes: Uint8Array, element: DerElement): BitString {
  if (element.end === element.content) throw new DerError("BIT STRING is empty", element.content);
  const unusedBits = bytes[element.content] as number;
  const start = element.content + 1;
  if (unusedBits > 7 || (unusedBits > 0 && start === element.end)) {
    throw new DerError("BIT STRING has an impossible count of unused bits", element.content);
  }
  if (unusedBits > 0 && ((bytes[element.end - 1] as number) & ((1 << unusedBits) - 1)) !== 0) {
    throw new DerError("BIT STRING has unused bits that are set", element.end - 1);
  }
  return { start, end: element.end, unusedBits };
}

/** Longest OBJECT IDENTIFIER read, in octets. The longest in any registered X.509 use takes about 20. */
const MAX_OID_OCTETS = 64;

/**
 * The next element, an OBJECT IDENTIFIER, in dotted form; every arc minimal (X.690 section 8.19). Arcs may be as long as the whole: those
 * made from a UUID have 128 bits (ITU-T X.667 section 7).
 */
export function readObjectIdentifier(reader: DerReader, what: string): string {
  const after = reader.into(Tag.OBJECT_IDENTIFIER, what);
  const dotted = toKnownDotted(reader.bytes, reader.offset, reader.end);
  reader.skipOut(after);
  return dotted;
}

/** Demands that the next element is an OBJECT IDENTIFIER as `readObjectIdentifier` reads it, without the cost of its text; `tag` where it is implicit. */
export function skipObjectIdentifier(reader: DerReader, what: string, tag: number = Tag.OBJECT_IDENTIFIER): void {
  const after = reader.into(tag, what);
  assertObjectIdentifier(reader.bytes, reader.offset, reader.end);
  reader.skipOut(after);
}

/** The content octets of an OBJECT IDENTIFIER in dotted form. */
export function toObjectIdentifier(bytes: Uint8Array, { content, end }: DerElement): string {
  return toKnownDotted(bytes, content, end);
}

/**
 * Certificates name the same few dozen types again and again, so the text of each is made once, and comparing it is comparing
 * pointers. The first in a slot stays: whoever sends strange ones only keeps them from being remembered.
 */
const KNOWN_SLOTS = 1024;

const knownIdentifiers: ({ readonly octets: Uint8Array; readonly dotted: string } | undefined)[] = new Array(
  KNOWN_SLOTS,
);

function toKnownDotted(bytes: Uint8Array, content: number, end: number): string {
  let slot = 0;
  for (let at = content; at < end; at++) slot = (slot * 31 + (bytes[at] as number)) & (KNOWN_SLOTS - 1);
  const known = knownIdentifiers[slot];
  if (known !== undefined && isSame(known.octets, bytes, content, end)) return known.dotted;
  assertObjectIdentifier(bytes, content, end);
  const dotted = internalized(toDotted(bytes, content, end));
  knownIdentifiers[slot] ??= { octets: new Uint8Array(bytes.subarray(content, end)), dotted };
  return dotted;
}

/** The engine's one copy of a text, as names of members and literals are: two of them differ as soon as their addresses do. */
function internalized(text: string): string {
  return Object.keys({ [text]: true })[0] ?? text;
}

function isSame(octets: Uint8Array, bytes: Uint8Array, content: number, end: number): boolean {
  if (octets.length !== end - content) return false;
  for (let at = 0; at < octets.length; at++) if (octets[at] !== bytes[content + at]) return false;
  return true;
}

function toDotted(bytes: Uint8Array, content: number, end: number): string {
  let dotted = "";
  let arc = 0;
  let arcStart = content;
  for (let at = content; at < end; at++) {
    const octet = bytes[at] as number;
    arc = arc * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    const exact = Number.isSafeInteger(arc) ? arc : readLargeArc(bytes, arcStart, at + 1);
    dotted += dotted === "" ? firstArcs(exact) : `.${exact}`;
    arc = 0;
    arcStart = at + 1;
  }
  return dotted;
}

function assertObjectIdentifier(bytes: Uint8Array, content: number, end: number): void {
  if (content === end) throw new DerError("OBJECT IDENTIFIER is empty", content);
  if (end - content > MAX_OID_OCTETS) throw new DerError("OBJECT IDENTIFIER is too long", content);
  let startsArc = true;
  for (let at = content; at < end; at++) {
    const octet = bytes[at] as number;
    if (startsArc && octet === 0x80) throw new DerError("OBJECT IDENTIFIER has a padded arc", at);
    startsArc = octet < 0x80;
  }
  if (!startsArc) throw new DerError("OBJECT IDENTIFIER ends inside an arc", end);
}

/** The first two arcs share one number (X.690 section 8.19.4). */
function firstArcs(value: number | bigint): string {
  if (typeof value === "bigint") return `2.${value - 80n}`;
  const root = value < 40 ? 0 : value < 80 ? 1 : 2;
  return `${root}.${value - root * 40}`;
}

/** An arc of 2^53 or more. */
function readLargeArc(bytes: Uint8Array, start: number, end: number): bigint {
  let arc = 0n;
  for (let at = start; at < end; at++) arc = (arc << 7n) | BigInt((bytes[at] as number) & 0x7f);
  return arc;
}

/** A copy-free view of an element's content. */
export function contentOf(bytes: Uint8Array, element: DerElement): Uint8Array {
  return bytes.subarray(element.content, element.end);
}

/** A copy-free view of a whole element, identifier and length included. */
export function elementOf(bytes: Uint8Array, element: DerElement): Uint8Array {
  return bytes.subarray(element.start, element.end);
}
