import { describe } from "vitest";
import { ANY_POLICY } from "../../src/certificate/oids.ts";
import type { PolicyInputs } from "../../src/path/policies.ts";
import type { PolicyLink } from "./policy-path.ts";
import { ANY, BLUE, check, EXPLICIT, GOLD, NONE, RED } from "./policy-rows.ts";

// What the sections 4.8 to 4.12 of NIST's Public Key Interoperability Test Suite ask, with certificates of our own.

const demanding = (...initialPolicySet: string[]): Partial<PolicyInputs> => ({ ...EXPLICIT, initialPolicySet });
const red: PolicyLink = { policies: [RED] };
const blue: PolicyLink = { policies: [BLUE] };
const both: PolicyLink = { policies: [RED, BLUE] };

describe("certificate policies", () => {
  check([
    ["all the same, nothing demanded", { links: [red, red] }, [RED]],
    ["all the same, any demanded", { links: [red, red], inputs: EXPLICIT }, [RED]],
    ["all the same, and demanded", { links: [red, red], inputs: demanding(RED) }, [RED]],
    ["all the same, another demanded", { links: [red, red], inputs: demanding(BLUE) }, { refusedAt: 0 }],
    ["all the same, among the demanded", { links: [red, red], inputs: demanding(BLUE, RED) }, [RED]],
    ["none at all", { links: [NONE, NONE] }, []],
    ["none at all, any demanded", { links: [NONE, NONE], inputs: EXPLICIT }, { refusedAt: 1 }],
    ["different ones", { links: [red, blue] }, []],
    ["different ones, any demanded", { links: [red, blue], inputs: EXPLICIT }, { refusedAt: 0 }],
    ["different ones, both demanded", { links: [red, blue], inputs: demanding(RED, BLUE) }, { refusedAt: 0 }],
    ["different ones higher up, which the leaf does not heal", { links: [red, blue, red] }, []],
    [
      "different ones, demanded by a CA",
      { links: [{ ...red, requireExplicitPolicy: 0 }, red, blue] },
      { refusedAt: 0 },
    ],
    ["overlapping, the common one", { links: [both, red, both], inputs: demanding(RED) }, [RED]],
    ["overlapping, not the common one", { links: [both, red, both], inputs: demanding(BLUE) }, { refusedAt: 0 }],
    ["overlapping with nothing common to all", { links: [both, red, blue], inputs: EXPLICIT }, { refusedAt: 0 }],
    ["two everywhere, one of them demanded", { links: [both, both], inputs: demanding(BLUE) }, [BLUE]],
    ["two everywhere, a third demanded", { links: [both, both], inputs: demanding(GOLD) }, { refusedAt: 0 }],
    ["anyPolicy everywhere", { links: [ANY, ANY], inputs: EXPLICIT }, [ANY_POLICY]],
    ["anyPolicy everywhere, one demanded", { links: [ANY, ANY], inputs: demanding(RED) }, [RED]],
    ["anyPolicy in the CA, a policy in the leaf", { links: [ANY, red], inputs: demanding(RED) }, [RED]],
    ["anyPolicy in the CA, another in the leaf", { links: [ANY, red], inputs: demanding(BLUE) }, { refusedAt: 0 }],
    ["a policy in the CA, anyPolicy in the leaf", { links: [red, ANY], inputs: demanding(RED) }, [RED]],
    [
      "a policy in the CA, anyPolicy in the leaf, another demanded",
      { links: [red, ANY], inputs: demanding(BLUE) },
      { refusedAt: 0 },
    ],
    ["the leaf's policies stand alone below the anchor", { links: [both], inputs: demanding(BLUE) }, [BLUE]],
  ]);
});

