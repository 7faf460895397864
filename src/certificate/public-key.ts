import { DerError } from "../asn1/der-error.ts";
import { type DerElement, DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { assertMinimalInteger, type BitString, readBitString, readObjectIdentifier } from "../asn1/values.ts";
import { type AlgorithmIdentifier, isNull, readAlgorithmIdentifier } from "./algorithm-identifier.ts";
import type { Deviation } from "./deviation.ts";

/** Named curves (RFC 5480 section 2.1.1.1) by the names NIST gives them. */
export type NamedCurve = "P-256" | "P-384" | "P-521";

/** What kind of key it is, as far as a decision about it needs. */
export type PublicKey =
  | RsaPublicKey
  | { readonly type: "ec"; readonly curve: NamedCurve }
  | { readonly type: "ed25519" | "ed448" }
  | { readonly type: "ml-dsa"; readonly parameterSet: "ML-DSA-44" | "ML-DSA-65" | "ML-DSA-87" }
  /** A key that nothing here may be verified with; `problem` says why. */
  | { readonly type: "unsupported"; readonly problem: string };

export interface RsaPublicKey {
  /** `rsa-pss`: the key is restricted to RSASSA-PSS (RFC 4055 section 1.2). */
  readonly type: "rsa" | "rsa-pss";
  /** Big-endian, without leading zero octets. */
  readonly modulus: Uint8Array;
  readonly modulusBits: number;
  /** Infinity when it has more than six octets. */
  readonly exponent: number;
  /** Encoded RSASSA-PSS-params that restrict the key; undefined when absent. */
  readonly pssParameters: Uint8Array | undefined;
}

/** SubjectPublicKeyInfo, RFC 5280 section 4.1.2.7. */
export interface SubjectPublicKeyInfo {
  /** The whole encoded SEQUENCE: what an SPKI hash is computed over. */
  readonly der: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly key: PublicKey;
}

const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";

const CURVES: Readonly<Record<string, { curve: NamedCurve; octets: number }>> = {
  "1.2.840.10045.3.1.7": { curve: "P-256", octets: 32 },
  "1.3.132.0.34": { curve: "P-384", octets: 48 },
  "1.3.132.0.35": { curve: "P-521", octets: 66 },
};

/** The next SubjectPublicKeyInfo. Throws `DerError` when a key of a known type is not what its type says. */
export function readSubjectPublicKeyInfo(reader: DerReader, deviations: Deviation[]): SubjectPublicKeyInfo {
  const element = reader.read(Tag.SEQUENCE, "subjectPublicKeyInfo");
  const sequence = reader.enter(element);
  const algorithm = readAlgorithmIdentifier(sequence, "public key algorithm");
  const bits = readBitString(reader.bytes, sequence.read(Tag.BIT_STRING, "subjectPublicKey"));
  sequence.finish("subjectPublicKey");
  if (bits.unusedBits !== 0) throw new DerError("subjectPublicKey does not end at an octet", bits.start);
  const der = reader.bytes.subarray(element.start, element.end);
  if (algorithm.oid === RSA_ENCRYPTION && algorithm.parameters === undefined) {
    deviations.push({ kind: "parameters_absent", where: "subjectPublicKeyInfo" });
  }
  return Object.freeze({ der, algorithm, key: Object.freeze(readKey(reader.bytes, algorithm, bits)) });
}

function readKey(bytes: Uint8Array, algorithm: AlgorithmIdentifier, bits: BitString): PublicKey {
  switch (algorithm.oid) {
    case RSA_ENCRYPTION:
      return readRsa("rsa", bytes, algorithm, bits);
    case "1.2.840.113549.1.1.10":
      return readRsa("rsa-pss", bytes, algorithm, bits);
    case "1.2.840.10045.2.1":
      return readEc(bytes, algorithm, bits);
    case "1.3.101.112":
      return fixedLength({ type: "ed25519" }, 32, algorithm, bits);
    case "1.3.101.113":
      return fixedLength({ type: "ed448" }, 57, algorithm, bits);
    case "2.16.840.1.101.3.4.3.17":
      return fixedLength({ type: "ml-dsa", parameterSet: "ML-DSA-44" }, 1312, algorithm, bits);
    case "2.16.840.1.101.3.4.3.18":
      return fixedLength({ type: "ml-dsa", parameterSet: "ML-DSA-65" }, 1952, algorithm, bits);
    case "2.16.840.1.101.3.4.3.19":
      return fixedLength({ type: "ml-dsa", parameterSet: "ML-DSA-87" }, 2592, algorithm, bits);
    default:
      return { type: "unsupported", problem: `key of type ${algorithm.oid}` };
  }
}

/** RFC 8410 section 3 and RFC 9881 section 2: no parameters, and a key of exactly one length. */
function fixedLength(key: PublicKey, octets: number, algorithm: AlgorithmIdentifier, bits: BitString): PublicKey {
  if (algorithm.parameters !== undefined) throw new DerError("public key algorithm has parameters", bits.start);
  if (bits.end - bits.start !== octets) throw new DerError("public key has a wrong length", bits.start);
  return key;
}

/** RFC 4055 section 1.2: NULL beside rsaEncryption (its absence occurs and is harmless), PSS parameters or none beside id-RSASSA-PSS. */
function readRsa(
  type: RsaPublicKey["type"],
  bytes: Uint8Array,
  algorithm: AlgorithmIdentifier,
  bits: BitString,
): PublicKey {
  const { parameters } = algorithm;
  if (type === "rsa" && parameters !== undefined && !isNull(parameters)) {
    throw new DerError("rsaEncryption has parameters", bits.start);
  }
  const outer = DerReader.within(bytes, bytes.subarray(bits.start, bits.end));
  const sequence = outer.enterNext(Tag.SEQUENCE, "RSAPublicKey");
  outer.finish("RSAPublicKey");
  const modulus = readPositive(sequence, "modulus");
  const exponent = readPositive(sequence, "publicExponent");
  sequence.finish("RSAPublicKey");
  return {
    type,
    modulus,
    modulusBits: modulus.length * 8 - Math.clz32(modulus[0] as number) + 24,
    exponent: exponent.length > 6 ? Number.POSITIVE_INFINITY : exponent.reduce((sum, octet) => sum * 256 + octet, 0),
    pssParameters: type === "rsa-pss" ? parameters : undefined,
  };
}

/** The octets of a positive INTEGER without its sign octet. */
function readPositive(reader: DerReader, what: string): Uint8Array {
  const element: DerElement = reader.read(Tag.INTEGER, what);
  assertMinimalInteger(reader.bytes, element);
  const first = reader.bytes[element.content] as number;
  if (first >= 0x80) throw new DerError(`${what} is negative`, element.content);
  const start = first === 0 ? element.content + 1 : element.content;
  if (start === element.end) throw new DerError(`${what} is zero`, element.content);
  return reader.bytes.subarray(start, element.end);
}

/** RFC 5480 section 2: only a named curve; the point uncompressed or compressed. */
function readEc(bytes: Uint8Array, { parameters }: AlgorithmIdentifier, bits: BitString): PublicKey {
  if (parameters === undefined) throw new DerError("id-ecPublicKey has no parameters", bits.start);
  if (parameters[0] !== Tag.OBJECT_IDENTIFIER) {
    return { type: "unsupported", problem: "elliptic curve key with explicit parameters instead of a named curve" };
  }
  const oid = readObjectIdentifier(bytes, DerReader.within(bytes, parameters).readAny("namedCurve"));
  const named = CURVES[oid];
  if (named === undefined) return { type: "unsupported", problem: `elliptic curve ${oid}` };
  const point = bytes.subarray(bits.start, bits.end);
  const form = point[0];
  const expected = form === 4 ? named.octets * 2 + 1 : form === 2 || form === 3 ? named.octets + 1 : undefined;
  if (point.length !== expected) throw new DerError("public key is no point of its curve", bits.start);
  return { type: "ec", curve: named.curve };
}
