import { describe, expect, it } from "vitest";
import { type Certificate, parseCertificate } from "../../src/certificate/certificate.ts";
import { Extension } from "../../src/certificate/oids.ts";
import { checkProfile, PROFILE, type ProfileRule, type Role } from "../../src/certificate/profile.ts";
import { type CertificateOptions, createAuthority } from "../../src/testing/index.ts";
import { octets } from "../asn1/octets.ts";
import { root } from "./minting.ts";

const ROLES: readonly Role[] = ["leaf", "intermediate", "anchor"];

/** A certificate that is without fault in its role but for what the options say. */
function made(role: Role, options: CertificateOptions = {}): Certificate {
  const makers = { leaf: root.issue, intermediate: root.createIntermediate, anchor: createAuthority };
  return parseCertificate(makers[role](options).der);
}

const idOf = ({ extension, rule }: ProfileRule): string => `${extension} ${rule}`;
const brokenBy = (certificate: Certificate, role: Role, conformance: "standard" | "strict"): readonly string[] =>
  checkProfile(certificate, role, conformance).map(idOf);

const critical = (oid: string, hexadecimal: string) => ({
  extraExtensions: [{ oid, critical: true, value: octets(hexadecimal) }],
});

/** What breaks a rule, and which others cannot but break with it. */
interface Breach {
  readonly options: CertificateOptions;
  readonly also?: Partial<Record<Role, readonly string[]>>;
}

const HAS_AKI = "authorityKeyIdentifier must be present with a key identifier";
const HAS_SKI = "subjectKeyIdentifier must be present in a CA";
const IS_CA = "basicConstraints must be present with cA in an anchor";
const SIGNS = "keyUsage must not have keyCertSign without cA";
const HAS_KU = "keyUsage must be present in a CA certificate";

const BREACHES: Readonly<Record<string, readonly Breach[]>> = {
  "certificate must be DER without default values": [{ options: { explicitCriticalFalse: true } }],
  "version must be 3": [1, 2].map((version) => ({
    options: { version: version as 1 | 2 },
    also: { leaf: [HAS_AKI], intermediate: [HAS_AKI, HAS_SKI, HAS_KU] },
  })),
  "serialNumber must be positive and of at most 20 octets": [
    { options: { serialNumber: 0 } },
    { options: { serialNumber: -1 } },
    { options: { serialNumber: -(2n ** 80n) } },
    { options: { serialNumber: new Uint8Array(21).fill(0x11) } },
    { options: { serialNumber: Uint8Array.of(0, ...new Uint8Array(20).fill(0xff)) } },
  ],
  "issuer must not be empty": [{ options: { issuer: "" } }],
  "subject must not be empty in a CA certificate": [{ options: { subject: "", issuer: "CN=any" } }],
  [HAS_AKI]: [
    { options: { authorityKeyIdentifier: false } },
    { options: { authorityKeyIdentifier: { raw: octets("30 00") } } },
  ],
  "authorityKeyIdentifier must not be critical": [
    { options: { authorityKeyIdentifier: false, ...critical(Extension.authorityKeyIdentifier, "30 04 80 02 aa bb") } },
  ],
  [HAS_SKI]: [{ options: { subjectKeyIdentifier: false } }],
  "subjectKeyIdentifier must not be critical": [
    { options: { subjectKeyIdentifier: false, ...critical(Extension.subjectKeyIdentifier, "04 02 aa bb") } },
  ],
  [HAS_KU]: [{ options: { keyUsage: false } }],
  "keyUsage must have a bit set": [{ options: { keyUsage: [] } }],
  [SIGNS]: [
    {
      options: { basicConstraints: false, keyUsage: ["digitalSignature", "keyCertSign"] },
      also: { anchor: [IS_CA] },
    },
  ],
  "subjectAltName must be critical if subject is empty": [
    { options: { subject: "" } },
    { options: { subject: "", subjectAltName: ["dns:a.example"] } },
  ],
  "subjectAltName must hold well-formed names": [{ options: { subjectAltName: ["dns:a.example", "dns:a b"] } }],
  [IS_CA]: [
    { options: { basicConstraints: false, keyUsage: ["digitalSignature"] } },
    { options: { basicConstraints: { cA: false }, keyUsage: ["digitalSignature"] } },
  ],
  "basicConstraints must be critical in a CA": [{ options: { basicConstraints: { cA: true, critical: false } } }],
  "basicConstraints must limit the path of signing CAs only": [
    {
      options: { basicConstraints: { cA: false, pathLenConstraint: 0 }, keyUsage: ["digitalSignature"] },
      also: { anchor: [IS_CA] },
    },
    {
      options: { basicConstraints: { cA: false, pathLenConstraint: 0 }, keyUsage: ["keyCertSign"] },
      also: { leaf: [SIGNS], intermediate: [SIGNS], anchor: [SIGNS, IS_CA] },
    },
    { options: { basicConstraints: { cA: true, pathLenConstraint: 0 }, keyUsage: ["digitalSignature", "cRLSign"] } },
    {
      options: { basicConstraints: { cA: true, pathLenConstraint: 0 }, keyUsage: false },
      also: { intermediate: [HAS_KU], anchor: [HAS_KU] },
    },
  ],
  "nameConstraints must stand in CA certificates only": [{ options: { nameConstraints: { permitted: ["dns:a"] } } }],
  "nameConstraints must hold well-formed subtrees": [
    { options: { nameConstraints: { permitted: ["dns:a b"] } } },
    { options: { nameConstraints: { excluded: ["ip:10.0.0.1"] } } },
  ],
  "nameConstraints must be critical": [
    {
      options: { nameConstraints: { permitted: ["dns:a"], critical: false } },
      also: { leaf: ["nameConstraints must stand in CA certificates only"] },
    },
  ],
  "policyConstraints must be critical": [
    { options: { policyConstraints: { requireExplicitPolicy: 0, critical: false } } },
  ],
  "inhibitAnyPolicy must be critical": [{ options: { inhibitAnyPolicy: { skipCerts: 0, critical: false } } }],
  "freshestCRL must not be critical": [{ options: critical(Extension.freshestCRL, "30 00") }],
  "authorityInfoAccess must not be critical": [
    { options: critical(Extension.authorityInfoAccess, "30 09 30 07 06 02 2a 03 82 01 61") },
  ],
  "subjectInfoAccess must not be critical": [{ options: critical(Extension.subjectInfoAccess, "30 00") }],
};

