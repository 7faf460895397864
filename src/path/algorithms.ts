import { DerError } from "../asn1/der-error.ts";
import { type DerElement, DerReader } from "../asn1/reader.ts";
import { contextConstructed, Tag } from "../asn1/tags.ts";
import { readSmallInteger } from "../asn1/values.ts";
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "../certificate/algorithm-identifier.ts";
import type { PublicKey } from "../certificate/public-key.ts";

/** How a signature is to be verified. */
export interface SignatureAlgorithm {
  /** The name used in options and findings: `RSASSA-PSS-SHA256`. */
  readonly name: AlgorithmName;
  /** The type of key that verifies it; for RSASSA-PSS, `rsa` keys do too. */
  readonly keyType: PublicKey["type"];
  /** Digest by its OpenSSL name; null where the algorithm brings its own. */
  readonly hash: Hash | null;
  /** Octets of salt, for RSASSA-PSS. */
  readonly saltLength?: number;
}

type Hash = "sha256" | "sha384" | "sha512";

/** The signature algorithms that may be allowed. */
export type AlgorithmName =
  | `RSASSA-PKCS1-v1_5-SHA${256 | 384 | 512}`
  | `RSASSA-PSS-SHA${256 | 384 | 512}`
  | `ECDSA-SHA${256 | 384 | 512}`
  | "Ed25519"
  | "Ed448"
  | `ML-DSA-${44 | 65 | 87}`;

/** Allowed unless an option says otherwise: everything but ML-DSA, which Node has from version 24.6 only. */
export const DEFAULT_ALGORITHMS: readonly AlgorithmName[] = [
  "RSASSA-PKCS1-v1_5-SHA256",
  "RSASSA-PKCS1-v1_5-SHA384",
  "RSASSA-PKCS1-v1_5-SHA512",
  "RSASSA-PSS-SHA256",
  "RSASSA-PSS-SHA384",
  "RSASSA-PSS-SHA512",
  "ECDSA-SHA256",
  "ECDSA-SHA384",
  "ECDSA-SHA512",
  "Ed25519",
  "Ed448",
];

/** Every algorithm that an option may name. */
export const ALL_ALGORITHMS: readonly AlgorithmName[] = [...DEFAULT_ALGORITHMS, "ML-DSA-44", "ML-DSA-65", "ML-DSA-87"];

type Parameters = "null-or-absent" | "absent";

/** Names of algorithms that are never allowed, for the finding only. */
const REFUSED: Readonly<Record<string, string>> = {
  "1.2.840.113549.1.1.2": "RSASSA-PKCS1-v1_5-MD2",
  "1.2.840.113549.1.1.4": "RSASSA-PKCS1-v1_5-MD5",
  "1.2.840.113549.1.1.5": "RSASSA-PKCS1-v1_5-SHA1",
  "1.2.840.113549.1.1.14": "RSASSA-PKCS1-v1_5-SHA224",
  "1.2.840.10045.4.1": "ECDSA-SHA1",
  "1.2.840.10045.4.3.1": "ECDSA-SHA224",
  "1.2.840.10040.4.3": "DSA-SHA1",
  "2.16.840.1.101.3.4.3.2": "DSA-SHA256",
};

/**
 * Parameters: RFC 4055 section 5 (RSA: NULL, absent must be accepted), RFC 5758 section 3.2 (ECDSA: absent), RFC 8410
 * section 3 (EdDSA: absent), RFC 9881 section 2 (ML-DSA: absent).
 */
const SIGNATURES: Readonly<Record<string, readonly [SignatureAlgorithm, Parameters]>> = {
  "1.2.840.113549.1.1.11": [{ name: "RSASSA-PKCS1-v1_5-SHA256", keyType: "rsa", hash: "sha256" }, "null-or-absent"],
  "1.2.840.113549.1.1.12": [{ name: "RSASSA-PKCS1-v1_5-SHA384", keyType: "rsa", hash: "sha384" }, "null-or-absent"],
  "1.2.840.113549.1.1.13": [{ name: "RSASSA-PKCS1-v1_5-SHA512", keyType: "rsa", hash: "sha512" }, "null-or-absent"],
  "1.2.840.10045.4.3.2": [{ name: "ECDSA-SHA256", keyType: "ec", hash: "sha256" }, "absent"],
  "1.2.840.10045.4.3.3": [{ name: "ECDSA-SHA384", keyType: "ec", hash: "sha384" }, "absent"],
  "1.2.840.10045.4.3.4": [{ name: "ECDSA-SHA512", keyType: "ec", hash: "sha512" }, "absent"],
  "1.3.101.112": [{ name: "Ed25519", keyType: "ed25519", hash: null }, "absent"],
  "1.3.101.113": [{ name: "Ed448", keyType: "ed448", hash: null }, "absent"],
  "2.16.840.1.101.3.4.3.17": [{ name: "ML-DSA-44", keyType: "ml-dsa", hash: null }, "absent"],
  "2.16.840.1.101.3.4.3.18": [{ name: "ML-DSA-65", keyType: "ml-dsa", hash: null }, "absent"],
  "2.16.840.1.101.3.4.3.19": [{ name: "ML-DSA-87", keyType: "ml-dsa", hash: null }, "absent"],
};

const RSASSA_PSS = "1.2.840.113549.1.1.10";

