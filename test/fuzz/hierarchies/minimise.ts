import { compare, type Disagreement } from "./compare.ts";
import { DIFFERENCES, type Difference } from "./differences.ts";
import { type CertificatePlan, type Hierarchy, planOf } from "./hierarchy.ts";

/**
 * The smallest hierarchy found on which the same side accepts at the same level and nothing explains it: certificates, options and demands
 * are taken away one after the other for as long as that stays so.
 */
export async function minimise(
  openssl: string,
  disagreement: Disagreement,
  differences: readonly Difference[] = DIFFERENCES,
): Promise<Disagreement> {
  let smallest = disagreement;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of smaller(smallest.hierarchy)) {
      const found = await sameDisagreement(openssl, candidate, disagreement, differences);
      if (found === undefined) continue;
      smallest = found;
      shrunk = true;
      break;
    }
  }
  return smallest;
}

async function sameDisagreement(
  openssl: string,
  candidate: Hierarchy,
  { level, weAccept }: Disagreement,
  differences: readonly Difference[],
): Promise<Disagreement | undefined> {
  const { disagreements } = await compare(openssl, [candidate], differences);
  return disagreements.find(
    (found) => found.level === level && found.weAccept === weAccept && found.explainedBy === undefined,
  );
}

/** Everything that is one step smaller, the largest steps first. */
function* smaller(hierarchy: Hierarchy): Generator<Hierarchy> {
  for (const { id, place } of hierarchy.certificates) if (place !== "leaf") yield without(hierarchy, id);
  for (const demand of Object.keys(hierarchy.demands)) {
    yield { ...hierarchy, demands: omit(hierarchy.demands, demand) };
  }
  for (const plan of hierarchy.certificates) {
    for (const changed of simpler(plan)) {
      yield { ...hierarchy, certificates: hierarchy.certificates.map((other) => (other === plan ? changed : other)) };
    }
  }
}

/** What the certificate issued is issued by its own issuer; where it was self-signed, what it issued signs itself. */
function without(hierarchy: Hierarchy, id: string): Hierarchy {
  const { issuer } = planOf(hierarchy, id);
  const certificates = hierarchy.certificates
    .filter((plan) => plan.id !== id)
    .map((plan) => (plan.issuer === id ? { ...plan, issuer: issuer === id ? plan.id : issuer } : plan));
  return { ...hierarchy, certificates };
}

function* simpler(plan: CertificatePlan): Generator<CertificatePlan> {
  for (const field of ["signingKey", "authorityKey", "subjectKey"] as const) {
    if (plan[field] !== undefined) yield omit(plan, field);
  }
  if (plan.key.kind !== "ec-p256") yield { ...plan, key: { ...plan.key, kind: "ec-p256" } };
  for (const option of Object.keys(plan.options)) yield { ...plan, options: omit(plan.options, option) };
  for (const [option, value] of Object.entries(plan.options)) {
    for (const shorter of shorterValues(value)) yield { ...plan, options: { ...plan.options, [option]: shorter } };
  }
}

/** Lists with one item less, and objects with one such list or one member less. */
function* shorterValues(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    if (value.length > 1) for (const at of value.keys()) yield value.toSpliced(at, 1);
  } else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    for (const [name, member] of Object.entries(value)) {
      for (const shorter of shorterValues(member)) yield { ...value, [name]: shorter };
    }
  }
}

function omit<Whole extends object>(whole: Whole, name: string): Whole {
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as Whole;
}
