import type { KeyObject } from "node:crypto";
import { createHash } from "node:crypto";
import { bitString, concat, explicit, implicit, integer, sequence, time } from "../../../src/asn1/writer.ts";
import { encodeExtensions } from "../../../src/testing/extensions.ts";
import {
  CERTIFICATE_PROFILES,
  encodeName,
  generateKeyPair,
  type KeyPair,
  type SignatureKind,
  type TimeInput,
} from "../../../src/testing/index.ts";
import { publicKeyInfo } from "../../../src/testing/keys.ts";
import { signatureAlgorithm, signData, usualSignature } from "../../../src/testing/signature.ts";
import { type CertificatePlan, type Hierarchy, type KeyName, planOf } from "./hierarchy.ts";

/** A key with what a certificate says of it, worked out once. */
interface PooledKey extends KeyPair {
  readonly info: Uint8Array;
  readonly identifier: Uint8Array;
}

/** Keys are made when first asked for and serve all hierarchies: no verdict depends on which key of a kind it is. */
const pool = new Map<string, PooledKey>();

function pooledKey({ kind, number }: KeyName): PooledKey {
  const name = `${kind}/${number}`;
  const known = pool.get(name);
  if (known !== undefined) return known;
  const pair = generateKeyPair(kind);
  const info = publicKeyInfo(pair.publicKey);
  const made = { ...pair, info, identifier: sha1(info) };
  pool.set(name, made);
  return made;
}

/** Mints every certificate of a hierarchy; DER by id. */
export function mint(hierarchy: Hierarchy): ReadonlyMap<string, Uint8Array> {
  const of = (plan: CertificatePlan): Uint8Array => {
    const issuer = planOf(hierarchy, plan.issuer);
    return mintOne(plan, issuer, planOf(hierarchy, issuer.issuer));
  };
  return new Map(hierarchy.certificates.map((plan) => [plan.id, of(plan)]));
}

const USUAL = { notBefore: new Date("2026-01-01T00:00:00Z"), notAfter: new Date("2027-01-01T00:00:00Z") };

function mintOne(plan: CertificatePlan, issuer: CertificatePlan, above: CertificatePlan): Uint8Array {
  const { options, key } = plan;
  const signer = pooledKey(plan.signingKey ?? issuer.key).privateKey;
  const signature = usableSignature(options.signature, signer);
  const version = options.version ?? 3;
  const extensions = encodeExtensions(extensionsOf(plan, issuer, above), {
    subject: subjectKey(plan),
    issuer: subjectKey(issuer),
  });
  const { notBefore = USUAL.notBefore, notAfter = USUAL.notAfter, corrupt = {} } = options;
  const inner = corrupt.innerAlgorithm ?? signature;
  const tbs = sequence(
    ...(version === 1 ? [] : [explicit(0, integer(version - 1))]),
    integer(options.serialNumber ?? serialOf(plan)),
    inner instanceof Uint8Array ? inner : signatureAlgorithm(inner, signer),
    encodeName(options.issuer ?? issuer.subject),
    sequence(timeOf(notBefore), timeOf(notAfter)),
    encodeName(plan.subject),
    pooledKey(key).info,
    ...(extensions.length === 0 ? [] : [explicit(3, sequence(...extensions))]),
  );
  const bits = signData(signature, tbs, signer);
  if (corrupt.signature === true) bits[bits.length - 1] = (bits.at(-1) ?? 0) ^ 1;
  return sequence(tbs, signatureAlgorithm(signature, signer), bitString(bits));
}

/** What the profile of the place holds, with what the plan says otherwise. */
function extensionsOf(
  plan: CertificatePlan,
  issuer: CertificatePlan,
  above: CertificatePlan,
): Parameters<typeof encodeExtensions>[0] {
  const { place, options, authorityKey, subjectKey: ownKey } = plan;
  const profile = place === "leaf" ? CERTIFICATE_PROFILES.endEntity : CERTIFICATE_PROFILES.authority;
  const isOld = options.version !== undefined && options.version !== 3;
  if (isOld) return options;
  const identifiers = {
    subjectKeyIdentifier: ownKey !== "absent",
    authorityKeyIdentifier: authorityKeyIdentifier(authorityKey, plan.id === issuer.id, issuer, above),
  };
  return { ...profile, ...identifiers, ...options };
}

function authorityKeyIdentifier(
  form: CertificatePlan["authorityKey"],
  isSelfSigned: boolean,
  issuer: CertificatePlan,
  above: CertificatePlan,
): boolean | Uint8Array | { raw: Uint8Array } {
  if (form === "absent" || (form === undefined && isSelfSigned)) return false;
  if (form === undefined) return true;
  if (form === "wrong") return sha1(Uint8Array.of(1, 2, 3));
  const serial = form === "wrong-serial" ? 7 : (issuer.options.serialNumber ?? serialOf(issuer));
  const name = explicit(1, explicit(4, encodeName(issuer.options.issuer ?? above.subject)));
  return { raw: sequence(implicit(0, subjectKey(issuer)), name, implicit(2, integer(serial).subarray(2))) };
}

function subjectKey({ key, subjectKey: form, options }: CertificatePlan): Uint8Array {
  if (form === "wrong") return sha1(Uint8Array.of(4, 5, 6, options.version ?? 3));
  return pooledKey(key).identifier;
}

/** Positive, of eight octets, and always the same for the same certificate. */
function serialOf({ id, subject }: CertificatePlan): Uint8Array {
  const octets = sha1(concat(new TextEncoder().encode(id), encodeName(subject))).slice(0, 8);
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets;
}

/** A signature that the key can make: the usual one where it cannot make the one that is asked for. */
function usableSignature(asked: SignatureKind | undefined, signer: KeyObject): SignatureKind {
  const usual = usualSignature(signer);
  if (asked === undefined) return usual;
  const type = signer.asymmetricKeyType ?? "";
  const isShort = signer.asymmetricKeyDetails?.modulusLength === 1024;
  // 1,024 bits do not hold two SHA-512 digests.
  if (type === "rsa") return isShort && asked === "pss-sha512" ? usual : asked;
  if (type === "rsa-pss") return asked.startsWith("pss-") ? asked : usual;
  return type === "ec" && !asked.startsWith("pss-") && asked !== "md5" ? asked : usual;
}

function timeOf(input: TimeInput): Uint8Array {
  if (input instanceof Date) return time(input);
  throw new RangeError("only dates are planned");
}

function sha1(octets: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha1").update(octets).digest());
}
