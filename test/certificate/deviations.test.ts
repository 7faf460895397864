import { describe, expect, it } from "vitest";
import { bitString, explicit, integer, oid, sequence } from "../../src/asn1/writer.ts";
import type { Certificate } from "../../src/certificate/certificate.ts";
import type { Deviation } from "../../src/certificate/deviation.ts";
import { Extension } from "../../src/certificate/oids.ts";
import { checkProfile } from "../../src/certificate/profile.ts";
import { octets } from "../asn1/octets.ts";
import { editFields, parsed } from "./minting.ts";

const early = new Date("2030-01-01T00:00:00Z");
const generalized = { time: early, encoding: "generalized" } as const;
const lastBefore2050 = { time: new Date("2049-12-31T23:59:59Z"), encoding: "generalized" } as const;
const extension = (type: string, hexadecimal: string) => ({
  extraExtensions: [{ oid: type, value: octets(hexadecimal) }],
});

/** An RSA key whose algorithm has no parameters, where RFC 4055 wants NULL. */
function rsaWithoutParameters(): Uint8Array {
  const modulus = integer((1n << 2047n) | 1n);
  return sequence(sequence(oid("1.2.840.113549.1.1.1")), bitString(sequence(modulus, integer(65_537))));
}

/** Writes the critical flag of keyUsage as TRUE in an octet other than 0xFF. */
function flagOf(octet: number) {
  return editFields((fields) => {
    const tbs = Buffer.from(fields.at(-1) as Uint8Array);
    const at = tbs.indexOf(octets("06 03 55 1d 0f 01 01 ff"));
    tbs[at + 7] = octet;
    return [...fields.slice(0, -1), Uint8Array.from(tbs)];
  });
}

const CASES: readonly (readonly [string, Parameters<typeof parsed>[0], readonly Deviation[]])[] = [
  [
    "version 1 written out",
    editFields((fields) => [explicit(0, integer(0)), ...fields.slice(1, -1)]),
    [{ kind: "default_encoded", where: "version" }],
  ],
  [
    "GeneralizedTime before 2050",
    { notBefore: generalized, notAfter: generalized },
    [
      { kind: "generalized_time_before_2050", where: "notBefore" },
      { kind: "generalized_time_before_2050", where: "notAfter" },
    ],
  ],
  [
    "GeneralizedTime for the last second of 2049",
    { notAfter: lastBefore2050 },
    [{ kind: "generalized_time_before_2050", where: "notAfter" }],
  ],
  [
    "cA FALSE written out",
    { basicConstraints: { cA: false, explicitDefault: true } },
    [{ kind: "default_encoded", where: "cA" }],
  ],
  [
    "critical FALSE written out",
    { explicitCriticalFalse: true },
    [
      { kind: "default_encoded", where: "critical of 2.5.29.37" },
      { kind: "default_encoded", where: "critical of 2.5.29.14" },
      { kind: "default_encoded", where: "critical of 2.5.29.35" },
    ],
  ],
  ["critical TRUE as 0x01", flagOf(0x01), [{ kind: "boolean_not_canonical", where: "critical of 2.5.29.15" }]],
  ["critical TRUE as 0x80", flagOf(0x80), [{ kind: "boolean_not_canonical", where: "critical of 2.5.29.15" }]],
  [
    "cA TRUE as 0x01",
    extension(Extension.basicConstraints, "30 03 01 01 01"),
    [{ kind: "boolean_not_canonical", where: "cA" }],
  ],
  [
    "keyUsage untrimmed",
    { keyUsage: { bits: ["digitalSignature"], untrimmed: true } },
    [{ kind: "key_usage_untrimmed", where: "keyUsage" }],
  ],
  [
    "a minimum of 0 written out",
    extension(Extension.nameConstraints, "30 0a a0 08 30 06 82 01 61 80 01 00"),
    [{ kind: "default_encoded", where: "minimum" }],
  ],
  [
    "an RSA key without parameters",
    { subjectPublicKeyInfo: rsaWithoutParameters() },
    [{ kind: "parameters_absent", where: "subjectPublicKeyInfo" }],
  ],
];

/** Whether the row of the profile that judges the encoding says no. */
function isEncodingRefused(certificate: Certificate, conformance: "standard" | "strict"): boolean {
  return checkProfile(certificate, "leaf", conformance).some(({ extension }) => extension === "certificate");
}

describe("an encoding that DER or RFC 5280 forbids and real PKIs write", () => {
  it.each(CASES)("%s", (_, options, deviations) => {
    const certificate = parsed(options);
    expect(certificate.deviations).toEqual(deviations);
    expect(isEncodingRefused(certificate, "standard")).toBe(false);
    expect(isEncodingRefused(certificate, "strict")).toBe(true);
  });

  it("several are all recorded", () => {
    const certificate = parsed({
      notBefore: generalized,
      basicConstraints: { cA: false, explicitDefault: true },
      keyUsage: { bits: ["digitalSignature"], untrimmed: true },
    });
    expect(certificate.deviations.map(({ where }) => where).sort()).toEqual(["cA", "keyUsage", "notBefore"]);
  });
});

describe("an encoding without fault", () => {
  it.each([
    ["a leaf", parsed()],
    ["version 1", parsed({ version: 1 })],
    ["version 2", parsed({ version: 2 })],
    ["GeneralizedTime from 2050 on", parsed({ notAfter: new Date("2050-01-01T00:00:00Z") })],
    ["the last second of UTCTime", parsed({ notAfter: new Date("2049-12-31T23:59:59Z") })],
    ["an RSA key", parsed({ key: "rsa-2048" })],
    ["an Edwards key", parsed({ key: "ed25519" })],
    ["all nine bits", parsed({ keyUsage: ["digitalSignature", "decipherOnly"] })],
    ["no bit", parsed({ keyUsage: [] })],
  ])("records nothing: %s", (_, certificate) => {
    expect(certificate.deviations).toEqual([]);
    expect(isEncodingRefused(certificate, "strict")).toBe(false);
  });

  it("FALSE is canonical as 0x00 only, and nothing else means FALSE", () => {
    for (const octet of [0x01, 0x7f, 0x80, 0xfe, 0xff]) {
      const certificate = parsed(flagOf(octet));
      expect(certificate.extensions.keyUsage?.critical).toBe(true);
    }
    expect(parsed(flagOf(0x00)).extensions.keyUsage?.critical).toBe(false);
  });
});