/** The algorithm, or the name under which it is refused. */
export function signatureAlgorithm(identifier: AlgorithmIdentifier): SignatureAlgorithm | string {
  if (identifier.oid === RSASSA_PSS) return pssAlgorithm(identifier.parameters);
  const known = SIGNATURES[identifier.oid];
  if (known === undefined) return REFUSED[identifier.oid] ?? identifier.oid;
  const [algorithm, parameters] = known;
  const { parameterKind } = identifier;
  const accepted = parameterKind === "absent" || (parameterKind === "null" && parameters === "null-or-absent");
  return accepted ? algorithm : `${algorithm.name} with parameters`;
}

const HASHES: Readonly<Record<string, readonly [Hash, AlgorithmName]>> = {
  "2.16.840.1.101.3.4.2.1": ["sha256", "RSASSA-PSS-SHA256"],
  "2.16.840.1.101.3.4.2.2": ["sha384", "RSASSA-PSS-SHA384"],
  "2.16.840.1.101.3.4.2.3": ["sha512", "RSASSA-PSS-SHA512"],
};

const MGF1 = "1.2.840.113549.1.1.8";

/**
 * RSASSA-PSS-params, RFC 4055 section 3.1. The defaults of all fields mean SHA-1, so the hash and the mask function must stand
 * there, and the mask must use the same hash. Any salt length is taken: OpenSSL's default is the longest possible.
 */
function pssAlgorithm(parameters: Uint8Array | undefined): SignatureAlgorithm | string {
  if (parameters === undefined) return "RSASSA-PSS without parameters";
  try {
    return readPssParameters(parameters);
  } catch (error) {
    if (error instanceof DerError) return "RSASSA-PSS with malformed parameters";
    throw error;
  }
}

function readPssParameters(parameters: Uint8Array): SignatureAlgorithm | string {
  const what = "RSASSA-PSS-params";
  const file = DerReader.over(parameters);
  const sequence = file.enterNext(Tag.SEQUENCE, what);
  const hashField = sequence.readOptional(contextConstructed(0), what);
  const maskField = sequence.readOptional(contextConstructed(1), what);
  const saltField = sequence.readOptional(contextConstructed(2), what);
  const trailerField = sequence.readOptional(contextConstructed(3), what);
  sequence.finish(what);
  if (hashField === undefined || maskField === undefined) return "RSASSA-PSS-SHA1";

  const hashIdentifier = readOnly(sequence, hashField);
  const mask = readOnly(sequence, maskField);
  const hash = knownHash(hashIdentifier);
  if (hash === undefined) return `RSASSA-PSS with hash ${hashIdentifier.oid}`;
  if (maskHash(mask) !== hash) return "RSASSA-PSS with a mask of another hash";
  if (trailerField !== undefined && readInteger(sequence, trailerField) !== 1) return "RSASSA-PSS with another trailer";
  const saltLength = saltField === undefined ? 20 : readInteger(sequence, saltField);
  return { name: hash[1], keyType: "rsa-pss", hash: hash[0], saltLength };
}

/** The one AlgorithmIdentifier that a field holds. */
function readOnly(sequence: DerReader, field: DerElement): AlgorithmIdentifier {
  const reader = sequence.enter(field);
  const identifier = readAlgorithmIdentifier(reader, "RSASSA-PSS-params");
  reader.finish("RSASSA-PSS-params");
  return identifier;
}

/** The hash of MGF1; undefined for another mask generation function. */
function maskHash({ oid, parameters }: AlgorithmIdentifier): ReturnType<typeof knownHash> {
  if (oid !== MGF1 || parameters === undefined) return undefined;
  const reader = DerReader.over(parameters);
  const identifier = readAlgorithmIdentifier(reader, "MGF1");
  reader.finish("MGF1");
  return knownHash(identifier);
}

/** RFC 4055 section 2.1: NULL or no parameters. */
function knownHash({ oid, parameterKind }: AlgorithmIdentifier): readonly [Hash, AlgorithmName] | undefined {
  return parameterKind === "other" ? undefined : HASHES[oid];
}

function readInteger(sequence: DerReader, field: DerElement): number {
  const reader = sequence.enter(field);
  const value = readSmallInteger(sequence.bytes, reader.read(Tag.INTEGER, "RSASSA-PSS-params"), "RSASSA-PSS-params");
  reader.finish("RSASSA-PSS-params");
  return value;
}

/** Smallest and largest RSA modulus. NIST SP 800-131A revision 2 table 2; above 8,192 bits verification is a burden and no gain. */
const RSA_BITS = { least: 2048, most: 8192 } as const;

/** Why nothing may be verified with this key and why no leaf may hold it; undefined when all is well. */
export function publicKeyProblem(key: PublicKey): string | undefined {
  if (key.type === "unsupported") return key.problem;
  if (key.type !== "rsa" && key.type !== "rsa-pss") return undefined;
  const { isModulusOdd, modulusBits, exponent } = key;
  if (modulusBits < RSA_BITS.least) return `RSA key of ${modulusBits} bits, below ${RSA_BITS.least}`;
  if (modulusBits > RSA_BITS.most) return `RSA key of ${modulusBits} bits, above ${RSA_BITS.most}`;
  if (!isModulusOdd) return "RSA key with an even modulus";
  if (exponent < 3 || exponent % 2 === 0 || exponent >= 2 ** 33)
    return "RSA key with an exponent that is even, 1 or 2^33 and more";
  return undefined;
}
