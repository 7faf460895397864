import { parseCertificate } from "../../src/certificate/certificate.ts";
import { createAuthority } from "../../src/testing/index.ts";
import type { AnyFinding, FindingCode, FindingDetails } from "../../src/verdict/finding.ts";

/** Details of every code, with values that no sentence holds by itself. */
export const SAMPLE_DETAILS: { readonly [Code in FindingCode]: Required<FindingDetails[Code]> } = {
  peer_not_trusted: { address: "10.9.8.7" },
  headers_cut: { count: 1000, limit: 1000 },
  header_missing: { header: "X-ARR-ClientCert" },
  header_duplicated: { header: "X-ARR-ClientCert", count: 7 },
  header_too_large: { header: "X-ARR-ClientCert", length: 9001, limit: 8192 },
  header_malformed: { header: "X-ARR-ClientCert", problem: "it holds a comma" },
  verification_failed: { header: "X-Client-Cert-Verification" },
  plain_http: {},
  certificate_malformed: { problem: "SEQUENCE is longer than what holds it", offset: 173 },
  budget_exhausted: { limit: 250_000 },
  issuer_unknown: { issuer: "CN=Issuing CA 2,O=Contoso", selfIssued: false, authorityKeyId: "0a1b2c" },
  name_chaining_broken: { issuer: "CN=Other CA" },
  signature_invalid: { issuer: "CN=Issuing CA 2,O=Contoso" },
  algorithm_not_allowed: { algorithm: "RSASSA-PKCS1-v1_5-SHA1" },
  public_key_not_allowed: { problem: "RSA key of 1024 bits, below 2048" },
  certificate_expired: { notAfter: "2026-01-02T03:04:05.000Z", time: "2026-02-03T04:05:06.000Z" },
  certificate_not_yet_valid: { notBefore: "2026-03-04T05:06:07.000Z", time: "2026-02-03T04:05:06.000Z" },
  ca_as_client: {},
  issuer_not_ca: { problem: "basicConstraints without cA" },
  path_length_exceeded: { limit: 0 },
  key_usage_not_allowed: { required: "keyCertSign" },
  extended_key_usage_not_allowed: { required: "clientAuth", present: "1.3.6.1.5.5.7.3.99" },
  name_constraints_violated: { name: "dns:evil.example" },
  name_constraints_not_evaluable: { kind: "x400Address" },
  policy_not_satisfied: { problem: "policyConstraints present" },
  critical_extension_unknown: { oid: "1.2.3.4" },
  profile_violation: { extension: "basicConstraints", rule: "must be critical", section: "4.2.1.9" },
  not_pinned: { sha256: "ab".repeat(32), spkiSha256: "cd".repeat(32) },
  issuer_not_allowed: { rule: '"billing"', issuer: "CN=Issuing CA 3" },
  subject_not_allowed: { rule: '"billing"', subject: "CN=alice,O=Contoso" },
  subject_alt_name_not_allowed: { rule: "rule 2", present: ["dns:a.example", "uri:spiffe://a/b"] },
  thumbprint_not_allowed: { rule: "rule 2", sha256: "ab".repeat(32) },
  key_pin_not_allowed: { rule: "rule 2", spkiSha256: "cd".repeat(32) },
  route_not_allowed: { caller: "billing" },
  path_excluded: { path: "/public/%2e%2e/orders" },
  host_refuted: { because: "not_demanded" },
  host_not_verified: { because: "no_verdict" },
  authorize_refused: {},
  authorize_failed: { problem: "connect ECONNREFUSED" },
  authorize_timed_out: { milliseconds: 5000 },
  internal_error: { problem: "x is not a function" },
};

export const ALL_CODES = Object.keys(SAMPLE_DETAILS) as readonly FindingCode[];

/** An error with this code, and details of its shape. */
export function finding<Code extends FindingCode>(
  code: Code,
  certificateIndex: number | null = 0,
  details: FindingDetails[Code] = SAMPLE_DETAILS[code],
): AnyFinding {
  return { code, certificateIndex, severity: "error", details } as AnyFinding;
}

const root = createAuthority({ subject: "CN=Test Root,O=Contoso,C=DE", notAfter: new Date("2035-06-01T00:00:00Z") });
const issuing = root.createIntermediate({ subject: "CN=Test Issuing,O=Contoso,C=DE" });

/** Leaf, intermediate, root. */
export const ROOT = parseCertificate(root.der);
export const INTERMEDIATE = parseCertificate(issuing.der);
export const LEAF = parseCertificate(
  issuing.issue({
    subject: "CN=billing,O=Contoso\\, Inc.,C=DE",
    serialNumber: 0x1234,
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2027-01-01T00:00:00Z"),
    subjectAltName: ["dns:billing.example", "uri:spiffe://contoso/billing"],
  }).der,
);

/** A certificate whose names hold whatever its holder wanted. */
export function leafNamed(commonName: string) {
  const subject = [[{ type: "CN", value: commonName, encoding: "utf8" as const }]];
  return parseCertificate(issuing.issue({ subject }).der);
}

/** Text that ends lines, steers terminals, turns direction, hides, and breaks out of JSON or HTML. */
export const HOSTILE = [
  'a\r\n{"level":"info"}',
  "\u001b[2J\u0007\u0000\u0085\u009b31m",
  "\u2028\u2029\u202egnp.exe\u2066x",
  "\u200b\ufeff\u{e0041}\ud800",
  "\"'<script>&\\u0000",
].join("");

/** None of these may be in a line. */
export const UNSAFE = /[\p{C}\p{Zl}\p{Zp}]/u;
