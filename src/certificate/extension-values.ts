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

// One decoder per extension: a reader over the extension's value in, its content out, frozen. The caller demands that the
// value ends where the decoder stops. All throw DerError.

/** A decoded extension with its critical flag. */
export type Critical<Value> = Value & { readonly critical: boolean };

/** RFC 5280 section 4.2.1.1. */
export interface AuthorityKeyIdentifier {
  readonly keyIdentifier: Uint8Array | undefined;
  readonly authorityCertIssuer: readonly GeneralName[] | undefined;
  /** Content octets of the INTEGER. */
  readonly authorityCertSerialNumber: Uint8Array | undefined;
}

export function authorityKeyIdentifier(reader: DerReader, critical: boolean): Critical<AuthorityKeyIdentifier> {
  const what = "authorityKeyIdentifier";
  const after = reader.into(Tag.SEQUENCE, what);
  const key = reader.readOptional(contextPrimitive(0), what);
  const issuer = reader.readOptional(contextConstructed(1), what);
  const serial = reader.readOptional(contextPrimitive(2), what);
  reader.leave(after, what);
  if (serial !== undefined) assertMinimalInteger(reader.bytes, serial);
  return Object.freeze({
    keyIdentifier: key && contentOf(reader.bytes, key),
    authorityCertIssuer: issuer && readGeneralNames(reader.enter(issuer), what),
    authorityCertSerialNumber: serial && contentOf(reader.bytes, serial),
    critical,
  });
}

/** RFC 5280 section 4.2.1.2. */
export interface SubjectKeyIdentifier {
  readonly keyIdentifier: Uint8Array;
}

