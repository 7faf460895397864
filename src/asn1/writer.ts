import { contextConstructed, contextPrimitive, Tag } from "./tags.ts";

/**
 * One DER element: identifier octet, definite length in the fewest octets (X.690 section 10.1), and `contents` one
 * after another. The contents are taken as they are, so that what is inside can be anything, also wrong.
 */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  return concat(Uint8Array.of(tag), lengthOctets(length), ...contents);
}

/** The parts as one array. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** SEQUENCE or SEQUENCE OF. */
export function sequence(...contents: readonly Uint8Array[]): Uint8Array {
  return der(Tag.SEQUENCE, ...contents);
}

/** SET OF, with its members in the order that X.690 section 11.6 demands. `der(Tag.SET, ...)` keeps another order. */
export function set(...members: readonly Uint8Array[]): Uint8Array {
  return der(Tag.SET, ...[...members].sort(compareOctets));
}

/** OBJECT IDENTIFIER from its dotted form. Throws RangeError when that is none. */
export function oid(dotted: string): Uint8Array {
  const [root, second, ...rest] = dotted.split(".").map(parseArc);
  if (root === undefined || second === undefined || root > 2n || (root < 2n && second > 39n)) {
    throw new RangeError(`not an object identifier: ${JSON.stringify(dotted)}`);
  }
  return der(Tag.OBJECT_IDENTIFIER, ...[root * 40n + second, ...rest].map(base128));
}

/** INTEGER in the fewest octets. Bytes are written as its content unchanged: two's complement, not made minimal. */
export function integer(value: number | bigint | Uint8Array): Uint8Array {
  return der(Tag.INTEGER, value instanceof Uint8Array ? value : twosComplement(BigInt(value)));
}

/** BOOLEAN: 0xFF or 0x00 (X.690 section 11.1). */
export function boolean(value: boolean): Uint8Array {
  return der(Tag.BOOLEAN, Uint8Array.of(value ? 0xff : 0x00));
}

/** NULL, as the parameters of RSA algorithms. */
export function nullValue(): Uint8Array {
  return der(Tag.NULL);
}

/** BIT STRING. `unusedBits`, 0 to 7, is how many bits of the last octet do not count; the caller leaves them zero. */
export function bitString(bits: Uint8Array, unusedBits = 0): Uint8Array {
  return der(Tag.BIT_STRING, Uint8Array.of(unusedBits), bits);
}

