import type { PathFindings } from "../path/findings.ts";
import type { Table } from "./row.ts";

type Constraint =
  | "ca_as_client"
  | "issuer_not_ca"
  | "path_length_exceeded"
  | "key_usage_not_allowed"
  | "extended_key_usage_not_allowed"
  | "name_constraints_violated"
  | "name_constraints_not_evaluable"
  | "policy_not_satisfied"
  | "critical_extension_unknown"
  | "profile_violation";

/** What certificates of the path allow each other, and what their extensions say. */
export const CONSTRAINT_ROWS: Table<Pick<PathFindings, Constraint>> = {
  ca_as_client: {
    rank: 345,
    status: 403,
    severity: "error",
    details: {},
    meaning:
      "The caller presents a CA's certificate as its own. Whoever holds a CA's key can issue a certificate for any " +
      "name, so it identifies nobody.",
    remedy:
      "Have the CA issue the caller a certificate of its own, without cA. `openssl req -x509` writes CA:TRUE into a " +
      "self-signed certificate (add -addext basicConstraints=critical,CA:FALSE); a partner's that cannot be changed " +
      "belongs into CLIENT_CERT_PINNED.",
    sentence: () => "The caller presents a CA certificate (basicConstraints with cA TRUE) as its own.",
  },
  issuer_not_ca: {
    rank: 350,
    status: 403,
    severity: "error",
    details: { problem: "what it has instead of basicConstraints with cA" },
    meaning:
      "A certificate that is no CA's stands as issuer in the path (RFC 5280 section 6.1.4 (k)): the holder of an " +
      "ordinary certificate must not issue others.",
    remedy:
      "Configure the CA's certificate with basicConstraints cA TRUE in CLIENT_CERT_INTERMEDIATES. If there is none, " +
      "somebody issues certificates with a key that was never meant for it.",
    sentence: ({ problem }, whose) => `${whose} stands as issuer and is no CA certificate: ${problem}.`,
  },
  path_length_exceeded: {
    rank: 355,
    status: 403,
    severity: "error",
    details: { limit: "how many intermediates may follow" },
    meaning:
      "A CA's pathLenConstraint allows fewer CAs below it than the path has (RFC 5280 section 4.2.1.9): a CA was set " +
      "up below one that must not have any.",
    remedy:
      "Have the caller's certificate issued by a CA that the root allows, or the upper CA's certificate issued again.",
    sentence: ({ limit }, whose) =>
      `${whose} stands where a pathLenConstraint above it leaves room for ${limit} more CAs.`,
  },
  key_usage_not_allowed: {
    rank: 360,
    status: 403,
    severity: "error",
    details: { required: "the bits of which it needs one" },
    meaning:
      "Its keyUsage does not allow what the key is used for (RFC 5280 section 4.2.1.3): digitalSignature or " +
      "keyAgreement for a TLS client, keyCertSign for a CA.",
    remedy: "Have the certificate issued again with the bit that is required, or without keyUsage.",
    sentence: ({ required }, whose) => `${whose} has a keyUsage without ${required}.`,
  },
  extended_key_usage_not_allowed: {
    rank: 365,
    status: 403,
    severity: "error",
    details: { required: "the purpose that is needed", present: "the purposes it has, as OIDs" },
    meaning:
      "Its extendedKeyUsage does not allow the certificate, or those that its CA issues, to be a TLS client's. " +
      "Public CAs are ending clientAuth: Chrome's root programme wants CAs for servers only since 2026-06-15 and " +
      "such certificates from 2027-03-15; Sectigo has announced its last clientAuth for 2027-02-10, DigiCert for " +
      "2027-03-01.",
    remedy:
      "Have the caller's certificate issued by a private CA with clientAuth in it, or pin it (CLIENT_CERT_PINNED): a " +
      "pin does not ask for the purpose. A caller that must keep a public server certificate can be admitted by SAN " +
      "or key with CLIENT_CERT_EKU=clientAuth-or-serverAuth, or `extendedKeyUsage` in its rule.",
    sentence: ({ required, present }, whose) =>
      `${whose} is not made for ${required} (its purposes: ${purposes(present)}); public CAs are ending clientAuth, ` +
      "so have it issued by a private CA, pin it, or admit it by SAN or key with clientAuth-or-serverAuth.",
  },
  name_constraints_violated: {
    rank: 370,
    status: 403,
    severity: "error",
    details: { name: "the name that is outside" },
    meaning: "A CA above is restricted to certain names (RFC 5280 section 4.2.1.10), and the certificate has another.",
    remedy: "Have the certificate issued with a name that the CA may issue, or by a CA that may issue this name.",
    sentence: ({ name }, whose) => `${whose} has the name "${name}", which a CA above it must not issue.`,
  },
  name_constraints_not_evaluable: {
    rank: 375,
    status: 403,
    severity: "error",
    details: { kind: "the kind of name, or of constraint, that cannot be compared" },
    meaning:
      "A CA above is restricted by nameConstraints that cannot be evaluated here, so nobody can say whether it was " +
      "allowed to issue the certificate.",
    remedy:
      "Have the CA's certificate issued without that constraint. Until then the caller's own certificate can be " +
      "pinned (CLIENT_CERT_PINNED), which asks no CA.",
    sentence: ({ kind }, whose) => `${whose} is under nameConstraints that cannot be evaluated: ${kind}.`,
  },
  policy_not_satisfied: {
    rank: 380,
    status: 403,
    severity: "error",
    details: { problem: "what is missing" },
    meaning: "The path does not keep to the certificate policies that it demands (RFC 5280 sections 6.1.3 to 6.1.5).",
    remedy:
      "Have the certificate issued under a policy that the CAs above require, or those issued without " +
      "policyConstraints.",
    sentence: ({ problem }, whose) => `${whose} does not satisfy the certificate policies of the path: ${problem}.`,
  },
  critical_extension_unknown: {
    rank: 385,
    status: 403,
    severity: "error",
    details: { oid: "of the extension" },
    meaning:
      "The certificate has a critical extension that is not known here, and whoever does not know a critical " +
      "extension must refuse the certificate (RFC 5280 section 4.2).",
    remedy: "Have the certificate issued without that extension, or with the extension not critical.",
    sentence: ({ oid }, whose) => `${whose} has a critical extension that is not known here: ${oid}.`,
  },
  profile_violation: {
    rank: 390,
    status: 403,
    severity: "error",
    details: { extension: "the extension or field", rule: "what it must be", section: "of RFC 5280" },
    meaning:
      "The certificate breaks a rule of RFC 5280's profile. Conformance `standard` refuses what endangers; `strict` " +
      "the whole profile.",
    remedy:
      "Have the certificate issued as the section says. If conformance is `strict`, `standard` accepts the harmless " +
      "deviations of private CAs.",
    sentence: ({ extension, rule, section }, whose) => `${whose}: ${extension} ${rule} (RFC 5280 section ${section}).`,
  },
};

/** Purposes by the names of RFC 5280 section 4.2.1.12. */
const PURPOSES: ReadonlyMap<string, string> = new Map([
  ["1.3.6.1.5.5.7.3.1", "serverAuth"],
  ["1.3.6.1.5.5.7.3.2", "clientAuth"],
  ["1.3.6.1.5.5.7.3.3", "codeSigning"],
  ["1.3.6.1.5.5.7.3.4", "emailProtection"],
  ["2.5.29.37.0", "anyExtendedKeyUsage"],
]);

function purposes(oids: string): string {
  return oids
    .split(" ")
    .map((oid) => PURPOSES.get(oid) ?? oid)
    .join(", ");
}
