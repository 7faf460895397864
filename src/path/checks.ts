import type { Certificate } from "../certificate/certificate.ts";
import { KeyUsageBit } from "../certificate/extension-values.ts";
import { Extension, KeyPurpose } from "../certificate/oids.ts";
import { checkProfile, type Role } from "../certificate/profile.ts";
import type { PathContext, Purpose } from "./context.ts";
import { type PathFinding, pathError } from "./findings.ts";

// Checks of one certificate that need no other. Each returns what it found, or undefined when all is well.

/** Self-issued: the same name as subject and issuer (RFC 5280 section 6.1). */
export function isSelfIssued({ issuer, subject }: Certificate): boolean {
  return issuer.equals(subject);
}

/** RFC 5280 section 6.1.3 (a)(2). The second in which notAfter falls still counts. Written so that NaN refuses. */
export function checkValidity(certificate: Certificate, index: number, context: PathContext): PathFinding | undefined {
  const { time, notBeforeSkew, notAfterSkew } = context;
  if (!(time >= certificate.notBefore - notBeforeSkew)) {
    const notBefore = new Date(certificate.notBefore).toISOString();
    return pathError("certificate_not_yet_valid", index, { notBefore, time: isoTime(time) });
  }
  // A validity that ends before it begins has no time in it, whatever the tolerance.
  const isInverted = !(certificate.notBefore <= certificate.notAfter);
  if (isInverted || !(time < certificate.notAfter + 1000 + notAfterSkew)) {
    const notAfter = new Date(certificate.notAfter).toISOString();
    return pathError("certificate_expired", index, { notAfter, time: isoTime(time) });
  }
  return undefined;
}

function isoTime(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : String(time);
}

/** Extensions that path validation processes; RFC 5280 sections 6.1.4 (o) and 6.1.5 (f) refuse any other critical one. */
const PROCESSED: ReadonlySet<string> = new Set([
  Extension.keyUsage,
  Extension.subjectAltName,
  Extension.basicConstraints,
  Extension.nameConstraints,
  Extension.certificatePolicies,
  Extension.policyMappings,
  Extension.policyConstraints,
  Extension.extKeyUsage,
  Extension.inhibitAnyPolicy,
  Extension.authorityKeyIdentifier,
  Extension.subjectKeyIdentifier,
]);

export function checkCriticalExtensions({ extensions }: Certificate, index: number): PathFinding | undefined {
  for (const oid of extensions.criticalOids) {
    if (!PROCESSED.has(oid)) return pathError("critical_extension_unknown", index, { oid });
  }
  return checkPolicyQualifiers(extensions.certificatePolicies, index);
}

/** RFC 5280 section 4.2.1.4: a pointer to a practice statement and a notice, both for people. */
const KNOWN_QUALIFIERS: readonly string[] = ["1.3.6.1.5.5.7.2.1", "1.3.6.1.5.5.7.2.2"];

/** The same section: in a critical extension, a qualifier that cannot be interpreted refuses. */
function checkPolicyQualifiers(
  policies: Certificate["extensions"]["certificatePolicies"],
  index: number,
): PathFinding | undefined {
  if (policies?.critical !== true) return undefined;
  const oid = policies.qualifiers.find((qualifier) => !KNOWN_QUALIFIERS.includes(qualifier));
  return oid === undefined ? undefined : pathError("critical_extension_unknown", index, { oid });
}

/** The rules of the certificate profile at the level asked for. */
export function checkRole(
  certificate: Certificate,
  role: Role,
  index: number,
  context: PathContext,
): readonly PathFinding[] {
  const broken = checkProfile(certificate, role, context.conformance);
  if (broken.length === 0) return NONE;
  return broken.map(({ extension, rule, section }) =>
    pathError("profile_violation", index, { extension, rule, section }),
  );
}

const NONE: readonly PathFinding[] = [];

/**
 * Deviates from RFC 5280 section 4.2.1.12, which gives the extension a meaning for the certificate alone: it is nested through
 * the intermediates, as Windows, NSS and OpenSSL do, and anyExtendedKeyUsage in a leaf is no clientAuth. Absent: any purpose.
 */
export function checkExtendedKeyUsage(
  certificate: Certificate,
  index: number,
  purpose: Purpose,
): PathFinding | undefined {
  const purposes = certificate.extensions.extKeyUsage?.purposes;
  if (purpose === "any" || purposes === undefined || purposes.includes(KeyPurpose[purpose])) return undefined;
  if (index > 0 && purposes.includes(KeyPurpose.anyExtendedKeyUsage)) return undefined;
  return pathError("extended_key_usage_not_allowed", index, { required: purpose, present: purposes.join(" ") });
}

/**
 * What the key does in TLS: a client signs, or agrees on a key in TLS 1.2's static suites (RFC 5246 section 7.4.6, RFC 8446 section
 * 4.4.2.2); a server may also decrypt. Absent: any use (RFC 5280 section 4.2.1.3).
 */
const TLS_KEY_USAGE = {
  clientAuth: {
    bits: KeyUsageBit.digitalSignature | KeyUsageBit.keyAgreement,
    names: "digitalSignature or keyAgreement",
  },
  serverAuth: {
    bits: KeyUsageBit.digitalSignature | KeyUsageBit.keyEncipherment | KeyUsageBit.keyAgreement,
    names: "digitalSignature, keyEncipherment or keyAgreement",
  },
} as const;

export function checkLeafKeyUsage({ extensions }: Certificate, purpose: Purpose): PathFinding | undefined {
  if (purpose === "any" || extensions.keyUsage === undefined) return undefined;
  const { bits, names } = TLS_KEY_USAGE[purpose];
  return (extensions.keyUsage.bits & bits) === 0
    ? pathError("key_usage_not_allowed", 0, { required: names })
    : undefined;
}
