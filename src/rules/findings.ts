import type { Finding } from "../certificate/finding.ts";
import type { PathFindings } from "../path/findings.ts";

/**
 * Why the operator's rules turn a valid certificate away. `rule` names the nearest rule, the one of which most
 * conditions are met, as problems and log lines name it: `rule "billing"`, or `rule 2` when it has no name.
 */
export interface RuleFindings {
  /** There are pins and no anchors, and the leaf is none of the pins. Both of the leaf, lower-case hexadecimal. */
  not_pinned: { sha256: string; spkiSha256: string };
  /** `issuer`: RFC 4514, the subject of the certificate that issued the leaf. */
  issuer_not_allowed: { rule: string; issuer: string };
  /** `subject`: RFC 4514, of the leaf. */
  subject_not_allowed: { rule: string; subject: string };
  /** `present`: the leaf's subject alternative names as rules write them (`dns:...`, `uri:...`). */
  subject_alt_name_not_allowed: { rule: string; present: readonly string[] };
  /** `sha256`: of the leaf, lower-case hexadecimal. */
  thumbprint_not_allowed: { rule: string; sha256: string };
  /** `spkiSha256`: of the leaf's SubjectPublicKeyInfo, lower-case hexadecimal. */
  key_pin_not_allowed: { rule: string; spkiSha256: string };
  /** An admitted caller, but none whom this route is for. */
  route_not_allowed: { caller: string };
}

/**
 * What the rules report: their own codes, and the path's for a path that is valid for serverAuth only while the nearest
 * rule wants clientAuth.
 */
export type RuleFinding = Finding<RuleFindings & Pick<PathFindings, "extended_key_usage_not_allowed">>;
