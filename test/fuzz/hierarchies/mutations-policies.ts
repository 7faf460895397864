import { ANY_POLICY } from "../../../src/certificate/oids.ts";
import type { Random } from "../random.ts";
import { withOptions } from "./hierarchy.ts";
import { authorities, type Mutation, onAny, onAuthority } from "./mutation.ts";

const POLICIES: readonly string[] = ["1.3.6.1.4.1.99999.2.1", "1.3.6.1.4.1.99999.2.2", "1.3.6.1.4.1.99999.2.3"];
const WITH_ANY: readonly string[] = [...POLICIES, POLICIES[0] ?? "", POLICIES[0] ?? "", ANY_POLICY];

function policySet(random: Random): string[] {
  return [...new Set(random.several(WITH_ANY, 1, 3))];
}

/** Policies in all certificates, now and then one without. */
const everywhere: Mutation = (hierarchy, random) =>
  hierarchy.certificates.reduce(
    (changed, { id }) =>
      random.oneIn(10)
        ? changed
        : withOptions(changed, id, {
            certificatePolicies: [POLICIES[0] ?? "", ...policySet(random).filter((policy) => policy !== POLICIES[0])],
          }),
    hierarchy,
  );

const constrain = onAuthority((random) => ({
  policyConstraints: random.pick([
    { requireExplicitPolicy: random.below(3) },
    { inhibitPolicyMapping: random.below(3) },
    { requireExplicitPolicy: random.below(2), inhibitPolicyMapping: random.below(2) },
    { requireExplicitPolicy: 0, critical: false },
  ]),
}));

const map: Mutation = (hierarchy, random) => {
  const { id } = random.pick(authorities(hierarchy));
  const pairs = random.several(WITH_ANY, 1, 2).map((issuerDomainPolicy) => ({
    issuerDomainPolicy,
    subjectDomainPolicy: random.pick(WITH_ANY),
  }));
  return withOptions(hierarchy, id, { policyMappings: { mappings: pairs, critical: random.oneIn(2) } });
};

const demand: Mutation = (hierarchy, random) => ({
  ...hierarchy,
  demands: random.pick([
    { requireExplicitPolicy: true },
    { initialPolicySet: [POLICIES[0] ?? ""], requireExplicitPolicy: true },
    { inhibitAnyPolicy: true, requireExplicitPolicy: true },
    { inhibitPolicyMapping: true },
  ]),
});

export const POLICY_MUTATIONS: readonly Mutation[] = [
  everywhere,
  (hierarchy, random) => constrain(everywhere(hierarchy, random), random),
  (hierarchy, random) => demand(everywhere(hierarchy, random), random),
  (hierarchy, random) => demand(map(everywhere(hierarchy, random), random), random),
  (hierarchy, random) => constrain(map(everywhere(hierarchy, random), random), random),
  constrain,
  onAuthority((random) => ({ inhibitAnyPolicy: { skipCerts: random.below(3), critical: !random.oneIn(4) } })),
  onAny((random) => ({ certificatePolicies: { policies: policySet(random), critical: random.oneIn(3) } })),
];
