import { DerError } from "../asn1/der-error.ts";
import { DerReader } from "../asn1/reader.ts";
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

type Decoder<Value> = (reader: DerReader, deviations: Deviation[]) => Value;
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
export const NO_EXTENSIONS: Extensions = collect([], []);

/** Extensions (RFC 5280 section 4.1.2.9) from a reader over the explicit `[3]`. Throws `DerError`. */
export function readExtensions(reader: DerReader, deviations: Deviation[]): Extensions {
  const list = reader.enterNext(Tag.SEQUENCE, "extensions");
  reader.finish("extensions");
  const all: RawExtension[] = [];
  const seen = new Set<string>();
  do {
    const at = list.offset;
    const extension = readExtension(list.enterNext(Tag.SEQUENCE, "extension"), deviations);
    if (seen.has(extension.oid)) throw new DerError(`extension ${extension.oid} stands twice`, at);
    seen.add(extension.oid);
    all.push(extension);
  } while (!list.atEnd);
  return collect(all, deviations);
}

function readExtension(reader: DerReader, deviations: Deviation[]): RawExtension {
  const oid = readObjectIdentifier(reader.bytes, reader.read(Tag.OBJECT_IDENTIFIER, "extnID"));
  const flag = reader.readOptional(Tag.BOOLEAN, "critical");
  let critical = false;
  if (flag !== undefined) {
    const { value, canonical } = readBoolean(reader.bytes, flag);
    critical = value;
    if (!value) deviations.push({ kind: "default_encoded", where: `critical of ${oid}` });
    if (!canonical) deviations.push({ kind: "boolean_not_canonical", where: `critical of ${oid}` });
  }
  const value = contentOf(reader.bytes, reader.read(Tag.OCTET_STRING, "extnValue"));
  reader.finish("extension");
  return { oid, critical, value };
}

function collect(all: readonly RawExtension[], deviations: Deviation[]): Extensions {
  function find<Value extends object>(oid: string, decoder: Decoder<Value>): Decoded<Value> {
    const extension = all.find((candidate) => candidate.oid === oid);
    if (extension === undefined) return undefined;
    const reader = DerReader.over(extension.value);
    const value = decoder(reader, deviations);
    reader.finish("extension value");
    return Object.freeze({ ...value, critical: extension.critical });
  }
  return Object.freeze({
    all: Object.freeze(all),
    authorityKeyIdentifier: find(Extension.authorityKeyIdentifier, decode.authorityKeyIdentifier),
    subjectKeyIdentifier: find(Extension.subjectKeyIdentifier, decode.subjectKeyIdentifier),
    keyUsage: find(Extension.keyUsage, decode.keyUsage),
    certificatePolicies: find(Extension.certificatePolicies, decode.certificatePolicies),
    policyMappings: find(Extension.policyMappings, decode.policyMappings),
    subjectAltName: find(Extension.subjectAltName, decode.subjectAltName),
    basicConstraints: find(Extension.basicConstraints, decode.basicConstraints),
    nameConstraints: find(Extension.nameConstraints, decode.nameConstraints),
    policyConstraints: find(Extension.policyConstraints, decode.policyConstraints),
    extKeyUsage: find(Extension.extKeyUsage, decode.extKeyUsage),
    inhibitAnyPolicy: find(Extension.inhibitAnyPolicy, decode.inhibitAnyPolicy),
    authorityInfoAccess: find(Extension.authorityInfoAccess, decode.authorityInfoAccess),
  });
}
