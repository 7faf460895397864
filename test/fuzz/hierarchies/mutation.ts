import type { Random } from "../random.ts";
import { type CertificatePlan, type Hierarchy, withOptions } from "./hierarchy.ts";

/** A change of a hierarchy; the hierarchy itself stays as it is. */
export type Mutation = (hierarchy: Hierarchy, random: Random) => Hierarchy;

export function authorities({ certificates }: Hierarchy): readonly CertificatePlan[] {
  return certificates.filter(({ place }) => place !== "leaf");
}

/** New options of an authority that comes as it comes. */
export function onAuthority(options: (random: Random) => CertificatePlan["options"]): Mutation {
  return (hierarchy, random) => withOptions(hierarchy, random.pick(authorities(hierarchy)).id, options(random));
}

export function onLeaf(options: (random: Random) => CertificatePlan["options"]): Mutation {
  return (hierarchy, random) => withOptions(hierarchy, "leaf", options(random));
}

/** New options of any certificate, the leaf as often as all authorities together. */
export function onAny(options: (random: Random) => CertificatePlan["options"]): Mutation {
  const [leaf, authority] = [onLeaf(options), onAuthority(options)];
  return (hierarchy, random) => (random.oneIn(2) ? leaf : authority)(hierarchy, random);
}

/** An id that no certificate has yet. */
export function freshId({ certificates }: Hierarchy, prefix: string): string {
  return `${prefix}${certificates.filter(({ id }) => id.startsWith(prefix)).length + 1}`;
}

/** What a hierarchy's names end with. */
export function mark({ certificates }: Hierarchy): string {
  const text = certificates
    .map(({ subject }) => subject)
    .find((subject) => typeof subject === "string" && /O=H\d+$/.test(subject));
  return /O=H\d+$/.exec(String(text))?.[0] ?? "O=H";
}
