import type { Certificate } from "../certificate/certificate.ts";
import { checkValidity, isSelfIssued } from "./checks.ts";
import { type PathFinding, pathError } from "./findings.ts";
import { checkSignature } from "./signature.ts";
import { note, type ValidationState } from "./state.ts";

/** RFC 5280 section 6.1.3, for every certificate but the anchor. `index` counts from the leaf. */
export function basicProcessing(state: ValidationState, certificate: Certificate, index: number): void {
  const { context, workingIssuer } = state;
  // (a)(1) The signature verifies under the working public key.
  note(state, checkSignature(certificate, workingIssuer, index, context.algorithms, context.budget));
  // Nothing is asked of a certificate that nobody vouches for: whoever sends it would choose what that costs.
  if (state.findings.length > 0) return;
  // (a)(2) The time is within the validity.
  note(state, checkValidity(certificate, index, context));
  // (a)(3) Not revoked: the caller's duty, with what it knows of revocation.
  // (a)(4) The issuer is the working issuer name.
  note(state, checkNameChaining(certificate, workingIssuer, index));
  // Only above the leaf does it matter, and comparing the leaf's names would mean decoding them.
  const selfIssued = index > 0 && isSelfIssued(certificate);
  // (b) (c) Its names lie within the permitted and outside the excluded subtrees; self-issued CA certificates are exempt.
  if (!selfIssued) note(state, state.constraints.check(certificate, index));
  // (d) (e) (f) Its policies continue those of the path.
  note(state, state.policies.process(certificate, index, selfIssued));
}

function checkNameChaining(certificate: Certificate, issuer: Certificate, index: number): PathFinding | undefined {
  if (certificate.issuer.equals(issuer.subject)) return undefined;
  return pathError("name_chaining_broken", index, { issuer: issuer.subject.toString() });
}