/** BIT STRING of named bits, trailing zero bits removed (X.690 section 11.2.2). Bit 0 is the first, highest one. */
export function namedBitString(bits: readonly number[]): Uint8Array {
  if (bits.length === 0) return bitString(new Uint8Array(0));
  const last = Math.max(...bits);
  const octets = new Uint8Array(Math.floor(last / 8) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(octets, 7 - (last & 7));
}

/** OCTET STRING. */
export function octetString(octets: Uint8Array): Uint8Array {
  return der(Tag.OCTET_STRING, octets);
}

/** UTF8String. */
export function utf8String(text: string): Uint8Array {
  return der(Tag.UTF8_STRING, new TextEncoder().encode(text));
}

/** PrintableString, without a check of its narrow alphabet: CAs put `*`, `@` and `&` there. Throws past Latin-1. */
export function printableString(text: string): Uint8Array {
  return der(Tag.PRINTABLE_STRING, units(text, 1));
}

/** IA5String. Throws past Latin-1. */
export function ia5String(text: string): Uint8Array {
  return der(Tag.IA5_STRING, units(text, 1));
}

/** TeletexString (T61String), in Latin-1 as CAs mean it. Throws past Latin-1. */
export function teletexString(text: string): Uint8Array {
  return der(Tag.T61_STRING, units(text, 1));
}

/** BMPString: two octets a UTF-16 unit. */
export function bmpString(text: string): Uint8Array {
  return der(Tag.BMP_STRING, units(text, 2));
}

/** UniversalString: four octets a code point. */
export function universalString(text: string): Uint8Array {
  const points = [...text].map((character) => character.codePointAt(0) ?? 0);
  return der(Tag.UNIVERSAL_STRING, ...points.map((point) => bigEndian(BigInt(point), 4)));
}

/** UTCTime to the second. Throws RangeError outside 1950 to 2049, which two digits cannot say. */
export function utcTime(time: Date): Uint8Array {
  const digits = timeDigits(time);
  const year = time.getUTCFullYear();
  if (year < 1950 || year > 2049) throw new RangeError("UTCTime reaches from 1950 to 2049");
  return der(Tag.UTC_TIME, units(`${digits.slice(2)}Z`, 1));
}

/** GeneralizedTime to the second. Throws RangeError outside the years 0 to 9999. */
export function generalizedTime(time: Date): Uint8Array {
  return der(Tag.GENERALIZED_TIME, units(`${timeDigits(time)}Z`, 1));
}

/** UTCTime through 2049, GeneralizedTime otherwise (RFC 5280 section 4.1.2.5). */
export function time(value: Date): Uint8Array {
  const year = value.getUTCFullYear();
  return year >= 1950 && year <= 2049 ? utcTime(value) : generalizedTime(value);
}

/** `[number] EXPLICIT`, and `[number] IMPLICIT` over the contents of a constructed type. */
export function explicit(number: number, ...contents: readonly Uint8Array[]): Uint8Array {
  return der(contextConstructed(number), ...contents);
}

/** `[number] IMPLICIT` over the content octets of a primitive type. */
export function implicit(number: number, content: Uint8Array): Uint8Array {
  return der(contextPrimitive(number), content);
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  const octets = base256(BigInt(length));
  return concat(Uint8Array.of(0x80 | octets.length), octets);
}

/** A number without sign, in the fewest octets, at least one. */
function base256(value: bigint): Uint8Array {
  return bigEndian(value, Math.ceil(value.toString(16).length / 2));
}

/** The lowest `length` octets of a number, two's complement when it is negative. */
function bigEndian(value: bigint, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 0xffn));
}

function twosComplement(value: bigint): Uint8Array {
  const magnitude = value < 0n ? -value - 1n : value;
  // One bit more than the magnitude, for the sign.
  const bits = magnitude === 0n ? 1 : magnitude.toString(2).length + 1;
  return bigEndian(value, Math.ceil(bits / 8));
}

function parseArc(text: string): bigint {
  if (!/^(0|[1-9][0-9]*)$/.test(text)) throw new RangeError(`not an arc of an object identifier: ${text}`);
  return BigInt(text);
}

/** Seven bits an octet, all but the last with the high bit set (X.690 section 8.19.2). */
function base128(arc: bigint): Uint8Array {
  const octets = [Number(arc & 0x7fn)];
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80);
  return Uint8Array.from(octets);
}

/** The UTF-16 units of a text in `width` octets each. */
function units(text: string, width: 1 | 2): Uint8Array {
  const octets = new Uint8Array(text.length * width);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >> (8 * width) !== 0) throw new RangeError("a character does not fit this string type");
    octets[index * width + width - 1] = unit & 0xff;
    if (width === 2) octets[index * 2] = unit >> 8;
  }
  return octets;
}

/** `YYYYMMDDhhmmss` in UTC; milliseconds are cut. */
function timeDigits(time: Date): string {
  const text = time.toISOString();
  if (!/^\d{4}-/.test(text)) throw new RangeError("a time reaches from the year 0 to 9999");
  return text.slice(0, 19).replaceAll(/[^0-9]/g, "");
}

/** X.690 section 11.6: octet by octet, the shorter one padded with zero octets. */
function compareOctets(left: Uint8Array, right: Uint8Array): number {
  const length = Math.max(left.length, right.length);
  for (let at = 0; at < length; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
