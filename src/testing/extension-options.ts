import type { GeneralNameInput } from "./general-name.ts";

/** Names of the KeyUsage bits (RFC 5280 section 4.2.1.3). */
export type KeyUsageName =
  | "digitalSignature"
  | "nonRepudiation"
  | "keyEncipherment"
  | "dataEncipherment"
  | "keyAgreement"
  | "keyCertSign"
  | "cRLSign"
  | "encipherOnly"
  | "decipherOnly";

/** An extension as it is written, whatever it holds. */
export interface ExtraExtension {
  /** Dotted object identifier. */
  readonly oid: string;
  /** Default false. */
  readonly critical?: boolean;
  /** What the OCTET STRING holds: DER, or anything. */
  readonly value: Uint8Array;
}

/**
 * `true`: the usual value, SHA-1 of the key (RFC 5280 section 4.2.1.2). Octets: that identifier. `raw`: the
 * extension's value.
 */
export type KeyIdentifierInput = boolean | Uint8Array | { readonly raw: Uint8Array };

/**
 * The extensions of RFC 5280 section 4.2.1 that path validation looks at, and any other. In a v3 certificate an
 * absent member means what the profile says (`CERTIFICATE_PROFILES`); `false` leaves the extension out. In v1
 * and v2 only what is spelled out is written.
 */
export interface ExtensionOptions {
  /** `critical` is true and `explicitDefault` false by default; the latter writes cA FALSE out. */
  readonly basicConstraints?:
    | {
        readonly cA: boolean;
        readonly pathLenConstraint?: number;
        readonly critical?: boolean;
        readonly explicitDefault?: boolean;
      }
    | false;
  /** `critical` is true by default; `untrimmed` writes trailing zero bits, which DER forbids and tools produce. */
  readonly keyUsage?:
    | readonly KeyUsageName[]
    | { readonly bits: readonly KeyUsageName[]; readonly critical?: boolean; readonly untrimmed?: boolean }
    | false;
  /** Purposes by RFC 5280's name (`clientAuth`), `smartcardLogon`, or object identifier. Not critical by default. */
  readonly extKeyUsage?:
    | readonly string[]
    | { readonly purposes: readonly string[]; readonly critical?: boolean }
    | false;
  /** Not critical by default. */
  readonly subjectAltName?:
    | readonly GeneralNameInput[]
    | { readonly names: readonly GeneralNameInput[]; readonly critical?: boolean }
    | false;
  readonly subjectKeyIdentifier?: KeyIdentifierInput;
  readonly authorityKeyIdentifier?: KeyIdentifierInput;
  /** Policies by object identifier, without qualifiers. Not critical by default. */
  readonly certificatePolicies?:
    | readonly string[]
    | { readonly policies: readonly string[]; readonly critical?: boolean }
    | false;
  /** Critical by default (RFC 5280 section 4.2.1.5). */
  readonly policyMappings?:
    | {
        readonly mappings: readonly { readonly issuerDomainPolicy: string; readonly subjectDomainPolicy: string }[];
        readonly critical?: boolean;
      }
    | false;
  /** Critical by default (RFC 5280 section 4.2.1.10). */
  readonly nameConstraints?:
    | {
        readonly permitted?: readonly GeneralNameInput[];
        readonly excluded?: readonly GeneralNameInput[];
        readonly critical?: boolean;
      }
    | false;
  /** Critical by default (RFC 5280 section 4.2.1.11). */
  readonly policyConstraints?:
    | { readonly requireExplicitPolicy?: number; readonly inhibitPolicyMapping?: number; readonly critical?: boolean }
    | false;
  /** A number is `skipCerts`. Critical by default (RFC 5280 section 4.2.1.14). */
  readonly inhibitAnyPolicy?: number | { readonly skipCerts: number; readonly critical?: boolean } | false;
  /** Written after the others, in this order; nothing stops a duplicate. */
  readonly extraExtensions?: readonly ExtraExtension[];
  /** Writes `critical FALSE` out wherever it is the value, which DER forbids and tools produce. Default false. */
  readonly explicitCriticalFalse?: boolean;
}

/** What a v3 certificate carries when its options do not say otherwise. */
export const CERTIFICATE_PROFILES: {
  readonly authority: ExtensionOptions;
  readonly endEntity: ExtensionOptions;
} = {
  authority: {
    basicConstraints: { cA: true },
    keyUsage: ["keyCertSign", "cRLSign"],
    subjectKeyIdentifier: true,
  },
  endEntity: {
    keyUsage: ["digitalSignature"],
    extKeyUsage: ["clientAuth"],
    subjectKeyIdentifier: true,
    authorityKeyIdentifier: true,
  },
};
