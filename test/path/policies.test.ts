import { describe, expect, test } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { ANY_POLICY } from "../../src/certificate/oids.ts";
import { Budget } from "../../src/path/budget.ts";
import { type PolicyInputs, PolicyState } from "../../src/path/policies.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { NOTHING_DEMANDED, type PolicyLink, type PolicyPath } from "./policy-path.ts";
import { ANY, BLUE, check, EXPLICIT, GOLD, NONE, RED } from "./policy-rows.ts";

describe("6.1.2, initialisation", () => {
  check([
    ["nothing demanded: no policies are fine", { links: [NONE, NONE] }, []],
    ["nothing demanded: anyPolicy all the way is valid for all", { links: [ANY, ANY] }, [ANY_POLICY]],
    ["(d) a policy demanded, none there", { links: [NONE, NONE], inputs: EXPLICIT }, { refusedAt: 1 }],
    ["(d) a policy demanded, and there", { links: [{ policies: [RED] }], inputs: EXPLICIT }, [RED]],
    [
      "(d) not demanded starts at n + 1: a limit of n applies after the leaf",
      below({ requireExplicitPolicy: 2 }, 2),
      { refusedAt: 0 },
    ],
    ["(d) not demanded starts at n + 1: a limit of n + 1 never applies", below({ requireExplicitPolicy: 3 }, 2), []],
    ["(e) anyPolicy inhibited counts for nothing", { links: [ANY], inputs: { inhibitAnyPolicy: true } }, []],
    [
      "(e) anyPolicy inhibited, and a policy demanded",
      { links: [ANY], inputs: { ...EXPLICIT, inhibitAnyPolicy: true } },
      { refusedAt: 0 },
    ],
    [
      "(e) a policy beside the inhibited anyPolicy counts",
      { links: [{ policies: [ANY_POLICY, RED] }], inputs: { ...EXPLICIT, inhibitAnyPolicy: true } },
      [RED],
    ],
    [
      "(f) mapping inhibited",
      {
        links: [{ policies: [RED], mappings: [[RED, BLUE]] }, { policies: [BLUE] }],
        inputs: { inhibitPolicyMapping: true },
      },
      [],
    ],
  ]);
});

describe("the anchor's certificate", () => {
  const redThenAny = [{ policies: [RED] }, ANY];
  check([
    ["requires a policy at once", { anchor: { requireExplicitPolicy: 0 }, links: [NONE, NONE] }, { refusedAt: 1 }],
    [
      "requires a policy, and there is one",
      { anchor: { requireExplicitPolicy: 0 }, links: [ANY, { policies: [RED] }] },
      [RED],
    ],
    ["inhibits anyPolicy at once", { anchor: { inhibitAnyPolicy: 0 }, links: redThenAny }, []],
    [
      "inhibits anyPolicy after one: itself does not count as the one",
      { anchor: { inhibitAnyPolicy: 1 }, links: [ANY, ANY] },
      [],
    ],
    ["inhibits anyPolicy after two", { anchor: { inhibitAnyPolicy: 2 }, links: [ANY, ANY] }, [ANY_POLICY]],
    [
      "inhibits mapping at once",
      {
        anchor: { inhibitPolicyMapping: 0 },
        links: [{ policies: [RED], mappings: [[RED, BLUE]] }, { policies: [BLUE] }],
      },
      [],
    ],
    ["has policies that do not count", { anchor: { policies: [BLUE] }, links: redThenAny, inputs: EXPLICIT }, [RED]],
    ["has mappings that do not count", { anchor: { ...ANY, mappings: [[BLUE, RED]] }, links: redThenAny }, [RED]],
  ]);
});

