import type { Certificate } from "../certificate/certificate.ts";
import type { AlgorithmName } from "./algorithms.ts";
import { Budget } from "./budget.ts";
import { checkSignature, rememberSignature } from "./signature.ts";
import type { IssuerSource } from "./trust-store.ts";

/**
 * Verifies the signatures among configured certificates once, so that no request pays for them. What does not verify is left as
 * it is: no path will lead over it. Not bounded, since an operator wrote the input.
 */
export function verifyConfigured(
  intermediates: readonly Certificate[],
  store: IssuerSource,
  algorithms: ReadonlySet<AlgorithmName>,
): void {
  const unbounded = new Budget(Number.POSITIVE_INFINITY);
  for (const intermediate of intermediates) {
    for (const { certificate: issuer } of store.issuersOf(intermediate.issuer)) {
      const finding = checkSignature(intermediate, issuer, 0, algorithms, unbounded);
      if (finding === undefined) rememberSignature(intermediate, issuer);
    }
  }
}
