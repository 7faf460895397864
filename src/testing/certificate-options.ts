import type { KeyObject } from "node:crypto";
import type { ExtensionOptions } from "./extension-options.ts";
import type { KeyKind, KeyPair } from "./keys.ts";
import type { NameInput } from "./name.ts";
import type { SignatureKind } from "./signature.ts";

/**
 * A point in time. A date alone is written as RFC 5280 section 4.1.2.5 says (UTCTime through 2049); with `encoding`
 * in that type. A string is the content of the type as it is, right or wrong.
 */
export type TimeInput = Date | { readonly time: Date | string; readonly encoding: "utc" | "generalized" };

/** What a certificate says, and how it is spoilt. Every member has a default. */
export interface CertificateOptions extends ExtensionOptions {
  /** Default `CN=Test Root CA`, `CN=Test Issuing CA` or `CN=Test Client`. */
  readonly subject?: NameInput;
  /** A kind of key to make, or a key pair. Default `ec-p256`. */
  readonly key?: KeyKind | KeyPair;
  /**
   * RSA and DSA keys take long to make, so end-entity certificates of one process share one per kind; `true` makes a
   * new one. Authorities and self-signed certificates always get their own. Default false.
   */
  readonly fresh?: boolean;
  /** The SubjectPublicKeyInfo in DER, in place of that of `key`: for keys that no tool makes. */
  readonly subjectPublicKeyInfo?: Uint8Array;
  /** A number, or the content octets of the INTEGER as they are. Default 16 random octets, positive. */
  readonly serialNumber?: bigint | number | Uint8Array;
  /** Default one day ago. */
  readonly notBefore?: TimeInput;
  /** Default one year from now. */
  readonly notAfter?: TimeInput;
  /** Default 3. A v1 or v2 certificate carries only the extensions that the options spell out. */
  readonly version?: 1 | 2 | 3;
  /** Default what suits the signing key: SHA-256, with P-384 and P-521 the longer hash, with an RSA-PSS key PSS. */
  readonly signature?: SignatureKind;
  /** The issuer's name as written into the certificate. Default the subject of the authority that issues. */
  readonly issuer?: NameInput;
  /** Whose private key signs. Default the key of the authority that issues. */
  readonly signWith?: { readonly privateKey: KeyObject };
  /** Ways to be wrong that no other option reaches. */
  readonly corrupt?: CorruptOptions;
}

/** Ways to spoil a certificate. They combine, in the order in which they stand here. */
export interface CorruptOptions {
  /** The AlgorithmIdentifier inside the signed part: another kind, or DER. */
  readonly innerAlgorithm?: SignatureKind | Uint8Array;
  /** Changes the signed part (a TBSCertificate in DER) before it is signed. */
  readonly editTbs?: (tbs: Uint8Array) => Uint8Array;
  /** Flips one bit of the signature. */
  readonly signature?: boolean;
  /** The AlgorithmIdentifier beside the signature: another kind, or DER. */
  readonly outerAlgorithm?: SignatureKind | Uint8Array;
  /** Writes the length of the certificate in one octet more than it needs, which BER allows and DER forbids. */
  readonly nonMinimalLength?: boolean;
  /** Octets after the certificate. `true`: a single zero octet. */
  readonly trailingBytes?: boolean | Uint8Array;
  /** Changes the whole certificate, last of all. */
  readonly edit?: (certificate: Uint8Array) => Uint8Array;
}
