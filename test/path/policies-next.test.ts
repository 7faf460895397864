import { describe } from "vitest";
import { ANY_POLICY } from "../../src/certificate/oids.ts";
import type { PolicyInputs } from "../../src/path/policies.ts";
import { ANY, BLUE, check, EXPLICIT, GOLD, NONE, RED, WHITE } from "./policy-rows.ts";

describe("6.1.4, preparation for the next certificate", () => {
  check([
    ["(a) a mapping from anyPolicy", { links: [{ ...ANY, mappings: [[ANY_POLICY, RED]] }, ANY] }, { refusedAt: 1 }],
    [
      "(a) a mapping to anyPolicy",
      {
        links: [
          {
            ...ANY,
            mappings: [
              [RED, BLUE],
              [RED, ANY_POLICY],
            ],
          },
          ANY,
        ],
      },
      { refusedAt: 1 },
    ],
    ["(a) also where the graph is NULL", { links: [{ mappings: [[RED, ANY_POLICY]] }, NONE] }, { refusedAt: 1 }],
    [
      "(a) not in the leaf, which issues nothing",
      { links: [ANY, { ...ANY, mappings: [[RED, ANY_POLICY]] }] },
      [ANY_POLICY],
    ],
    ["(b)(1) one to one", { links: [{ policies: [RED], mappings: [[RED, BLUE]] }, { policies: [BLUE] }] }, [RED]],
    [
      "(b)(1) what is mapped is expected no longer",
      { links: [{ policies: [RED], mappings: [[RED, BLUE]] }, { policies: [RED] }] },
      [],
    ],
    [
      "(b)(1) one to many, among them itself and one twice",
      {
        links: [
          {
            policies: [RED],
            mappings: [
              [RED, BLUE],
              [RED, RED],
              [RED, BLUE],
            ],
          },
          { policies: [RED, BLUE] },
        ],
      },
      [RED],
    ],
    [
      "(b)(1) exchanged",
      {
        links: [
          {
            policies: [RED, BLUE],
            mappings: [
              [RED, BLUE],
              [BLUE, RED],
            ],
          },
          { policies: [BLUE] },
        ],
      },
      [RED],
    ],
    [
      "(b)(1) in a chain",
      {
        links: [
          { policies: [RED], mappings: [[RED, BLUE]] },
          { policies: [BLUE], mappings: [[BLUE, GOLD]] },
          { policies: [GOLD, WHITE] },
        ],
      },
      [RED],
    ],
    [
      "(b)(1) only what stands in the certificate is mapped",
      { links: [{ policies: [BLUE], mappings: [[RED, BLUE]] }, { policies: [BLUE] }] },
      [BLUE],
    ],
    [
      "(b)(1) what anyPolicy in the certificate continues is mapped",
      { links: [{ policies: [RED] }, { ...ANY, mappings: [[RED, BLUE]] }, { policies: [BLUE] }] },
      [RED],
    ],
    [
      "(b)(2) what only anyPolicy stands for",
      { links: [{ ...ANY, mappings: [[RED, BLUE]] }, { policies: [BLUE] }] },
      [RED],
    ],
    [
      "(b)(2) beside anyPolicy, which still stands for the others",
      { links: [{ ...ANY, mappings: [[RED, BLUE]] }, { policies: [BLUE, GOLD] }] },
      [RED, GOLD],
    ],
    [
      "(b)(2) at a depth below the first",
      { links: [ANY, { ...ANY, mappings: [[RED, BLUE]] }, { policies: [BLUE] }], inputs: { initialPolicySet: [RED] } },
      [RED],
    ],
    [
      "(b)(3) inhibited: what would be mapped is deleted, the rest stays",
      {
        anchor: { inhibitPolicyMapping: 0 },
        links: [{ policies: [RED, BLUE], mappings: [[RED, GOLD]] }, { policies: [RED, BLUE, GOLD] }],
      },
      [BLUE],
    ],
    [
      "(b)(3) inhibited: nothing left is NULL, which the next certificate is refused for",
      {
        anchor: { inhibitPolicyMapping: 0 },
        links: [{ policies: [RED], mappings: [[RED, RED]] }, { policies: [RED] }],
        inputs: EXPLICIT,
      },
      { refusedAt: 0 },
    ],
    [
      "(b)(3) inhibited: anyPolicy stays as it is",
      { anchor: { inhibitPolicyMapping: 0 }, links: [{ ...ANY, mappings: [[RED, BLUE]] }, { policies: [BLUE] }] },
      [BLUE],
    ],
    ["(h) explicit_policy counts down", { links: [{ requireExplicitPolicy: 2 }, NONE, NONE] }, { refusedAt: 0 }],
    [
      "(h) explicit_policy counts down to a certificate that is refused",
      { links: [{ requireExplicitPolicy: 1 }, NONE, NONE] },
      { refusedAt: 0 },
    ],
    [
      "(h) not for a self-issued certificate",
      { links: [{ requireExplicitPolicy: 2 }, { selfIssued: true }, NONE] },
      [],
    ],
    ["(h) inhibit_anyPolicy counts down", { links: [{ ...ANY, inhibitAnyPolicy: 1 }, ANY, ANY] }, []],
    [
      "(h) inhibit_anyPolicy, not for a self-issued certificate",
      { links: [{ ...ANY, inhibitAnyPolicy: 1 }, { ...ANY, selfIssued: true }, ANY] },
      [ANY_POLICY],
    ],
    [
      "(h) policy_mapping counts down",
      {
        links: [
          { ...ANY, inhibitPolicyMapping: 1 },
          ANY,
          { policies: [RED], mappings: [[RED, BLUE]] },
          { policies: [BLUE] },
        ],
      },
      [],
    ],
    [
      "(h) policy_mapping, not for a self-issued certificate",
      {
        links: [
          { ...ANY, inhibitPolicyMapping: 1 },
          { ...ANY, selfIssued: true },
          { policies: [RED], mappings: [[RED, BLUE]] },
          { policies: [BLUE] },
        ],
      },
      [RED],
    ],
    ["(i)(1) at once", { links: [{ ...ANY, requireExplicitPolicy: 0 }, NONE] }, { refusedAt: 0 }],
    ["(i)(1) also where the graph is NULL already", { links: [{ requireExplicitPolicy: 0 }, ANY] }, { refusedAt: 0 }],
    [
      "(i)(1) only ever shortens",
      { links: [{ ...ANY, requireExplicitPolicy: 0 }, { ...ANY, requireExplicitPolicy: 9 }, NONE] },
      { refusedAt: 0 },
    ],
    [
      "(i)(2) does not bind the certificate itself",
      { links: [{ policies: [RED], mappings: [[RED, BLUE]], inhibitPolicyMapping: 0 }, { policies: [BLUE] }] },
      [RED],
    ],
    [
      "(i)(2) only ever shortens",
      {
        anchor: { inhibitPolicyMapping: 1 },
        links: [
          { ...ANY, inhibitPolicyMapping: 9 },
          { policies: [RED], mappings: [[RED, BLUE]] },
          { policies: [BLUE] },
        ],
      },
      [],
    ],
    [
      "(j) does not bind the certificate itself",
      { links: [{ ...ANY, inhibitAnyPolicy: 0 }, { policies: [RED] }] },
      [RED],
    ],
    [
      "(j) only ever shortens",
      { links: [{ ...ANY, inhibitAnyPolicy: 0 }, { policies: [RED], inhibitAnyPolicy: 9 }, ANY] },
      [],
    ],
  ]);
});

