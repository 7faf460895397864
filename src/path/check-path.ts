import type { Certificate } from "../certificate/certificate.ts";
import { basicProcessing } from "./basic-processing.ts";
import { checkCriticalExtensions, checkRole, checkValidity } from "./checks.ts";
import type { PathContext } from "./context.ts";
import { type PathFinding, pathError } from "./findings.ts";
import { checkKeyCertSign, limitPathLength, prepareForNext } from "./prepare-next.ts";
import { checkSignature } from "./signature.ts";
import { initialise, note, noteAll, type ValidationState } from "./state.ts";
import { wrapUp } from "./wrap-up.ts";

/** What a path was found to be. */
export interface PathVerdict {
  readonly findings: readonly PathFinding[];
  /** user-constrained-policy-set; empty when there are findings. */
  readonly policies: readonly string[];
}

/**
 * RFC 5280 section 6.1 over one proposed path, leaf first and anchor last; `checkLeaf` has passed. From the anchor down, so that no
 * key is used before it is trusted; ends at the first certificate with a finding.
 */
export function checkPath(path: readonly Certificate[], context: PathContext): PathVerdict {
  const anchorIndex = path.length - 1;
  const state = initialise(path[anchorIndex] as Certificate, anchorIndex, context);
  processAnchor(state, anchorIndex);
  for (let index = anchorIndex - 1; index > 0 && state.findings.length === 0; index--) {
    const certificate = path[index] as Certificate;
    basicProcessing(state, certificate, index);
    if (state.findings.length === 0) prepareForNext(state, certificate, index);
    if (state.findings.length === 0) note(state, checkAuthorityKeyIdentifier(certificate, index, context));
  }
  const leaf = path[0] as Certificate;
  if (state.findings.length === 0) basicProcessing(state, leaf, 0);
  if (state.findings.length === 0) note(state, checkAuthorityKeyIdentifier(leaf, 0, context));
  const policies = state.findings.length === 0 ? wrapUp(state, leaf) : [];
  return { findings: state.findings, policies: state.findings.length === 0 ? policies : [] };
}

/**
 * Beyond RFC 5280, which takes only a name and a key from the anchor, the anchor's own certificate binds too (RFC 5937): an operator
 * who installs an expired or constrained root means what it says.
 */
function processAnchor(state: ValidationState, index: number): void {
  const anchor = state.workingIssuer;
  note(state, checkValidity(anchor, index, state.context));
  note(state, checkKeyCertSign(anchor, index));
  note(state, checkCriticalExtensions(anchor, index));
  noteAll(state, checkRole(anchor, "anchor", index, state.context));
  note(state, checkAuthorityKeyIdentifier(anchor, index, state.context));
  state.constraints.add(anchor.extensions.nameConstraints);
  state.policies.applyAnchor(anchor);
  limitPathLength(state, anchor);
}

/**
 * RFC 5280 section 4.2.1.1: only a self-signed certificate, one that its own key signed, may lack the authority key identifier. That is a
 * matter of the signature, so the table of the profile cannot say it: there a self-issued certificate may lack it. For level "strict".
 */
function checkAuthorityKeyIdentifier(
  certificate: Certificate,
  index: number,
  { conformance, algorithms, budget }: PathContext,
): PathFinding | undefined {
  if (conformance !== "strict" || certificate.extensions.authorityKeyIdentifier?.keyIdentifier !== undefined)
    return undefined;
  if (checkSignature(certificate, certificate, index, algorithms, budget) === undefined) return undefined;
  const rule = "must be present with a key identifier unless the certificate is self-signed";
  return pathError("profile_violation", index, { extension: "authorityKeyIdentifier", rule, section: "4.2.1.1" });
}
