import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Budget, BudgetExhausted, DEFAULT_BUDGET, WORK } from "../../src/path/budget.ts";
import { policyPath } from "./policy-arbitrary.ts";
import { answerMinted, answerSketched, type PolicyLink, type PolicyPath } from "./policy-path.ts";
import { BLUE, NONE, RED } from "./policy-rows.ts";
import { answerByTree } from "./policy-tree.ts";

describe("the graph of RFC 9618", () => {
  test("says what the tree of RFC 5280 says", () => {
    const seen = { refused: 0, named: 0, none: 0 };
    fc.assert(
      fc.property(policyPath, (path) => {
        const graph = answerSketched(path);
        expect(graph).toEqual(answerByTree(path));
        seen[graph.ok ? (graph.policies.length > 0 ? "named" : "none") : "refused"] += 1;
      }),
      { numRuns: 10_000 },
    );
    // Paths of one kind alone would prove little.
    expect(Math.min(seen.refused, seen.named, seen.none)).toBeGreaterThan(500);
  });

  test("reads the same from real certificates", () => {
    for (const path of fc.sample(policyPath, 50)) expect(answerMinted(path)).toEqual(answerSketched(path));
  });
});

describe("work", () => {
  const work = (path: PolicyPath) => {
    const budget = new Budget(DEFAULT_BUDGET);
    answerSketched(path, budget);
    return budget.used;
  };

  test("none is done where no certificate has policies", () => {
    expect(work({ links: Array.from({ length: 11 }, () => NONE) })).toBe(0);
  });

  test("none is done on policies below a certificate without", () => {
    const [policies, mappings] = [[RED, BLUE], [[RED, BLUE] as const]];
    expect(work({ links: [NONE, { policies }] })).toBe(0);
    // Whether a mapping names anyPolicy is looked at in any case.
    expect(work({ links: [NONE, { policies, mappings }, { policies }] })).toBe(mappings.length);
  });

  test("is counted by node, edge, policy and mapping", () => {
    const above = { atDepthZero: 1, policies: 2 };
    const mapping = { namesAnyPolicy: 4, mappings: 4, copied: 2 };
    const leaf = { expected: 4, policies: 2 };
    const wrapUp = { leafNodes: 2, theirParents: 4, nodesAbove: 2, theirParent: 2, authority: 2, accepted: 1 };
    expect(work(crosswise(2, 2))).toBe(sum(above) + sum(mapping) + sum(leaf) + sum(wrapUp));

    const carried = { expected: 2, policies: 1, carriedOn: 2 };
    const afterCarried = { leafNodes: 2, theirParents: 2, nodesAbove: 2, theirParent: 2, authority: 2, accepted: 1 };
    expect(work({ links: carryOn(2, 2) })).toBe(sum(above) + sum(carried) + sum(afterCarried));
  });

  test("grows with the certificates of a path whose tree would multiply with each", () => {
    const short = work(crosswise(2, 10));
    const long = work(crosswise(2, 40));
    // Four times the depth. The tree would have 2^40 leaves.
    expect(long).toBeLessThan(5 * short);
    expect(answerSketched(crosswise(2, 40)).policies).toEqual(crosswise(2, 1).links[0]?.policies);
  });

  test("grows with the mappings of a certificate", () => {
    const few = work(crosswise(10, 11));
    const many = work(crosswise(20, 11));
    // Four times the mappings.
    expect(many).toBeLessThan(5 * few);
  });

  test("grows with the policies that anyPolicy carries on", () => {
    const carried = (policies: number) => work({ links: carryOn(policies, 11) });
    expect(carried(400)).toBeLessThan(5 * carried(100));
  });

  test("ends when the budget does", () => {
    expect(() => answerSketched(crosswise(150, 11))).toThrow(BudgetExhausted);
  });

  test("is paid for at every step", () => {
    const path = crosswise(3, 4);
    const enough = work(path);
    expect(answerSketched(path, new Budget(enough)).ok).toBe(true);
    for (let limit = 0; limit < enough; limit += WORK.comparison) {
      expect(() => answerSketched(path, new Budget(limit))).toThrow(BudgetExhausted);
    }
  });
});

function sum(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((total, part) => total + part * WORK.comparison, 0);
}

/** `count` policies in each of `length` certificates, every one mapped to every one: RFC 9618 section 3.1. */
function crosswise(count: number, length: number): PolicyPath {
  const policies = Array.from({ length: count }, (_, number) => `1.3.6.1.4.1.4711.${100 + number}`);
  const mappings = policies.flatMap((issuer) => policies.map((subject) => [issuer, subject] as const));
  return { links: [...Array.from({ length: length - 1 }, () => ({ policies, mappings })), { policies }] };
}

/** `count` policies that anyPolicy continues down to the leaf. */
function carryOn(count: number, length: number): readonly PolicyLink[] {
  const policies = Array.from({ length: count }, (_, number) => `1.3.6.1.4.1.4711.${100 + number}`);
  return [{ policies }, ...Array.from({ length: length - 1 }, () => ({ policies: ["2.5.29.32.0"] }))];
}
