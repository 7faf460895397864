import { nullValue, oid, sequence } from "../../src/asn1/writer.ts";
import type { IssueOptions, KeyPair } from "../../src/testing/index.ts";
import { rsaPublicKeyInfo } from "../../src/testing/index.ts";
import type { CaseDefinition } from "./case.ts";
import { refuse } from "./case.ts";
import { fixtureKey, modulusOf } from "./keys.ts";
import { chain, root, shortChain } from "./pki.ts";

/** A leaf whose key nobody may hold. */
function badKey(name: string, about: string, why: string, leaf: () => IssueOptions): CaseDefinition {
  return {
    name: `cases/${name}`,
    about,
    verdicts: { standard: refuse("public_key_not_allowed", why) },
    build: () => chain({ leaf: leaf() }),
  };
}

/** The real modulus of a key with another exponent. */
function withExponent(pair: KeyPair, exponent: bigint): IssueOptions {
  return { key: pair, subjectPublicKeyInfo: rsaPublicKeyInfo(modulusOf(pair), exponent) };
}

const rsaClient = (): KeyPair => fixtureKey("rsa-2048", "client");

/** Keys and signatures that do not hold. */
export const ALGORITHM_CASES: readonly CaseDefinition[] = [
  {
    name: "cases/sha1-leaf",
    about: "The issuing CA signed the leaf with SHA-1, for which collisions are made.",
    verdicts: { standard: refuse("algorithm_not_allowed", "SHA-1.") },
    build: () => chain({ leaf: { signature: "sha1" } }),
  },
  {
    name: "cases/sha1-intermediate",
    about: "The root signed the issuing CA with SHA-1; the leaf is signed with SHA-256.",
    verdicts: { standard: refuse("algorithm_not_allowed", "SHA-1 above the leaf is as bad.") },
    build: () => chain({ issuingOptions: { signature: "sha1" } }),
  },
  {
    name: "cases/md5-leaf",
    about: "The issuing CA signed the leaf with MD5. Node's X509Certificate.verify accepts it.",
    verdicts: { standard: refuse("algorithm_not_allowed", "MD5.") },
    build: () => chain({ leaf: { signature: "md5" } }),
  },
  {
    name: "cases/pss-sha1-leaf",
    about: "RSASSA-PSS with all parameters at their default, which is SHA-1.",
    verdicts: { standard: refuse("algorithm_not_allowed", "The default hash of PSS is SHA-1 (RFC 4055 section 3.1).") },
    build: () => chain({ leaf: { signature: "pss-sha1" } }),
  },
  {
    name: "cases/ecdsa-with-parameters",
    about: "ECDSA with SHA-256 whose AlgorithmIdentifier has NULL parameters; RFC 5758 section 3.2 wants none.",
    verdicts: { standard: refuse(undefined, "Parameters that must be absent are present.") },
    build: () => {
      const algorithm = sequence(oid("1.2.840.10045.4.3.2"), nullValue());
      const anchor = root({ key: fixtureKey("ec-p256", "root") });
      return shortChain(anchor, { corrupt: { innerAlgorithm: algorithm, outerAlgorithm: algorithm } });
    },
  },
  {
    name: "cases/rsa-1024-issuer",
    about: "The issuing CA has an RSA key of 1024 bits, the leaf a good one.",
    verdicts: { standard: refuse("public_key_not_allowed", "Whoever breaks the issuer's key is everybody.") },
    build: () => chain({ issuingOptions: { key: fixtureKey("rsa-1024", "client") } }),
  },
  badKey("rsa-1024-leaf", "The leaf has an RSA key of 1024 bits.", "Below 2048 bits.", () => ({
    key: fixtureKey("rsa-1024", "client"),
  })),
  badKey("rsa-exponent-even", "The leaf's RSA key has the exponent 4.", "An even exponent.", () =>
    withExponent(rsaClient(), 4n),
  ),
  badKey(
    "rsa-exponent-one",
    "The leaf's RSA key has the exponent 1: every message is its own signature.",
    "Exponent 1.",
    () => withExponent(rsaClient(), 1n),
  ),
  badKey("rsa-exponent-huge", "The leaf's RSA key has an exponent of 65 bits.", "Not below 2^33.", () =>
    withExponent(rsaClient(), 2n ** 64n + 1n),
  ),
  badKey(
    "rsa-modulus-huge",
    "The leaf's RSA key has 16384 bits: each verification is work.",
    "Above 8192 bits.",
    () => ({
      subjectPublicKeyInfo: rsaPublicKeyInfo(2n ** 16_383n + 1n, 65_537n),
    }),
  ),
  badKey(
    "ec-explicit-parameters",
    "The leaf's key is on P-256 with the curve written out: with parameters of one's own, known keys can be forged.",
    "Only named curves.",
    () => ({ key: fixtureKey("ec-p256-explicit", "client") }),
  ),
  badKey("ec-secp256k1", "The leaf's key is on secp256k1.", "Not a curve for certificates here.", () => ({
    key: fixtureKey("ec-secp256k1", "client"),
  })),
  badKey("ec-p224", "The leaf's key is on P-224.", "Not a curve for certificates here.", () => ({
    key: fixtureKey("ec-p224", "client"),
  })),
  badKey("dsa", "The leaf has a DSA key.", "TLS 1.3 and NIST gave DSA up.", () => ({
    key: fixtureKey("dsa", "client"),
  })),
];
