import { DerError } from "../asn1/der-error.ts";
import type { DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { readBoolean, readObjectIdentifier } from "../asn1/values.ts";
import type { Deviation } from "./deviation.ts";
import * as names from "./extension-names.ts";
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

type Decoded<Value> = decode.Critical<Value> | undefined;

/** The extensions of a certificate. A member is undefined when the certificate does not carry that extension. */
export interface Extensions {
  /** All, known or not, in the certificate's order. */
  readonly all: readonly RawExtension[];
  readonly authorityKeyIdentifier: Decoded<decode.AuthorityKeyIdentifier>;
  readonly subjectKeyIdentifier: Decoded<decode.SubjectKeyIdentifier>;
  readonly keyUsage: Decoded<decode.KeyUsage>;
  readonly certificatePolicies: Decoded<decode.CertificatePolicies>;
  readonly policyMappings: Decoded<decode.PolicyMappings>;
  readonly subjectAltName: Decoded<names.SubjectAltName>;
  readonly basicConstraints: Decoded<decode.BasicConstraints>;
  readonly nameConstraints: Decoded<decode.NameConstraints>;
  readonly policyConstraints: Decoded<decode.PolicyConstraints>;
  readonly extKeyUsage: Decoded<decode.ExtKeyUsage>;
  readonly inhibitAnyPolicy: Decoded<decode.InhibitAnyPolicy>;
  readonly authorityInfoAccess: Decoded<names.AuthorityInfoAccess>;
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
  const after = reader.into(Tag.SEQUENCE, "extensions");
  const all: RawExtension[] = [];
  const extensions: Mutable<Extensions> = { ...NO_EXTENSIONS, all };
  do {
    const at = reader.offset;
    const afterExtension = reader.into(Tag.SEQUENCE, "extension");
    const oid = readObjectIdentifier(reader, "extnID");
    if (standsIn(all, oid)) throw new DerError(`extension ${oid} stands twice`, at);
    if (all.length === MAX_EXTENSIONS) throw new DerError(`more than ${MAX_EXTENSIONS} extensions`, at);
    const critical = readCritical(reader, oid, deviations);
    const afterValue = reader.into(Tag.OCTET_STRING, "extnValue");
    all.push(new LocatedExtension(oid, critical, reader));
    if (decodeInto(extensions, reader, oid, critical, deviations)) reader.leave(afterValue, "extension value");
    else reader.skipOut(afterValue);
    reader.leave(afterExtension, "extension");
  } while (!reader.atEnd);
  reader.leave(after, "extensions");
  reader.finish("extensions");
  Object.freeze(all);
  return Object.freeze(extensions);
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

function standsIn(all: readonly RawExtension[], oid: string): boolean {
  for (const extension of all) if (extension.oid === oid) return true;
  return false;
}

/** An extension whose octets are cut out when somebody asks for them, which is rare. */
class LocatedExtension implements RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;

  /** @param reader Over the value. */
  constructor(oid: string, critical: boolean, reader: DerReader) {
    this.oid = oid;
    this.critical = critical;
    this.#bytes = reader.bytes;
    this.#start = reader.offset;
    this.#end = reader.end;
    Object.freeze(this);
  }

  get value(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }
}

/** `critical BOOLEAN DEFAULT FALSE`. */
function readCritical(reader: DerReader, oid: string, deviations: Deviation[]): boolean {
  const flag = reader.readOptional(Tag.BOOLEAN, "critical");
  if (flag === undefined) return false;
  const { value, canonical } = readBoolean(reader.bytes, flag);
  if (!value) deviations.push({ kind: "default_encoded", where: `critical of ${oid}` });
  if (!canonical) deviations.push({ kind: "boolean_not_canonical", where: `critical of ${oid}` });
  return value;
}

/** Puts the content of an extension that is known into its place; of any other returns false, and nothing was read. */
function decodeInto(
  extensions: Mutable<Extensions>,
  reader: DerReader,
  oid: string,
  critical: boolean,
  deviations: Deviation[],
): boolean {
  switch (oid) {
    case Extension.authorityKeyIdentifier:
      extensions.authorityKeyIdentifier = decode.authorityKeyIdentifier(reader, critical);
      break;
    case Extension.subjectKeyIdentifier:
      extensions.subjectKeyIdentifier = decode.subjectKeyIdentifier(reader, critical);
      break;
    case Extension.keyUsage:
      extensions.keyUsage = decode.keyUsage(reader, critical, deviations);
      break;
    case Extension.certificatePolicies:
      extensions.certificatePolicies = decode.certificatePolicies(reader, critical);
      break;
    case Extension.policyMappings:
      extensions.policyMappings = decode.policyMappings(reader, critical);
      break;
    case Extension.subjectAltName:
      extensions.subjectAltName = names.subjectAltName(reader, critical);
      break;
    case Extension.basicConstraints:
      extensions.basicConstraints = decode.basicConstraints(reader, critical, deviations);
      break;
    case Extension.nameConstraints:
      extensions.nameConstraints = decode.nameConstraints(reader, critical, deviations);
      break;
    case Extension.policyConstraints:
      extensions.policyConstraints = decode.policyConstraints(reader, critical);
      break;
    case Extension.extKeyUsage:
      extensions.extKeyUsage = decode.extKeyUsage(reader, critical);
      break;
    case Extension.inhibitAnyPolicy:
      extensions.inhibitAnyPolicy = decode.inhibitAnyPolicy(reader, critical);
      break;
    case Extension.authorityInfoAccess:
      extensions.authorityInfoAccess = names.authorityInfoAccess(reader, critical);
      break;
    default:
      return false;
  }
  return true;
}