export function subjectKeyIdentifier(reader: DerReader, critical: boolean): Critical<SubjectKeyIdentifier> {
  const keyIdentifier = contentOf(reader.bytes, reader.read(Tag.OCTET_STRING, "subjectKeyIdentifier"));
  return Object.freeze({ keyIdentifier, critical });
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

export function keyUsage(reader: DerReader, critical: boolean, deviations: Deviation[]): Critical<KeyUsage> {
  const element = reader.read(Tag.BIT_STRING, "keyUsage");
  const { start, end, unusedBits } = readBitString(reader.bytes, element);
  if (end - start > 2) throw new DerError("keyUsage has more bits than RFC 5280 names", start);
  const first = start < end ? (reader.bytes[start] as number) : 0;
  const second = start + 1 < end ? (reader.bytes[start + 1] as number) : 0;
  const bits = (first << 8) | second;
  // X.690 section 11.2.2: a named bit list ends with its last one bit.
  const last = end - start === 2 ? second : first;
  if (end > start && (last & (1 << unusedBits)) === 0) {
    deviations.push({ kind: "key_usage_untrimmed", where: "keyUsage" });
  }
  return Object.freeze({ bits, critical });
}

/** RFC 5280 section 4.2.1.4. */
export interface CertificatePolicies {
  /** Policy OIDs, each once. */
  readonly policies: readonly string[];
  /** Dotted OIDs of the kinds of qualifiers there are. What they say is for people; path validation uses none of it. */
  readonly qualifiers: readonly string[];
}

export function certificatePolicies(reader: DerReader, critical: boolean): Critical<CertificatePolicies> {
  const what = "certificatePolicies";
  const after = reader.into(Tag.SEQUENCE, what);
  const policies: string[] = [];
  const qualifiers: string[] = [];
  do {
    const afterInformation = reader.into(Tag.SEQUENCE, what);
    policies.push(readObjectIdentifier(reader, what));
    if (reader.peek() === Tag.SEQUENCE) readPolicyQualifiers(reader, qualifiers);
    reader.leave(afterInformation, what);
  } while (!reader.atEnd);
  if (policies.length > 1 && new Set(policies).size !== policies.length) {
    throw new DerError("a certificate policy stands twice", reader.offset);
  }
  reader.leave(after, what);
  return Object.freeze({ policies: Object.freeze(policies), qualifiers: Object.freeze(qualifiers), critical });
}

function readPolicyQualifiers(reader: DerReader, kinds: string[]): void {
  const after = reader.into(Tag.SEQUENCE, "policyQualifiers");
  do {
    const afterQualifier = reader.into(Tag.SEQUENCE, "policyQualifiers");
    kinds.push(readObjectIdentifier(reader, "policyQualifierId"));
    if (!reader.atEnd) reader.skipAny("qualifier");
    reader.leave(afterQualifier, "policyQualifiers");
  } while (!reader.atEnd);
  reader.leave(after, "policyQualifiers");
}

/** RFC 5280 section 4.2.1.5. */
export interface PolicyMappings {
  readonly mappings: readonly { readonly issuerDomainPolicy: string; readonly subjectDomainPolicy: string }[];
}

export function policyMappings(reader: DerReader, critical: boolean): Critical<PolicyMappings> {
  const what = "policyMappings";
  const after = reader.into(Tag.SEQUENCE, what);
  const mappings = [];
  do {
    const afterPair = reader.into(Tag.SEQUENCE, what);
    const issuerDomainPolicy = readObjectIdentifier(reader, what);
    const subjectDomainPolicy = readObjectIdentifier(reader, what);
    reader.leave(afterPair, what);
    mappings.push({ issuerDomainPolicy, subjectDomainPolicy });
  } while (!reader.atEnd);
  reader.leave(after, what);
  return Object.freeze({ mappings: freezeAll(mappings), critical });
}

/** RFC 5280 section 4.2.1.9. */
export interface BasicConstraints {
  readonly cA: boolean;
  readonly pathLenConstraint: number | undefined;
}

export function basicConstraints(
  reader: DerReader,
  critical: boolean,
  deviations: Deviation[],
): Critical<BasicConstraints> {
  const what = "basicConstraints";
  const after = reader.into(Tag.SEQUENCE, what);
  const flag = reader.readOptional(Tag.BOOLEAN, "cA");
  const length = reader.readOptional(Tag.INTEGER, "pathLenConstraint");
  reader.leave(after, what);
  let cA = false;
  if (flag !== undefined) {
    const { value, canonical } = readBoolean(reader.bytes, flag);
    cA = value;
    if (!value) deviations.push({ kind: "default_encoded", where: "cA" });
    if (!canonical) deviations.push({ kind: "boolean_not_canonical", where: "cA" });
  }
  const pathLenConstraint = length && readSmallInteger(reader.bytes, length, "pathLenConstraint");
  return Object.freeze({ cA, pathLenConstraint, critical });
}

/** RFC 5280 section 4.2.1.10. `minimum` is always 0 and `maximum` always absent, as the profile demands. */
export interface NameConstraints {
  /** Undefined when absent: everything is permitted. */
  readonly permittedSubtrees: readonly GeneralName[] | undefined;
  readonly excludedSubtrees: readonly GeneralName[] | undefined;
}

export function nameConstraints(
  reader: DerReader,
  critical: boolean,
  deviations: Deviation[],
): Critical<NameConstraints> {
  const what = "nameConstraints";
  const after = reader.into(Tag.SEQUENCE, what);
  const permitted = reader.readOptional(contextConstructed(0), what);
  const excluded = reader.readOptional(contextConstructed(1), what);
  reader.leave(after, what);
  if (permitted === undefined && excluded === undefined) throw new DerError("nameConstraints is empty", reader.offset);
  return Object.freeze({
    permittedSubtrees: permitted && readSubtrees(reader.enter(permitted), deviations),
    excludedSubtrees: excluded && readSubtrees(reader.enter(excluded), deviations),
    critical,
  });
}

function readSubtrees(reader: DerReader, deviations: Deviation[]): readonly GeneralName[] {
  const bases: GeneralName[] = [];
  do {
    const after = reader.into(Tag.SEQUENCE, "GeneralSubtree");
    bases.push(readGeneralName(reader, "GeneralSubtree"));
    const minimum = reader.readOptional(contextPrimitive(0), "minimum");
    if (minimum !== undefined) {
      const value = readSmallInteger(reader.bytes, minimum, "minimum");
      if (value !== 0) throw new DerError("a name constraint has a minimum other than 0", minimum.start);
      deviations.push({ kind: "default_encoded", where: "minimum" });
    }
    reader.leave(after, "GeneralSubtree");
  } while (!reader.atEnd);
  return Object.freeze(bases);
}

/** RFC 5280 section 4.2.1.11. At least one of the two. */
export interface PolicyConstraints {
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
}

export function policyConstraints(reader: DerReader, critical: boolean): Critical<PolicyConstraints> {
  const what = "policyConstraints";
  const after = reader.into(Tag.SEQUENCE, what);
  const require = reader.readOptional(contextPrimitive(0), what);
  const inhibit = reader.readOptional(contextPrimitive(1), what);
  reader.leave(after, what);
  if (require === undefined && inhibit === undefined) throw new DerError("policyConstraints is empty", reader.offset);
  return Object.freeze({
    requireExplicitPolicy: require && readSmallInteger(reader.bytes, require, "requireExplicitPolicy"),
    inhibitPolicyMapping: inhibit && readSmallInteger(reader.bytes, inhibit, "inhibitPolicyMapping"),
    critical,
  });
}

/** RFC 5280 section 4.2.1.12. */
export interface ExtKeyUsage {
  /** Dotted OIDs, at least one. */
  readonly purposes: readonly string[];
}

export function extKeyUsage(reader: DerReader, critical: boolean): Critical<ExtKeyUsage> {
  const after = reader.into(Tag.SEQUENCE, "extKeyUsage");
  const purposes: string[] = [];
  do purposes.push(readObjectIdentifier(reader, "extKeyUsage"));
  while (!reader.atEnd);
  reader.leave(after, "extKeyUsage");
  return Object.freeze({ purposes: Object.freeze(purposes), critical });
}

/** RFC 5280 section 4.2.1.14. */
export interface InhibitAnyPolicy {
  readonly skipCerts: number;
}

export function inhibitAnyPolicy(reader: DerReader, critical: boolean): Critical<InhibitAnyPolicy> {
  const element = reader.read(Tag.INTEGER, "inhibitAnyPolicy");
  return Object.freeze({ skipCerts: readSmallInteger(reader.bytes, element, "inhibitAnyPolicy"), critical });
}
