import {
  bitString,
  boolean,
  explicit,
  implicit,
  integer,
  namedBitString,
  octetString,
  oid,
  sequence,
} from "../asn1/writer.ts";
import type { ExtensionOptions, ExtraExtension, KeyIdentifierInput, KeyUsageName } from "./extension-options.ts";
import type { GeneralNameInput } from "./general-name.ts";
import { encodeGeneralName } from "./general-name.ts";

/** Bits of KeyUsage (RFC 5280 section 4.2.1.3). */
const KEY_USAGE_BITS: { readonly [Name in KeyUsageName]: number } = {
  digitalSignature: 0,
  nonRepudiation: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
};

/** Key purposes by name: RFC 5280 section 4.2.1.12 and Microsoft's smart card logon. */
const PURPOSES: Readonly<Record<string, string>> = {
  anyExtendedKeyUsage: "2.5.29.37.0",
  serverAuth: "1.3.6.1.5.5.7.3.1",
  clientAuth: "1.3.6.1.5.5.7.3.2",
  codeSigning: "1.3.6.1.5.5.7.3.3",
  emailProtection: "1.3.6.1.5.5.7.3.4",
  timeStamping: "1.3.6.1.5.5.7.3.8",
  OCSPSigning: "1.3.6.1.5.5.7.3.9",
  smartcardLogon: "1.3.6.1.4.1.311.20.2.2",
};

/** What the key identifier extensions hold when they are only switched on. */
export interface KeyIdentifiers {
  readonly subject: Uint8Array;
  readonly issuer: Uint8Array;
}

/** The extensions that the options ask for, each as DER, in a fixed order. */
export function encodeExtensions(options: ExtensionOptions, keyIdentifiers: KeyIdentifiers): readonly Uint8Array[] {
  const wanted: (ExtraExtension | undefined)[] = [
    basicConstraints(options.basicConstraints),
    keyUsage(options.keyUsage),
    extKeyUsage(options.extKeyUsage),
    subjectKeyIdentifier(options.subjectKeyIdentifier, keyIdentifiers.subject),
    authorityKeyIdentifier(options.authorityKeyIdentifier, keyIdentifiers.issuer),
    subjectAltName(options.subjectAltName),
    certificatePolicies(options.certificatePolicies),
    policyMappings(options.policyMappings),
    nameConstraints(options.nameConstraints),
    policyConstraints(options.policyConstraints),
    inhibitAnyPolicy(options.inhibitAnyPolicy),
    ...(options.extraExtensions ?? []),
  ];
  const explicitFalse = options.explicitCriticalFalse ?? false;
  return wanted.filter((extension) => extension !== undefined).map((extension) => encode(extension, explicitFalse));
}

function encode({ oid: type, critical = false, value }: ExtraExtension, explicitFalse: boolean): Uint8Array {
  const flag = critical || explicitFalse ? [boolean(critical)] : [];
  return sequence(oid(type), ...flag, octetString(value));
}

function basicConstraints(input: ExtensionOptions["basicConstraints"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { cA, pathLenConstraint, critical = true, explicitDefault = false } = input;
  const flag = cA || explicitDefault ? [boolean(cA)] : [];
  const limit = pathLenConstraint === undefined ? [] : [integer(pathLenConstraint)];
  return { oid: "2.5.29.19", critical, value: sequence(...flag, ...limit) };
}

function keyUsage(input: ExtensionOptions["keyUsage"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { bits, critical = true, untrimmed = false } = "bits" in input ? input : { bits: input };
  const numbers = bits.map((name) => KEY_USAGE_BITS[name]);
  return { oid: "2.5.29.15", critical, value: untrimmed ? untrimmedBits(numbers) : namedBitString(numbers) };
}

/** All nine bits written out, as tools do that treat KeyUsage as a plain bit string. */
function untrimmedBits(numbers: readonly number[]): Uint8Array {
  const octets = new Uint8Array(2);
  for (const bit of numbers) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitString(octets, 7);
}

function extKeyUsage(input: ExtensionOptions["extKeyUsage"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { purposes, critical = false } = "purposes" in input ? input : { purposes: input };
  return { oid: "2.5.29.37", critical, value: sequence(...purposes.map((name) => oid(PURPOSES[name] ?? name))) };
}

function subjectKeyIdentifier(input: KeyIdentifierInput | undefined, own: Uint8Array): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const value = keyIdentifierValue(input, own, octetString);
  return { oid: "2.5.29.14", value };
}

function authorityKeyIdentifier(input: KeyIdentifierInput | undefined, issuer: Uint8Array): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  return { oid: "2.5.29.35", value: keyIdentifierValue(input, issuer, (octets) => sequence(implicit(0, octets))) };
}

function keyIdentifierValue(
  input: Exclude<KeyIdentifierInput, false>,
  usual: Uint8Array,
  write: (octets: Uint8Array) => Uint8Array,
): Uint8Array {
  if (input === true) return write(usual);
  return input instanceof Uint8Array ? write(input) : input.raw;
}

function subjectAltName(input: ExtensionOptions["subjectAltName"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { names, critical = false } = "names" in input ? input : { names: input };
  return { oid: "2.5.29.17", critical, value: sequence(...names.map(encodeGeneralName)) };
}

function certificatePolicies(input: ExtensionOptions["certificatePolicies"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { policies, critical = false } = "policies" in input ? input : { policies: input };
  return { oid: "2.5.29.32", critical, value: sequence(...policies.map((policy) => sequence(oid(policy)))) };
}

function policyMappings(input: ExtensionOptions["policyMappings"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { mappings, critical = true } = input;
  const pairs = mappings.map((pair) => sequence(oid(pair.issuerDomainPolicy), oid(pair.subjectDomainPolicy)));
  return { oid: "2.5.29.33", critical, value: sequence(...pairs) };
}

function nameConstraints(input: ExtensionOptions["nameConstraints"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { permitted, excluded, critical = true } = input;
  return { oid: "2.5.29.30", critical, value: sequence(...subtrees(0, permitted), ...subtrees(1, excluded)) };
}

/** GeneralSubtrees, minimum left at its default of zero (RFC 5280 section 4.2.1.10). */
function subtrees(number: 0 | 1, names: readonly GeneralNameInput[] | undefined): readonly Uint8Array[] {
  if (names === undefined) return [];
  return [explicit(number, ...names.map((name) => sequence(encodeGeneralName(name))))];
}

function policyConstraints(input: ExtensionOptions["policyConstraints"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { requireExplicitPolicy, inhibitPolicyMapping, critical = true } = input;
  const value = sequence(...skipCerts(0, requireExplicitPolicy), ...skipCerts(1, inhibitPolicyMapping));
  return { oid: "2.5.29.36", critical, value };
}

function inhibitAnyPolicy(input: ExtensionOptions["inhibitAnyPolicy"]): ExtraExtension | undefined {
  if (input === undefined || input === false) return undefined;
  const { skipCerts: count, critical = true } = typeof input === "number" ? { skipCerts: input } : input;
  return { oid: "2.5.29.54", critical, value: integer(count) };
}

function skipCerts(number: 0 | 1, count: number | undefined): readonly Uint8Array[] {
  return count === undefined ? [] : [implicit(number, integer(count).subarray(2))];
}
