import type { Condition } from "./condition.ts";

/**
 * Whom to admit, as an operator writes it in code or, as JSON, in `CLIENT_CERT_ALLOW`. Every member that is present must
 * hold (AND); of a list one entry must (OR). At least one member beside `name` and `extendedKeyUsage` is needed.
 */
export interface ClientRule {
  /** What `req.clientCert.caller` says when this rule matched. Absent: the matched entry as written. */
  readonly name?: string;
  /**
   * Distinguished name of the certificate that issued the leaf: the whole name, or some of it when it ends in `,*`.
   * Absent: any issuer that leads to an anchor.
   */
  readonly issuer?: string | readonly string[];
  /** Distinguished name of the leaf, written as `issuer` is. Absent: any. */
  readonly subject?: string | readonly string[];
  /** Subject alternative names: `dns:`, `uri:`, `email:`, `ip:` or `upn:` and the value. Absent: any. */
  readonly san?: string | readonly string[];
  /**
   * SHA-256 of the certificate, 64 hexadecimal digits; separators are allowed. SHA-1 (40 digits) is taken, with a
   * warning, only beside an issuer, subject, SAN or key. Absent: any.
   */
  readonly thumbprint?: string | readonly string[];
  /** `spki-sha256:` and the SHA-256 of the SubjectPublicKeyInfo, in hexadecimal or base64. Absent: any. */
  readonly key?: string | readonly string[];
  /**
   * Default `clientAuth`. `clientAuth-or-serverAuth` also admits a certificate that is made for servers only, and is
   * allowed only beside a SAN or key: public CAs sell such certificates to everyone.
   */
  readonly extendedKeyUsage?: "clientAuth" | "clientAuth-or-serverAuth";
}

/** A rule that was read without a problem. Frozen; it has at least one condition. */
export interface CompiledRule {
  readonly name: string | undefined;
  /** How findings and problems call it: `rule "billing"`, or `rule 2` when it has no name. */
  readonly label: string;
  /** All must be met. In the order in which they are tried, the cheapest first. */
  readonly conditions: readonly Condition[];
  /** Whether a path that is valid for serverAuth only may match. */
  readonly acceptsServerAuth: boolean;
}
