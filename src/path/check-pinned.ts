import type { Certificate } from "../certificate/certificate.ts";
import { publicKeyProblem } from "./algorithms.ts";
import { checkValidity } from "./checks.ts";
import type { PathContext } from "./context.ts";
import { type PathFinding, pathError } from "./findings.ts";

/**
 * What a pinned certificate must still be: in its validity and with a key above the floor. Who signed it, and for what it was made, does
 * not matter: the operator vouches for it.
 */
export function checkPinned(certificate: Certificate, context: PathContext): readonly PathFinding[] {
  const problem = publicKeyProblem(certificate.publicKey.key);
  return [
    checkValidity(certificate, 0, context),
    problem === undefined ? undefined : pathError("public_key_not_allowed", 0, { problem }),
  ].filter((finding) => finding !== undefined);
}