describe("requireExplicitPolicy", () => {
  const skipping = (requireExplicitPolicy: number): PolicyLink => ({ requireExplicitPolicy });
  check([
    ["10, with four certificates below, none with a policy", { links: [skipping(10), NONE, NONE, NONE, NONE] }, []],
    ["5, with four below", { links: [skipping(5), NONE, NONE, NONE, NONE] }, []],
    ["4, with four below", { links: [skipping(4), NONE, NONE, NONE, NONE] }, { refusedAt: 0 }],
    ["0, all with a policy", { links: [{ ...red, ...skipping(0) }, red, red, red, red] }, [RED]],
    ["0, the leaf without", { links: [{ ...red, ...skipping(0) }, red, red, red, NONE] }, { refusedAt: 0 }],
    ["0, one above the leaf without", { links: [{ ...red, ...skipping(0) }, red, NONE, red, red] }, { refusedAt: 2 }],
    [
      "7, shortened to 2 and then 4 below that",
      { links: [skipping(7), skipping(2), skipping(4), NONE, NONE] },
      { refusedAt: 0 },
    ],
    ["2, one below", { links: [skipping(2), NONE] }, []],
    ["2, one and a self-issued one below", { links: [skipping(2), { selfIssued: true }, NONE] }, []],
    ["2, two below", { links: [skipping(2), NONE, NONE] }, { refusedAt: 0 }],
    [
      "2, two and a self-issued one below",
      { links: [skipping(2), { selfIssued: true }, NONE, NONE] },
      { refusedAt: 0 },
    ],
    [
      "2, two and two self-issued ones below, by turns",
      { links: [skipping(2), { selfIssued: true }, NONE, { selfIssued: true }, NONE] },
      { refusedAt: 0 },
    ],
  ]);
});

describe("policy mappings", () => {
  const redToBlue: PolicyLink = { policies: [RED], mappings: [[RED, BLUE]] };
  const redToBoth: PolicyLink = {
    policies: [RED],
    mappings: [
      [RED, BLUE],
      [RED, GOLD],
    ],
  };
  const gold: PolicyLink = { policies: [GOLD] };
  check([
    ["what is demanded is mapped", { links: [redToBlue, blue], inputs: demanding(RED) }, [RED]],
    [
      "what it is mapped to is not what is valid",
      { links: [redToBlue, blue], inputs: demanding(BLUE) },
      { refusedAt: 0 },
    ],
    [
      "mapped, but inhibited by the caller",
      { links: [redToBlue, blue], inputs: { ...EXPLICIT, inhibitPolicyMapping: true } },
      { refusedAt: 0 },
    ],
    ["one to many, the first in the leaf", { links: [redToBoth, blue], inputs: demanding(RED) }, [RED]],
    ["one to many, the second in the leaf", { links: [redToBoth, gold], inputs: demanding(RED) }, [RED]],
    ["one to many, the mapped one itself in the leaf", { links: [redToBoth, red], inputs: EXPLICIT }, { refusedAt: 0 }],
    [
      "one to many, then only one of the many goes on",
      { links: [redToBoth, both, gold], inputs: EXPLICIT },
      { refusedAt: 0 },
    ],
    [
      "many to one",
      {
        links: [
          {
            ...both,
            mappings: [
              [RED, GOLD],
              [BLUE, GOLD],
            ],
          },
          gold,
        ],
        inputs: demanding(BLUE),
      },
      [BLUE],
    ],
    [
      "through two domains and back",
      { links: [redToBlue, { ...blue, mappings: [[BLUE, RED]] }, red], inputs: demanding(RED) },
      [RED],
    ],
    ["under anyPolicy of the CA above", { links: [ANY, redToBlue, blue], inputs: demanding(RED) }, [RED]],
    ["anyPolicy in the leaf takes what is mapped to", { links: [redToBlue, ANY], inputs: demanding(RED) }, [RED]],
    ["from anyPolicy", { links: [{ ...ANY, mappings: [[ANY_POLICY, RED]] }, red] }, { refusedAt: 1 }],
    ["to anyPolicy", { links: [{ ...red, mappings: [[RED, ANY_POLICY]] }, red] }, { refusedAt: 1 }],
    [
      "two policies, one of them mapped",
      { links: [{ ...both, mappings: [[RED, GOLD]] }, { policies: [BLUE, GOLD] }], inputs: EXPLICIT },
      [RED, BLUE],
    ],
  ]);
});

