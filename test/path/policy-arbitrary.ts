import fc from "fast-check";
import { ANY_POLICY } from "../../src/certificate/oids.ts";
import type { PolicyLink, PolicyPath } from "./policy-path.ts";
import { BLUE, GOLD, RED } from "./policy-rows.ts";

const NAMED = [RED, BLUE, GOLD];

/** `percent` of the values come from `arbitrary`, the others are undefined. */
function sometimes<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: percent, arbitrary }, { weight: 100 - percent, arbitrary: fc.constant(undefined) });
}

const flag = (percent: number) => sometimes(percent, fc.constant(true)).map((value) => value === true);
const skip = (percent: number) => sometimes(percent, fc.nat(3));
const policy = fc.constantFrom(...NAMED);
const policies = fc
  .tuple(fc.subarray(NAMED), flag(40))
  .map(([named, any]) => (any || named.length === 0 ? [...named, ANY_POLICY] : named));
const mappable = fc.oneof({ weight: 60, arbitrary: policy }, { weight: 1, arbitrary: fc.constant(ANY_POLICY) });
const mappings = fc.array(fc.tuple(mappable, mappable), { minLength: 1, maxLength: 6 });

const constraints = {
  requireExplicitPolicy: skip(15),
  inhibitPolicyMapping: skip(15),
  inhibitAnyPolicy: skip(15),
};
const leaf = fc.record({ ...constraints, policies: sometimes(94, policies) });
const intermediate = fc.record({
  ...constraints,
  policies: sometimes(94, policies),
  mappings: sometimes(50, mappings),
  selfIssued: flag(20),
});

const inputs = fc.record({
  initialPolicySet: fc.oneof(fc.constant([ANY_POLICY]), fc.subarray(NAMED, { minLength: 1 })),
  requireExplicitPolicy: flag(50),
  inhibitPolicyMapping: flag(10),
  inhibitAnyPolicy: flag(10),
});

/** Small paths in which policies often, and often not, come through. */
export const policyPath: fc.Arbitrary<PolicyPath> = fc
  .record({
    anchor: fc.record(constraints),
    intermediates: fc.array(intermediate, { maxLength: 4 }),
    leaf,
    leafIsSelfIssued: flag(10),
    inputs,
  })
  .map(({ anchor, intermediates, leaf: last, leafIsSelfIssued, inputs: demanded }) => ({
    anchor: present(anchor),
    links: [...intermediates.map(present), { ...present(last), selfIssued: leafIsSelfIssued }],
    inputs: demanded,
  }));

type Drawn = { readonly [Member in keyof PolicyLink]: PolicyLink[Member] | undefined };

/** Without the members that are undefined. */
function present(link: Drawn): PolicyLink {
  return Object.fromEntries(Object.entries(link).filter(([, value]) => value !== undefined));
}
