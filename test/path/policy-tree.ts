import { ANY_POLICY } from "../../src/certificate/oids.ts";
import type { PolicyInputs } from "../../src/path/policies.ts";
import { NOTHING_DEMANDED, type PolicyAnswer, type PolicyLink, type PolicyPath } from "./policy-path.ts";

/**
 * Certificate policies as RFC 5280 wrote them down before RFC 9618: with a tree of which a policy is a node as often as
 * there are ways to it. Exponential, and as close to the text as can be: what the graph is held against.
 */
export function answerByTree({ anchor = {}, links, inputs }: PolicyPath): PolicyAnswer {
  const state = initialise({ ...NOTHING_DEMANDED, ...inputs }, links.length);
  constrain(state, anchor);
  for (const [position, link] of links.entries()) {
    const at = links.length - 1 - position;
    basicProcessing(state, link, position + 1);
    if (state.explicitPolicy === 0 && state.tree === null) return { ok: false, policies: [], at };
    if (at === 0) break;
    if ((link.mappings ?? []).flat().includes(ANY_POLICY)) return { ok: false, policies: [], at };
    prepareForNext(state, link, position + 1);
  }
  const policies = wrapUp(state, links.at(-1) ?? {});
  if (state.explicitPolicy === 0 && state.tree === null) return { ok: false, policies: [], at: 0 };
  return { ok: true, policies };
}

interface TreeNode {
  readonly validPolicy: string;
  expectedPolicySet: readonly string[];
  readonly parent: TreeNode | undefined;
  children: TreeNode[];
}

interface State {
  readonly inputs: PolicyInputs;
  readonly n: number;
  tree: TreeNode | null;
  explicitPolicy: number;
  inhibitAnyPolicy: number;
  policyMapping: number;
}

/** 6.1.2 */
function initialise(inputs: PolicyInputs, n: number): State {
  return {
    inputs,
    n,
    tree: { validPolicy: ANY_POLICY, expectedPolicySet: [ANY_POLICY], parent: undefined, children: [] },
    explicitPolicy: inputs.requireExplicitPolicy ? 0 : n + 1,
    inhibitAnyPolicy: inputs.inhibitAnyPolicy ? 0 : n + 1,
    policyMapping: inputs.inhibitPolicyMapping ? 0 : n + 1,
  };
}

/** 6.1.3 (d) and (e), for certificate i. */
function basicProcessing(state: State, { policies, selfIssued }: PolicyLink, i: number): void {
  if (policies === undefined) state.tree = null;
  if (state.tree === null || policies === undefined) return;
  const above = depth(state.tree, i - 1);
  for (const policy of policies) {
    if (policy === ANY_POLICY) continue;
    const matching = above.filter(({ expectedPolicySet }) => expectedPolicySet.includes(policy));
    const parents = matching.length > 0 ? matching : above.filter(({ validPolicy }) => validPolicy === ANY_POLICY);
    for (const parent of parents) addChild(parent, policy);
  }
  const anyPolicyCounts = state.inhibitAnyPolicy > 0 || (i < state.n && selfIssued === true);
  if (policies.includes(ANY_POLICY) && anyPolicyCounts) for (const parent of above) addWhatIsExpected(parent);
  prune(state, i - 1);
}

/** 6.1.3 (d)(2) */
function addWhatIsExpected(parent: TreeNode): void {
  for (const policy of parent.expectedPolicySet) {
    if (!parent.children.some(({ validPolicy }) => validPolicy === policy)) addChild(parent, policy);
  }
}

/** 6.1.4 (b), (h), (i) and (j), for certificate i. */
function prepareForNext(state: State, { mappings = [], selfIssued, ...link }: PolicyLink, i: number): void {
  for (const policy of new Set(mappings.map(([issuerDomainPolicy]) => issuerDomainPolicy))) {
    const mapped = mappings
      .filter(([issuerDomainPolicy]) => issuerDomainPolicy === policy)
      .map(([, subject]) => subject);
    map(state, i, policy, [...new Set(mapped)]);
  }
  if (selfIssued !== true) {
    state.explicitPolicy = Math.max(0, state.explicitPolicy - 1);
    state.policyMapping = Math.max(0, state.policyMapping - 1);
    state.inhibitAnyPolicy = Math.max(0, state.inhibitAnyPolicy - 1);
  }
  constrain(state, link);
}

