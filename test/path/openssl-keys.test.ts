import { createPublicKey } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { bitString, oid, sequence } from "../../src/asn1/writer.ts";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import {
  createAuthority,
  createSelfSigned,
  generateKeyPair,
  type KeyKind,
  rsaPublicKeyInfo,
} from "../../src/testing/index.ts";
import { codes, validate } from "./support.ts";

// OpenSSL has hung, crashed and ended the process over public keys (CVE-2022-0778, CVE-2023-30588), so every key it is given is watched.
vi.mock("node:crypto", async (load) => {
  const actual = await load<typeof import("node:crypto")>();
  return { ...actual, createPublicKey: vi.fn(actual.createPublicKey) };
});

const opened = vi.mocked(createPublicKey);
const ALL_ONES = (1n << 2048n) - 1n;

const KINDS_BELOW_THE_FLOOR: readonly KeyKind[] = ["rsa-1024", "dsa", "ec-p224", "ec-secp256k1", "ec-p256-explicit"];

const NUMBERS_BELOW_THE_FLOOR: readonly (readonly [title: string, info: Uint8Array])[] = [
  ["a modulus of 16,384 bits", rsaPublicKeyInfo((1n << 16_383n) | 1n, 65_537n)],
  ["a modulus of 8,193 bits", rsaPublicKeyInfo((1n << 8192n) | 1n, 65_537n)],
  ["an even modulus", rsaPublicKeyInfo(ALL_ONES - 1n, 65_537n)],
  ["the exponent 1", rsaPublicKeyInfo(ALL_ONES, 1n)],
  ["an even exponent", rsaPublicKeyInfo(ALL_ONES, 65_536n)],
  ["an exponent as long as the modulus", rsaPublicKeyInfo(ALL_ONES, ALL_ONES - 2n)],
];

const EC = oid("1.2.840.10045.2.1");
const P256 = oid("1.2.840.10045.3.1.7");
const filled = (length: number, first: number, rest: number): Uint8Array =>
  new Uint8Array(length).fill(rest).fill(first, 0, 1);

/** Of the right type, length and form, so that only the mathematics is wrong. */
const NO_KEYS: readonly (readonly [title: string, info: Uint8Array, signsAs: KeyKind])[] = [
  ["a point off its curve", sequence(sequence(EC, P256), bitString(filled(65, 4, 5))), "ec-p256"],
  ["a point of zeros", sequence(sequence(EC, P256), bitString(filled(65, 4, 0))), "ec-p256"],
  ["a point beyond its field", sequence(sequence(EC, P256), bitString(filled(65, 4, 0xff))), "ec-p256"],
  [
    "a compressed point that has no other half",
    sequence(sequence(EC, P256), bitString(filled(33, 2, 0xff))),
    "ec-p256",
  ],
  ["an Ed25519 key that is no point", sequence(sequence(oid("1.3.101.112")), bitString(filled(32, 2, 0))), "ed25519"],
  ["an Ed448 key that is no point", sequence(sequence(oid("1.3.101.113")), bitString(filled(57, 2, 0))), "ed448"],
  ["a modulus that is no product of two primes", rsaPublicKeyInfo(ALL_ONES, 65_537n), "rsa-2048"],
];

beforeEach(() => {
  opened.mockClear();
});

describe("a key below the floor never reaches OpenSSL (D4, D5)", () => {
  it.each(KINDS_BELOW_THE_FLOOR)("of an issuer: %s", (key) => {
    const { publicKey } = generateKeyPair(key);
    const authority = createAuthority({ subjectPublicKeyInfo: publicKey.export({ type: "spki", format: "der" }) });
    const leaf = authority.issue();
    opened.mockClear();
    expect(codes(validate(leaf, [], [authority]))).toEqual(["public_key_not_allowed at 1"]);
    expect(opened).not.toHaveBeenCalled();
  });

  it.each(NUMBERS_BELOW_THE_FLOOR)("of an issuer: %s", (_title, subjectPublicKeyInfo) => {
    const authority = createAuthority({ key: "rsa-2048", subjectPublicKeyInfo });
    const leaf = authority.issue();
    opened.mockClear();
    expect(codes(validate(leaf, [], [authority]))).toEqual(["public_key_not_allowed at 1"]);
    expect(opened).not.toHaveBeenCalled();
  });

  it.each(NUMBERS_BELOW_THE_FLOOR)("of a client: %s", (_title, subjectPublicKeyInfo) => {
    const authority = createAuthority();
    const leaf = authority.issue({ subjectPublicKeyInfo });
    opened.mockClear();
    expect(codes(validate(leaf, [], [authority]))).toEqual(["public_key_not_allowed at 0"]);
    expect(opened).not.toHaveBeenCalled();
  });
});

describe("a key that only OpenSSL can know to be none (D4)", () => {
  it.each(NO_KEYS)("of an issuer ends in a refusal: %s", (_title, subjectPublicKeyInfo, key) => {
    const authority = createAuthority({ key, subjectPublicKeyInfo });
    const leaf = authority.issue();
    opened.mockClear();
    expect(codes(validate(leaf, [], [authority]))).toEqual(["signature_invalid at 0"]);
    expect(opened).toHaveBeenCalledOnce();
    const above = createAuthority();
    const intermediate = above.createIntermediate({ key, subjectPublicKeyInfo });
    const below = validate(intermediate.issue(), [intermediate], [above]);
    expect(codes(below)).toEqual(["signature_invalid at 0"]);
  });

  it.each(NO_KEYS)("of a client is not even looked at: %s", (_title, subjectPublicKeyInfo) => {
    const authority = createAuthority();
    const leaf = authority.issue({ subjectPublicKeyInfo });
    opened.mockClear();
    validate(leaf, [], [authority]);
    const keys = opened.mock.calls.map(([input]) => Buffer.from(Reflect.get(Object(input), "key")).toString("hex"));
    expect(keys).toEqual([Buffer.from(parseCertificate(authority.der).publicKey.der).toString("hex")]);
  });

  it("of nobody is looked at while a certificate is parsed", () => {
    for (const [, subjectPublicKeyInfo] of [...NO_KEYS, ...NUMBERS_BELOW_THE_FLOOR]) {
      const { der } = createSelfSigned({ subjectPublicKeyInfo });
      opened.mockClear();
      const certificate = parseCertificate(der);
      expect(certificate.publicKey.der).toEqual(subjectPublicKeyInfo);
      expect(certificate.spkiSha256).toHaveLength(64);
      expect(opened).not.toHaveBeenCalled();
    }
  });
});
