import type { Certificate } from "../../certificate/certificate.ts";

/**
 * Which of several certificates are callers' own: those that issued none of the others. A chain, in whatever order,
 * has one; a file of several partners has as many as it has partners. Never empty when there is a certificate.
 */
export function findCallers(certificates: readonly Certificate[]): readonly number[] {
  const issuers = new Set<string>();
  for (const { issuer, subject } of certificates) {
    // A self-issued certificate says nothing of others.
    if (!issuer.equals(subject)) issuers.add(issuer.key);
  }
  const callers = certificates.flatMap(({ subject }, index) => (issuers.has(subject.key) ? [] : [index]));
  return callers.length === 0 && certificates.length > 0 ? [0] : callers;
}
