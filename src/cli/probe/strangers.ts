import { parseCertificate } from "../../certificate/certificate.ts";
import { mintThrowAway } from "../../self-check/probe/mint.ts";
import { createAuthority, createSelfSigned } from "../../testing/authority.ts";
import type { IssuedCertificate } from "../../testing/certificate.ts";
import type { Identity } from "./attempt.ts";

/** Certificates that nobody trusts. All live in memory only. */
export interface Strangers {
  readonly selfSigned: Identity;
  readonly expired: Identity;
  readonly wrongIssuer: Identity;
  /** DER of one more, for headers that a client writes. */
  readonly other: Uint8Array;
}

const DAY = 86_400_000;

/**
 * Mints them anew.
 *
 * @param known The good caller's certificate in DER. With it the one of a wrong issuer bears the same names as the good
 *   one, and differs in the keys alone: an app that compares names lets it in.
 * @param now Milliseconds since the epoch.
 */
export function mintStrangers(known: Uint8Array | undefined, now: number): Strangers {
  const { subject, issuer } = namesOf(known);
  const authority = createAuthority({ subject: issuer });
  const expired = createSelfSigned({
    subject: "CN=azure-client-cert probe expired",
    notBefore: new Date(now - 30 * DAY),
    notAfter: new Date(now - DAY),
  });
  const { certificatePem, privateKeyPem } = mintThrowAway(now);
  return Object.freeze({
    selfSigned: Object.freeze({ certificatePem, privateKeyPem }),
    expired: toIdentity(expired),
    wrongIssuer: toIdentity(authority.issue({ subject })),
    other: mintThrowAway(now).der,
  });
}

function namesOf(known: Uint8Array | undefined): { subject: string | Uint8Array; issuer: string | Uint8Array } {
  const usual = { subject: "CN=azure-client-cert probe", issuer: "CN=azure-client-cert probe CA" };
  if (known === undefined) return usual;
  try {
    const { subject, issuer } = parseCertificate(known);
    return { subject: subject.der, issuer: issuer.der };
  } catch {
    // Node reads some certificates that this package refuses; the app says so to the good caller.
    return usual;
  }
}

function toIdentity({ chainPem, privateKeyPem }: IssuedCertificate): Identity {
  return Object.freeze({ certificatePem: chainPem, privateKeyPem });
}
