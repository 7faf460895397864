import type { Certificate } from "../certificate/certificate.ts";
import { checkCriticalExtensions } from "./checks.ts";
import { note, type ValidationState } from "./state.ts";

/** RFC 5280 section 6.1.5, for the leaf. Returns the user-constrained-policy-set. */
export function wrapUp(state: ValidationState, leaf: Certificate): readonly string[] {
  // (a) (b) (g) explicit_policy counts down for the last time, and the policies are held against those that the caller accepts.
  const { finding, policies } = state.policies.wrapUp(leaf);
  note(state, finding);
  // (c) (d) (e) The working key is the leaf's; nothing is verified with it here.
  state.workingIssuer = leaf;
  // (f) No critical extension is left unprocessed.
  note(state, checkCriticalExtensions(leaf, 0));
  return policies;
}
