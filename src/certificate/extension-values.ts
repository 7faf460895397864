import { DerError } from "../asn1/der-error.ts";
import type { DerReader } from "../asn1/reader.ts";
import { contextConstructed, contextPrimitive, Tag } from "../asn1/tags.ts";
import {
  assertMinimalInteger,
  contentOf,
  readBitString,
  readBoolean,
  readObjectIdentifier,
  readSmallInteger,
} from "../asn1/values.ts";
import type { Deviation } from "./deviation.ts";
import { freezeAll } from "./freeze-all.ts";
import { type GeneralName, readGeneralName, readGeneralNames } from "./general-name.ts";

// One decoder per extension: a reader over the extension's value in, its content out. The caller demands that the value
// ends where the decoder stops. All throw DerError.

/** RFC 5280 section 4.2.1.1. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined;
  readonly authorityCertIssuer: readonly GeneralName[] | undefined;
  /** Content octets of the INTEGER. */
  readonly authorityCertSerialNumber: Uint8Array | undefined;
}

export function authorityKeyIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  const what = "authorityKeyIdentifier";
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const key = sequence.readOptional(contextPrimitive(0), what);
  const issuer = sequence.readOptional(contextConstructed(1), what);
  const serial = sequence.readOptional(contextPrimitive(2), what);
  sequence.finish(what);
  if (serial !== undefined) assertMinimalInteger(reader.bytes, serial);
  return {
    keyIdentifier: key && contentOf(reader.bytes, key),
    authorityCertIssuer: issuer && readGeneralNames(sequence.enter(issuer), what),
    authorityCertSerialNumber: serial && contentOf(reader.bytes, serial),
  };
}

/** RFC 5280 section 4.2.1.2. */
export interface SubjectKeyIdentifier {
  readonly keyIdentifier: Uint8Array;
}

export function subjectKeyIdentifier(reader: DerReader): SubjectKeyIdentifier {
  return { keyIdentifier: contentOf(reader.bytes, reader.read(Tag.OCTET_STRING, "subjectKeyIdentifier")) };
}

/** RFC 5280 section 4.2.1.3. Bit 0, digitalSignature, is the highest of `bits`' sixteen. */
export interface KeyUsage {
  readonly bits: number;
}

/** Masks into `KeyUsage.bits`. */
export const KeyUsageBit = {
  digitalSignature: 0x8000,
  nonRepudiation: 0x4000,
  keyEncipherment: 0x2000,
  dataEncipherment: 0x1000,
  keyAgreement: 0x0800,
  keyCertSign: 0x0400,
  cRLSign: 0x0200,
  encipherOnly: 0x0100,
  decipherOnly: 0x0080,
} as const;

export function keyUsage(reader: DerReader, deviations: Deviation[]): KeyUsage {
  const element = reader.read(Tag.BIT_STRING, "keyUsage");
  const { start, end, unusedBits } = readBitString(reader.bytes, element);
  if (end - start > 2) throw new DerError("keyUsage has more bits than RFC 5280 names", start);
  const [first = 0, second = 0] = reader.bytes.subarray(start, end);
  const bits = (first << 8) | second;
  // X.690 section 11.2.2: a named bit list ends with its last one bit.
  const last = end - start === 2 ? second : first;
  if (end > start && (last & (1 << unusedBits)) === 0) {
    deviations.push({ kind: "key_usage_untrimmed", where: "keyUsage" });
  }
  return { bits };
}

/** RFC 5280 section 4.2.1.4. */
export interface CertificatePolicies {
  /** Policy OIDs, each once. */
  readonly policies: readonly string[];
  /** Dotted OIDs of the kinds of qualifiers there are. What they say is for people; path validation uses none of it. */
  readonly qualifiers: readonly string[];
}

