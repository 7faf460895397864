import type { FindingCode } from "../verdict/finding.ts";

/** What a broken certificate is, and what must come of it. */
export interface BrokenVariant {
  /** The one thing that is wrong, or only looks wrong. */
  readonly meaning: string;
  /**
   * What `conformance: "standard"` says where the authority is trusted and the subject is the only one allowed: the
   * reason of the refusal, or that there is none.
   */
  readonly standard: FindingCode | "admitted";
  /** The same under `conformance: "strict"`. */
  readonly strict: FindingCode | "admitted";
}

/** The names of the variants. */
export type BrokenVariantName =
  | "expired"
  | "not-yet-valid"
  | "self-signed"
  | "same-name-rogue-ca"
  | "wrong-issuer"
  | "damaged-signature"
  | "ca-as-client"
  | "server-only"
  | "any-purpose"
  | "no-purpose"
  | "wrong-key-usage"
  | "unknown-critical-extension"
  | "duplicate-extension"
  | "weak-key"
  | "odd-curve"
  | "sha1-signature"
  | "algorithm-mismatch"
  | "name-constraint"
  | "path-too-long"
  | "trailing-bytes"
  | "ber-length"
  | "version-1"
  | "serial-zero"
  | "two-common-names"
  | "name-in-value"
  | "empty-subject"
  | "other-subject";

/** Every way of being wrong that `createVariants` mints. Sections are of RFC 5280. */
export const BROKEN_VARIANTS: { readonly [Name in BrokenVariantName]: BrokenVariant } = {
  expired: refused("certificate_expired", "it ended a day ago (section 4.1.2.5)"),
  "not-yet-valid": refused("certificate_not_yet_valid", "it begins in a day (section 4.1.2.5)"),
  "self-signed": refused("issuer_unknown", "it names itself as issuer and is signed with its own key"),
  "same-name-rogue-ca": refused(
    "signature_invalid",
    "another CA issued it that has the authority's name and claims its key identifier",
  ),
  "wrong-issuer": refused("issuer_unknown", "a CA issued it that nobody here knows"),
  "damaged-signature": refused("signature_invalid", "one bit of its signature is flipped"),
  "ca-as-client": refused("ca_as_client", "it is a CA's certificate (section 4.2.1.9)"),
  "server-only": refused(
    "extended_key_usage_not_allowed",
    "its extendedKeyUsage is serverAuth alone (section 4.2.1.12)",
  ),
  "any-purpose": refused(
    "extended_key_usage_not_allowed",
    "its extendedKeyUsage is anyExtendedKeyUsage alone, which does not count (section 4.2.1.12)",
  ),
  "no-purpose": {
    meaning: "it has no extendedKeyUsage, which restricts nothing (section 4.2.1.12)",
    standard: "admitted",
    strict: "admitted",
  },
  "wrong-key-usage": refused("key_usage_not_allowed", "its keyUsage does not let it sign (section 4.2.1.3)"),
  "unknown-critical-extension": refused(
    "critical_extension_unknown",
    "it has a critical extension that nobody knows (section 4.2)",
  ),
  "duplicate-extension": refused("certificate_malformed", "it has one extension twice (section 4.2)"),
  "weak-key": refused("public_key_not_allowed", "its key is RSA of 1024 bits"),
  "odd-curve": refused("public_key_not_allowed", "its key is on the curve secp256k1"),
  "sha1-signature": refused("algorithm_not_allowed", "it is signed with SHA-1"),
  "algorithm-mismatch": refused(
    "certificate_malformed",
    "the signature algorithm inside is another than the one outside (section 4.1.1.2)",
  ),
  "name-constraint": refused(
    "name_constraints_violated",
    "an intermediate issued it that must not issue its subject (section 4.2.1.10)",
  ),
  "path-too-long": refused(
    "path_length_exceeded",
    "it stands below one CA more than a pathLenConstraint allows (section 4.2.1.9)",
  ),
  "trailing-bytes": refused("certificate_malformed", "an octet follows the certificate"),
  "ber-length": refused("certificate_malformed", "a length is written longer than it needs: BER, not DER"),
  "version-1": {
    meaning: "it is an X.509 v1 certificate, as old private CAs make them (section 4.1.2.1)",
    standard: "admitted",
    strict: "profile_violation",
  },
  "serial-zero": {
    meaning: "its serial number is zero (section 4.1.2.2)",
    standard: "admitted",
    strict: "profile_violation",
  },
  "two-common-names": refused("subject_not_allowed", "its subject has another common name beside the right one"),
  "name-in-value": refused("subject_not_allowed", "the right subject stands as text inside its organization"),
  "empty-subject": {
    meaning: "its subject is empty, and its names are alternative ones that are not critical (section 4.2.1.6)",
    standard: "subject_not_allowed",
    strict: "profile_violation",
  },
  "other-subject": refused("subject_not_allowed", "nothing is wrong with it, and it is somebody else's"),
};

function refused(code: FindingCode, meaning: string): BrokenVariant {
  return { meaning, standard: code, strict: code };
}
