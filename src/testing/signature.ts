import type { KeyObject } from "node:crypto";
import { constants, sign } from "node:crypto";
import { explicit, integer, nullValue, oid, sequence } from "../asn1/writer.ts";

/**
 * Hash and, for RSA, padding of a signature. The key decides the rest: RSA PKCS#1, ECDSA, DSA. Ed25519 and Ed448 know
 * one way to sign, so there the kind says nothing.
 */
export type SignatureKind =
  | "md5"
  | "sha1"
  | "sha224"
  | "sha256"
  | "sha384"
  | "sha512"
  | "pss-sha1"
  | "pss-sha256"
  | "pss-sha384"
  | "pss-sha512";

/** Signature algorithms by key type and hash: RFC 8017 appendix A.2, RFC 5758, RFC 3279 section 2.2. */
const SIGNATURE_OIDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  rsa: {
    md5: "1.2.840.113549.1.1.4",
    sha1: "1.2.840.113549.1.1.5",
    sha224: "1.2.840.113549.1.1.14",
    sha256: "1.2.840.113549.1.1.11",
    sha384: "1.2.840.113549.1.1.12",
    sha512: "1.2.840.113549.1.1.13",
  },
  ec: {
    sha1: "1.2.840.10045.4.1",
    sha224: "1.2.840.10045.4.3.1",
    sha256: "1.2.840.10045.4.3.2",
    sha384: "1.2.840.10045.4.3.3",
    sha512: "1.2.840.10045.4.3.4",
  },
  dsa: { sha1: "1.2.840.10040.4.3", sha224: "2.16.840.1.101.3.4.3.1", sha256: "2.16.840.1.101.3.4.3.2" },
};

/** RFC 8410 section 3: no parameters. */
const EDWARDS_OIDS: Readonly<Record<string, string>> = { ed25519: "1.3.101.112", ed448: "1.3.101.113" };

const RSASSA_PSS = "1.2.840.113549.1.1.10";
const MGF1 = "1.2.840.113549.1.1.8";

/** Hashes that PSS is written with, and their length in octets, which is the usual length of the salt. */
const PSS_HASHES: Readonly<Record<string, { readonly oid: string; readonly length: number }>> = {
  sha1: { oid: "1.3.14.3.2.26", length: 20 },
  sha256: { oid: "2.16.840.1.101.3.4.2.1", length: 32 },
  sha384: { oid: "2.16.840.1.101.3.4.2.2", length: 48 },
  sha512: { oid: "2.16.840.1.101.3.4.2.3", length: 64 },
};

/** The hash as long as the curve (RFC 5480 section 4); SHA-256 for all others. */
const CURVE_HASHES: Readonly<Record<string, SignatureKind>> = { secp384r1: "sha384", secp521r1: "sha512" };

/** What a key signs with when nothing else is asked for. */
export function usualSignature(key: KeyObject): SignatureKind {
  if (key.asymmetricKeyType === "rsa-pss") return "pss-sha256";
  return CURVE_HASHES[key.asymmetricKeyDetails?.namedCurve ?? ""] ?? "sha256";
}

/** The AlgorithmIdentifier of a signature. Throws RangeError when no such algorithm exists for the key. */
export function signatureAlgorithm(kind: SignatureKind, key: KeyObject): Uint8Array {
  const type = key.asymmetricKeyType ?? "";
  const edwards = EDWARDS_OIDS[type];
  if (edwards !== undefined) return sequence(oid(edwards));
  const hash = hashOf(kind);
  if (isPss(kind)) return sequence(oid(RSASSA_PSS), pssParameters(hash));
  const dotted = SIGNATURE_OIDS[type]?.[hash];
  if (dotted === undefined) throw new RangeError(`a key of type ${type} does not sign with ${kind}`);
  return sequence(oid(dotted), ...(type === "rsa" ? [nullValue()] : []));
}

/** The signature over `data`, as a certificate carries it. */
export function signData(kind: SignatureKind, data: Uint8Array, key: KeyObject): Uint8Array {
  if (EDWARDS_OIDS[key.asymmetricKeyType ?? ""] !== undefined) return new Uint8Array(sign(null, data, key));
  const padding = isPss(kind)
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : {};
  return new Uint8Array(sign(hashOf(kind), data, { key, ...padding }));
}

function isPss(kind: SignatureKind): boolean {
  return kind.startsWith("pss-");
}

function hashOf(kind: SignatureKind): string {
  return kind.replace(/^pss-/, "");
}

/** RSASSA-PSS-params (RFC 4055 section 3.1). With SHA-1 all members are at their default, so DER leaves them out. */
function pssParameters(hash: string): Uint8Array {
  const known = PSS_HASHES[hash];
  if (known === undefined) throw new RangeError(`PSS is not written with ${hash}`);
  if (hash === "sha1") return sequence();
  const hashAlgorithm = sequence(oid(known.oid), nullValue());
  const maskGenAlgorithm = sequence(oid(MGF1), hashAlgorithm);
  return sequence(explicit(0, hashAlgorithm), explicit(1, maskGenAlgorithm), explicit(2, integer(known.length)));
}
