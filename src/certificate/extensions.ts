import { DerError } from "../asn1/der-error.ts";
import type { DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { readBoolean, readObjectIdentifier } from "../asn1/values.ts";
import type { Deviation } from "./deviation.ts";
import * as names from "./extension-names.ts";
import * as decode from "./extension-values.ts";
import { freezeAll } from "./freeze-all.ts";
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
  /** Of those that are critical, known or not, the dotted OIDs in the certificate's order. */
  readonly criticalOids: readonly string[];
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

/** Most extensions of one certificate. Real ones have at most 15; looking for duplicates costs the square of it. */
const MAX_EXTENSIONS = 64;

/** Extensions (RFC 5280 section 4.1.2.9) from a reader over the explicit `[3]`. Throws `DerError`. */
export function readExtensions(reader: DerReader, deviations: Deviation[]): Extensions {
  const after = reader.into(Tag.SEQUENCE, "extensions");
  const extensions = new ParsedExtensions(reader.bytes);
  do {
    const at = reader.offset;
    const afterExtension = reader.into(Tag.SEQUENCE, "extension");
    const oid = readObjectIdentifier(reader, "extnID");
    if (extensions.has(oid)) throw new DerError(`extension ${oid} stands twice`, at);
    if (extensions.count === MAX_EXTENSIONS) throw new DerError(`more than ${MAX_EXTENSIONS} extensions`, at);
    const critical = readCritical(reader, oid, deviations);
    const afterValue = reader.into(Tag.OCTET_STRING, "extnValue");
    extensions.add(oid, critical, reader.offset, reader.end);
    if (decodeInto(extensions, reader, oid, critical, deviations)) reader.leave(afterValue, "extension value");
    else reader.skipOut(afterValue);
    reader.leave(afterExtension, "extension");
  } while (!reader.atEnd);
  reader.leave(after, "extensions");
  reader.finish("extensions");
  return extensions.freeze();
}

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** The extensions that are known, and where all of them lie: of one that nobody knows nobody asks for more than the OID. */
class ParsedExtensions implements Mutable<Extensions> {
  authorityKeyIdentifier: Extensions["authorityKeyIdentifier"] = undefined;
  subjectKeyIdentifier: Extensions["subjectKeyIdentifier"] = undefined;
  keyUsage: Extensions["keyUsage"] = undefined;
  certificatePolicies: Extensions["certificatePolicies"] = undefined;
  policyMappings: Extensions["policyMappings"] = undefined;
  subjectAltName: Extensions["subjectAltName"] = undefined;
  basicConstraints: Extensions["basicConstraints"] = undefined;
  nameConstraints: Extensions["nameConstraints"] = undefined;
  policyConstraints: Extensions["policyConstraints"] = undefined;
  extKeyUsage: Extensions["extKeyUsage"] = undefined;
  inhibitAnyPolicy: Extensions["inhibitAnyPolicy"] = undefined;
  authorityInfoAccess: Extensions["authorityInfoAccess"] = undefined;
  criticalOids: readonly string[] = NONE;
  readonly #bytes: Uint8Array;
  readonly #oids: string[] = [];
  /** Start and end of each value, in turn. */
  readonly #places: number[] = [];
  #all: readonly RawExtension[] | undefined;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get all(): readonly RawExtension[] {
    this.#all ??= freezeAll(this.#oids.map((oid, index) => this.#extension(oid, index)));
    return this.#all;
  }

  get count(): number {
    return this.#oids.length;
  }

  has(oid: string): boolean {
    return this.#oids.includes(oid);
  }

  add(oid: string, critical: boolean, start: number, end: number): void {
    this.#oids.push(oid);
    this.#places.push(start, end);
    if (critical) this.criticalOids = [...this.criticalOids, oid];
  }

  freeze(): Extensions {
    Object.freeze(this.criticalOids);
    return Object.freeze(this);
  }

  toJSON(): object {
    return { ...this, all: this.all };
  }

  [Symbol.for("nodejs.util.inspect.custom")](): object {
    return this.toJSON();
  }

  #extension(oid: string, index: number): RawExtension {
    const value = this.#bytes.subarray(this.#places[index * 2], this.#places[index * 2 + 1]);
    return { oid, critical: this.criticalOids.includes(oid), value };
  }
}

const NONE: readonly string[] = Object.freeze([]);

/** Of a certificate without extensions: version 1, or a version 3 that carries none. */
export const NO_EXTENSIONS: Extensions = new ParsedExtensions(new Uint8Array(0)).freeze();

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
  extensions: ParsedExtensions,
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