describe("6.1.3, basic processing", () => {
  check([
    [
      "(d)(1)(i) a policy continues the one that expects it",
      { links: [{ policies: [RED, BLUE] }, { policies: [RED] }] },
      [RED],
    ],
    [
      "(d)(1)(i) a policy that nobody expects is dropped",
      { links: [{ policies: [RED] }, { policies: [RED, BLUE] }] },
      [RED],
    ],
    [
      "(d)(1)(i) a policy continues all that expect it",
      {
        links: [
          {
            policies: [RED, BLUE],
            mappings: [
              [RED, GOLD],
              [BLUE, GOLD],
            ],
          },
          { policies: [GOLD] },
        ],
      },
      [RED, BLUE],
    ],
    [
      "(d)(1)(i) a match keeps a policy from hanging under anyPolicy too",
      { links: [{ policies: [RED, ANY_POLICY], mappings: [[RED, GOLD]] }, { policies: [GOLD] }] },
      [RED],
    ],
    [
      "(d)(1)(ii) anyPolicy takes what nobody expects",
      { links: [{ policies: [RED, ANY_POLICY] }, { policies: [BLUE] }] },
      [BLUE],
    ],
    ["(d)(2) anyPolicy continues what is expected", { links: [{ policies: [RED, BLUE] }, ANY] }, [RED, BLUE]],
    [
      "(d)(2) anyPolicy continues anyPolicy beside others",
      { links: [ANY, { policies: [RED, ANY_POLICY] }] },
      [RED, ANY_POLICY],
    ],
    [
      "(d)(2) anyPolicy does not bring back what was dropped",
      { links: [{ policies: [RED] }, ANY, { policies: [BLUE] }] },
      [],
    ],
    [
      "(d)(2) inhibited anyPolicy counts in a self-issued CA certificate",
      { anchor: { inhibitAnyPolicy: 0 }, links: [{ ...ANY, selfIssued: true }, { policies: [RED] }] },
      [RED],
    ],
    [
      "(d)(2) inhibited anyPolicy does not count in a self-issued leaf",
      { anchor: { inhibitAnyPolicy: 0 }, links: [{ policies: [RED] }, { ...ANY, selfIssued: true }] },
      [],
    ],
    [
      "(d)(3) what has no descendant is not valid",
      { links: [{ policies: [RED, BLUE] }, { policies: [RED, BLUE], mappings: [[RED, GOLD]] }, { policies: [GOLD] }] },
      [RED],
    ],
    [
      "(d)(3) nothing left is NULL, and stays so under anyPolicy",
      { links: [{ policies: [RED] }, { policies: [BLUE] }, ANY], inputs: EXPLICIT },
      { refusedAt: 1 },
    ],
    ["(e) without policies nothing is valid, for good", { links: [ANY, NONE, ANY] }, []],
    ["(f) required and NULL", { links: [ANY, NONE, ANY], inputs: EXPLICIT }, { refusedAt: 1 }],
    ["(f) required and NULL at the leaf", { links: [ANY, NONE], inputs: EXPLICIT }, { refusedAt: 0 }],
  ]);
});

describe("findings", () => {
  const leafOf = (options: Parameters<ReturnType<typeof createAuthority>["issue"]>[0]) =>
    parseCertificate(createAuthority().issue(options).der);
  const start = (inputs: Partial<PolicyInputs> = {}) =>
    new PolicyState({ ...NOTHING_DEMANDED, ...inputs }, 1, new Budget(1000));

  test("say what is missing, and where", () => {
    const leaf = leafOf({ certificatePolicies: [RED] });
    expect(start(EXPLICIT).process(leafOf({}), 0, false)).toEqual({
      code: "policy_not_satisfied",
      certificateIndex: 0,
      severity: "error",
      details: { problem: "one is required, and the path down to this certificate is valid for none" },
    });
    const state = start({ ...EXPLICIT, initialPolicySet: [BLUE] });
    expect(state.process(leaf, 0, false)).toBeUndefined();
    state.wrapUp(leaf);
    expect(state.intersect()).toEqual({
      finding: {
        code: "policy_not_satisfied",
        certificateIndex: 0,
        severity: "error",
        details: { problem: "one is required, and the path is valid for none that is accepted" },
      },
      policies: [],
    });
    const mapping = { mappings: [{ issuerDomainPolicy: ANY_POLICY, subjectDomainPolicy: RED }] };
    expect(start().applyMappings(leafOf({ policyMappings: mapping }), 3)).toMatchObject({
      certificateIndex: 3,
      details: { problem: "its policyMappings names anyPolicy" },
    });
  });

  test("a path is not changed by one validated before it", () => {
    const spoiling = start();
    const mapping = { mappings: [{ issuerDomainPolicy: RED, subjectDomainPolicy: BLUE }] };
    // Out of order on purpose: what it would spoil is depth zero, where every path starts.
    spoiling.applyMappings(leafOf({ policyMappings: mapping }), 0);
    const leaf = leafOf({ certificatePolicies: [BLUE] });
    const state = start(EXPLICIT);
    state.process(leaf, 0, false);
    state.wrapUp(leaf);
    expect(state.intersect().policies).toEqual([BLUE]);
  });
});

/** `count` certificates without policies below an anchor. */
function below(anchor: PolicyLink, count: number): PolicyPath {
  return { anchor, links: Array.from({ length: count }, () => NONE) };
}
