import { concat, sequence } from "../../../src/asn1/writer.ts";
import type { KeyKind, SignatureKind } from "../../../src/testing/index.ts";
import type { Random } from "../random.ts";
import { type CertificatePlan, TIME, withPlan } from "./hierarchy.ts";
import { type Mutation, onAny } from "./mutation.ts";

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** Around the moment of the verdict, to the second. */
function validity(random: Random): CertificatePlan["options"] {
  const at = (offset: number): Date => new Date(TIME.getTime() + offset);
  return random.pick([
    { notAfter: at(-DAY) },
    { notAfter: at(-SECOND) },
    { notAfter: at(0) },
    { notAfter: at(SECOND) },
    { notBefore: at(DAY) },
    { notBefore: at(SECOND) },
    { notBefore: at(0) },
    { notBefore: at(-SECOND) },
    { notBefore: at(DAY), notAfter: at(-DAY) },
    { notAfter: new Date("2049-12-31T23:59:59Z") },
    { notAfter: new Date("2050-01-01T00:00:00Z") },
    { notAfter: new Date("9999-12-31T23:59:59Z") },
    { notBefore: new Date("1950-01-01T00:00:00Z") },
  ]);
}

const SIGNATURES: readonly SignatureKind[] = [
  "sha1",
  "sha224",
  "sha384",
  "sha512",
  "md5",
  "pss-sha1",
  "pss-sha256",
  "pss-sha384",
  "pss-sha512",
];

const KEYS: readonly KeyKind[] = [
  "rsa-1024",
  "rsa-2048",
  "rsa-3072",
  "rsa-pss-2048",
  "ec-p224",
  "ec-p256-explicit",
  "ec-p384",
  "ec-p521",
  "ec-secp256k1",
  "ed25519",
  "ed448",
];

const SERIALS: readonly (number | Uint8Array)[] = [
  0,
  1,
  -1,
  127,
  128,
  new Uint8Array(20).fill(0x7f),
  concat(Uint8Array.of(0), new Uint8Array(20).fill(0xff)),
  new Uint8Array(30).fill(0x55),
];

export const FIELD_MUTATIONS: readonly Mutation[] = [
  onAny(validity),
  onAny(validity),
  onAny((random) => ({ signature: random.pick(SIGNATURES) })),
  onAny((random) => ({ serialNumber: random.pick(SERIALS) })),
  onAny((random) => ({ version: random.pick([1, 1, 2]) })),
  onAny(() => ({ corrupt: { signature: true } })),
  onAny(() => ({ corrupt: { innerAlgorithm: sequence(Uint8Array.of(6, 3, 0x2b, 0x65, 0x71)) } })),

  // An RSA key that signs with every padding and hash.
  (hierarchy, random) => {
    const plan = random.pick(hierarchy.certificates.filter(({ place }) => place !== "leaf"));
    const withKey = withPlan(hierarchy, plan.id, {
      key: { kind: random.pick(["rsa-2048", "rsa-pss-2048"]), number: 9 },
    });
    const below = withKey.certificates.filter(({ issuer }) => issuer === plan.id);
    const { id, options } = random.pick(below.length === 0 ? withKey.certificates : below);
    return withPlan(withKey, id, { options: { ...options, signature: random.pick(SIGNATURES) } });
  },
  // A key of another kind.
  (hierarchy, random) =>
    withPlan(hierarchy, random.pick(hierarchy.certificates).id, { key: { kind: random.pick(KEYS), number: 8 } }),
  // A signature by somebody else.
  (hierarchy, random) =>
    withPlan(hierarchy, random.pick(hierarchy.certificates).id, { signingKey: { kind: "ec-p256", number: 20 } }),
  // Two certificates with one key.
  (hierarchy, random) => {
    const { key } = random.pick(hierarchy.certificates);
    return withPlan(hierarchy, random.pick(hierarchy.certificates).id, { key });
  },
];
