import type { KeyObject } from "node:crypto";
import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { bitString, integer, nullValue, oid, sequence } from "../asn1/writer.ts";

/** A public key and the private key that belongs to it. */
export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/**
 * Kinds of keys that the mint makes. Only some are fit for clients; the others are there to be refused.
 * `ec-p256-explicit` is P-256 with the curve written out instead of named.
 */
export type KeyKind =
  | "rsa-1024"
  | "rsa-2048"
  | "rsa-3072"
  | "rsa-4096"
  | "rsa-pss-2048"
  | "ec-p224"
  | "ec-p256"
  | "ec-p256-explicit"
  | "ec-p384"
  | "ec-p521"
  | "ec-secp256k1"
  | "ed25519"
  | "ed448"
  | "dsa";

const GENERATORS: { readonly [Kind in KeyKind]: () => KeyPair } = {
  "rsa-1024": () => generateKeyPairSync("rsa", { modulusLength: 1024 }),
  "rsa-2048": () => generateKeyPairSync("rsa", { modulusLength: 2048 }),
  "rsa-3072": () => generateKeyPairSync("rsa", { modulusLength: 3072 }),
  "rsa-4096": () => generateKeyPairSync("rsa", { modulusLength: 4096 }),
  "rsa-pss-2048": () => generateKeyPairSync("rsa-pss", { modulusLength: 2048 }),
  "ec-p224": () => generateKeyPairSync("ec", { namedCurve: "P-224" }),
  "ec-p256": () => generateKeyPairSync("ec", { namedCurve: "P-256" }),
  "ec-p256-explicit": () => generateKeyPairSync("ec", { namedCurve: "P-256", paramEncoding: "explicit" }),
  "ec-p384": () => generateKeyPairSync("ec", { namedCurve: "P-384" }),
  "ec-p521": () => generateKeyPairSync("ec", { namedCurve: "P-521" }),
  "ec-secp256k1": () => generateKeyPairSync("ec", { namedCurve: "secp256k1" }),
  ed25519: () => generateKeyPairSync("ed25519"),
  ed448: () => generateKeyPairSync("ed448"),
  dsa: () => generateKeyPairSync("dsa", { modulusLength: 2048, divisorLength: 256 }),
};

/** Kinds that take long to generate, so that end-entity certificates of one process share a key. */
const SLOW: ReadonlySet<KeyKind> = new Set(["rsa-2048", "rsa-3072", "rsa-4096", "rsa-pss-2048", "dsa"]);

const shared = new Map<KeyKind, KeyPair>();

/**
 * A new key pair. RSA takes from 50 ms (2048 bits) to seconds (4096 bits), DSA seconds, all others about a
 * millisecond.
 */
export function generateKeyPair(kind: KeyKind): KeyPair {
  return GENERATORS[kind]();
}

/** The pair of a private key in PEM. */
export function keyPairFromPem(pem: string): KeyPair {
  const privateKey = createPrivateKey(pem);
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

/** The process's one key pair of a slow kind, a new one of any other kind. Never used for what signs or is pinned. */
export function sharedKeyPair(kind: KeyKind): KeyPair {
  const pair = shared.get(kind) ?? generateKeyPair(kind);
  if (SLOW.has(kind)) shared.set(kind, pair);
  return pair;
}

/** A key's SubjectPublicKeyInfo in DER. */
export function publicKeyInfo(key: KeyObject): Uint8Array {
  return new Uint8Array(key.export({ type: "spki", format: "der" }));
}

/** The SubjectPublicKeyInfo of an RSA key that nobody needs to hold: a modulus or an exponent that must be refused. */
export function rsaPublicKeyInfo(modulus: bigint, exponent: bigint): Uint8Array {
  const algorithm = sequence(oid("1.2.840.113549.1.1.1"), nullValue());
  return sequence(algorithm, bitString(sequence(integer(modulus), integer(exponent))));
}

/** A private key as PKCS#8 PEM. */
export function privateKeyToPem(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}