export function certificatePolicies(reader: DerReader): CertificatePolicies {
  const what = "certificatePolicies";
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const policies: string[] = [];
  const qualifiers: string[] = [];
  do {
    const information = sequence.enterNext(Tag.SEQUENCE, what);
    policies.push(readObjectIdentifier(reader.bytes, information.read(Tag.OBJECT_IDENTIFIER, what)));
    const list = information.readOptional(Tag.SEQUENCE, what);
    information.finish(what);
    if (list !== undefined) qualifiers.push(...readPolicyQualifiers(information.enter(list)));
  } while (!sequence.atEnd);
  if (policies.length > 1 && new Set(policies).size !== policies.length) {
    throw new DerError("a certificate policy stands twice", sequence.offset);
  }
  return { policies: Object.freeze(policies), qualifiers: Object.freeze(qualifiers) };
}

function readPolicyQualifiers(sequence: DerReader): readonly string[] {
  const kinds: string[] = [];
  do {
    const qualifier = sequence.enterNext(Tag.SEQUENCE, "policyQualifiers");
    kinds.push(readObjectIdentifier(sequence.bytes, qualifier.read(Tag.OBJECT_IDENTIFIER, "policyQualifierId")));
    if (!qualifier.atEnd) qualifier.readAny("qualifier");
    qualifier.finish("policyQualifiers");
  } while (!sequence.atEnd);
  return kinds;
}

/** RFC 5280 section 4.2.1.5. */
export interface PolicyMappings {
  readonly mappings: readonly { readonly issuerDomainPolicy: string; readonly subjectDomainPolicy: string }[];
}

export function policyMappings(reader: DerReader): PolicyMappings {
  const what = "policyMappings";
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const mappings = [];
  do {
    const pair = sequence.enterNext(Tag.SEQUENCE, what);
    const issuerDomainPolicy = readObjectIdentifier(reader.bytes, pair.read(Tag.OBJECT_IDENTIFIER, what));
    const subjectDomainPolicy = readObjectIdentifier(reader.bytes, pair.read(Tag.OBJECT_IDENTIFIER, what));
    pair.finish(what);
    mappings.push({ issuerDomainPolicy, subjectDomainPolicy });
  } while (!sequence.atEnd);
  return { mappings: freezeAll(mappings) };
}

/** RFC 5280 section 4.2.1.6. At least one name. */
export interface SubjectAltName {
  readonly names: readonly GeneralName[];
}

export function subjectAltName(reader: DerReader): SubjectAltName {
  return { names: readGeneralNames(reader.enterNext(Tag.SEQUENCE, "subjectAltName"), "subjectAltName") };
}

/** RFC 5280 section 4.2.1.9. */
export interface BasicConstraints {
  readonly cA: boolean;
  readonly pathLenConstraint: number | undefined;
}

export function basicConstraints(reader: DerReader, deviations: Deviation[]): BasicConstraints {
  const what = "basicConstraints";
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const flag = sequence.readOptional(Tag.BOOLEAN, "cA");
  const length = sequence.readOptional(Tag.INTEGER, "pathLenConstraint");
  sequence.finish(what);
  let cA = false;
  if (flag !== undefined) {
    const { value, canonical } = readBoolean(reader.bytes, flag);
    cA = value;
    if (!value) deviations.push({ kind: "default_encoded", where: "cA" });
    if (!canonical) deviations.push({ kind: "boolean_not_canonical", where: "cA" });
  }
  return { cA, pathLenConstraint: length && readSmallInteger(reader.bytes, length, "pathLenConstraint") };
}

/** RFC 5280 section 4.2.1.10. `minimum` is always 0 and `maximum` always absent, as the profile demands. */
export interface NameConstraints {
  /** Undefined when absent: everything is permitted. */
  readonly permittedSubtrees: readonly GeneralName[] | undefined;
  readonly excludedSubtrees: readonly GeneralName[] | undefined;
}

