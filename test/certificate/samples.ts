import { readFileSync } from "node:fs";
import { decodePem } from "../../src/certificate/pem.ts";
import { type CertificateOptions, createSelfSigned } from "../../src/testing/index.ts";
import { octets } from "../asn1/octets.ts";
import { root } from "./minting.ts";

const LEAVES: readonly CertificateOptions[] = [
  {},
  { version: 1 },
  { version: 2 },
  { key: "rsa-2048" },
  { key: "rsa-pss-2048" },
  { key: "ec-p384" },
  { key: "ec-p521" },
  { key: "ec-p224" },
  { key: "ec-p256-explicit" },
  { key: "ec-secp256k1" },
  { key: "ed25519" },
  { key: "ed448" },
  { key: "dsa" },
  { serialNumber: 0 },
  { serialNumber: -5 },
  { serialNumber: new Uint8Array(40).fill(0x55) },
  { subject: "", subjectAltName: { names: ["dns:a.example"], critical: true } },
  { subject: "CN=a+OU=b+UID=c,O=Contoso\\, Ltd.,C=DE" },
  { subject: "CN=alice,CN=Users,DC=corp,DC=contoso,DC=com" },
  {
    subject: (["utf8", "printable", "ia5", "t61", "bmp", "universal"] as const).map((encoding) => [
      { type: "CN", value: "Contoso", encoding },
    ]),
  },
  { subjectAltName: ["dns:a", "uri:x:y", "email:a@b", "ip:1.2.3.4", "ip:::1", "dirname:CN=a", "rid:1.2.3", "upn:a@b"] },
  { notBefore: new Date("1950-01-01"), notAfter: new Date("9999-12-31T23:59:59Z") },
  { notBefore: { time: new Date("2030-01-01"), encoding: "generalized" } },
  { explicitCriticalFalse: true, basicConstraints: { cA: false, explicitDefault: true } },
  { keyUsage: { bits: ["digitalSignature"], untrimmed: true }, certificatePolicies: ["1.2.3", "2.5.29.32.0"] },
  { extraExtensions: [{ oid: "1.3.6.1.5.5.7.1.1", value: octets("30 09 30 07 06 02 2a 03 86 01 61") }] },
];

/** Certificates of every shape the mint makes, about thirty. */
export function mintedSamples(): readonly Uint8Array[] {
  const authority = root.createIntermediate({
    basicConstraints: { cA: true, pathLenConstraint: 3 },
    nameConstraints: { permitted: ["dns:a", "dirname:O=a", "email:b"], excluded: ["ip:10.0.0.0/8"] },
    policyConstraints: { requireExplicitPolicy: 1, inhibitPolicyMapping: 0 },
    policyMappings: { mappings: [{ issuerDomainPolicy: "1.2.3", subjectDomainPolicy: "1.2.4" }] },
    inhibitAnyPolicy: 2,
  });
  const issued = LEAVES.map((options) => root.issue(options).der);
  return [root.der, authority.der, createSelfSigned().der, createSelfSigned({ key: "rsa-2048" }).der, ...issued];
}

interface LimboCase {
  readonly id: string;
  readonly expected_result: "SUCCESS" | "FAILURE";
  readonly peer_certificate: string;
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
}

/** A certificate of x509-limbo, each once. `isGood`: it stands in a case whose path must be accepted. */
export interface LimboCertificate {
  readonly id: string;
  readonly der: Uint8Array;
  readonly isGood: boolean;
}

/** All certificates of an x509-limbo file. */
export function limboCertificates(file: string): readonly LimboCertificate[] {
  const { testcases } = JSON.parse(readFileSync(file, "utf8")) as { readonly testcases: readonly LimboCase[] };
  const found = new Map<string, LimboCertificate>();
  for (const { id, expected_result, peer_certificate, trusted_certs, untrusted_intermediates } of testcases) {
    for (const pem of [peer_certificate, ...trusted_certs, ...untrusted_intermediates]) {
      for (const { der } of decodePem(pem)) {
        const key = Buffer.from(der).toString("base64");
        const isGood = expected_result === "SUCCESS" || found.get(key)?.isGood === true;
        found.set(key, { id: found.get(key)?.id ?? id, der, isGood });
      }
    }
  }
  return [...found.values()];
}
