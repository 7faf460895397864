import { describe, expect, it } from "vitest";
import { type Certificate, parseCertificate, readCertificate } from "../../src/certificate/certificate.ts";
import { NO_EXTENSIONS } from "../../src/certificate/extensions.ts";
import { parseName } from "../../src/certificate/name.ts";
import { encodeName, type KeyKind } from "../../src/testing/index.ts";
import { octets } from "../asn1/octets.ts";
import { mint, parsed } from "./minting.ts";

/** A certificate with something of everything. */
function full(key: KeyKind): Certificate {
  return parsed({
    key,
    subject: "CN=a+OU=b,O=Contoso,C=DE",
    basicConstraints: { cA: true, pathLenConstraint: 1, critical: false },
    keyUsage: { bits: ["digitalSignature"], untrimmed: true },
    subjectAltName: ["dns:a", "email:a@b", "uri:x:y", "ip:1.2.3.4", "dirname:CN=a", "upn:a@b", "rid:1.2.3"],
    certificatePolicies: ["1.2.3"],
    policyMappings: { mappings: [{ issuerDomainPolicy: "1.2.3", subjectDomainPolicy: "1.2.4" }] },
    nameConstraints: { permitted: ["dns:a", "dirname:CN=a"], excluded: ["ip:10.0.0.0/8"] },
    policyConstraints: { requireExplicitPolicy: 1 },
    inhibitAnyPolicy: 1,
    extraExtensions: [
      { oid: "1.3.6.1.5.5.7.1.1", value: octets("30 09 30 07 06 02 2a 03 82 01 61") },
      { oid: "1.2.3.4", value: octets("05 00") },
    ],
  });
}

/** A list as one that may be changed; of a list that is missing, one that may. */
function listOf<Item>(list: readonly Item[] | undefined): Item[] {
  return (list ?? []) as Item[];
}

/** Every object that can be reached from `value` through properties and getters, octets left out. */
function reachable(value: unknown, path: string, found = new Map<object, string>()): Map<object, string> {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || found.has(value)) return found;
  found.set(value, path);
  const prototype: unknown = Object.getPrototypeOf(value);
  const own = Object.getOwnPropertyNames(value);
  const getters =
    prototype === Object.prototype || prototype === Array.prototype
      ? []
      : Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([key, { get }]) => (get ? [key] : []));
  for (const key of [...own, ...getters]) {
    const member: unknown = Reflect.get(value, key);
    // What is made anew each time it is asked for is the caller's own.
    if (member === Reflect.get(value, key)) reachable(member, `${path}.${key}`, found);
  }
  return found;
}

describe("a parsed certificate", () => {
  it.each<KeyKind>(["rsa-2048", "rsa-pss-2048", "ec-p256", "ec-p256-explicit", "ed25519"])(
    "with a key of type %s is frozen in every part",
    (key) => {
      const objects = reachable(full(key), "certificate");
      const thawed = [...objects].filter(([object]) => !Object.isFrozen(object));
      expect(thawed.map(([, path]) => path)).toEqual([]);
      expect(objects.size).toBeGreaterThan(60);
    },
  );

  it("cannot be changed, nor anything it holds", () => {
    const certificate = full("rsa-2048");
    const { basicConstraints, extKeyUsage, subjectAltName } = certificate.extensions;
    const attempts: readonly (() => unknown)[] = [
      () => Object.assign(certificate, { notAfter: Number.POSITIVE_INFINITY }),
      () => Object.assign(certificate, { sha256: "00" }),
      () => Object.assign(certificate, { extra: true }),
      () => Object.assign(certificate.extensions, { basicConstraints: { cA: true } }),
      () => Object.assign(basicConstraints ?? {}, { pathLenConstraint: undefined }),
      () => listOf<string>(extKeyUsage?.purposes).push("1.3.6.1.5.5.7.3.2"),
      () => listOf<object>(subjectAltName?.names).pop(),
      () => Object.assign(subjectAltName?.names[0] ?? {}, { value: "evil" }),
      () => Object.assign(certificate.extensions.all[0] ?? {}, { critical: false }),
      () => Object.assign(certificate.publicKey, { der: octets("00") }),
      () => Object.assign(certificate.publicKey.key, { type: "ed25519" }),
      () => Object.assign(certificate.publicKey.algorithm, { oid: "1.2.3" }),
      () => Object.assign(certificate.signatureAlgorithm, { oid: "1.2.3" }),
      () => (certificate.deviations as object[]).pop(),
      () => Object.assign(certificate.subject, { isEmpty: true }),
      () => Object.assign(certificate.subject, { key: "evil" }),
      () => (certificate.subject.rdns as object[]).pop(),
      () => (certificate.subject.rdns[0] as object[]).pop(),
      () => Object.assign(certificate.subject.rdns[0]?.[0] ?? {}, { value: "evil" }),
    ];
    for (const attempt of attempts) expect(attempt, attempt.toString()).toThrow(TypeError);
    expect(certificate.subject.toString()).toBe("CN=a+OU=b,O=Contoso,C=DE");
  });

  it("gives a list of attributes that is the caller's own", () => {
    const { subject } = full("ec-p256");
    (subject.attributes as object[]).pop();
    expect(subject.attributes).toHaveLength(4);
  });

  it("without extensions shares one empty set, which is frozen too", () => {
    expect(parsed({ version: 1 }).extensions).toBe(NO_EXTENSIONS);
    for (const [object, path] of reachable(NO_EXTENSIONS, "none")) expect(Object.isFrozen(object), path).toBe(true);
  });
});

describe("the octets that were parsed", () => {
  it("are copied: changing them later changes nothing, also of what is worked out on demand", () => {
    const bytes = mint({ subject: "CN=before", subjectAltName: ["dns:before"] });
    const untouched = parseCertificate(bytes);
    const certificate = parseCertificate(bytes);
    bytes.fill(0xff);
    expect(certificate.der).toEqual(untouched.der);
    expect(certificate.sha256).toBe(untouched.sha256);
    expect(certificate.sha1).toBe(untouched.sha1);
    expect(certificate.spkiSha256).toBe(untouched.spkiSha256);
    expect(certificate.subject.toString()).toBe("CN=before");
    expect(certificate.subject.key).toBe(untouched.subject.key);
    expect(certificate.issuer.key).toBe(untouched.issuer.key);
    expect(certificate.extensions).toEqual(untouched.extensions);
    expect(certificate.tbsCertificate).toEqual(untouched.tbsCertificate);
    expect(certificate.signature).toEqual(untouched.signature);
  });

  it("may be a view into a pool that is used again", () => {
    const bytes = mint({ subject: "CN=pooled" });
    const pool = Buffer.alloc(bytes.length + 32, 0xaa);
    pool.set(bytes, 16);
    const certificate = parseCertificate(pool.subarray(16, 16 + bytes.length));
    pool.fill(0);
    expect(certificate.der).toEqual(bytes);
    expect(certificate.der.buffer.byteLength).toBe(bytes.length);
    expect(certificate.subject.toString()).toBe("CN=pooled");
  });

  it("are kept themselves only where that is asked for", () => {
    const bytes = mint();
    expect(readCertificate(bytes).der).toBe(bytes);
    expect(parseCertificate(bytes).der).not.toBe(bytes);
    expect(readCertificate(bytes).sha256).toBe(parseCertificate(bytes).sha256);
  });

  it("of a name alone are copied too", () => {
    const bytes = encodeName("CN=before");
    const name = parseName(bytes);
    bytes.fill(0);
    expect(name.key).toBe("2.5.4.3=before");
    expect(name.toString()).toBe("CN=before");
  });
});
