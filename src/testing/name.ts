import { Tag } from "../asn1/tags.ts";
import {
  bmpString,
  der,
  ia5String,
  oid,
  printableString,
  sequence,
  set,
  teletexString,
  universalString,
  utf8String,
} from "../asn1/writer.ts";

/** String types an attribute value can be written in. */
export type NameEncoding = "utf8" | "printable" | "ia5" | "t61" | "bmp" | "universal";

/** One attribute of a name. */
export interface NameAttributeInput {
  /** Short name (`CN`, `O`, `DC`, in any case) or dotted object identifier. */
  readonly type: string;
  /** Text, or octets. Octets with an `encoding` are that string's content; without one they are the whole DER value. */
  readonly value: string | Uint8Array;
  /** Absent: PrintableString for C and serialNumber, IA5String for DC and E, UTF8String for the rest. */
  readonly encoding?: NameEncoding;
}

/**
 * A distinguished name: a string as RFC 4514 writes it (`CN=a,O=b,C=de`; the first part is encoded last, section
 * 2.1), the RDNs in the order of encoding, or the DER of a Name.
 */
export type NameInput = string | readonly (readonly NameAttributeInput[])[] | Uint8Array;

/** Short names: RFC 4514 section 3, RFC 4519, RFC 5280 appendix A, and what OpenSSL and Windows print. */
const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = {
  CN: "2.5.4.3",
  SURNAME: "2.5.4.4",
  SERIALNUMBER: "2.5.4.5",
  C: "2.5.4.6",
  L: "2.5.4.7",
  ST: "2.5.4.8",
  STREET: "2.5.4.9",
  O: "2.5.4.10",
  OU: "2.5.4.11",
  TITLE: "2.5.4.12",
  GIVENNAME: "2.5.4.42",
  ORGANIZATIONIDENTIFIER: "2.5.4.97",
  UID: "0.9.2342.19200300.100.1.1",
  DC: "0.9.2342.19200300.100.1.25",
  E: "1.2.840.113549.1.9.1",
  EMAILADDRESS: "1.2.840.113549.1.9.1",
};

/** RFC 5280 appendix A demands these types: PrintableString for country and serial number, IA5String for the others. */
const DEFAULT_ENCODINGS: Readonly<Record<string, NameEncoding>> = {
  "2.5.4.5": "printable",
  "2.5.4.6": "printable",
  "0.9.2342.19200300.100.1.25": "ia5",
  "1.2.840.113549.1.9.1": "ia5",
};

const ENCODERS: { readonly [E in NameEncoding]: { tag: number; write: (text: string) => Uint8Array } } = {
  utf8: { tag: Tag.UTF8_STRING, write: utf8String },
  printable: { tag: Tag.PRINTABLE_STRING, write: printableString },
  ia5: { tag: Tag.IA5_STRING, write: ia5String },
  t61: { tag: Tag.T61_STRING, write: teletexString },
  bmp: { tag: Tag.BMP_STRING, write: bmpString },
  universal: { tag: Tag.UNIVERSAL_STRING, write: universalString },
};

/** A Name in DER. Throws RangeError when the input cannot be read. */
export function encodeName(input: NameInput): Uint8Array {
  if (input instanceof Uint8Array) return input;
  const rdns = typeof input === "string" ? parseNameString(input) : input;
  return sequence(...rdns.map((rdn) => set(...rdn.map(encodeAttribute))));
}

function encodeAttribute({ type, value, encoding }: NameAttributeInput): Uint8Array {
  const dotted = attributeType(type);
  if (value instanceof Uint8Array) {
    return sequence(oid(dotted), encoding === undefined ? value : der(ENCODERS[encoding].tag, value));
  }
  return sequence(oid(dotted), ENCODERS[encoding ?? DEFAULT_ENCODINGS[dotted] ?? "utf8"].write(value));
}

function attributeType(type: string): string {
  if (/^[0-9.]+$/.test(type)) return type;
  const dotted = ATTRIBUTE_TYPES[type.toUpperCase()];
  if (dotted === undefined) throw new RangeError(`unknown attribute type ${JSON.stringify(type)}; write its OID`);
  return dotted;
}

/** RFC 4514 without quotes (which only RFC 2253 had): the RDNs in the order of encoding, the reverse of the string. */
function parseNameString(text: string): readonly (readonly NameAttributeInput[])[] {
  if (text === "") return [];
  return splitUnescaped(text, ",")
    .map((rdn) => splitUnescaped(rdn, "+").map(parseAttribute))
    .reverse();
}

/** The parts between separators that no backslash precedes. */
function splitUnescaped(text: string, separator: "," | "+"): readonly string[] {
  const parts: string[] = [""];
  for (const [piece] of text.matchAll(/\\.|./gsu)) {
    if (piece === separator) parts.push("");
    else parts.push(`${parts.pop()}${piece}`);
  }
  return parts;
}

function parseAttribute(text: string): NameAttributeInput {
  const [, type, value] = /^\s*([A-Za-z][A-Za-z0-9-]*|[0-9.]+)\s*=(.*)$/su.exec(text) ?? [];
  if (type === undefined || value === undefined) throw new RangeError(`not an attribute: ${JSON.stringify(text)}`);
  if (/^#([0-9a-f]{2})+$/i.test(value)) return { type, value: Uint8Array.from(Buffer.from(value.slice(1), "hex")) };
  return { type, value: unescapeValue(value) };
}

/** Spaces that no backslash protects are no part of the value; `\2C` is one octet of its UTF-8, `\,` a comma. */
function unescapeValue(value: string): string {
  const trimmed = value.replace(/^ +/, "").replace(/(?<!\\) +$/, "");
  const octets: Uint8Array[] = [];
  for (const [piece, hex, character] of trimmed.matchAll(/\\([0-9a-f]{2})|\\(.)|./gisu)) {
    octets.push(hex === undefined ? Buffer.from(character ?? piece) : Buffer.from(hex, "hex"));
  }
  return Buffer.concat(octets).toString("utf8");
}
