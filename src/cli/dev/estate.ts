import { type Authority, createAuthority, createSelfSigned } from "../../testing/authority.ts";
import type { IssuedCertificate } from "../../testing/certificate.ts";
import type { Stored } from "./stored.ts";
import { isIssuedBy } from "./stored.ts";

export const DAY = 86_400_000;

/** Whom the app is to admit. */
export const RIGHT_SUBJECT = "CN=billing,O=Contoso,C=DE";

/** Who issues. Their keys are RSA, since the library that makes PKCS#12 knows no other. */
export const AUTHORITY = { subject: "CN=Development Root CA,O=Contoso,C=DE", key: "rsa-2048", days: 1_825 } as const;
export const ISSUING = { subject: "CN=Development Issuing CA,O=Contoso,C=DE", key: "rsa-2048", days: 1_824 } as const;

/** Days that most clients trust a server's certificate for at most. */
export const SERVER_DAYS = 397;

const CLIENT_DAYS = 365;

/** A client that the folder holds. */
export interface Client {
  /** Of its files. */
  readonly name: string;
  /** What is to be said of it. */
  readonly about: string;
  readonly isRight: boolean;
  mint(issuing: Authority, now: number): IssuedCertificate;
  /** Whether a stored one is still what it is to be. */
  isAsMeant(stored: Stored, issuing: Stored, now: number): boolean;
}

/** The clients, right and wrong. Each is wrong in one way alone. */
export const CLIENTS_OF_ESTATE: readonly Client[] = [
  {
    name: "right",
    about: "the right caller",
    isRight: true,
    mint: (issuing, now) => issuing.issue({ ...current(now), key: "rsa-2048", fresh: true }),
    isAsMeant: isCurrentOf,
  },
  {
    name: "another-subject",
    about: "another name",
    isRight: false,
    mint: (issuing, now) => issuing.issue({ ...current(now), subject: "CN=payroll,O=Contoso,C=DE" }),
    isAsMeant: isCurrentOf,
  },
  {
    name: "expired",
    about: "expired",
    isRight: false,
    mint: (issuing, now) =>
      issuing.issue({ ...current(now), notBefore: new Date(now - 30 * DAY), notAfter: new Date(now - DAY) }),
    isAsMeant: (stored, issuing, now) => isIssuedBy(stored, issuing) && endOf(stored) < now,
  },
  {
    name: "not-yet-valid",
    about: "not yet valid",
    isRight: false,
    mint: (issuing, now) =>
      issuing.issue({ ...current(now), notBefore: new Date(now + 365 * DAY), notAfter: new Date(now + 730 * DAY) }),
    isAsMeant: (stored, issuing, now) =>
      isIssuedBy(stored, issuing) && Date.parse(stored.certificate.validFrom) > now + DAY,
  },
  {
    name: "self-signed",
    about: "the right name, self-signed",
    isRight: false,
    mint: (_issuing, now) => createSelfSigned(current(now)),
    isAsMeant: (stored, _issuing, now) => isSignedByItself(stored) && isCurrent(stored, now),
  },
  {
    name: "wrong-issuer",
    about: "an authority of the same name with another key",
    isRight: false,
    mint: (issuing, now) => {
      const { subjectName: subject, keyIdentifier: subjectKeyIdentifier } = issuing;
      return createAuthority({ subject, subjectKeyIdentifier, key: "rsa-2048" }).issue(current(now));
    },
    isAsMeant: (stored, issuing, now) =>
      stored.certificate.checkIssued(issuing.certificate) && !isIssuedBy(stored, issuing) && isCurrent(stored, now),
  },
  {
    name: "server-only",
    about: "for servers alone",
    isRight: false,
    mint: (issuing, now) => issuing.issue({ ...current(now), extKeyUsage: ["serverAuth"] }),
    isAsMeant: isCurrentOf,
  },
];

/** Valid, and for longer than a day to come, so that it does not end while somebody works with it. */
export function isCurrent({ certificate }: Stored, now: number): boolean {
  return Date.parse(certificate.validFrom) <= now && Date.parse(certificate.validTo) > now + DAY;
}

/** Begins a day ago, for clocks that are behind. */
export function validity(now: number, days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(now - DAY), notAfter: new Date(now + days * DAY) };
}

function isCurrentOf(stored: Stored, issuing: Stored, now: number): boolean {
  return isIssuedBy(stored, issuing) && isCurrent(stored, now);
}

function current(now: number): { readonly subject: string; readonly notBefore: Date; readonly notAfter: Date } {
  return { subject: RIGHT_SUBJECT, ...validity(now, CLIENT_DAYS) };
}

/** Not `isIssuedBy`, since a client's key may not sign certificates. */
function isSignedByItself({ certificate }: Stored): boolean {
  return certificate.verify(certificate.publicKey);
}

function endOf({ certificate }: Stored): number {
  return Date.parse(certificate.validTo);
}
