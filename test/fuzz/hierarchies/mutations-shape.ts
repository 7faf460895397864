import type { Random } from "../random.ts";
import { type CertificatePlan, type Hierarchy, planOf, withPlan } from "./hierarchy.ts";
import { authorities, freshId, type Mutation } from "./mutation.ts";

function add(hierarchy: Hierarchy, ...plans: readonly CertificatePlan[]): Hierarchy {
  return { ...hierarchy, certificates: [...hierarchy.certificates, ...plans] };
}

/** First among the authorities, where a list is searched from its beginning. */
function addBefore(hierarchy: Hierarchy, plan: CertificatePlan): Hierarchy {
  const [leaf, ...others] = hierarchy.certificates as readonly [CertificatePlan, ...CertificatePlan[]];
  return { ...hierarchy, certificates: [leaf, plan, ...others] };
}

function addSomewhere(hierarchy: Hierarchy, plan: CertificatePlan, random: Random): Hierarchy {
  return random.oneIn(2) ? add(hierarchy, plan) : addBefore(hierarchy, plan);
}

const freshKey = (random: Random): CertificatePlan["key"] => ({ kind: "ec-p256", number: 10 + random.below(8) });

/** Key roll-over: a certificate between an authority and what it issued, of the authority's name with a new key. */
const rollOver: Mutation = (hierarchy, random) => {
  const old = random.pick(authorities(hierarchy));
  const id = freshId(hierarchy, "new");
  const renewed = {
    id,
    place: "intermediate",
    issuer: old.id,
    subject: old.subject,
    key: freshKey(random),
    options: {},
  } as const;
  const certificates = hierarchy.certificates.map((plan) =>
    plan.issuer === old.id && plan.id !== old.id ? { ...plan, issuer: id } : plan,
  );
  return add({ ...hierarchy, certificates }, renewed);
};

/** Another anchor that vouches for an authority. Sometimes the first anchor is gone. */
const crossSign: Mutation = (hierarchy, random) => {
  const target = random.pick(authorities(hierarchy));
  const anchor = freshId(hierarchy, "other");
  const crossed: Hierarchy = [
    { ...target, id: `${anchor}-cross`, place: "intermediate", issuer: anchor } as const,
    {
      id: anchor,
      place: "anchor",
      issuer: anchor,
      subject: String(planOf(hierarchy, "ca0").subject).replace("ca0", anchor),
      key: freshKey(random),
      options: {},
    } as const,
  ].reduce<Hierarchy>((changed, plan) => addSomewhere(changed, plan, random), hierarchy);
  return random.oneIn(3) ? withPlan(crossed, "ca0", { place: "intermediate" }) : crossed;
};

/** Another authority of the same name, with another key. */
const namesake: Mutation = (hierarchy, random) => {
  const twin = random.pick(authorities(hierarchy));
  const id = freshId(hierarchy, "twin");
  const issuer = twin.issuer === twin.id ? id : twin.issuer;
  return addSomewhere(hierarchy, { ...twin, id, issuer, key: freshKey(random), options: {} }, random);
};

/** The same authority once more: name and key, but other dates or extensions to come. */
const reissue: Mutation = (hierarchy, random) => {
  const twin = random.pick(authorities(hierarchy));
  const id = freshId(hierarchy, "again");
  const issuer = twin.issuer === twin.id ? id : twin.issuer;
  const options = random.oneIn(2) ? { notAfter: new Date("2026-05-01T00:00:00Z") } : { serialNumber: 99 };
  return addSomewhere(hierarchy, { ...twin, id, issuer, options }, random);
};

/** A path may end at an intermediate that is an anchor; the root may still be there. */
const partial: Mutation = (hierarchy, random) => {
  const intermediates = hierarchy.certificates.filter(({ place }) => place === "intermediate");
  if (intermediates.length === 0) return hierarchy;
  const trusted = withPlan(hierarchy, random.pick(intermediates).id, { place: "anchor" });
  return random.oneIn(2) ? withPlan(trusted, "ca0", { place: "intermediate" }) : trusted;
};

const lose: Mutation = (hierarchy, random) => {
  const place = "intermediate" as const;
  const root = random.oneIn(2) ? "ca0" : random.pick(authorities(hierarchy)).id;
  return withPlan(hierarchy, root, { place, signingKey: { kind: "ec-p256", number: 19 } });
};

export const SHAPE_MUTATIONS: readonly Mutation[] = [
  rollOver,
  rollOver,
  crossSign,
  crossSign,
  namesake,
  namesake,
  reissue,
  reissue,
  partial,
  partial,
  lose,
  // A root among the intermediates only.
  (hierarchy) => withPlan(hierarchy, "ca0", { place: "intermediate" }),
  // The leaf has the name of its issuer, or is its own.
  (hierarchy) => withPlan(hierarchy, "leaf", { subject: planOf(hierarchy, planOf(hierarchy, "leaf").issuer).subject }),
  (hierarchy, random) => (random.oneIn(3) ? withPlan(hierarchy, "leaf", { issuer: "leaf" }) : hierarchy),
];
