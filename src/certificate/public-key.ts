import { DerError } from "../asn1/der-error.ts";
import { type DerElement, DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { assertMinimalInteger, type BitString, readBitString, readObjectIdentifier } from "../asn1/values.ts";
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "./algorithm-identifier.ts";
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
  readonly isModulusOdd: boolean;
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
  /** Whether both are encoded in the same octets. */
  equals(other: SubjectPublicKeyInfo): boolean;
}

const RSA_ENCRYPTION = "1.2.840.113549.1.1.1";

const CURVES: Readonly<Record<string, { curve: NamedCurve; octets: number }>> = {
  "1.2.840.10045.3.1.7": { curve: "P-256", octets: 32 },
  "1.3.132.0.34": { curve: "P-384", octets: 48 },
  "1.3.132.0.35": { curve: "P-521", octets: 66 },
};

/** The next SubjectPublicKeyInfo. Throws `DerError` when a key of a known type is not what its type says. */
export function readSubjectPublicKeyInfo(reader: DerReader, deviations: Deviation[]): SubjectPublicKeyInfo {
  const start = reader.offset;
  const after = reader.into(Tag.SEQUENCE, "subjectPublicKeyInfo");
  const algorithm = readAlgorithmIdentifier(reader, "public key algorithm");
  const bits = readBitString(reader.bytes, reader.read(Tag.BIT_STRING, "subjectPublicKey"));
  reader.leave(after, "subjectPublicKey");
  if (bits.unusedBits !== 0) throw new DerError("subjectPublicKey does not end at an octet", bits.start);
  if (algorithm.oid === RSA_ENCRYPTION && algorithm.parameterKind === "absent") {
    deviations.push({ kind: "parameters_absent", where: "subjectPublicKeyInfo" });
  }
  const key = Object.freeze(readKey(reader.bytes, algorithm, bits));
  return new LocatedKeyInfo(reader.bytes, start, reader.offset, algorithm, key);
}

/** A key whose encoding is cut out when somebody asks for it: a pin, or OpenSSL of an issuer's. */
class LocatedKeyInfo implements SubjectPublicKeyInfo {
  readonly algorithm: AlgorithmIdentifier;
  readonly key: PublicKey;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start: number, end: number, algorithm: AlgorithmIdentifier, key: PublicKey) {
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.algorithm = algorithm;
    this.key = key;
    Object.freeze(this);
  }

  get der(): Uint8Array {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  equals(other: SubjectPublicKeyInfo): boolean {
    if (!(other instanceof LocatedKeyInfo)) return Buffer.compare(this.der, other.der) === 0;
    const length = this.#end - this.#start;
    let same = length === other.#end - other.#start;
    // Two keys differ after some thirty octets, so that this ends sooner than a call of native code.
    for (let at = 0; same && at < length; at++) {
      same = this.#bytes[this.#start + at] === other.#bytes[other.#start + at];
    }
    return same;
  }
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
  if (algorithm.parameterKind !== "absent") throw new DerError("public key algorithm has parameters", bits.start);
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
  if (type === "rsa" && algorithm.parameterKind === "other") {
    throw new DerError("rsaEncryption has parameters", bits.start);
  }
  const reader = DerReader.between(bytes, bits.start, bits.end);
  const after = reader.into(Tag.SEQUENCE, "RSAPublicKey");
  const modulus = readPositive(reader, "modulus");
  const exponent = readPositive(reader, "publicExponent");
  reader.leave(after, "RSAPublicKey");
  reader.finish("RSAPublicKey");
  return new LocatedRsaKey(type, bytes, modulus, exponent, type === "rsa-pss" ? algorithm.parameters : undefined);
}

/** A key whose modulus is cut out when somebody asks for it, which OpenSSL does not. */
class LocatedRsaKey implements RsaPublicKey {
  readonly type: RsaPublicKey["type"];
  readonly modulusBits: number;
  readonly isModulusOdd: boolean;
  readonly exponent: number;
  readonly pssParameters: Uint8Array | undefined;
  readonly #bytes: Uint8Array;
  readonly #modulus: Octets;

  constructor(
    type: RsaPublicKey["type"],
    bytes: Uint8Array,
    modulus: Octets,
    exponent: Octets,
    pssParameters: Uint8Array | undefined,
  ) {
    this.type = type;
    this.modulusBits = (modulus.end - modulus.start) * 8 - Math.clz32(bytes[modulus.start] as number) + 24;
    this.isModulusOdd = ((bytes[modulus.end - 1] as number) & 1) === 1;
    this.exponent = toNumber(bytes, exponent);
    this.pssParameters = pssParameters;
    this.#bytes = bytes;
    this.#modulus = modulus;
  }

  get modulus(): Uint8Array {
    return this.#bytes.subarray(this.#modulus.start, this.#modulus.end);
  }
}

/** Offsets. */
interface Octets {
  readonly start: number;
  readonly end: number;
}

function toNumber(bytes: Uint8Array, { start, end }: Octets): number {
  if (end - start > 6) return Number.POSITIVE_INFINITY;
  let value = 0;
  for (let at = start; at < end; at++) value = value * 256 + (bytes[at] as number);
  return value;
}

/** The octets of a positive INTEGER without its sign octet. */
function readPositive(reader: DerReader, what: string): Octets {
  const element: DerElement = reader.read(Tag.INTEGER, what);
  assertMinimalInteger(reader.bytes, element);
  const first = reader.bytes[element.content] as number;
  if (first >= 0x80) throw new DerError(`${what} is negative`, element.content);
  const start = first === 0 ? element.content + 1 : element.content;
  if (start === element.end) throw new DerError(`${what} is zero`, element.content);
  return { start, end: element.end };
}

/** RFC 5480 section 2: only a named curve; the point uncompressed or compressed. */
function readEc(bytes: Uint8Array, { parameters }: AlgorithmIdentifier, bits: BitString): PublicKey {
  if (parameters === undefined) throw new DerError("id-ecPublicKey has no parameters", bits.start);
  if (parameters[0] !== Tag.OBJECT_IDENTIFIER) {
    return { type: "unsupported", problem: "elliptic curve key with explicit parameters instead of a named curve" };
  }
  const start = parameters.byteOffset - bytes.byteOffset;
  const oid = readObjectIdentifier(DerReader.between(bytes, start, start + parameters.length), "namedCurve");
  const named = CURVES[oid];
  if (named === undefined) return { type: "unsupported", problem: `elliptic curve ${oid}` };
  const point = bytes.subarray(bits.start, bits.end);
  const form = point[0];
  const expected = form === 4 ? named.octets * 2 + 1 : form === 2 || form === 3 ? named.octets + 1 : undefined;
  if (point.length !== expected) throw new DerError("public key is no point of its curve", bits.start);
  return { type: "ec", curve: named.curve };
}
