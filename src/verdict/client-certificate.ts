import type { Certificate } from "../certificate/certificate.ts";

/** What admitted a caller: a rule, one of the two kinds of pin, or `allow: "any-from-anchors"`. */
export type MatchedBy = "rule" | "pinned-certificate" | "pinned-key" | "any-from-anchors";

/**
 * The caller that was let in, as the application sees it in `req.clientCert`. Read-only; `JSON.stringify` and
 * `console.log` show its texts and dates. No text holds a control character, and yet each is only what a certificate
 * says: compare whole texts, never parts.
 */
export interface ClientCertificate {
  /**
   * Who it is: the name of the rule that matched; of an unnamed rule the matched entry as written; of a pin the pin;
   * else `subject`, or without one the first subject alternative name, or `sha256:` and the hash. Never empty.
   */
  readonly caller: string;
  readonly matchedBy: MatchedBy;
  /**
   * False when the key is pinned: whoever holds the key can write any name and date into a certificate for it, so only
   * `caller` means something.
   */
  readonly namesVerified: boolean;
  /** RFC 4514. Empty when the certificate has no subject. */
  readonly subject: string;
  /** RFC 4514. */
  readonly issuer: string;
  /**
   * `dns:`, `uri:`, `email:`, `ip:` or `upn:` and the name, in the certificate's order. Names of other kinds, and those
   * that cannot be printed, are left out.
   */
  readonly subjectAltNames: readonly string[];
  /** Lower-case hexadecimal; a leading `00` belongs to it. */
  readonly serialNumber: string;
  /** Of the whole certificate, lower-case hexadecimal. */
  readonly sha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** The parsed certificate. Not enumerable. */
  readonly certificate: Certificate;
  /** The validated path, leaf first, anchor last; of a pin the leaf alone. Not enumerable. */
  readonly path: readonly Certificate[];
}

/** Who the caller is, and how to write its other names. */
export interface Match {
  readonly matchedBy: MatchedBy;
  /** Absent: what the certificate calls itself. */
  readonly caller?: string;
  /** The subject alternative names as rules write them; asked at most once, when the application asks. */
  readonly describeAltNames: (leaf: Certificate) => readonly string[];
}

/**
 * What the application gets to see of an admitted caller. Everything is computed when it is first asked for, since most
 * requests ask for `caller` alone.
 *
 * @param path The validated path, leaf first. Absent, for a pin: the leaf alone.
 */
export function toClientCertificate(
  match: Match,
  leaf: Certificate,
  path: readonly Certificate[] = [leaf],
): ClientCertificate {
  return new ClientCertificateView(match, leaf, path);
}

class ClientCertificateView implements ClientCertificate {
  readonly #match: Match;
  readonly #leaf: Certificate;
  readonly #path: readonly Certificate[];
  #subject: string | undefined;
  #issuer: string | undefined;
  #subjectAltNames: readonly string[] | undefined;

  static {
    Object.freeze(ClientCertificateView.prototype);
  }

  constructor(match: Match, leaf: Certificate, path: readonly Certificate[]) {
    this.#match = match;
    this.#leaf = leaf;
    this.#path = Object.freeze([...path]);
    Object.freeze(this);
  }

  get caller(): string {
    return this.#match.caller ?? this.#ownName;
  }

  get #ownName(): string {
    return this.subject || (this.subjectAltNames[0] ?? `sha256:${this.sha256}`);
  }

  get matchedBy(): MatchedBy {
    return this.#match.matchedBy;
  }

  get namesVerified(): boolean {
    return this.#match.matchedBy !== "pinned-key";
  }

  get subject(): string {
    this.#subject ??= this.#leaf.subject.toString();
    return this.#subject;
  }

  get issuer(): string {
    this.#issuer ??= this.#leaf.issuer.toString();
    return this.#issuer;
  }

  get subjectAltNames(): readonly string[] {
    this.#subjectAltNames ??= Object.freeze([...this.#match.describeAltNames(this.#leaf)]);
    return this.#subjectAltNames;
  }

  get serialNumber(): string {
    return this.#leaf.serialNumber;
  }

  get sha256(): string {
    return this.#leaf.sha256;
  }

  // A new object each time: a Date can be changed, and this one might be shared.
  get notBefore(): Date {
    return new Date(this.#leaf.notBefore);
  }

  get notAfter(): Date {
    return new Date(this.#leaf.notAfter);
  }

  get certificate(): Certificate {
    return this.#leaf;
  }

  get path(): readonly Certificate[] {
    return this.#path;
  }

  /** The texts and dates, without the certificates. */
  toJSON(): Readonly<Record<string, unknown>> {
    return {
      caller: this.caller,
      matchedBy: this.matchedBy,
      namesVerified: this.namesVerified,
      subject: this.subject,
      issuer: this.issuer,
      subjectAltNames: this.subjectAltNames,
      serialNumber: this.serialNumber,
      sha256: this.sha256,
      notBefore: this.notBefore,
      notAfter: this.notAfter,
    };
  }

  /** What `console.log` shows: the same as JSON. */
  [Symbol.for("nodejs.util.inspect.custom")](
    _: number,
    options: object,
    inspect: (shown: unknown, how: object) => string,
  ): string {
    return `ClientCertificate ${inspect(this.toJSON(), options)}`;
  }
}
