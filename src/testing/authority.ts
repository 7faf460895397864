import type { IssuedCertificate, Issuer, ResolvedOptions } from "./certificate.ts";
import { mintCertificate } from "./certificate.ts";
import type { CertificateOptions } from "./certificate-options.ts";
import type { ExtensionOptions } from "./extension-options.ts";
import { CERTIFICATE_PROFILES } from "./extension-options.ts";
import type { KeyPair } from "./keys.ts";
import { generateKeyPair, sharedKeyPair } from "./keys.ts";
import { encodeName } from "./name.ts";

/** What an authority's own certificate says. */
export type AuthorityOptions = CertificateOptions;

/** What an issued certificate says. */
export type IssueOptions = CertificateOptions;

/** A certification authority for tests: its certificate, its key, and what it can do with them. */
export interface Authority extends IssuedCertificate {
  /** The authority's own certificate; the authority carries the same members itself. */
  readonly certificate: IssuedCertificate;
  /** An end-entity certificate: by default a TLS client's, signed by this authority. */
  issue(options?: IssueOptions): IssuedCertificate;
  /** A subordinate authority, its certificate signed by this one. */
  createIntermediate(options?: AuthorityOptions): Authority;
  /** A certificate for the name and key of another authority, signed by this one. */
  crossSign(other: Authority, options?: AuthorityOptions): IssuedCertificate;
}

/**
 * A new root: self-signed, with its own key. Two roots without a `subject` have the same name and different keys.
 *
 * Throws RangeError for a name, object identifier or time that cannot be written.
 */
export function createAuthority(options: AuthorityOptions = {}): Authority {
  const profile = CERTIFICATE_PROFILES.authority;
  return asAuthority(mintCertificate(resolve(options, profile, "CN=Test Root CA", generateKeyPair), undefined), "");
}

/**
 * A self-signed end-entity certificate with its own key, as partners have that are pinned.
 *
 * Throws RangeError for a name, object identifier or time that cannot be written.
 */
export function createSelfSigned(options: CertificateOptions = {}): IssuedCertificate {
  const profile = { ...CERTIFICATE_PROFILES.endEntity, authorityKeyIdentifier: false };
  return mintCertificate(resolve(options, profile, "CN=Test Client", generateKeyPair), undefined);
}

/** `chainAbove` is what a certificate under this one presents beside itself. */
function asAuthority(certificate: IssuedCertificate, chainAbove: string): Authority {
  const { authority, endEntity } = CERTIFICATE_PROFILES;
  const subordinate: ExtensionOptions = { ...authority, authorityKeyIdentifier: true };
  const issuer: Issuer = { ...certificate, chainAbove };
  return {
    ...certificate,
    certificate,
    issue: (options = {}) => {
      const makeKey = options.fresh ? generateKeyPair : sharedKeyPair;
      return mintCertificate(resolve(options, endEntity, "CN=Test Client", makeKey), issuer);
    },
    createIntermediate: (options = {}) => {
      const resolved = resolve(options, subordinate, "CN=Test Issuing CA", generateKeyPair);
      const intermediate = mintCertificate(resolved, issuer);
      return asAuthority(intermediate, intermediate.chainPem);
    },
    crossSign: ({ subjectName, publicKey, privateKey, keyIdentifier }, options = {}) => {
      const other = { subject: subjectName, key: { publicKey, privateKey }, subjectKeyIdentifier: keyIdentifier };
      return mintCertificate(resolve({ ...other, ...options }, subordinate, "", generateKeyPair), issuer);
    },
  };
}

/** Options over the profile's extensions, which only a v3 certificate has, with name and key settled. */
function resolve(
  options: CertificateOptions,
  profile: ExtensionOptions,
  usualSubject: string,
  makeKey: (kind: Extract<CertificateOptions["key"], string>) => KeyPair,
): ResolvedOptions {
  const { key = "ec-p256", subject = usualSubject, version = 3 } = options;
  return {
    ...(version === 3 ? profile : {}),
    ...options,
    subject: encodeName(subject),
    key: typeof key === "string" ? makeKey(key) : key,
  };
}