export function nameConstraints(reader: DerReader, deviations: Deviation[]): NameConstraints {
  const what = "nameConstraints";
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const permitted = sequence.readOptional(contextConstructed(0), what);
  const excluded = sequence.readOptional(contextConstructed(1), what);
  sequence.finish(what);
  if (permitted === undefined && excluded === undefined)
    throw new DerError("nameConstraints is empty", sequence.offset);
  return {
    permittedSubtrees: permitted && readSubtrees(sequence.enter(permitted), deviations),
    excludedSubtrees: excluded && readSubtrees(sequence.enter(excluded), deviations),
  };
}

function readSubtrees(reader: DerReader, deviations: Deviation[]): readonly GeneralName[] {
  const bases: GeneralName[] = [];
  do {
    const subtree = reader.enterNext(Tag.SEQUENCE, "GeneralSubtree");
    bases.push(readGeneralName(subtree, "GeneralSubtree"));
    const minimum = subtree.readOptional(contextPrimitive(0), "minimum");
    if (minimum !== undefined) {
      const value = readSmallInteger(reader.bytes, minimum, "minimum");
      if (value !== 0) throw new DerError("a name constraint has a minimum other than 0", minimum.start);
      deviations.push({ kind: "default_encoded", where: "minimum" });
    }
    subtree.finish("GeneralSubtree");
  } while (!reader.atEnd);
  return Object.freeze(bases);
}

/** RFC 5280 section 4.2.1.11. At least one of the two. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

export function policyConstraints(reader: DerReader): PolicyConstraints {
  const what = "policyConstraints";
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const require = sequence.readOptional(contextPrimitive(0), what);
  const inhibit = sequence.readOptional(contextPrimitive(1), what);
  sequence.finish(what);
  if (require === undefined && inhibit === undefined) throw new DerError("policyConstraints is empty", sequence.offset);
  return {
    requireExplicitPolicy: require && readSmallInteger(reader.bytes, require, "requireExplicitPolicy"),
    inhibitPolicyMapping: inhibit && readSmallInteger(reader.bytes, inhibit, "inhibitPolicyMapping"),
  };
}

/** RFC 5280 section 4.2.1.12. */
export interface ExtKeyUsage {
  /** Dotted OIDs, at least one. */
  readonly purposes: readonly string[];
}

export function extKeyUsage(reader: DerReader): ExtKeyUsage {
  const sequence = reader.enterNext(Tag.SEQUENCE, "extKeyUsage");
  const purposes: string[] = [];
  do purposes.push(readObjectIdentifier(reader.bytes, sequence.read(Tag.OBJECT_IDENTIFIER, "extKeyUsage")));
  while (!sequence.atEnd);
  return { purposes: Object.freeze(purposes) };
}

/** RFC 5280 section 4.2.1.14. */
export interface InhibitAnyPolicy {
  readonly skipCerts: number;
}

export function inhibitAnyPolicy(reader: DerReader): InhibitAnyPolicy {
  const element = reader.read(Tag.INTEGER, "inhibitAnyPolicy");
  return { skipCerts: readSmallInteger(reader.bytes, element, "inhibitAnyPolicy") };
}

/** RFC 5280 section 4.2.2.1. At least one description. */
export interface AuthorityInfoAccess {
  readonly descriptions: readonly { readonly accessMethod: string; readonly accessLocation: GeneralName }[];
}

export function authorityInfoAccess(reader: DerReader): AuthorityInfoAccess {
  const what = "authorityInfoAccess";
  const sequence = reader.enterNext(Tag.SEQUENCE, what);
  const descriptions = [];
  do {
    const description = sequence.enterNext(Tag.SEQUENCE, what);
    const accessMethod = readObjectIdentifier(reader.bytes, description.read(Tag.OBJECT_IDENTIFIER, what));
    const accessLocation = readGeneralName(description, what);
    description.finish(what);
    descriptions.push({ accessMethod, accessLocation });
  } while (!sequence.atEnd);
  return { descriptions: freezeAll(descriptions) };
}
