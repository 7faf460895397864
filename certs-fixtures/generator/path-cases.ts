import type { Authority, AuthorityOptions } from "../../src/testing/index.ts";
import type { CaseChain, CaseDefinition } from "./case.ts";
import { accept, refuse } from "./case.ts";
import { fixtureKey } from "./keys.ts";
import { AUTHORITY_VALIDITY, chain, client, ISSUING_NAME, issuing, ROOT_NAME, root, serialFor } from "./pki.ts";

/** A third authority, below the issuing CA. */
function subordinate(parent: Authority, options: AuthorityOptions = {}): Authority {
  const subject = "CN=Contoso Sub CA,O=Contoso,C=DE";
  return issuing(
    { subject, key: fixtureKey("rsa-2048", "sub-ca"), serialNumber: serialFor("sub-ca"), ...options },
    parent,
  );
}

/** Root, issuing CA, another CA below it, leaf. */
function longChain(issuingOptions: AuthorityOptions, below: AuthorityOptions = {}): CaseChain {
  const above = issuing(issuingOptions);
  const sub = subordinate(above, below);
  return { leaf: client({}, sub), intermediates: [sub, above], anchors: [root()] };
}

/** RFC 5280 section 6.1, step by step: names, authorities, path lengths, purposes, time. */
export const PATH_CASES: readonly CaseDefinition[] = [
  {
    name: "cases/path-length-exceeded",
    about: "The issuing CA may have no CA below it (pathLenConstraint 0), and has one.",
    verdicts: { standard: refuse("path_length_exceeded", "RFC 5280 section 6.1.4 (l).") },
    build: () => longChain({ basicConstraints: { cA: true, pathLenConstraint: 0 } }),
  },
  {
    name: "cases/path-length-exceeded-without-key-usage",
    about:
      "As path-length-exceeded, and the issuing CA has no keyUsage. RFC 5280 section 4.2.1.9 speaks of " +
      "pathLenConstraint beside " +
      "keyCertSign; libraries that took that literally ignored the limit.",
    verdicts: { standard: refuse("path_length_exceeded", "A limit without keyUsage is a limit.") },
    build: () => longChain({ basicConstraints: { cA: true, pathLenConstraint: 0 }, keyUsage: false }),
  },
  {
    name: "cases/path-length-of-anchor-exceeded",
    about: "The root's own certificate says pathLenConstraint 0, and there is a CA between it and the leaf.",
    verdicts: { standard: refuse("path_length_exceeded", "An operator who installs a limited root means the limit.") },
    build: () => chain({ rootOptions: { basicConstraints: { cA: true, pathLenConstraint: 0 } } }),
  },
  {
    name: "cases/path-length-kept",
    about: "pathLenConstraint 0 in the issuing CA, which issues the leaf itself: the leaf does not count.",
    verdicts: { standard: accept("No CA stands below it."), strict: accept("No CA stands below it.") },
    build: () => chain({ issuingOptions: { basicConstraints: { cA: true, pathLenConstraint: 0 } } }),
  },
  {
    name: "cases/path-length-self-issued",
    about:
      "The issuing CA (pathLenConstraint 0) changed its key and signed a certificate for its new key under its " +
      "own name. Self-issued " +
      "certificates do not count (RFC 5280 section 6.1.4 (l)).",
    verdicts: { standard: accept("The only CA below the limit is the same CA.") },
    build: () => longChain({ basicConstraints: { cA: true, pathLenConstraint: 0 } }, { subject: ISSUING_NAME }),
  },
  {
    name: "cases/issuer-without-key-cert-sign",
    about: "The issuing CA may sign CRLs and nothing else by its keyUsage.",
    verdicts: { standard: refuse("key_usage_not_allowed", "keyUsage lacks keyCertSign: RFC 5280 section 6.1.4 (n).") },
    build: () => chain({ issuingOptions: { keyUsage: ["cRLSign", "digitalSignature"] } }),
  },
  {
    name: "cases/issuer-without-basic-constraints",
    about: "The issuing certificate has no basicConstraints and keyCertSign all the same.",
    verdicts: { standard: refuse("issuer_not_ca", "RFC 5280 section 6.1.4 (k).") },
    build: () => chain({ issuingOptions: { basicConstraints: false } }),
  },
  {
    name: "cases/issuer-basic-constraints-false",
    about: "The issuing certificate says cA FALSE, in DER by an empty SEQUENCE.",
    verdicts: { standard: refuse("issuer_not_ca", "RFC 5280 section 6.1.4 (k).") },
    build: () => chain({ issuingOptions: { basicConstraints: { cA: false } } }),
  },
  {
    name: "cases/issuer-version-1",
    about:
      "The issuing certificate is version 1, which cannot say that it is a CA. As an intermediate that is not enough.",
    verdicts: { standard: refuse("issuer_not_ca", "RFC 5280 section 6.1.4 (k).") },
    build: () => chain({ issuingOptions: { version: 1 } }),
  },
  {
    name: "cases/client-as-issuer",
    about: "A client of the issuing CA signed a certificate for somebody else.",
    verdicts: { standard: refuse("issuer_not_ca", "The right caller is no CA.") },
    build: () => {
      const above = issuing();
      const endEntity: AuthorityOptions = {
        subject: "CN=employee,O=Contoso,C=DE",
        basicConstraints: false,
        keyUsage: ["digitalSignature"],
        extKeyUsage: ["clientAuth"],
      };
      const issuer = subordinate(above, endEntity);
      return { leaf: client({}, issuer), intermediates: [issuer, above], anchors: [root()] };
    },
  },
  {
    name: "cases/anchor-not-a-ca",
    about:
      "A version 3 certificate without cA among the anchors: a client's certificate that somebody took for a CA's.",
    verdicts: { standard: refuse(undefined, "A client's certificate vouches for nobody.") },
    build: () => {
      const anchor = root({ basicConstraints: false, keyUsage: ["digitalSignature"], extKeyUsage: ["clientAuth"] });
      return { leaf: client({}, anchor), anchors: [anchor] };
    },
  },
  {
    name: "cases/expired-intermediate",
    about: "The issuing CA has expired; leaf and root have not.",
    verdicts: { standard: refuse("certificate_expired", "Every certificate of the path must be valid.") },
    build: () => chain({ issuingOptions: { notAfter: new Date("2026-05-31T23:59:59Z") } }),
  },
  {
    name: "cases/intermediate-not-yet-valid",
    about: "The issuing CA's certificate begins after the leaf's.",
    verdicts: { standard: refuse("certificate_not_yet_valid", "Every certificate of the path must be valid.") },
    build: () => chain({ issuingOptions: { notBefore: new Date("2026-06-02T00:00:00Z") } }),
  },
  {
    name: "cases/expired-anchor",
    about: "The root has expired. An expired anchor is not used.",
    verdicts: { standard: refuse(undefined, "The only anchor has ended.") },
    build: () => chain({ rootOptions: { notAfter: new Date("2026-05-31T23:59:59Z") } }),
  },
  {
    name: "cases/nested-purpose",
    about: "The issuing CA is for servers only by its extendedKeyUsage; the leaf says clientAuth.",
    verdicts: { standard: refuse("extended_key_usage_not_allowed", "Purposes are nested through the intermediates.") },
    build: () => chain({ issuingOptions: { extKeyUsage: ["serverAuth"] } }),
  },
  {
    name: "cases/any-purpose-leaf",
    about: "The leaf says anyExtendedKeyUsage and nothing else. Any purpose is no clientAuth.",
    verdicts: { standard: refuse("extended_key_usage_not_allowed", "anyExtendedKeyUsage does not count.") },
    build: () => chain({ leaf: { extKeyUsage: ["anyExtendedKeyUsage"] } }),
  },
  {
    name: "cases/leaf-cannot-sign",
    about: "By its keyUsage the leaf's key only encrypts keys. A TLS client signs.",
    verdicts: { standard: refuse("key_usage_not_allowed", "Neither digitalSignature nor keyAgreement.") },
    build: () => chain({ leaf: { keyUsage: ["keyEncipherment"] } }),
  },
  {
    name: "cases/issuer-name-mismatch",
    about: "The issuing CA signed the leaf, which names another CA as its issuer: name chaining is broken.",
    verdicts: { standard: refuse("issuer_unknown", "Nobody has the name that the leaf asks for.") },
    build: () => chain({ leaf: { issuer: "CN=Contoso Issuing CA 3,O=Contoso,C=DE" } }),
  },
  {
    name: "cases/issuer-cycle",
    about:
      "Two CAs that signed each other, and no way from them to the anchor. Builders without a memory go round " +
      "for ever.",
    verdicts: { standard: refuse("issuer_unknown", "Neither leads to an anchor.") },
    build: () => {
      const first = root({ subject: "CN=Cycle A", key: fixtureKey("rsa-2048", "sub-ca") });
      const second = root({ subject: "CN=Cycle B", key: fixtureKey("rsa-2048", "rogue") });
      const crossed = [
        first.crossSign(second, { serialNumber: serialFor("a signs b"), ...AUTHORITY_VALIDITY }),
        second.crossSign(first, { serialNumber: serialFor("b signs a"), ...AUTHORITY_VALIDITY }),
      ];
      return { leaf: client({}, first), intermediates: crossed, anchors: [root()] };
    },
  },
  {
    name: "cases/client-of-intermediate-as-root",
    about:
      "An intermediate that has the root's name and is not the root: it was issued by the issuing CA and then " +
      "issues for the root's " +
      "clients. Whoever stops at a known name stops too early.",
    verdicts: { standard: refuse("issuer_not_ca", "The certificate of that name is no CA.") },
    build: () => {
      const above = issuing();
      const impostor = subordinate(above, {
        subject: ROOT_NAME,
        basicConstraints: false,
        keyUsage: ["digitalSignature"],
      });
      return { leaf: client({}, impostor), intermediates: [impostor, above], anchors: [root()] };
    },
  },
];