describe("inhibitPolicyMapping", () => {
  const skipping = (inhibitPolicyMapping: number): PolicyLink => ({ ...red, inhibitPolicyMapping });
  const redToBlue: PolicyLink = { policies: [RED], mappings: [[RED, BLUE]] };
  const blueToGold: PolicyLink = { policies: [BLUE], mappings: [[BLUE, GOLD]] };
  const gold: PolicyLink = { policies: [GOLD] };
  const again: PolicyLink = { ...red, selfIssued: true };
  const inputs = EXPLICIT;
  check([
    ["0, mapped in the next", { links: [skipping(0), redToBlue, blue], inputs }, { refusedAt: 0 }],
    [
      "0, mapped in the next, the leaf has the policy itself",
      { links: [skipping(0), redToBlue, red], inputs },
      { refusedAt: 0 },
    ],
    [
      "0, another mapped in the next",
      { links: [skipping(0), { ...both, mappings: [[BLUE, GOLD]] }, red], inputs },
      [RED],
    ],
    ["1, mapped in the next", { links: [skipping(1), redToBlue, blue], inputs }, [RED]],
    [
      "1, mapped in the next and the one after",
      { links: [skipping(1), redToBlue, blueToGold, gold], inputs },
      { refusedAt: 0 },
    ],
    ["1, mapped only in the one after", { links: [skipping(1), red, redToBlue, blue], inputs }, { refusedAt: 0 }],
    [
      "5, shortened to 1 by the next",
      { links: [skipping(5), skipping(1), redToBlue, blueToGold, gold], inputs },
      { refusedAt: 0 },
    ],
    [
      "1, lengthened to 5 by the next",
      { links: [skipping(1), skipping(5), redToBlue, blue], inputs },
      { refusedAt: 0 },
    ],
    ["1, mapped after a self-issued one", { links: [skipping(1), again, redToBlue, blue], inputs }, [RED]],
    [
      "0, mapped in a self-issued one",
      { links: [skipping(0), { ...redToBlue, selfIssued: true }, blue], inputs },
      { refusedAt: 0 },
    ],
    [
      "1, mapped after a self-issued one and another",
      { links: [skipping(1), again, red, redToBlue, blue], inputs },
      { refusedAt: 0 },
    ],
  ]);
});

describe("inhibitAnyPolicy", () => {
  const skipping = (inhibitAnyPolicy: number): PolicyLink => ({ ...red, inhibitAnyPolicy });
  const again: PolicyLink = { ...ANY, selfIssued: true };
  const inputs = EXPLICIT;
  check([
    ["0, anyPolicy in the leaf", { links: [skipping(0), ANY], inputs }, { refusedAt: 0 }],
    [
      "0, the policy beside anyPolicy in the leaf",
      { links: [skipping(0), { policies: [ANY_POLICY, RED] }], inputs },
      [RED],
    ],
    ["0, the policy in the leaf", { links: [skipping(0), red], inputs }, [RED]],
    ["1, anyPolicy in the leaf", { links: [skipping(1), ANY], inputs }, [RED]],
    [
      "1, anyPolicy in the leaf, inhibited by the caller",
      { links: [skipping(1), ANY], inputs: { ...inputs, inhibitAnyPolicy: true } },
      { refusedAt: 0 },
    ],
    ["1, anyPolicy in the next and the leaf", { links: [skipping(1), ANY, ANY], inputs }, { refusedAt: 0 }],
    ["1, anyPolicy in the next, the policy in the leaf", { links: [skipping(1), ANY, red], inputs }, [RED]],
    ["5, shortened to 1 by the next", { links: [skipping(5), skipping(1), ANY, ANY], inputs }, { refusedAt: 0 }],
    ["1, lengthened to 5 by the next", { links: [skipping(1), skipping(5), ANY], inputs }, { refusedAt: 0 }],
    ["1, anyPolicy in a self-issued one and the next", { links: [skipping(1), again, ANY, red], inputs }, [RED]],
    ["1, anyPolicy in the next and then a self-issued one", { links: [skipping(1), ANY, again, red], inputs }, [RED]],
    [
      "1, anyPolicy in the next, a self-issued one and the leaf",
      { links: [skipping(1), ANY, again, ANY], inputs },
      { refusedAt: 0 },
    ],
    ["0, anyPolicy in a self-issued one, not the leaf", { links: [skipping(0), again, red], inputs }, [RED]],
    ["0, anyPolicy in a self-issued leaf", { links: [skipping(0), again], inputs }, { refusedAt: 0 }],
  ]);
});
