import type { DerElement } from "./reader.ts";
import { Tag } from "./tags.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of a character string type, or undefined when the octets are no text of that type: the caller decides whether
 * that matters. PrintableString is read as ASCII, because CAs put `*`, `@` and `&` there. T61String is read only
 * where T.61 and ASCII agree, because what CAs mean by its other octets differs.
 */
export function decodeString(bytes: Uint8Array, element: DerElement): string | undefined {
  switch (element.tag) {
    case Tag.UTF8_STRING:
      return ascii(bytes, element) ?? decodeUtf8(bytes.subarray(element.content, element.end));
    case Tag.PRINTABLE_STRING:
    case Tag.IA5_STRING:
    case Tag.VISIBLE_STRING:
    case Tag.NUMERIC_STRING:
      return ascii(bytes, element);
    case Tag.T61_STRING:
      return teletex(bytes, element);
    case Tag.BMP_STRING:
      return decodeBmp(bytes, element);
    case Tag.UNIVERSAL_STRING:
      return decodeUniversal(bytes, element);
    default:
      return undefined;
  }
}

/** The octets as text when all are below 0x80. */
export function ascii(bytes: Uint8Array, { content, end }: DerElement): string | undefined {
  for (let at = content; at < end; at++) if ((bytes[at] as number) > 0x7f) return undefined;
  if (end - content > SHORT) {
    return latin1(bytes, content, end);
  }
  let text = "";
  for (let at = content; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** Up to here V8 joins characters by copying, which is cheaper than a Buffer; beyond, each of them would leave an object behind. */
const SHORT = 12;

/** An octet per character. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  if (viewed.buffer !== bytes.buffer) viewed = Buffer.from(bytes.buffer);
  return viewed.toString("latin1", bytes.byteOffset + start, bytes.byteOffset + end);
}

/** Only a Buffer writes text, and making one costs more than the text: certificates that follow each other often share their memory. */
let viewed: Buffer = Buffer.alloc(0);

function decodeUtf8(octets: Uint8Array): string | undefined {
  try {
    return utf8.decode(octets);
  } catch {
    return undefined;
  }
}

/** T.61 differs from ASCII at `# $ \ ^ _ ` { | } ~` (ITU-T T.61 figure 2) and above 0x7F. */
function teletex(bytes: Uint8Array, element: DerElement): string | undefined {
  const text = ascii(bytes, element);
  return text === undefined || /[#$\\^_`{|}~\u0000-\u001f\u007f]/.test(text) ? undefined : text;
}

/** Two octets a character, no surrogates: BMPString is UCS-2. */
function decodeBmp(bytes: Uint8Array, element: DerElement): string | undefined {
  if ((element.end - element.content) % 2 !== 0) return undefined;
  let text = "";
  for (let at = element.content; at < element.end; at += 2) {
    const unit = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    if (unit >= 0xd800 && unit <= 0xdfff) return undefined;
    text += String.fromCharCode(unit);
  }
  return text;
}

/** Four octets a character: UniversalString is UCS-4. */
function decodeUniversal(bytes: Uint8Array, element: DerElement): string | undefined {
  if ((element.end - element.content) % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = "";
  for (let at = element.content; at < element.end; at += 4) {
    const point = view.getUint32(at);
    if (point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) return undefined;
    text += String.fromCodePoint(point);
  }
  return text;
}
