import type { Certificate } from "../certificate/certificate.ts";
import { KeyUsageBit } from "../certificate/extension-values.ts";
import { checkCriticalExtensions, checkExtendedKeyUsage, checkRole, isSelfIssued } from "./checks.ts";
import { type PathFinding, pathError } from "./findings.ts";
import { note, noteAll, type ValidationState } from "./state.ts";

/** RFC 5280 section 6.1.4, for every certificate that stands between the anchor and the leaf. `index` counts from the leaf. */
export function prepareForNext(state: ValidationState, certificate: Certificate, index: number): void {
  const selfIssued = isSelfIssued(certificate);
  // (a) (b) Its policy mappings.
  note(state, state.policies.applyMappings(certificate, index));
  // (c) to (f) Its name, key, parameters and algorithm become the working ones.
  state.workingIssuer = certificate;
  // (g) Its name constraints bind what is below it.
  state.constraints.add(certificate.extensions.nameConstraints);
  // (h) (i) (j) explicit_policy, policy_mapping and inhibit_anyPolicy count down, and its policyConstraints and inhibitAnyPolicy bind.
  state.policies.advance(certificate, selfIssued);
  // (k) Version 3 with basicConstraints and cA; no other way to tell a CA is offered to an intermediate.
  note(state, checkBasicConstraints(certificate, index));
  // (l) A certificate that is not self-issued takes one of the allowed path length.
  if (!selfIssued) {
    if (state.maxPathLength === 0) note(state, pathError("path_length_exceeded", index, { limit: 0 }));
    else state.maxPathLength -= 1;
  }
  // (m) Its pathLenConstraint may shorten what is left.
  limitPathLength(state, certificate);
  // (n) keyUsage, where present, has keyCertSign.
  note(state, checkKeyCertSign(certificate, index));
  // (o) No critical extension is left unprocessed.
  note(state, checkCriticalExtensions(certificate, index));
  note(state, checkExtendedKeyUsage(certificate, index, state.context.purpose));
  noteAll(state, checkRole(certificate, "intermediate", index, state.context));
}

/** (m), also for the anchor. */
export function limitPathLength(state: ValidationState, { extensions }: Certificate): void {
  const { cA, pathLenConstraint } = extensions.basicConstraints ?? {};
  if (cA === true && pathLenConstraint !== undefined && pathLenConstraint < state.maxPathLength) {
    state.maxPathLength = pathLenConstraint;
  }
}

/** (n), also for the anchor. */
export function checkKeyCertSign({ extensions }: Certificate, index: number): PathFinding | undefined {
  if (extensions.keyUsage === undefined || (extensions.keyUsage.bits & KeyUsageBit.keyCertSign) !== 0) return undefined;
  return pathError("key_usage_not_allowed", index, { required: "keyCertSign" });
}

function checkBasicConstraints({ version, extensions }: Certificate, index: number): PathFinding | undefined {
  if (version !== 3) return pathError("issuer_not_ca", index, { problem: `a version ${version} certificate` });
  if (extensions.basicConstraints === undefined)
    return pathError("issuer_not_ca", index, { problem: "no basicConstraints" });
  return extensions.basicConstraints.cA
    ? undefined
    : pathError("issuer_not_ca", index, { problem: "basicConstraints without cA" });
}
