import type { PolicyInputs } from "../../../src/path/policies.ts";
import type { CertificateOptions, KeyKind, NameInput } from "../../../src/testing/index.ts";

/** Everything is judged at this moment, and certificates are valid around it unless they say otherwise. */
export const TIME: Date = new Date("2026-06-01T00:00:00Z");

/** A key of the pool: its kind and which of that kind. */
export interface KeyName {
  readonly kind: KeyKind;
  readonly number: number;
}

/** One certificate before it is minted. Nothing of it is a secret or an octet more than its text, so that it can be printed. */
export interface CertificatePlan {
  readonly id: string;
  readonly place: "leaf" | "intermediate" | "anchor";
  /** The id of the certificate whose name and key issue this one; its own where it is self-signed. */
  readonly issuer: string;
  readonly subject: NameInput;
  readonly key: KeyName;
  /** Signs in place of the issuer's key. */
  readonly signingKey?: KeyName;
  /** How the authority key identifier differs from the issuer's subject key identifier. */
  readonly authorityKey?: "wrong" | "issuer-and-serial" | "wrong-serial" | "absent";
  readonly subjectKey?: "wrong" | "absent";
  /** Over what a certificate of its place usually holds. */
  readonly options: Omit<
    CertificateOptions,
    "subject" | "key" | "signWith" | "subjectKeyIdentifier" | "authorityKeyIdentifier"
  >;
}

/** A leaf, everything that may stand above it, and what is asked of its policies. */
export interface Hierarchy {
  /** The leaf first. */
  readonly certificates: readonly CertificatePlan[];
  readonly demands: PolicyDemands;
}

export type PolicyDemands = Partial<PolicyInputs>;

/** The hierarchy with one certificate replaced. */
export function withPlan(hierarchy: Hierarchy, id: string, changes: Partial<CertificatePlan>): Hierarchy {
  const certificates = hierarchy.certificates.map((plan) => (plan.id === id ? { ...plan, ...changes } : plan));
  return { ...hierarchy, certificates };
}

/** The hierarchy with options of one certificate replaced. */
export function withOptions(hierarchy: Hierarchy, id: string, options: CertificatePlan["options"]): Hierarchy {
  const certificates = hierarchy.certificates.map((plan) =>
    plan.id === id ? { ...plan, options: { ...plan.options, ...options } } : plan,
  );
  return { ...hierarchy, certificates };
}

export function planOf(hierarchy: Hierarchy, id: string): CertificatePlan {
  const plan = hierarchy.certificates.find((candidate) => candidate.id === id);
  if (plan === undefined) throw new RangeError(`no certificate ${id}`);
  return plan;
}

/** A hierarchy as JSON, octets in hexadecimal. */
export function describeHierarchy(hierarchy: Hierarchy): unknown {
  const text = JSON.stringify(hierarchy, (_, value: unknown) => {
    if (value instanceof Uint8Array) return `hex:${Buffer.from(value).toString("hex")}`;
    return typeof value === "bigint" ? `${value}n` : value;
  });
  return JSON.parse(text);
}
