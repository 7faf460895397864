import type { Certificate } from "../../certificate/certificate.ts";
import { hex } from "../../certificate/hex.ts";
import { checkProfile, type Role } from "../../certificate/profile.ts";
import { hasExpired } from "../../config/validity.ts";
import {
  type AltNameReport,
  describeAltName,
  describeExtensions,
  describeKeyUsage,
  describePurpose,
  type ExtensionReport,
  type PurposeReport,
} from "./describe-extensions.ts";
import { describeKey, describeSignature, type KeyReport, type SignatureReport } from "./describe-key.ts";
import { describeName, type NameReport } from "./describe-name.ts";
import { type ReadyValues, readyValues } from "./ready-values.ts";

/** What one certificate says. Nothing in it is verified, but what `ready` is good for. */
export interface CertificateReport {
  /** `caller`: it issued none of the others in the input. */
  readonly role: "caller" | "beside";
  readonly version: 1 | 2 | 3;
  readonly serialNumber: string;
  readonly subject: NameReport;
  readonly issuer: NameReport;
  /** Whether subject and issuer are the same name. */
  readonly isSelfIssued: boolean;
  readonly validity: ValidityReport;
  readonly key: KeyReport;
  readonly signature: SignatureReport;
  readonly subjectAltNames: readonly AltNameReport[];
  /** RFC 5280's names of the bits. Null: the extension is absent, and any use is allowed. */
  readonly keyUsage: readonly string[] | null;
  /** Null: the extension is absent, and any purpose is allowed. */
  readonly extendedKeyUsage: readonly PurposeReport[] | null;
  /** Null: the extension is absent. */
  readonly basicConstraints: { readonly cA: boolean; readonly pathLenConstraint: number | null } | null;
  /** Null: absent; so is the next. */
  readonly subjectKeyIdentifier: string | null;
  readonly authorityKeyIdentifier: string | null;
  /** All extensions, in the certificate's order. */
  readonly extensions: readonly ExtensionReport[];
  readonly sha256: string;
  /** SHA-256 of the SubjectPublicKeyInfo. */
  readonly spkiSha256: string;
  /** SHA-1 as Azure's portal and Windows show it, in capitals. */
  readonly thumbprint: string;
  readonly ready: ReadyValues;
  /** What conformance `strict` would refuse in it, in the part that it has. */
  readonly strict: {
    readonly role: Role;
    readonly deviations: readonly { readonly extension: string; readonly rule: string; readonly section: string }[];
  };
}

export interface ValidityReport {
  readonly notBefore: string;
  readonly notAfter: string;
  readonly state: "valid" | "expired" | "not-yet-valid" | "never";
  /** Whole seconds until it ends; negative: since it ended. */
  readonly secondsLeft: number;
}

/** @param time Milliseconds since the epoch. */
export function describeCertificate(
  certificate: Certificate,
  role: CertificateReport["role"],
  time: number,
): CertificateReport {
  const { subject, issuer, extensions } = certificate;
  const { basicConstraints, authorityKeyIdentifier, subjectKeyIdentifier } = extensions;
  return {
    role,
    version: certificate.version,
    serialNumber: certificate.serialNumber,
    subject: describeName(subject),
    issuer: describeName(issuer),
    isSelfIssued: subject.equals(issuer),
    validity: describeValidity(certificate, time),
    key: describeKey(certificate.publicKey.key),
    signature: describeSignature(certificate.signatureAlgorithm),
    subjectAltNames: extensions.subjectAltName?.names.map(describeAltName) ?? [],
    keyUsage: extensions.keyUsage === undefined ? null : describeKeyUsage(extensions.keyUsage),
    extendedKeyUsage: extensions.extKeyUsage?.purposes.map(describePurpose) ?? null,
    basicConstraints:
      basicConstraints === undefined
        ? null
        : { cA: basicConstraints.cA, pathLenConstraint: basicConstraints.pathLenConstraint ?? null },
    subjectKeyIdentifier: hexOrNull(subjectKeyIdentifier?.keyIdentifier),
    authorityKeyIdentifier: hexOrNull(authorityKeyIdentifier?.keyIdentifier),
    extensions: describeExtensions(extensions),
    sha256: certificate.sha256,
    spkiSha256: certificate.spkiSha256,
    thumbprint: certificate.sha1.toUpperCase(),
    ready: readyValues(certificate, time),
    strict: deviationsOf(certificate),
  };
}

/** By the clock alone: the tolerance is the configuration's. */
function describeValidity(certificate: Certificate, time: number): ValidityReport {
  const { notBefore, notAfter } = certificate;
  const isOver = hasExpired(certificate, { time, notBeforeSkewSeconds: 0, notAfterSkewSeconds: 0 });
  const state = notBefore > notAfter ? "never" : time < notBefore ? "not-yet-valid" : isOver ? "expired" : "valid";
  return {
    notBefore: new Date(notBefore).toISOString(),
    notAfter: new Date(notAfter).toISOString(),
    state,
    // The whole second of notAfter belongs to it.
    secondsLeft: Math.floor((notAfter + 1_000 - time) / 1_000),
  };
}

function deviationsOf(certificate: Certificate): CertificateReport["strict"] {
  const isCa = certificate.extensions.basicConstraints?.cA === true;
  const role = !isCa ? "leaf" : certificate.subject.equals(certificate.issuer) ? "anchor" : "intermediate";
  const broken = checkProfile(certificate, role, "strict");
  return { role, deviations: broken.map(({ extension, rule, section }) => ({ extension, rule, section })) };
}

function hexOrNull(octets: Uint8Array | undefined): string | null {
  return octets === undefined ? null : hex(octets);
}
