import type { Certificate } from "../certificate/certificate.ts";
import { checkCriticalExtensions } from "./checks.ts";
import { note, type ValidationState } from "./state.ts";

/** RFC 5280 section 6.1.5, for the leaf. Returns the user-constrained-policy-set. */
export function wrapUp(state: ValidationState, leaf: Certificate): readonly string[] {
  // (a) (b) explicit_policy counts down for the last time, and the leaf's own policyConstraints may require a policy.
  state.policies.wrapUp(leaf);
  // (c) (d) (e) The working key, its parameters and its algorithm are the leaf's; nothing is verified with them here.
  state.workingIssuer = leaf;
  // (f) No critical extension is left unprocessed.
  note(state, checkCriticalExtensions(leaf, 0));
  // (g) The policies are held against those that the caller accepts.
  const { finding, policies } = state.policies.intersect();
  note(state, finding);
  return policies;
}
