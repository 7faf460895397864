import { DerError } from "../asn1/der-error.ts";
import type { DerElement, DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { contentOf, readBoolean, readObjectIdentifier } from "../asn1/values.ts";
import type { Deviation } from "./deviation.ts";
import * as decode from "./extension-values.ts";
import { Extension } from "./oids.ts";

/** One extension as it stands in the certificate. */
export interface RawExtension {
  /** Dotted OID. */
  readonly oid: string;
  readonly critical: boolean;
  /** Content of the OCTET STRING. */
  readonly value: Uint8Array;
}

/** A decoded extension with its critical flag. */
export type Critical<Value> = Value & { readonly critical: boolean };

type Decoded<Value> = Critical<Value> | undefined;

/** The extensions of a certificate. A member is undefined when the certificate does not carry that extension. */
export interface Extensions {
  /** All, known or not, in the certificate's order. */
  readonly all: readonly RawExtension[];
  readonly authorityKeyIdentifier: Decoded<decode.AuthorityKeyIdentifier>;
  readonly subjectKeyIdentifier: Decoded<decode.SubjectKeyIdentifier>;
  readonly keyUsage: Decoded<decode.KeyUsage>;
  readonly certificatePolicies: Decoded<decode.CertificatePolicies>;
  readonly policyMappings: Decoded<decode.PolicyMappings>;
  readonly subjectAltName: Decoded<decode.SubjectAltName>;
  readonly basicConstraints: Decoded<decode.BasicConstraints>;
  readonly nameConstraints: Decoded<decode.NameConstraints>;
  readonly policyConstraints: Decoded<decode.PolicyConstraints>;
  readonly extKeyUsage: Decoded<decode.ExtKeyUsage>;
  readonly inhibitAnyPolicy: Decoded<decode.InhibitAnyPolicy>;
  readonly authorityInfoAccess: Decoded<decode.AuthorityInfoAccess>;
}

/** A certificate without extensions: version 1, or a version 3 that carries none. */
export const NO_EXTENSIONS: Extensions = Object.freeze({
  all: Object.freeze([]),
  authorityKeyIdentifier: undefined,
  subjectKeyIdentifier: undefined,
  keyUsage: undefined,
  certificatePolicies: undefined,
  policyMappings: undefined,
  subjectAltName: undefined,
  basicConstraints: undefined,
  nameConstraints: undefined,
  policyConstraints: undefined,
  extKeyUsage: undefined,
  inhibitAnyPolicy: undefined,
  authorityInfoAccess: undefined,
});

/** Most extensions of one certificate. Real ones have at most 15; looking for duplicates costs the square of it. */
const MAX_EXTENSIONS = 64;

/** Extensions (RFC 5280 section 4.1.2.9) from a reader over the explicit `[3]`. Throws `DerError`. */
export function readExtensions(reader: DerReader, deviations: Deviation[]): Extensions {
  const list = reader.enterNext(Tag.SEQUENCE, "extensions");
  reader.finish("extensions");
  const all: RawExtension[] = [];
  const extensions: Mutable<Extensions> = { ...NO_EXTENSIONS, all };
  do {
    const at = list.offset;
    const extension = readExtension(list.enterNext(Tag.SEQUENCE, "extension"), deviations);
    if (all.some(({ oid }) => oid === extension.oid)) throw new DerError(`extension ${extension.oid} stands twice`, at);
    if (all.length === MAX_EXTENSIONS) throw new DerError(`more than ${MAX_EXTENSIONS} extensions`, at);
    all.push(extension);
    decodeInto(extensions, extension, deviations);
  } while (!list.atEnd);
  Object.freeze(all);
  return Object.freeze(extensions);
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** An extension whose octets are cut out when somebody asks for them, which is rare. */
class LocatedExtension implements RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly #reader: DerReader;
  readonly #value: DerElement;

  constructor(oid: string, critical: boolean, reader: DerReader, value: DerElement) {
    this.oid = oid;
    this.critical = critical;
    this.#reader = reader;
    this.#value = value;
    Object.freeze(this);
  }

  get value(): Uint8Array {
    return contentOf(this.#reader.bytes, this.#value);
  }

  /** A reader over the value. */
  open(): DerReader {
    return this.#reader.enter(this.#value);
  }
}

function readExtension(reader: DerReader, deviations: Deviation[]): LocatedExtension {
  const oid = readObjectIdentifier(reader.bytes, reader.read(Tag.OBJECT_IDENTIFIER, "extnID"));
  const flag = reader.readOptional(Tag.BOOLEAN, "critical");
  let critical = false;
  if (flag !== undefined) {
    const { value, canonical } = readBoolean(reader.bytes, flag);
    critical = value;
    if (!value) deviations.push({ kind: "default_encoded", where: `critical of ${oid}` });
    if (!canonical) deviations.push({ kind: "boolean_not_canonical", where: `critical of ${oid}` });
  }
  const value = reader.read(Tag.OCTET_STRING, "extnValue");
  reader.finish("extension");
  return new LocatedExtension(oid, critical, reader, value);
}

/** Puts the content of an extension that is known into its place. */
function decodeInto(extensions: Mutable<Extensions>, extension: LocatedExtension, deviations: Deviation[]): void {
  const { oid, critical } = extension;

  function decoded<Value extends object>(
    decoder: (reader: DerReader, deviations: Deviation[]) => Value,
  ): Critical<Value> {
    const reader = extension.open();
    const content = decoder(reader, deviations);
    reader.finish("extension value");
    return Object.freeze(Object.assign(content, { critical }));
  }

  switch (oid) {
    case Extension.authorityKeyIdentifier:
      extensions.authorityKeyIdentifier = decoded(decode.authorityKeyIdentifier);
      break;
    case Extension.subjectKeyIdentifier:
      extensions.subjectKeyIdentifier = decoded(decode.subjectKeyIdentifier);
      break;
    case Extension.keyUsage:
      extensions.keyUsage = decoded(decode.keyUsage);
      break;
    case Extension.certificatePolicies:
      extensions.certificatePolicies = decoded(decode.certificatePolicies);
      break;
    case Extension.policyMappings:
      extensions.policyMappings = decoded(decode.policyMappings);
      break;
    case Extension.subjectAltName:
      extensions.subjectAltName = decoded(decode.subjectAltName);
      break;
    case Extension.basicConstraints:
      extensions.basicConstraints = decoded(decode.basicConstraints);
      break;
    case Extension.nameConstraints:
      extensions.nameConstraints = decoded(decode.nameConstraints);
      break;
    case Extension.policyConstraints:
      extensions.policyConstraints = decoded(decode.policyConstraints);
      break;
    case Extension.extKeyUsage:
      extensions.extKeyUsage = decoded(decode.extKeyUsage);
      break;
    case Extension.inhibitAnyPolicy:
      extensions.inhibitAnyPolicy = decoded(decode.inhibitAnyPolicy);
      break;
    case Extension.authorityInfoAccess:
      extensions.authorityInfoAccess = decoded(decode.authorityInfoAccess);
      break;
    default: // Unknown, or known and without use here: kept as it is.
  }
}
