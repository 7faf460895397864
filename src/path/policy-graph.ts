import type { PolicyMappings } from "../certificate/extension-values.ts";
import { ANY_POLICY } from "../certificate/oids.ts";
import { type Budget, WORK } from "./budget.ts";

/** A policy that is valid for the path down to one certificate. Never changed once it stands in a graph. */
interface PolicyNode {
  readonly validPolicy: string;
  /** What the next certificate has to assert to continue this policy. Of anyPolicy always anyPolicy alone. */
  readonly expectedPolicySet: ReadonlySet<string>;
  /** One depth above: either the anyPolicy node alone, or nodes that are not anyPolicy. Empty at depth zero. */
  readonly parents: readonly PolicyNode[];
}

/** Depth zero, shared by all graphs: no graph writes into a depth once it stands. */
const DEPTH_ZERO: ReadonlyMap<string, PolicyNode> = new Map([[ANY_POLICY, node(ANY_POLICY, [])]]);

const NULL: ReadonlyMap<string, PolicyNode> = new Map();

/**
 * The valid_policy_graph of RFC 9618 section 5.2. It takes the place of RFC 5280's valid_policy_tree, which multiplies
 * with every certificate when policies are mapped crosswise: here a policy has one node per depth, however many lead to
 * it. Qualifiers are left out, as section 3.3 there recommends.
 *
 * Held are the nodes of the deepest depth; those above hang on them as parents. So there is nothing to do where the RFC
 * prunes nodes without children: every step starts from the deepest depth, and from there they are not reached. The
 * graph is NULL when the deepest depth has no nodes, and stays so.
 *
 * All work is paid from the budget before it is done.
 */
export class PolicyGraph {
  readonly #budget: Budget;
  #deepest: ReadonlyMap<string, PolicyNode> = DEPTH_ZERO;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  get isNull(): boolean {
    return this.#deepest.size === 0;
  }

  setNull(): void {
    this.#deepest = NULL;
  }

  /** RFC 9618 section 5.3 (d): one depth more. `acceptsAnyPolicy` is the condition of (d)(2). */
  descend(policies: readonly string[], acceptsAnyPolicy: boolean): void {
    const expecting = this.#expecting();
    const anyPolicyNode = this.#deepest.get(ANY_POLICY);
    const next = new Map<string, PolicyNode>();
    this.#budget.spend(WORK.comparison * policies.length);
    // (d)(1) Each policy but anyPolicy continues (i) the nodes that expect it or, where there are none, (ii) anyPolicy.
    for (const policy of policies) {
      if (policy === ANY_POLICY) continue;
      const parents = expecting.get(policy) ?? (anyPolicyNode && [anyPolicyNode]);
      if (parents !== undefined) next.set(policy, node(policy, parents));
    }
    // (d)(2) anyPolicy continues whatever else is expected, anyPolicy included.
    if (acceptsAnyPolicy && policies.includes(ANY_POLICY)) {
      this.#budget.spend(WORK.comparison * expecting.size);
      for (const [policy, parents] of expecting) if (!next.has(policy)) next.set(policy, node(policy, parents));
    }
    // (d)(3) Pruning: see the head of the class.
    this.#deepest = next;
  }

  /** RFC 9618 section 5.4 (b), for the certificate whose policies are the deepest depth. None may name anyPolicy. */
  map({ mappings }: PolicyMappings, policyMapping: "allowed" | "inhibited"): void {
    this.#budget.spend(WORK.comparison * (mappings.length + this.#deepest.size));
    const mapped = new Map(this.#deepest);
    const anyPolicyNode = mapped.get(ANY_POLICY);
    for (const [policy, subjectDomainPolicies] of byIssuerDomainPolicy(mappings)) {
      if (policyMapping === "allowed") {
        // (b)(1) A policy that stands here expects those it is mapped to. (b)(2) One that only anyPolicy stands for
        // comes to stand beside it, under the same parent.
        const parents = (mapped.get(policy) ?? anyPolicyNode)?.parents;
        if (parents !== undefined) mapped.set(policy, node(policy, parents, subjectDomainPolicies));
      } else {
        // (b)(3) What would be mapped is valid no longer.
        mapped.delete(policy);
      }
    }
    this.#deepest = mapped;
  }

  /** RFC 9618 section 5.5 (g)(1) to (4). Holds anyPolicy when every policy is valid. Empty when the graph is NULL. */
  authorityConstrainedPolicySet(): Set<string> {
    const policies = new Set<string>();
    // A Set yields also what is added while it is walked: from depth n up to the children of anyPolicy.
    const reached = new Set(this.#deepest.values());
    for (const { validPolicy, parents } of reached) {
      this.#budget.spend(WORK.comparison * (1 + parents.length));
      // (g)(2) A policy under anyPolicy. (g)(3) anyPolicy, itself under anyPolicy, is reached at depth n only.
      if (parents[0]?.validPolicy === ANY_POLICY) policies.add(validPolicy);
      else for (const parent of parents) reached.add(parent);
    }
    return policies;
  }

  /** The nodes of the deepest depth by the policies they expect. */
  #expecting(): ReadonlyMap<string, readonly PolicyNode[]> {
    const expecting = new Map<string, PolicyNode[]>();
    for (const candidate of this.#deepest.values()) {
      this.#budget.spend(WORK.comparison * candidate.expectedPolicySet.size);
      for (const policy of candidate.expectedPolicySet) {
        const nodes = expecting.get(policy);
        if (nodes === undefined) expecting.set(policy, [candidate]);
        else nodes.push(candidate);
      }
    }
    return expecting;
  }
}

function node(
  validPolicy: string,
  parents: readonly PolicyNode[],
  expectedPolicySet: ReadonlySet<string> = new Set([validPolicy]),
): PolicyNode {
  return { validPolicy, expectedPolicySet, parents };
}

/** All that each policy is mapped to. */
function byIssuerDomainPolicy(mappings: PolicyMappings["mappings"]): ReadonlyMap<string, ReadonlySet<string>> {
  const targets = new Map<string, Set<string>>();
  for (const { issuerDomainPolicy, subjectDomainPolicy } of mappings) {
    const known = targets.get(issuerDomainPolicy);
    if (known === undefined) targets.set(issuerDomainPolicy, new Set([subjectDomainPolicy]));
    else known.add(subjectDomainPolicy);
  }
  return targets;
}
