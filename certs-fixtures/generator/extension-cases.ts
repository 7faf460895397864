import { sequence } from "../../src/asn1/writer.ts";
import type { CaseDefinition } from "./case.ts";
import { refuse } from "./case.ts";
import { chain } from "./pki.ts";

/** An extension that nobody knows. */
const UNKNOWN_CRITICAL = {
  extraExtensions: [{ oid: "1.3.6.1.4.1.99999.1", critical: true, value: sequence() }],
} as const;

const POLICY = "1.3.6.1.4.1.99999.2.1";

/** Extensions that stand in the way: unknown critical ones, and constraints that the leaf does not keep. */
export const EXTENSION_CASES: readonly CaseDefinition[] = [
  {
    name: "cases/unknown-critical-in-leaf",
    about: "The leaf has a critical extension that nobody knows.",
    verdicts: { standard: refuse("critical_extension_unknown", "RFC 5280 section 6.1.5 (f).") },
    build: () => chain({ leaf: UNKNOWN_CRITICAL }),
  },
  {
    name: "cases/unknown-critical-in-intermediate",
    about: "The issuing CA has a critical extension that nobody knows.",
    verdicts: { standard: refuse("critical_extension_unknown", "RFC 5280 section 6.1.4 (o).") },
    build: () => chain({ issuingOptions: UNKNOWN_CRITICAL }),
  },
  {
    name: "cases/unknown-critical-in-anchor",
    about:
      "The root has a critical extension that nobody knows. RFC 5280 does not look at it; what it restricts is " +
      "unknown all the same.",
    verdicts: { standard: refuse("critical_extension_unknown", "Nobody knows what the root restricts.") },
    build: () => chain({ rootOptions: UNKNOWN_CRITICAL }),
  },
  {
    name: "cases/name-constraints-excluded",
    about: "The issuing CA must not issue for Contoso's development, and the leaf's DNS name is from there.",
    verdicts: { standard: refuse("name_constraints_violated", "dev.contoso.example is excluded.") },
    build: () =>
      chain({
        issuingOptions: { nameConstraints: { excluded: ["dns:dev.contoso.example"] } },
        leaf: { subjectAltName: ["dns:billing.dev.contoso.example"] },
      }),
  },
  {
    name: "cases/name-constraints-not-permitted",
    about: "The issuing CA may issue for names under O=Contoso, C=DE, and the leaf's subject is another company's.",
    verdicts: { standard: refuse("name_constraints_violated", "The subject lies in no permitted subtree.") },
    build: () =>
      chain({
        issuingOptions: { nameConstraints: { permitted: ["dirname:O=Contoso,C=DE"] } },
        leaf: { subject: "CN=billing,O=Fabrikam,C=DE" },
      }),
  },
  {
    name: "cases/policy-required",
    about: "The issuing CA demands that every certificate below it has an acceptable policy, and the leaf has none.",
    verdicts: {
      standard: refuse("policy_not_satisfied", "requireExplicitPolicy 0 and no policy: RFC 5280 section 6.1.5 (g)."),
    },
    build: () =>
      chain({ issuingOptions: { policyConstraints: { requireExplicitPolicy: 0 }, certificatePolicies: [POLICY] } }),
  },
  {
    name: "cases/policy-required-by-another-name",
    about: "As policy-required, and the leaf has a policy that the issuing CA does not.",
    verdicts: { standard: refuse("policy_not_satisfied", "No policy holds for the whole path.") },
    build: () =>
      chain({
        issuingOptions: { policyConstraints: { requireExplicitPolicy: 0 }, certificatePolicies: [POLICY] },
        leaf: { certificatePolicies: ["1.3.6.1.4.1.99999.2.2"] },
      }),
  },
];
