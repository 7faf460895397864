import { nullValue, octetString, oid, sequence } from "../../../src/asn1/writer.ts";
import type { ExtraExtension, KeyUsageName } from "../../../src/testing/index.ts";
import { type Mutation, onAny, onAuthority, onLeaf } from "./mutation.ts";

const AUTHORITY_KEY_USAGES: readonly (readonly KeyUsageName[])[] = [
  ["keyCertSign"],
  ["cRLSign"],
  ["digitalSignature"],
  ["digitalSignature", "keyCertSign", "cRLSign"],
  ["keyCertSign", "decipherOnly"],
  [],
];

const LEAF_KEY_USAGES: readonly (readonly KeyUsageName[])[] = [
  ["digitalSignature"],
  ["keyAgreement"],
  ["keyEncipherment"],
  ["nonRepudiation"],
  ["digitalSignature", "keyEncipherment"],
  ["digitalSignature", "keyCertSign"],
  ["keyCertSign"],
  ["keyAgreement", "encipherOnly"],
  ["digitalSignature", "decipherOnly"],
  [],
];

const PURPOSES: readonly (readonly string[])[] = [
  ["clientAuth"],
  ["clientAuth", "serverAuth"],
  ["serverAuth"],
  ["anyExtendedKeyUsage"],
  ["anyExtendedKeyUsage", "clientAuth"],
  ["anyExtendedKeyUsage", "serverAuth"],
  ["codeSigning"],
  ["1.3.6.1.4.1.99999.1"],
];

/** Unknown to everybody, known to RFC 5280 but not to path validation, and doubles of known ones. */
const EXTRAS: readonly ExtraExtension[] = [
  { oid: "1.3.6.1.4.1.99999.7", value: nullValue() },
  { oid: "1.3.6.1.4.1.99999.7", critical: true, value: nullValue() },
  { oid: "1.3.6.1.4.1.99999.8", critical: true, value: octetString(new Uint8Array(3)) },
  // issuerAltName, cRLDistributionPoints, authorityInfoAccess, netscape-cert-type
  { oid: "2.5.29.18", value: sequence(Uint8Array.of(0x82, 1, 0x61)) },
  { oid: "2.5.29.18", critical: true, value: sequence(Uint8Array.of(0x82, 1, 0x61)) },
  {
    oid: "1.3.6.1.5.5.7.1.1",
    critical: true,
    value: sequence(sequence(oid("1.3.6.1.5.5.7.48.1"), Uint8Array.of(0x86, 4, 0x61, 0x3a, 0x2f, 0x2f))),
  },
  { oid: "2.16.840.1.113730.1.1", value: Uint8Array.of(3, 2, 7, 0x80) },
  { oid: "2.5.29.19", critical: true, value: sequence() },
  { oid: "1.3.6.1.4.1.99999.7", value: nullValue() },
  { oid: "1.3.6.1.5.5.7.48.1.5", critical: true, value: nullValue() },
];

export const EXTENSION_MUTATIONS: readonly Mutation[] = [
  onAuthority(() => ({ basicConstraints: false })),
  onAuthority((random) => ({
    basicConstraints: { cA: false, critical: random.oneIn(2), explicitDefault: random.oneIn(2) },
  })),
  onAuthority(() => ({ basicConstraints: { cA: true, critical: false } })),
  onAuthority((random) => ({ basicConstraints: { cA: true, pathLenConstraint: random.below(3) } })),
  onAuthority((random) => ({ basicConstraints: { cA: true, pathLenConstraint: random.below(2), critical: false } })),
  onAuthority((random) => ({ basicConstraints: { cA: false, pathLenConstraint: random.below(2) } })),
  onLeaf((random) => ({
    basicConstraints: { cA: false, critical: random.oneIn(2), explicitDefault: random.oneIn(2) },
  })),
  onLeaf(() => ({ basicConstraints: { cA: true } })),
  onLeaf(() => ({ basicConstraints: { cA: true }, keyUsage: ["keyCertSign", "digitalSignature"] })),
  onLeaf((random) => ({ basicConstraints: { cA: false, pathLenConstraint: random.below(2) } })),

  onAuthority((random) => ({ keyUsage: random.pick(AUTHORITY_KEY_USAGES) })),
  onAuthority((random) => ({
    keyUsage: { bits: random.pick(AUTHORITY_KEY_USAGES), critical: random.oneIn(2), untrimmed: random.oneIn(3) },
  })),
  onAuthority(() => ({ keyUsage: false })),
  onAuthority((random) => ({ keyUsage: false, basicConstraints: { cA: true, pathLenConstraint: random.below(3) } })),
  onLeaf((random) => ({ keyUsage: random.pick(LEAF_KEY_USAGES) })),
  onLeaf((random) => ({
    keyUsage: { bits: random.pick(LEAF_KEY_USAGES), critical: random.oneIn(2), untrimmed: random.oneIn(3) },
  })),
  onLeaf(() => ({ keyUsage: false })),

  onAuthority((random) => ({ extKeyUsage: { purposes: random.pick(PURPOSES), critical: random.oneIn(3) } })),
  onLeaf((random) => ({ extKeyUsage: { purposes: random.pick(PURPOSES), critical: random.oneIn(3) } })),
  onLeaf(() => ({ extKeyUsage: false })),

  onAny((random) => ({ extraExtensions: [random.pick(EXTRAS)] })),
  onAny((random) => ({ extraExtensions: random.several(EXTRAS, 1, 2) })),
  onAny(() => ({ explicitCriticalFalse: true })),

  (hierarchy, random) => {
    const { id } = random.pick(hierarchy.certificates);
    const authorityKey = random.pick(["wrong", "issuer-and-serial", "wrong-serial", "absent"] as const);
    return {
      ...hierarchy,
      certificates: hierarchy.certificates.map((plan) => (plan.id === id ? { ...plan, authorityKey } : plan)),
    };
  },
  (hierarchy, random) => {
    const { id } = random.pick(hierarchy.certificates);
    const subjectKey = random.pick(["wrong", "absent"] as const);
    return {
      ...hierarchy,
      certificates: hierarchy.certificates.map((plan) => (plan.id === id ? { ...plan, subjectKey } : plan)),
    };
  },
];
