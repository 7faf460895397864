import type { Certificate } from "../certificate/certificate.ts";
import { ConstraintState } from "./constraints.ts";
import type { PathContext } from "./context.ts";
import type { PathFinding } from "./findings.ts";
import { PolicyState } from "./policies.ts";

/**
 * The variables of RFC 5280 section 6.1.2 that change from certificate to certificate. The working public key, its parameters and its
 * algorithm are those of `workingIssuer`, and so is the working issuer name.
 */
export interface ValidationState {
  readonly context: PathContext;
  /** The anchor first, then each certificate once it was processed. */
  workingIssuer: Certificate;
  /** How many more certificates that are not self-issued may stand before the leaf. */
  maxPathLength: number;
  /** permitted_subtrees and excluded_subtrees. */
  readonly constraints: ConstraintState;
  /** valid_policy_graph, explicit_policy, inhibit_anyPolicy and policy_mapping. */
  readonly policies: PolicyState;
  readonly findings: PathFinding[];
}

/** RFC 5280 section 6.1.2. `pathLength` is n there: how many certificates the path has without its anchor. */
export function initialise(anchor: Certificate, pathLength: number, context: PathContext): ValidationState {
  return {
    context,
    workingIssuer: anchor,
    maxPathLength: context.maxPathLength,
    constraints: new ConstraintState(context.budget),
    policies: new PolicyState(context.policies, pathLength, context.budget),
    findings: [],
  };
}

/** Notes what a check found, if anything. */
export function note({ findings }: ValidationState, finding: PathFinding | undefined): void {
  if (finding !== undefined) findings.push(finding);
}

/** Notes all that a check found. */
export function noteAll({ findings }: ValidationState, found: readonly PathFinding[]): void {
  if (found.length > 0) findings.push(...found);
}
