import type { Certificate } from "../certificate/certificate.ts";
import { publicKeyProblem } from "../path/algorithms.ts";
import type { LocatedCertificate } from "./certificates.ts";
import type { Reporter } from "./problems.ts";
import { hasExpired, type Moment, outsideValidity } from "./validity.ts";

/**
 * The anchors that may be used; reports those that may not, and warns of those outside their validity. One that has expired is left
 * out. One that is not valid yet stays, since this process may outlive the wait; until then path validation refuses its callers.
 */
export function checkAnchors(
  given: readonly LocatedCertificate[],
  report: Reporter,
  moment: Moment,
): readonly LocatedCertificate[] {
  const authorities = given.filter((located) => checkAnchor(located, report));
  const current = authorities.filter((located) => isCurrent(located, report, moment));
  if (authorities.length > 0 && current.length === 0 && !report.failed) {
    const message = "No trust anchor is within its validity, so nobody could be admitted.";
    report.add("anchors_all_invalid", message, "Give the authority's current certificate.");
  }
  return authorities.filter(({ certificate }) => !hasExpired(certificate, moment));
}

function isCurrent({ certificate, place }: LocatedCertificate, report: Reporter, moment: Moment): boolean {
  const problem = outsideValidity(certificate, moment);
  if (problem === undefined) return true;
  const consequence = hasExpired(certificate, moment) ? "and is not used" : "and until then its callers are refused";
  const message = `The trust anchor ${describe(certificate)} ${problem} ${consequence}.`;
  report.add("anchor_not_valid", message, "Give the authority's current certificate, and restart the app.", place);
  return false;
}

/** Reports intermediates that are no authorities', and warns of what would be of no use. */
export function checkIntermediates(given: readonly LocatedCertificate[], report: Reporter, moment: Moment): void {
  for (const { certificate, place } of given) {
    const who = describe(certificate);
    if (isSelfIssued(certificate) && isAuthority(certificate)) {
      const remedy = "If it should be trusted, move it to CLIENT_CERT_TRUST_ANCHORS; otherwise remove it.";
      report.add(
        "root_among_intermediates",
        `${who} is self-issued, and as an intermediate not trusted.`,
        remedy,
        place,
      );
    } else if (!hasAuthorityFlag(certificate)) {
      const message = `${who} ${NO_AUTHORITY}`;
      report.add("leaf_among_intermediates", message, REMEDY_LEAF, place);
    }
    const problem = outsideValidity(certificate, moment);
    if (problem === undefined) continue;
    const message = `The intermediate ${who} ${problem}; callers whose path leads through it are refused.`;
    report.add("intermediate_not_valid", message, "Give the authority's current certificate.", place);
  }
}

/** Reports pinned certificates that can never be accepted, and warns of those that are not accepted now. */
export function checkPinned(given: readonly LocatedCertificate[], report: Reporter, moment: Moment): void {
  for (const { certificate, place } of given) {
    const who = describe(certificate);
    const weakness = publicKeyProblem(certificate.publicKey.key);
    if (weakness !== undefined) {
      report.add(
        "pin_unusable",
        `The pinned certificate ${who} can never be accepted: ${weakness}.`,
        REMEDY_KEY,
        place,
      );
    }
    const problem = outsideValidity(certificate, moment);
    if (problem === undefined) continue;
    const message = `The pinned certificate ${who} ${problem}, so its holder is refused.`;
    report.add("pin_not_valid", message, "Ask its holder for a current certificate, and pin that.", place);
  }
}

/** The subject for a message, short; RFC 4514 leaves no control characters in it. */
export function describe(certificate: Certificate): string {
  const subject = certificate.subject.toString();
  if (subject === "") return `without a subject (SHA-256 ${certificate.sha256.slice(0, 16)}...)`;
  return subject.length > LONGEST_SUBJECT ? `${subject.slice(0, LONGEST_SUBJECT)}...` : subject;
}

const LONGEST_SUBJECT = 120;

const NO_AUTHORITY = "is no authority's certificate (no basicConstraints with cA TRUE), so it can issue nobody's.";

const REMEDY_LEAF =
  "To admit exactly the holder of this certificate, move it to CLIENT_CERT_PINNED; to admit everyone its " +
  "authority issued to, give the authority's certificate here.";

function checkAnchor({ certificate, place }: LocatedCertificate, report: Reporter): boolean {
  const who = describe(certificate);
  const problem = publicKeyProblem(certificate.publicKey.key);
  if (!isAuthority(certificate)) {
    const message = `${who} ${NO_AUTHORITY}`;
    report.add("leaf_among_anchors", message, REMEDY_LEAF, place);
    return false;
  }
  if (problem === undefined) return true;
  report.add("anchor_unusable", `Nothing that ${who} signed can be accepted: ${problem}.`, REMEDY_KEY, place);
  return false;
}

const REMEDY_KEY =
  "Have it issued anew with an RSA key of 2048 to 8192 bits, an EC key on P-256, P-384 or P-521, or Ed25519 or Ed448.";

/**
 * Version 3 says it in basicConstraints (RFC 5280 section 4.2.1.9). Version 1 cannot; old roots are of that version,
 * and a self-issued one is taken for such a root. What `openssl x509 -req` makes without extensions is version 1 too,
 * but issued by another.
 */
function isAuthority(certificate: Certificate): boolean {
  return hasAuthorityFlag(certificate) || (certificate.version !== 3 && isSelfIssued(certificate));
}

function hasAuthorityFlag(certificate: Certificate): boolean {
  return certificate.extensions.basicConstraints?.cA === true;
}

function isSelfIssued({ subject, issuer }: Certificate): boolean {
  return subject.key === issuer.key;
}