function map(state: State, i: number, policy: string, mapped: readonly string[]): void {
  if (state.tree === null) return;
  const here = depth(state.tree, i);
  const standing = here.filter(({ validPolicy }) => validPolicy === policy);
  if (state.policyMapping === 0) {
    for (const node of standing) remove(state, node);
    prune(state, i - 1);
    return;
  }
  for (const node of standing) node.expectedPolicySet = mapped;
  const anyPolicyNode = here.find(({ validPolicy }) => validPolicy === ANY_POLICY);
  if (standing.length > 0 || anyPolicyNode?.parent === undefined) return;
  addChild(anyPolicyNode.parent, policy).expectedPolicySet = mapped;
}

function constrain(state: State, { requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy }: PolicyLink): void {
  state.explicitPolicy = Math.min(state.explicitPolicy, requireExplicitPolicy ?? Number.POSITIVE_INFINITY);
  state.policyMapping = Math.min(state.policyMapping, inhibitPolicyMapping ?? Number.POSITIVE_INFINITY);
  state.inhibitAnyPolicy = Math.min(state.inhibitAnyPolicy, inhibitAnyPolicy ?? Number.POSITIVE_INFINITY);
}

/** 6.1.5 (a), (b) and (g). The policies are those under anyPolicy once (g) has cut the tree. */
function wrapUp(state: State, leaf: PolicyLink): readonly string[] {
  if (state.explicitPolicy !== 0) state.explicitPolicy -= 1;
  if (leaf.requireExplicitPolicy === 0) state.explicitPolicy = 0;
  intersect(state);
  if (state.tree === null) return [];
  const named = underAnyPolicy(state.tree).map(({ validPolicy }) => validPolicy);
  const isForAny = depth(state.tree, state.n).some(({ validPolicy }) => validPolicy === ANY_POLICY);
  const policies = new Set(named.filter((policy) => policy !== ANY_POLICY));
  return [...(isForAny ? policies.add(ANY_POLICY) : policies)].sort();
}

/** (g)(iii) */
function intersect(state: State): void {
  const { initialPolicySet } = state.inputs;
  if (state.tree === null || initialPolicySet.includes(ANY_POLICY)) return;
  const nodeSet = underAnyPolicy(state.tree);
  for (const node of nodeSet) {
    if (node.validPolicy !== ANY_POLICY && !initialPolicySet.includes(node.validPolicy)) remove(state, node);
  }
  const last = state.tree === null ? [] : depth(state.tree, state.n);
  const anyPolicyNode = last.find(({ validPolicy }) => validPolicy === ANY_POLICY);
  if (anyPolicyNode?.parent !== undefined) {
    for (const policy of new Set(initialPolicySet)) {
      if (!nodeSet.some(({ validPolicy }) => validPolicy === policy)) addChild(anyPolicyNode.parent, policy);
    }
    remove(state, anyPolicyNode);
  }
  prune(state, state.n - 1);
}

function underAnyPolicy(tree: TreeNode): readonly TreeNode[] {
  const nodes = [tree, ...tree.children];
  for (const node of nodes) if (node !== tree) nodes.push(...node.children);
  return nodes.filter(({ parent }) => parent?.validPolicy === ANY_POLICY);
}

function depth(tree: TreeNode, i: number): readonly TreeNode[] {
  return i === 0 ? [tree] : tree.children.flatMap((child) => depth(child, i - 1));
}

function addChild(parent: TreeNode, policy: string): TreeNode {
  const child: TreeNode = { validPolicy: policy, expectedPolicySet: [policy], parent, children: [] };
  parent.children.push(child);
  return child;
}

function remove(state: State, node: TreeNode): void {
  if (node.parent === undefined) state.tree = null;
  else node.parent.children = node.parent.children.filter((child) => child !== node);
}

/** Deletes the nodes of depth `deepest` and less that have no children, until there are none. */
function prune(state: State, deepest: number): void {
  for (let i = deepest; i >= 0 && state.tree !== null; i--) {
    for (const node of depth(state.tree, i)) if (node.children.length === 0) remove(state, node);
  }
}
