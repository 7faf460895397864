import { DerError } from "../asn1/der-error.ts";
import type { DerElement, DerReader } from "../asn1/reader.ts";
import { ascii, decodeString } from "../asn1/strings.ts";
import { contextConstructed, contextPrimitive } from "../asn1/tags.ts";
import {
  contentOf,
  elementOf,
  readObjectIdentifier,
  skipObjectIdentifier,
  toObjectIdentifier,
} from "../asn1/values.ts";
import { Name, skipName } from "./name.ts";
import { USER_PRINCIPAL_NAME } from "./oids.ts";

/** GeneralName, RFC 5280 section 4.2.1.6, with the RFC's own names of the alternatives. Text may hold any ASCII character and U+FFFD. */
export type GeneralName =
  | { readonly kind: "rfc822Name" | "dNSName" | "uniformResourceIdentifier" | "registeredID"; readonly value: string }
  /** Octets: 4 or 16 of an address, 8 or 32 of an address with its mask in a name constraint; other counts occur in bad certificates. */
  | { readonly kind: "iPAddress"; readonly value: Uint8Array }
  | { readonly kind: "directoryName"; readonly value: Name }
  /** `type`: dotted OID; `value`: the encoded element; `upn`: the text of a Microsoft user principal name. */
  | { readonly kind: "otherName"; readonly type: string; readonly value: Uint8Array; readonly upn: string | undefined }
  | { readonly kind: "x400Address" | "ediPartyName"; readonly value: Uint8Array };

/** The next GeneralName, frozen. Throws `DerError`. */
export function readGeneralName(reader: DerReader, what: string): GeneralName {
  return Object.freeze(readAlternative(reader, what));
}

function readAlternative(reader: DerReader, what: string): GeneralName {
  const { bytes } = reader;
  const element = reader.readAny(what);
  switch (element.tag) {
    case contextConstructed(0):
      return readOtherName(reader.enter(element), what);
    case contextPrimitive(1):
      return { kind: "rfc822Name", value: ia5(bytes, element) };
    case contextPrimitive(2):
      return { kind: "dNSName", value: ia5(bytes, element) };
    case contextConstructed(3):
      return { kind: "x400Address", value: contentOf(bytes, element) };
    case contextConstructed(4):
      return { kind: "directoryName", value: readDirectoryName(reader.enter(element), what) };
    case contextConstructed(5):
      return { kind: "ediPartyName", value: contentOf(bytes, element) };
    case contextPrimitive(6):
      return { kind: "uniformResourceIdentifier", value: ia5(bytes, element) };
    case contextPrimitive(7):
      return { kind: "iPAddress", value: contentOf(bytes, element) };
    case contextPrimitive(8):
      return { kind: "registeredID", value: toObjectIdentifier(bytes, element) };
    default:
      throw new DerError(`${what} holds a name of no known kind`, element.start);
  }
}

/** GeneralNames: at least one, to the end of the reader. */
export function readGeneralNames(reader: DerReader, what: string): readonly GeneralName[] {
  const names: GeneralName[] = [];
  do names.push(readGeneralName(reader, what));
  while (!reader.atEnd);
  return Object.freeze(names);
}

/**
 * IA5String. An octet that it does not have reads U+FFFD, since CAs write UTF-8 here: no rule matches such a name, no name constraint finds it
 * within what is permitted, and conformance "strict" refuses it.
 */
function ia5(bytes: Uint8Array, element: DerElement): string {
  return ascii(bytes, element) ?? Array.from(contentOf(bytes, element), readIa5Octet).join("");
}

function readIa5Octet(octet: number): string {
  return octet < 0x80 ? String.fromCharCode(octet) : "\ufffd";
}

/** Name is a CHOICE, hence its tag is explicit. */
function readDirectoryName(reader: DerReader, what: string): Name {
  const name = Name.read(reader, what);
  reader.finish(what);
  return name;
}

function readOtherName(reader: DerReader, what: string): GeneralName {
  const { bytes } = reader;
  const type = readObjectIdentifier(reader, what);
  const after = reader.into(contextConstructed(0), what);
  const value = reader.readAny(what);
  reader.leave(after, what);
  reader.finish(what);
  const upn = type === USER_PRINCIPAL_NAME ? decodeString(bytes, value) : undefined;
  return { kind: "otherName", type, value: elementOf(bytes, value), upn };
}

/** Moves behind the next GeneralName. Throws `DerError` exactly where `readGeneralName` does, and decodes nothing. */
export function skipGeneralName(reader: DerReader, what: string): void {
  const tag = reader.peek();
  if (tag === contextPrimitive(8)) {
    skipObjectIdentifier(reader, what, tag);
  } else if (tag === contextConstructed(0) || tag === contextConstructed(4)) {
    const after = reader.into(tag, what);
    if (tag === contextConstructed(4)) skipName(reader, what);
    else skipOtherName(reader, what);
    reader.leave(after, what);
  } else if (reader.atEnd || PLAIN_KINDS.includes(tag)) {
    reader.skipAny(what);
  } else {
    throw new DerError(`${what} holds a name of no known kind`, reader.offset);
  }
}

/** rfc822Name, dNSName, x400Address, ediPartyName, uniformResourceIdentifier and iPAddress: whatever they hold. */
const PLAIN_KINDS: readonly number[] = [0x81, 0x82, 0xa3, 0xa5, 0x86, 0x87];

function skipOtherName(reader: DerReader, what: string): void {
  skipObjectIdentifier(reader, what);
  const after = reader.into(contextConstructed(0), what);
  reader.skipAny(what);
  reader.leave(after, what);
}
