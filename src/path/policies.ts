import type { Certificate } from "../certificate/certificate.ts";
import type { PolicyMappings } from "../certificate/extension-values.ts";
import { ANY_POLICY } from "../certificate/oids.ts";
import { type Budget, WORK } from "./budget.ts";
import { type PathFinding, pathError } from "./findings.ts";
import { PolicyGraph } from "./policy-graph.ts";

/** What the caller demands of certificate policies: RFC 5280 section 6.1.1 (c), (e), (f) and (g). */
export interface PolicyInputs {
  /** user-initial-policy-set: the policies accepted, as dotted OIDs. anyPolicy (`2.5.29.32.0`) among them: all. */
  readonly initialPolicySet: readonly string[];
  /** initial-explicit-policy: whether the path must be valid for one of `initialPolicySet`. */
  readonly requireExplicitPolicy: boolean;
  /** initial-policy-mapping-inhibit: whether no CA may map one policy to another. */
  readonly inhibitPolicyMapping: boolean;
  /** initial-any-policy-inhibit: whether anyPolicy in a certificate counts for nothing. */
  readonly inhibitAnyPolicy: boolean;
}

/** What is left of policy processing after the leaf. */
export interface PolicyOutcome {
  readonly finding: PathFinding | undefined;
  /**
   * user_constrained_policy_set (RFC 9618 section 5.5 (g)), sorted: the accepted policies, as the anchor's domain names
   * them, for which the path is valid. Holds anyPolicy (`2.5.29.32.0`) when it is valid for all, beside those that the
   * path names too. Empty: for none, which is an error only when one is required.
   */
  readonly policies: readonly string[];
}

/**
 * Certificate policies along a path: RFC 5280 sections 6.1.2 to 6.1.5 as updated by RFC 9618 section 5. For the anchor
 * `applyAnchor`; for each one below it `process` and, unless it is the leaf, `applyMappings` and `advance`; after
 * the leaf `wrapUp` and `intersect`. Certificates without policies cost nothing. Methods may throw `BudgetExhausted`.
 */
export class PolicyState {
  readonly #initialPolicySet: readonly string[];
  readonly #budget: Budget;
  readonly #graph: PolicyGraph;
  #explicitPolicy: number;
  #inhibitAnyPolicy: number;
  #policyMapping: number;

  /** RFC 5280 section 6.1.2. `pathLength` is n there: the certificates of the path, leaf included, anchor not. */
  constructor(inputs: PolicyInputs, pathLength: number, budget: Budget) {
    this.#initialPolicySet = inputs.initialPolicySet;
    this.#budget = budget;
    // (a) valid_policy_graph: anyPolicy alone, at depth zero.
    this.#graph = new PolicyGraph(budget);
    // (d) explicit_policy, (e) inhibit_anyPolicy, (f) policy_mapping: how many more certificates it does not apply to.
    this.#explicitPolicy = inputs.requireExplicitPolicy ? 0 : pathLength + 1;
    this.#inhibitAnyPolicy = inputs.inhibitAnyPolicy ? 0 : pathLength + 1;
    this.#policyMapping = inputs.inhibitPolicyMapping ? 0 : pathLength + 1;
  }

  /**
   * Beyond RFC 5280, which takes only a name and a key from the anchor: policyConstraints and inhibitAnyPolicy of its
   * certificate bind too (RFC 5937), counted from the first certificate below it. Its certificatePolicies and
   * policyMappings are not read.
   */
  applyAnchor(anchor: Certificate): void {
    this.#applyConstraints(anchor);
  }

