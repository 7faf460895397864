import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import type { CaseDefinition } from "./case.ts";
import { accept, refuse } from "./case.ts";
import { fixtureKey } from "./keys.ts";
import {
  AUTHORITY_VALIDITY,
  CLIENT_NAME,
  CLIENT_VALIDITY,
  chain,
  client,
  ISSUING_NAME,
  issuing,
  root,
  serialFor,
} from "./pki.ts";

/** Who comes to the door: the right caller, and the wrong ones that everybody thinks of first. */
export const DEMO_CASES: readonly CaseDefinition[] = [
  {
    name: "cases/right-caller",
    about:
      "The chain that all others are compared with: a client of Contoso's issuing CA under Contoso's root, " +
      "without a fault.",
    verdicts: {
      standard: accept("Nothing is wrong."),
      strict: accept("It keeps every rule of the profile."),
    },
    build: () => chain({}),
  },
  {
    name: "cases/validity",
    about:
      "The right caller at other times. Its validity is 2026-01-01T00:00:00Z to 2026-12-31T23:59:59Z, both included " +
      "(RFC 5280 section 4.1.2.5).",
    verdicts: {
      "standard-first-second": accept("notBefore is included.", { time: "2026-01-01T00:00:00Z" }),
      "standard-last-second": accept("notAfter is included.", { time: "2026-12-31T23:59:59Z" }),
      "standard-not-yet-valid": refuse("certificate_not_yet_valid", "It begins an hour later.", {
        time: "2025-12-31T23:00:00Z",
      }),
      "standard-expired": refuse("certificate_expired", "It ended the second before.", {
        time: "2027-01-01T00:00:00Z",
      }),
    },
    build: () => chain({}),
  },
  {
    name: "cases/wrong-issuer",
    about: "A faultless client of another company's CA, which nobody configured.",
    verdicts: { standard: refuse("issuer_unknown", "Fabrikam's CA is no anchor and leads to none.") },
    build: () => {
      const name = "CN=Fabrikam CA,O=Fabrikam,C=DE";
      const stranger = root({
        subject: name,
        key: fixtureKey("rsa-2048", "rogue"),
        serialNumber: serialFor("fabrikam"),
      });
      return { leaf: client({}, stranger), intermediates: [issuing()], anchors: [root()] };
    },
  },
  {
    name: "cases/self-signed-right-name",
    about: "Anybody can make this: the right subject, signed by nobody but itself.",
    verdicts: { standard: refuse("issuer_unknown", "No configured CA has the name that it gives as its issuer.") },
    build: () => ({
      leaf: createSelfSigned({
        subject: CLIENT_NAME,
        key: fixtureKey("rsa-2048", "partner"),
        serialNumber: serialFor("client"),
        ...CLIENT_VALIDITY,
      }),
      intermediates: [issuing()],
      anchors: [root()],
    }),
  },
  {
    name: "cases/rogue-issuer-of-same-name",
    about:
      "The leaf's issuer has the name and the key identifier of Contoso's issuing CA and a key of its own. " +
      "Whoever compares " +
      "names lets it in.",
    verdicts: { standard: refuse("signature_invalid", "The key of the real issuing CA did not sign it.") },
    build: () => {
      const real = issuing();
      const rogue = createAuthority({
        subject: ISSUING_NAME,
        key: fixtureKey("rsa-2048", "rogue"),
        subjectKeyIdentifier: real.keyIdentifier,
        ...AUTHORITY_VALIDITY,
      });
      return { leaf: client({}, rogue), intermediates: [real], anchors: [root()] };
    },
  },
  {
    name: "cases/rogue-root-of-same-name",
    about:
      "A whole chain under a root that has the name of Contoso's root and a key of its own. The rogue issuing CA " +
      "even stands " +
      "among the intermediates.",
    verdicts: { standard: refuse("signature_invalid", "Contoso's root did not sign the rogue issuing CA.") },
    build: () => {
      const rogue = root({ key: fixtureKey("rsa-2048", "rogue"), subjectKeyIdentifier: root().keyIdentifier });
      const rogueIssuing = issuing({ key: fixtureKey("rsa-2048", "rogue-issuing") }, rogue);
      return { leaf: client({}, rogueIssuing), intermediates: [rogueIssuing], anchors: [root()] };
    },
  },
  {
    name: "cases/signature-flipped",
    about: "The right caller with one bit of the signature changed.",
    verdicts: { standard: refuse("signature_invalid", "The signature does not verify.") },
    build: () => chain({ leaf: { corrupt: { signature: true } } }),
  },
  {
    name: "cases/ca-as-client",
    about:
      "The issuing CA presents its own certificate as a client, although it has every purpose. A key that signs " +
      "certificates " +
      "does no calls.",
    verdicts: { standard: refuse("ca_as_client", "basicConstraints says cA TRUE.") },
    build: () => ({
      leaf: issuing({
        keyUsage: ["digitalSignature", "keyCertSign", "cRLSign"],
        extKeyUsage: ["clientAuth"],
      }),
      anchors: [root()],
    }),
  },
  {
    name: "cases/server-only",
    about: "A certificate for TLS servers: its extendedKeyUsage lacks clientAuth.",
    verdicts: { standard: refuse("extended_key_usage_not_allowed", "It says serverAuth and nothing else.") },
    build: () => chain({ leaf: { extKeyUsage: ["serverAuth"] } }),
  },
  {
    name: "cases/missing-intermediate",
    about:
      "The right caller where the operator configured the root and forgot the issuing CA. App Service forwards " +
      "only the leaf.",
    verdicts: { standard: refuse("issuer_unknown", "Nobody knows the issuing CA.") },
    build: () => ({ leaf: client(), anchors: [root()] }),
  },
  {
    name: "cases/pinned-expired",
    about: "A pinned self-signed certificate past its validity. A pin stands for the chain, not for the calendar.",
    verdicts: { standard: refuse("certificate_expired", "It ended in 2025.", { pinned: true }) },
    build: () => ({
      leaf: createSelfSigned({
        subject: "CN=partner,O=Fabrikam,C=DE",
        key: fixtureKey("rsa-2048", "partner"),
        serialNumber: serialFor("partner"),
        notBefore: new Date("2024-01-01T00:00:00Z"),
        notAfter: new Date("2025-01-01T00:00:00Z"),
      }),
    }),
  },
  {
    name: "cases/pinned-weak-key",
    about: "A pinned self-signed certificate with a key that can be broken: whoever breaks it is the partner.",
    verdicts: { standard: refuse("public_key_not_allowed", "RSA with 1024 bits.", { pinned: true }) },
    build: () => ({
      leaf: createSelfSigned({
        subject: "CN=partner,O=Fabrikam,C=DE",
        key: fixtureKey("rsa-1024", "client"),
        serialNumber: serialFor("partner"),
        ...CLIENT_VALIDITY,
      }),
    }),
  },
];