describe("6.1.5, wrap-up", () => {
  const accepting = (...initialPolicySet: string[]): Partial<PolicyInputs> => ({ ...EXPLICIT, initialPolicySet });
  check([
    ["(a) the leaf counts", { links: [{ ...ANY, requireExplicitPolicy: 1 }, NONE] }, { refusedAt: 0 }],
    [
      "(a) a self-issued leaf counts too",
      { links: [{ ...ANY, requireExplicitPolicy: 1 }, { selfIssued: true }] },
      { refusedAt: 0 },
    ],
    ["(a) and no more than the leaf", { links: [{ ...ANY, requireExplicitPolicy: 2 }, NONE] }, []],
    ["(b) the leaf requires a policy itself", { links: [ANY, { requireExplicitPolicy: 0 }] }, { refusedAt: 0 }],
    ["(b) the leaf requires one and has it", { links: [ANY, { policies: [RED], requireExplicitPolicy: 0 }] }, [RED]],
    ["(b) only zero counts in a leaf", { links: [ANY, { requireExplicitPolicy: 1 }] }, []],
    ["(g) what is accepted and valid", { links: [{ policies: [RED, BLUE] }], inputs: accepting(BLUE, GOLD) }, [BLUE]],
    [
      "(g) nothing valid that is accepted",
      { links: [{ policies: [RED, BLUE] }], inputs: accepting(GOLD) },
      { refusedAt: 0 },
    ],
    [
      "(g) nothing valid that is accepted, none required",
      { links: [{ policies: [RED] }], inputs: { initialPolicySet: [GOLD] } },
      [],
    ],
    [
      "(g) anyPolicy is valid for all that is accepted",
      { links: [ANY, ANY], inputs: accepting(BLUE, GOLD, BLUE) },
      [BLUE, GOLD],
    ],
    [
      "(g) anyPolicy above the leaf alone is not",
      { links: [ANY, { policies: [RED] }], inputs: accepting(BLUE) },
      { refusedAt: 0 },
    ],
    [
      "(g) anyPolicy beside a policy, one of two accepted",
      { links: [{ policies: [RED, ANY_POLICY] }], inputs: accepting(RED, BLUE) },
      [RED, BLUE],
    ],
    [
      "(g) anyPolicy among what is accepted",
      { links: [{ policies: [RED] }], inputs: accepting(BLUE, ANY_POLICY) },
      [RED],
    ],
    ["(g) nothing at all is accepted", { links: [ANY], inputs: accepting() }, { refusedAt: 0 }],
    [
      "(g) in terms of the anchor's domain, not the leaf's",
      { links: [{ policies: [RED], mappings: [[RED, BLUE]] }, { policies: [BLUE] }], inputs: accepting(BLUE) },
      { refusedAt: 0 },
    ],
  ]);
});
