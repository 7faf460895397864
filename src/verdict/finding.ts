import type { Finding } from "../certificate/finding.ts";
import type { CertificateFindings } from "../certificate/findings.ts";
import type { GuardFindings } from "../guard/findings.ts";
import type { HeaderFindings } from "../header/findings.ts";
import type { PathFindings } from "../path/findings.ts";
import type { RuleFindings } from "../rules/findings.ts";

/** Every code with the shape of its details. `docs/findings.md` explains them. */
export interface FindingDetails
  extends HeaderFindings,
    CertificateFindings,
    PathFindings,
    RuleFindings,
    GuardFindings {}

/** The name of a reason: stable, snake_case. */
export type FindingCode = keyof FindingDetails;

/** A finding of any room; a `switch` over `code` narrows `details`. */
export type AnyFinding = Finding<FindingDetails>;
