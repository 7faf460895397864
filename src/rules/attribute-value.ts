import { type NameAttribute, parseName } from "../certificate/name.ts";
import { prepare } from "../certificate/name-preparation.ts";
import { comparableAttribute } from "./comparable-name.ts";
import { codePoint, shown, TextError } from "./text-problem.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Octets written one by one, as text; they must be whole UTF-8 characters. Throws `TextError`. */
export function decodeOctets(octets: readonly number[], column: number): string {
  try {
    return utf8.decode(Uint8Array.from(octets));
  } catch {
    const remedy = "Write each octet of the character's UTF-8 form, as in \\C3\\A9, or the character itself.";
    throw new TextError("the escaped octets are not UTF-8", column, remedy);
  }
}

/** What is compared of a text value. Throws `TextError` when no certificate's value is equal to it. */
export function textToken(value: string, column: number): string {
  const prepared = prepare(value);
  if (prepared !== undefined) return `=${prepared}`;
  const bad = [...value].find((character) => prepare(character) === undefined) ?? "";
  throw new TextError(
    `the value holds ${codePoint(bad)}, over which no names are called equal`,
    column,
    "Delete that character if it was pasted by accident; a certificate that holds it can be named by SAN, thumbprint or key.",
  );
}

/**
 * What is compared of a value written as `#` and the hexadecimal digits of its BER encoding (RFC 4514 section 2.4): text
 * when it is a character string, otherwise its octets. Throws `TextError`.
 */
export function hexToken(digits: string, column: number): string {
  if (!/^(?:[0-9A-Fa-f]{2})+$/.test(digits)) {
    const remedy = "Write pairs of hexadecimal digits, or \\# when the value is a text that begins with #.";
    throw new TextError(`${shown(`#${digits}`)} is not hexadecimal`, column, remedy);
  }
  const attribute = decodeAttribute(Buffer.from(digits, "hex"));
  if (attribute !== undefined) return comparableAttribute(attribute).token;
  const remedy = "Write the value with its tag and length, as in #0C0161, or the text itself.";
  throw new TextError(`${shown(`#${digits}`)} is not the DER encoding of one value`, column, remedy);
}

/** Reads the value as certificates' values are read: inside a name of one attribute. */
function decodeAttribute(value: Uint8Array): NameAttribute | undefined {
  const commonName = Uint8Array.of(0x06, 0x03, 0x55, 0x04, 0x03);
  const attribute = wrap(0x30, Buffer.concat([commonName, value]));
  try {
    const [only, ...others] = parseName(wrap(0x30, wrap(0x31, attribute))).attributes;
    return others.length === 0 ? only : undefined;
  } catch {
    return undefined;
  }
}

function wrap(tag: number, content: Uint8Array): Uint8Array {
  const { length } = content;
  const octets = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tag, ...octets), content]);
}
