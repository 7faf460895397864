import type { Certificate } from "../certificate/certificate.ts";
import { publicKeyProblem } from "./algorithms.ts";
import {
  checkCriticalExtensions,
  checkExtendedKeyUsage,
  checkLeafKeyUsage,
  checkRole,
  checkValidity,
} from "./checks.ts";
import type { PathContext } from "./context.ts";
import { type PathFinding, pathError } from "./findings.ts";

/**
 * What RFC 5280 sections 6.1.3 (a)(2) and 6.1.5 (f) and the purpose ask of the leaf alone. It needs no path, so it comes first: a leaf that
 * fails here costs no signature. Validation repeats the two in their place.
 */
export function checkLeaf(leaf: Certificate, context: PathContext): readonly PathFinding[] {
  const { purpose } = context;
  const isCa = leaf.extensions.basicConstraints?.cA === true;
  const problem = publicKeyProblem(leaf.publicKey.key);
  const found = [
    checkValidity(leaf, 0, context),
    // A CA's key signs certificates; a client that holds one could issue itself any name.
    purpose === "clientAuth" && isCa ? pathError("ca_as_client", 0, {}) : undefined,
    problem === undefined ? undefined : pathError("public_key_not_allowed", 0, { problem }),
    checkLeafKeyUsage(leaf, purpose),
    checkExtendedKeyUsage(leaf, 0, purpose),
    checkCriticalExtensions(leaf, 0),
  ].filter((finding) => finding !== undefined);
  const broken = checkRole(leaf, "leaf", 0, context);
  return broken.length === 0 ? found : [...found, ...broken];
}