  /** RFC 5280 section 6.1.3 (d) to (f), for every certificate but the anchor. `index` counts from the leaf. */
  process({ extensions }: Certificate, index: number, selfIssued: boolean): PathFinding | undefined {
    const { certificatePolicies } = extensions;
    if (certificatePolicies === undefined) {
      // (e) Without policies the graph is NULL.
      this.#graph.setNull();
    } else if (!this.#graph.isNull) {
      // (d) Otherwise the graph grows. anyPolicy counts unless inhibited, above the leaf always in a self-issued one.
      const acceptsAnyPolicy = this.#inhibitAnyPolicy > 0 || (index > 0 && selfIssued);
      this.#graph.descend(certificatePolicies.policies, acceptsAnyPolicy);
    }
    // (f) explicit_policy is greater than 0, or the graph is not NULL.
    if (this.#explicitPolicy > 0 || !this.#graph.isNull) return undefined;
    return policyError(index, "one is required, and the path down to this certificate is valid for none");
  }

  /** RFC 5280 section 6.1.4 (a) and (b), for every certificate between anchor and leaf. */
  applyMappings({ extensions }: Certificate, index: number): PathFinding | undefined {
    const { policyMappings } = extensions;
    if (policyMappings === undefined) return undefined;
    this.#budget.spend(WORK.comparison * policyMappings.mappings.length);
    // (a) Nothing is mapped to or from anyPolicy.
    if (policyMappings.mappings.some(namesAnyPolicy)) return policyError(index, "its policyMappings names anyPolicy");
    // (b) The mappings change what is expected of the next certificate or, once inhibited, invalidate what they map.
    if (!this.#graph.isNull) this.#graph.map(policyMappings, this.#policyMapping > 0 ? "allowed" : "inhibited");
    return undefined;
  }

  /** RFC 5280 section 6.1.4 (h) to (j), for every certificate between anchor and leaf. */
  advance(certificate: Certificate, selfIssued: boolean): void {
    // (h) A certificate that is not self-issued counts.
    if (!selfIssued) {
      if (this.#explicitPolicy > 0) this.#explicitPolicy -= 1;
      if (this.#policyMapping > 0) this.#policyMapping -= 1;
      if (this.#inhibitAnyPolicy > 0) this.#inhibitAnyPolicy -= 1;
    }
    // (i) and (j)
    this.#applyConstraints(certificate);
  }

  /** RFC 5280 section 6.1.5 (a) and (b), after the leaf. */
  wrapUp({ extensions }: Certificate): void {
    // (a) The leaf counts, self-issued or not.
    if (this.#explicitPolicy > 0) this.#explicitPolicy -= 1;
    // (b) Its own policyConstraints may require a policy at once.
    if (extensions.policyConstraints?.requireExplicitPolicy === 0) this.#explicitPolicy = 0;
  }

  /** RFC 5280 section 6.1.5 (g), at the very end. */
  intersect(): PolicyOutcome {
    // What the authorities leave of the policies that the caller accepts.
    const policies = this.#userConstrainedPolicySet();
    const satisfied = this.#explicitPolicy > 0 || policies.length > 0;
    const problem = "one is required, and the path is valid for none that is accepted";
    return { finding: satisfied ? undefined : policyError(0, problem), policies };
  }

  #applyConstraints({ extensions }: Certificate): void {
    const { requireExplicitPolicy, inhibitPolicyMapping } = extensions.policyConstraints ?? {};
    // (i)(1), (i)(2) and (j): a constraint only ever shortens.
    this.#explicitPolicy = atMost(this.#explicitPolicy, requireExplicitPolicy);
    this.#policyMapping = atMost(this.#policyMapping, inhibitPolicyMapping);
    this.#inhibitAnyPolicy = atMost(this.#inhibitAnyPolicy, extensions.inhibitAnyPolicy?.skipCerts);
  }

  /** RFC 9618 section 5.5 (g)(5) and (6). */
  #userConstrainedPolicySet(): readonly string[] {
    if (this.#graph.isNull) return [];
    const authority = this.#graph.authorityConstrainedPolicySet();
    const accepted = new Set(this.#initialPolicySet);
    this.#budget.spend(WORK.comparison * (authority.size + accepted.size));
    if (accepted.has(ANY_POLICY)) return [...authority].sort();
    // (g)(6) What the authorities constrain the path to, if accepted; all that is accepted where that is anyPolicy.
    return [...accepted].filter((policy) => authority.has(policy) || authority.has(ANY_POLICY)).sort();
  }
}

function atMost(count: number, limit: number | undefined): number {
  return limit !== undefined && limit < count ? limit : count;
}

function namesAnyPolicy({ issuerDomainPolicy, subjectDomainPolicy }: PolicyMappings["mappings"][number]): boolean {
  return issuerDomainPolicy === ANY_POLICY || subjectDomainPolicy === ANY_POLICY;
}

function policyError(index: number, problem: string): PathFinding {
  return pathError("policy_not_satisfied", index, { problem });
}
