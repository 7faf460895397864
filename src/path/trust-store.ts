import type { Certificate } from "../certificate/certificate.ts";
import type { Name } from "../certificate/name.ts";

/** A certificate that may be the issuer of another. */
export interface Issuer {
  readonly certificate: Certificate;
  /** Whether a path may end here. */
  readonly isAnchor: boolean;
}

/** Where path building finds issuers. */
export interface IssuerSource {
  /** Those whose subject equals `name` (RFC 5280 section 7.1), in no particular order. */
  issuersOf(name: Name): readonly Issuer[];
}

const NONE: readonly Issuer[] = [];

/**
 * Certificates by subject. Looking one up costs the same however many there are: first by the encoded name, which is how a CA
 * nearly always writes it, then by the normalised one.
 */
export class TrustStore implements IssuerSource {
  readonly #byKey = new Map<string, Issuer[]>();
  readonly #byEncoding = new Map<string, readonly Issuer[]>();

  constructor(anchors: readonly Certificate[], intermediates: readonly Certificate[]) {
    const seen = new Set<string>();
    for (const certificate of anchors) this.#add({ certificate, isAnchor: true }, seen);
    for (const certificate of intermediates) this.#add({ certificate, isAnchor: false }, seen);
  }

  issuersOf(name: Name): readonly Issuer[] {
    return this.#byEncoding.get(name.encodedKey) ?? this.#byKey.get(name.key) ?? NONE;
  }

  /** A certificate that is both is an anchor. */
  #add(issuer: Issuer, seen: Set<string>): void {
    const { subject, sha256 } = issuer.certificate;
    if (seen.has(sha256)) return;
    seen.add(sha256);
    const sameName = this.#byKey.get(subject.key);
    if (sameName === undefined) this.#byKey.set(subject.key, [issuer]);
    else sameName.push(issuer);
    this.#byEncoding.set(subject.encodedKey, this.#byKey.get(subject.key) as readonly Issuer[]);
  }
}
