import { ANY_POLICY } from "../certificate/oids.ts";
import type { Conformance } from "../certificate/profile.ts";
import type { AlgorithmName } from "./algorithms.ts";
import type { Budget } from "./budget.ts";
import type { PolicyInputs } from "./policies.ts";

/** What the leaf's key is to be used for. */
export type Purpose = "clientAuth" | "serverAuth" | "any";

/** The inputs of RFC 5280 section 6.1.1 that stay the same for every path that is tried. */
export interface PathContext {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Milliseconds by which the clock may be behind notBefore. */
  readonly notBeforeSkew: number;
  /** Milliseconds by which the clock may be past notAfter. */
  readonly notAfterSkew: number;
  readonly purpose: Purpose;
  readonly conformance: Conformance;
  readonly algorithms: ReadonlySet<AlgorithmName>;
  /** Most intermediates that are not self-issued. */
  readonly maxPathLength: number;
  readonly policies: PolicyInputs;
  readonly budget: Budget;
}

/** RFC 5280 section 6.1.1 (c), (e), (f), (g) for who asks nothing of certificate policies. */
export const NO_POLICY_DEMANDS: PolicyInputs = {
  initialPolicySet: [ANY_POLICY],
  requireExplicitPolicy: false,
  inhibitPolicyMapping: false,
  inhibitAnyPolicy: false,
};