describe("the table", () => {
  it("has a breach here for each of its rules, and no other", () => {
    expect(Object.keys(BREACHES).sort()).toEqual(PROFILE.map(idOf).sort());
  });

  it("names sections of RFC 5280 in ascending order, and roles", () => {
    const sections = PROFILE.map(({ section }) =>
      section
        .split(".")
        .map((part) => part.padStart(2, "0"))
        .join("."),
    );
    expect(sections).toEqual(sections.toSorted());
    for (const { roles, section } of PROFILE) {
      expect(roles.length).toBeGreaterThan(0);
      expect(section).toMatch(/^4\.[12](\.\d+)*$/);
    }
  });
});

describe("a certificate without fault", () => {
  it.each(ROLES)("breaks no rule as %s", (role) => {
    expect(brokenBy(made(role), role, "strict")).toEqual([]);
    expect(brokenBy(made(role), role, "standard")).toEqual([]);
  });

  it.each<[Role, string, CertificateOptions]>([
    ["leaf", "a serial number of 20 octets", { serialNumber: new Uint8Array(20).fill(0x7f) }],
    ["leaf", "serial number 1", { serialNumber: 1 }],
    ["leaf", "serial number 128 with its sign octet", { serialNumber: 128 }],
    [
      "leaf",
      "an empty subject with a critical name",
      { subject: "", subjectAltName: { names: ["dns:a"], critical: true } },
    ],
    ["leaf", "no subjectKeyIdentifier and no keyUsage", { subjectKeyIdentifier: false, keyUsage: false }],
    ["leaf", "self-issued without authorityKeyIdentifier", { authorityKeyIdentifier: false, issuer: "CN=Test Client" }],
    ["leaf", "a CA", { basicConstraints: { cA: true }, keyUsage: ["keyCertSign"] }],
    ["leaf", "basicConstraints that are not critical", { basicConstraints: { cA: false, critical: false } }],
    ["leaf", "well-formed names", { subjectAltName: ["dns:*.a.example", "email:a@b.example", "uri:spiffe://a/b"] }],
    ["intermediate", "a path length", { basicConstraints: { cA: true, pathLenConstraint: 0 } }],
    ["intermediate", "constraints", { nameConstraints: { permitted: ["dns:a"] }, inhibitAnyPolicy: 0 }],
    ["anchor", "no authorityKeyIdentifier", { authorityKeyIdentifier: false }],
    ["anchor", "serial number 0", { serialNumber: 0 }],
  ])("%s: %s", (role, _, options) => {
    expect(brokenBy(made(role, options), role, "strict")).toEqual([]);
  });
});

describe.each(PROFILE.map((rule) => [idOf(rule), rule] as const))("%s", (id, rule) => {
  it.each(rule.roles)("is broken in strict as %s", (role) => {
    for (const { options, also } of BREACHES[id] ?? []) {
      const certificate = made(role, options);
      expect(rule.holds(certificate)).toBe(false);
      expect([...brokenBy(certificate, role, "strict")].sort()).toEqual([id, ...(also?.[role] ?? [])].sort());
    }
  });

  it(`is ${rule.level === "strict" ? "not " : ""}minded in standard`, () => {
    for (const role of rule.roles) {
      for (const { options } of BREACHES[id] ?? []) {
        expect(brokenBy(made(role, options), role, "standard").includes(id)).toBe(rule.level === "standard");
      }
    }
  });

  it("is minded in no other role", () => {
    for (const role of ROLES.filter((other) => !rule.roles.includes(other))) {
      for (const { options } of BREACHES[id] ?? []) {
        expect(brokenBy(made(role, options), role, "strict")).not.toContain(id);
      }
    }
  });
});

describe("an anchor", () => {
  it("of version 3 must be a CA even in standard; an older one cannot say so and need not", () => {
    const notCa = made("anchor", { basicConstraints: false });
    expect(brokenBy(notCa, "anchor", "standard")).toEqual([IS_CA]);
    for (const version of [1, 2] as const) {
      expect(brokenBy(made("anchor", { version }), "anchor", "standard")).toEqual([]);
    }
  });
});
