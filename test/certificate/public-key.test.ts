import { describe, expect, it } from "vitest";
import { bitString, integer, nullValue, oid, sequence } from "../../src/asn1/writer.ts";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import type { PublicKey } from "../../src/certificate/public-key.ts";
import { generateKeyPair, type KeyKind, rsaPublicKeyInfo } from "../../src/testing/index.ts";
import { derError, octets } from "../asn1/octets.ts";
import { mint, parsed } from "./minting.ts";

const keyOf = (subjectPublicKeyInfo: Uint8Array): PublicKey => parsed({ subjectPublicKeyInfo }).publicKey.key;
const problem = (subjectPublicKeyInfo: Uint8Array): string =>
  derError(() => parseCertificate(mint({ subjectPublicKeyInfo }))).message;

const MODULUS = (1n << 2047n) | 1n;
const RSA = oid("1.2.840.113549.1.1.1");
const RSA_PSS = oid("1.2.840.113549.1.1.10");
const EC = oid("1.2.840.10045.2.1");
const CURVES = { "P-256": "1.2.840.10045.3.1.7", "P-384": "1.3.132.0.34", "P-521": "1.3.132.0.35" } as const;

describe("keys as tools make them", () => {
  it.each<[KeyKind, object]>([
    ["rsa-1024", { type: "rsa", modulusBits: 1024, exponent: 65_537, pssParameters: undefined }],
    ["rsa-2048", { type: "rsa", modulusBits: 2048, exponent: 65_537 }],
    ["rsa-3072", { type: "rsa", modulusBits: 3072 }],
    ["rsa-pss-2048", { type: "rsa-pss", modulusBits: 2048, pssParameters: undefined }],
    ["ec-p256", { type: "ec", curve: "P-256" }],
    ["ec-p384", { type: "ec", curve: "P-384" }],
    ["ec-p521", { type: "ec", curve: "P-521" }],
    ["ed25519", { type: "ed25519" }],
    ["ed448", { type: "ed448" }],
    ["ec-p224", { type: "unsupported", problem: "elliptic curve 1.3.132.0.33" }],
    ["ec-secp256k1", { type: "unsupported", problem: "elliptic curve 1.3.132.0.10" }],
    ["dsa", { type: "unsupported", problem: "key of type 1.2.840.10040.4.1" }],
    [
      "ec-p256-explicit",
      { type: "unsupported", problem: "elliptic curve key with explicit parameters instead of a named curve" },
    ],
  ])("%s", (key, expected) => {
    expect(parsed({ key }).publicKey.key).toMatchObject(expected);
  });

  it("an RSA modulus is the one in the key", () => {
    const pair = generateKeyPair("rsa-2048");
    const { n } = pair.publicKey.export({ format: "jwk" });
    const { key } = parsed({ key: pair }).publicKey;
    expect(key.type === "rsa" && Buffer.from(key.modulus).toString("base64url")).toBe(n);
  });
});

