import type { PathFindings } from "../path/findings.ts";
import { CONSTRAINT_ROWS } from "./constraint-rows.ts";
import type { Table } from "./row.ts";

type PathRows = Omit<Table<PathFindings>, keyof typeof CONSTRAINT_ROWS>;

/** Who signed what, with which key, and when. */
const SIGNATURE_ROWS: PathRows = {
  budget_exhausted: {
    rank: 305,
    status: 403,
    severity: "error",
    details: { limit: "the units of work that one validation may cost" },
    meaning:
      "No valid path was found within the work that one request may cause. Among well-kept CAs a path costs a " +
      "hundredth of it; certificates made to be expensive, or very many configured CAs of one name, cost more.",
    remedy:
      "Remove intermediates that nobody needs from CLIENT_CERT_INTERMEDIATES, above all several with one name. If " +
      "there are few, the caller presents a certificate that was made to be expensive.",
    sentence: ({ limit }) => `No valid path was found within ${limit} units of work.`,
  },
  issuer_unknown: {
    rank: 310,
    status: 403,
    severity: "error",
    details: {
      issuer: "the name of the CA that is missing",
      selfIssued: "whether that is the certificate's own subject, as in a self-signed one",
      authorityKeyId: "the key of that CA which the certificate asks for, in hexadecimal; absent when it asks for none",
    },
    meaning:
      "No trust anchor, no configured intermediate and no certificate that came beside the leaf has the name of the " +
      "issuer. App Service and Application Gateway forward only the leaf, never the intermediates that the caller sends. " +
      "Container Apps, `Client-Cert-Chain` and a TLS handshake of your own may bring them, where the caller sends them. So " +
      "each CA between leaf and anchor is best configured.",
    remedy:
      "If you trust this issuer, add the CA certificate with exactly this subject to CLIENT_CERT_INTERMEDIATES, or, " +
      "if it is where your trust begins, to CLIENT_CERT_TRUST_ANCHORS. A self-signed certificate of a partner " +
      "belongs into CLIENT_CERT_PINNED. Otherwise the caller is a stranger.",
    sentence: ({ issuer, selfIssued, authorityKeyId }, whose) =>
      selfIssued
        ? `${whose} is self-signed ("${issuer}") and neither pinned nor an anchor; if you know this partner, pin it.`
        : `${whose} was issued by "${issuer}"${keyOf(authorityKeyId)}, which is no configured anchor or intermediate ` +
          "and did not come beside it; if you trust a CA of that name, add it to CLIENT_CERT_INTERMEDIATES.",
  },
  name_chaining_broken: {
    rank: 315,
    status: 403,
    severity: "error",
    details: { issuer: "the subject of the certificate that stands next in the path" },
    meaning:
      "The issuer that the certificate names is not the subject of the next certificate (RFC 5280 section 6.1.3 " +
      "(a)(4)).",
    remedy:
      "Give the certificates in the order leaf to anchor, each issued by the next, or configure the CA that issued " +
      "this one.",
    sentence: ({ issuer }, whose) => `${whose} names another issuer than "${issuer}", which stands next in the path.`,
  },
  signature_invalid: {
    rank: 320,
    status: 403,
    severity: "error",
    details: { issuer: "the subject of the CA whose key did not verify it" },
    meaning:
      "A CA of the right name is configured, but its key did not make this signature: the certificate is a forgery, " +
      "or the CA was renewed with a new key and only the old certificate is configured.",
    remedy:
      "If the CA has a newer certificate, add it beside the old one in CLIENT_CERT_INTERMEDIATES (or " +
      "CLIENT_CERT_TRUST_ANCHORS, for a root). Otherwise somebody forges certificates of your CA.",
    sentence: ({ issuer }, whose) => `${whose} is not signed by the configured key of "${issuer}".`,
  },
  algorithm_not_allowed: {
    rank: 325,
    status: 403,
    severity: "error",
    details: { algorithm: "the signature algorithm, by name or OID" },
    meaning:
      "The certificate is signed with an algorithm that is not allowed. Allowed are RSA (PKCS#1 v1.5 and PSS) and " +
      "ECDSA with SHA-256, SHA-384 or SHA-512, Ed25519 and Ed448; with MD5 or SHA-1, signatures can be forged.",
    remedy: "Have the certificate issued again by a CA that signs with SHA-256 or better.",
    sentence: ({ algorithm }, whose) => `${whose} is signed with ${algorithm}, which is not allowed.`,
  },
  public_key_not_allowed: {
    rank: 330,
    status: 403,
    severity: "error",
    details: { problem: "what is wrong with the key" },
    meaning:
      "The key in the certificate is too weak, too large or of no known kind. Allowed are RSA of 2048 to 8192 bits " +
      "with an odd exponent from 3 to below 2^33, the named curves P-256, P-384 and P-521, Ed25519 and Ed448.",
    remedy: "Have the holder make a new key (EC P-256, or RSA with 2048 bits or more) and a certificate for it.",
    sentence: ({ problem }, whose) => `${whose} has a key that is not allowed: ${problem}.`,
  },
  certificate_expired: {
    rank: 335,
    status: 403,
    severity: "error",
    details: { notAfter: "when it ended, ISO 8601", time: "the time it was judged at, ISO 8601" },
    meaning:
      "The certificate is past its notAfter. The platform does not look at it; App Service forwards expired " +
      "certificates.",
    remedy:
      "Have the caller renew its certificate; if it is a CA's, configure the renewed one in " +
      "CLIENT_CERT_INTERMEDIATES or CLIENT_CERT_TRUST_ANCHORS. A caller that renewed and still sends the old one has " +
      "to restart.",
    sentence: ({ notAfter, time }, whose) => `${whose} expired at ${notAfter}; it was judged at ${time}.`,
  },
  certificate_not_yet_valid: {
    rank: 340,
    status: 403,
    severity: "error",
    details: { notBefore: "when it begins, ISO 8601", time: "the time it was judged at, ISO 8601" },
    meaning: "The certificate is before its notBefore, by more than CLIENT_CERT_CLOCK_SKEW_SECONDS.",
    remedy:
      "Wait until then, or have it issued with an earlier notBefore. If the two times lie seconds apart, the clock " +
      "of the CA is ahead: set it, or raise CLIENT_CERT_CLOCK_SKEW_SECONDS (at most 300).",
    sentence: ({ notBefore, time }, whose) => `${whose} is valid only from ${notBefore}; it was judged at ${time}.`,
  },
};

/** Building and validating the path. In order of rank: what makes the rest moot comes first. */
export const PATH_ROWS: Table<PathFindings> = { ...SIGNATURE_ROWS, ...CONSTRAINT_ROWS };

function keyOf(authorityKeyId: string | undefined): string {
  return authorityKeyId === undefined ? "" : ` (key identifier ${authorityKeyId})`;
}
