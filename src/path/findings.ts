import type { Finding } from "../certificate/finding.ts";

/** What path building and validation can find. Times are ISO 8601, names RFC 4514, OIDs dotted. */
export interface PathFindings {
  /**
   * No configured certificate has the subject `issuer`; `selfIssued`: that is its own subject;
   * `authorityKeyId`: the key the certificate asks for, in hexadecimal.
   */
  issuer_unknown: { issuer: string; selfIssued: boolean; authorityKeyId?: string };
  signature_invalid: { issuer: string };
  algorithm_not_allowed: { algorithm: string };
  public_key_not_allowed: { problem: string };
  certificate_expired: { notAfter: string; time: string };
  certificate_not_yet_valid: { notBefore: string; time: string };
  name_chaining_broken: { issuer: string };
  issuer_not_ca: { problem: string };
  path_length_exceeded: { limit: number };
  key_usage_not_allowed: { required: string };
  extended_key_usage_not_allowed: { required: string; present: string };
  ca_as_client: Record<never, never>;
  critical_extension_unknown: { oid: string };
  name_constraints_violated: { name: string };
  name_constraints_not_evaluable: { kind: string };
  policy_not_satisfied: { problem: string };
  profile_violation: { extension: string; rule: string; section: string };
  budget_exhausted: { limit: number };
}

export type PathFinding = Finding<PathFindings>;

/** An error at a certificate of the path. */
export function pathError<Code extends keyof PathFindings>(
  code: Code,
  certificateIndex: number | null,
  details: PathFindings[Code],
): PathFinding {
  return { code, certificateIndex, severity: "error", details } as PathFinding;
}