describe("RSA", () => {
  const withNumbers = (modulus: Uint8Array, exponent: Uint8Array) =>
    sequence(sequence(RSA, nullValue()), bitString(sequence(integer(modulus), integer(exponent))));
  const good = octets(`00 80 ${"00".repeat(254)} 01`);

  it.each([
    [1n, 1],
    [2n, 2],
    [3n, 2],
    [255n, 8],
    [256n, 9],
    [(1n << 2047n) - 1n, 2047],
    [1n << 2047n, 2048],
    [(1n << 2048n) - 1n, 2048],
    [1n << 2048n, 2049],
    [(1n << 16_383n) | 1n, 16_384],
  ])("a modulus has as many bits as it has (%#)", (modulus, modulusBits) => {
    expect(keyOf(rsaPublicKeyInfo(modulus, 65_537n))).toMatchObject({ type: "rsa", modulusBits });
  });

  it.each([
    [1n, 1],
    [2n, 2],
    [3n, 3],
    [65_537n, 65_537],
    [65_536n, 65_536],
    [(1n << 33n) - 1n, 2 ** 33 - 1],
    [(1n << 33n) + 1n, 2 ** 33 + 1],
    [(1n << 48n) - 1n, 2 ** 48 - 1],
    [1n << 48n, Number.POSITIVE_INFINITY],
    [(1n << 64n) + 3n, Number.POSITIVE_INFINITY],
    [MODULUS, Number.POSITIVE_INFINITY],
  ])("an exponent of %i is never another one", (exponent, expected) => {
    expect(keyOf(rsaPublicKeyInfo(MODULUS, exponent))).toMatchObject({ exponent: expected });
  });

  it.each([
    ["modulus 0", octets("00"), octets("03"), /modulus is zero/],
    ["exponent 0", good, octets("00"), /publicExponent is zero/],
    ["negative modulus", octets("80 01"), octets("03"), /modulus is negative/],
    ["negative exponent", good, octets("fd"), /publicExponent is negative/],
    ["padded modulus", octets("00 01"), octets("03"), /more octets than needed/],
    ["modulus padded before its sign octet", octets("00 00 80"), octets("03"), /more octets than needed/],
    ["padded exponent", good, octets("00 03"), /more octets than needed/],
    ["empty modulus", octets(""), octets("03"), /INTEGER is empty/],
    ["empty exponent", good, octets(""), /INTEGER is empty/],
  ])("refused: %s", (_, modulus, exponent, message) => {
    expect(problem(withNumbers(modulus, exponent))).toMatch(message);
  });

  it.each([
    ["nothing", octets(""), /RSAPublicKey is missing/],
    ["an empty sequence", sequence(), /modulus is missing/],
    ["only a modulus", sequence(integer(MODULUS)), /publicExponent is missing/],
    ["a third number", sequence(integer(MODULUS), integer(3), integer(5)), /RSAPublicKey is followed by more data/],
    ["bytes behind", octets("30 06 02 01 05 02 01 03 00"), /RSAPublicKey is followed by more data/],
    ["another type", octets("04 02 05 00"), /RSAPublicKey has tag 0x4/],
    ["a number cut off", octets("30 06 02 01 05 02 05 03"), /longer than what holds it/],
  ])("refused: %s in the bit string", (_, content, message) => {
    expect(problem(sequence(sequence(RSA, nullValue()), bitString(content)))).toMatch(message);
  });

  it("has NULL or nothing as parameters", () => {
    const key = bitString(sequence(integer(MODULUS), integer(3)));
    expect(keyOf(sequence(sequence(RSA), key)).type).toBe("rsa");
    for (const parameters of [sequence(), octets("05 01 00"), oid("1.2.3"), octets("04 00"), octets("30 02 05 00")]) {
      expect(problem(sequence(sequence(RSA, parameters), key))).toMatch(/rsaEncryption has parameters/);
    }
  });

  it("restricted to PSS keeps its restrictions", () => {
    const key = bitString(sequence(integer(MODULUS), integer(3)));
    const restricted = sequence(octets("a2 03 02 01 20"));
    expect(keyOf(sequence(sequence(RSA_PSS, restricted), key))).toMatchObject({
      type: "rsa-pss",
      pssParameters: restricted,
    });
  });
});

describe("elliptic curves", () => {
  const point = (curve: keyof typeof CURVES, content: Uint8Array) =>
    sequence(sequence(EC, oid(CURVES[curve])), bitString(content));
  const filled = (form: number, length: number) => Uint8Array.of(form, ...new Uint8Array(length).fill(5));

  it.each([
    ["P-256", 32],
    ["P-384", 48],
    ["P-521", 66],
  ] as const)("%s: a point has one form and one length", (curve, size) => {
    for (const length of [0, 1, size - 1, size, size + 1, 2 * size - 1, 2 * size, 2 * size + 1, 3 * size]) {
      for (let form = 0; form < 16; form++) {
        const wellFormed = form === 4 ? length === 2 * size : (form === 2 || form === 3) && length === size;
        const info = point(curve, filled(form, length));
        if (wellFormed) expect(keyOf(info)).toEqual({ type: "ec", curve });
        else expect(problem(info)).toMatch(/no point of its curve/);
      }
    }
    expect(problem(point(curve, octets("")))).toMatch(/no point of its curve/);
  });

  it.each([
    ["no parameters", sequence(EC), /id-ecPublicKey has no parameters/],
    ["a curve that is no identifier", sequence(EC, octets("06 02 2a 80")), /padded arc|inside an arc/],
    ["an empty identifier", sequence(EC, octets("06 00")), /OBJECT IDENTIFIER is empty/],
    ["two curves", sequence(EC, oid(CURVES["P-256"]), oid(CURVES["P-384"])), /followed by more data/],
  ])("refused: %s", (_, algorithm, message) => {
    expect(problem(sequence(algorithm, bitString(filled(4, 64))))).toMatch(message);
  });

  it("by anything but a name are unsupported", () => {
    for (const parameters of [nullValue(), sequence(), sequence(integer(1)), octets("04 00"), octets("86 01 2a")]) {
      expect(keyOf(sequence(sequence(EC, parameters), bitString(filled(4, 64))))).toMatchObject({
        type: "unsupported",
      });
    }
    const name = sequence(EC, oid("1.3.36.3.3.2.8.1.1.7"));
    expect(keyOf(sequence(name, bitString(octets(""))))).toEqual({
      type: "unsupported",
      problem: "elliptic curve 1.3.36.3.3.2.8.1.1.7",
    });
  });
});

