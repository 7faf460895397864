import type { Certificate } from "../certificate/certificate.ts";
import { type ComparableName, comparableName, configuredName } from "./comparable-name.ts";
import { type ComparableAltNames, comparableAltNames } from "./subject-alt-name-set.ts";

/** Whom the rules judge: a leaf whose path, or whose pin, was found valid before. */
export interface Candidate {
  readonly leaf: Certificate;
  /** The certificate that issued the leaf in the validated path. Undefined for a pin, which has no path. */
  readonly issuer: Certificate | undefined;
  /** False when only the key is pinned: its holder writes any name, so names, SANs and issuer meet no condition. */
  readonly namesVerified: boolean;
  /** What the path is valid for. `clientAuth` whenever it is valid for that, and for a pin. */
  readonly purpose: "clientAuth" | "serverAuth";
}

/** A candidate with what conditions compare, each computed when it is first asked for. */
export class CandidateFacts {
  readonly leaf: Certificate;
  readonly issuer: Certificate | undefined;
  readonly namesVerified: boolean;
  readonly purpose: Candidate["purpose"];
  #subject: ComparableName | undefined;
  #issuerName: ComparableName | undefined;
  #altNames: ComparableAltNames | undefined;

  constructor({ leaf, issuer, namesVerified, purpose }: Candidate) {
    this.leaf = leaf;
    this.issuer = issuer;
    this.namesVerified = namesVerified;
    this.purpose = purpose;
  }

  get subject(): ComparableName {
    this.#subject ??= comparableName(this.leaf.subject);
    return this.#subject;
  }

  /** Of the certificate that issued the leaf. */
  get issuerName(): ComparableName | undefined {
    if (this.issuer !== undefined) this.#issuerName ??= configuredName(this.issuer.subject);
    return this.#issuerName;
  }

  get altNames(): ComparableAltNames {
    this.#altNames ??= comparableAltNames(this.leaf);
    return this.#altNames;
  }
}