describe("keys of one length", () => {
  it.each([
    ["1.3.101.112", 32, { type: "ed25519" }],
    ["1.3.101.113", 57, { type: "ed448" }],
    ["2.16.840.1.101.3.4.3.17", 1312, { type: "ml-dsa", parameterSet: "ML-DSA-44" }],
    ["2.16.840.1.101.3.4.3.18", 1952, { type: "ml-dsa", parameterSet: "ML-DSA-65" }],
    ["2.16.840.1.101.3.4.3.19", 2592, { type: "ml-dsa", parameterSet: "ML-DSA-87" }],
  ])("%s: %i octets, no parameters", (type, length, expected) => {
    const info = (size: number, ...parameters: Uint8Array[]) =>
      sequence(sequence(oid(type), ...parameters), bitString(new Uint8Array(size).fill(7)));
    expect(keyOf(info(length))).toEqual(expected);
    for (const size of [0, 1, 31, 33, 56, 58, length - 1, length + 1, 2 * length]) {
      expect(problem(info(size))).toMatch(/public key has a wrong length/);
    }
    expect(problem(info(length, nullValue()))).toMatch(/public key algorithm has parameters/);
  });
});

describe("the key's encoding", () => {
  it("is kept whole, for its hash", () => {
    const info = rsaPublicKeyInfo(MODULUS, 3n);
    expect(parsed({ subjectPublicKeyInfo: info }).publicKey.der).toEqual(info);
  });

  it.each([
    ["unused bits", sequence(sequence(RSA, nullValue()), octets("03 02 01 00")), /does not end at an octet/],
    ["no bit string", sequence(sequence(RSA, nullValue())), /subjectPublicKey is missing/],
    ["an octet string", sequence(sequence(RSA, nullValue()), octets("04 01 00")), /subjectPublicKey has tag 0x4/],
    ["an empty bit string", sequence(sequence(RSA, nullValue()), octets("03 00")), /BIT STRING is empty/],
    [
      "something behind",
      sequence(sequence(oid("1.2.3")), bitString(octets("00")), nullValue()),
      /followed by more data/,
    ],
    ["no algorithm", sequence(bitString(octets("00"))), /public key algorithm has tag 0x3/],
    ["nothing", sequence(), /public key algorithm is missing/],
  ])("refused: %s", (_, info, message) => {
    expect(problem(info)).toMatch(message);
  });

  it("of an unknown type is no error of the certificate", () => {
    const info = sequence(sequence(oid("1.2.3.4"), nullValue()), bitString(octets("de ad")));
    expect(keyOf(info)).toEqual({ type: "unsupported", problem: "key of type 1.2.3.4" });
  });

  it("whose numbers are wrong says so where they stand in the certificate", () => {
    const bytes = mint({ subjectPublicKeyInfo: sequence(sequence(RSA), bitString(octets("30 06 02 01 05 02 01 fd"))) });
    const { offset } = derError(() => parseCertificate(bytes));
    expect(offset).toBe(Buffer.from(bytes).indexOf(octets("30 06 02 01 05 02 01 fd")) + 7);
    const curve = mint({
      subjectPublicKeyInfo: sequence(sequence(EC, octets("06 03 55 80 03")), bitString(octets("04"))),
    });
    expect(derError(() => parseCertificate(curve)).offset).toBe(
      Buffer.from(curve).indexOf(octets("06 03 55 80 03")) + 3,
    );
  });
});
