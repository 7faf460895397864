import type { KeyKind, SignatureKind } from "../../src/testing/index.ts";
import { createSelfSigned } from "../../src/testing/index.ts";
import type { CaseDefinition } from "./case.ts";
import { accept } from "./case.ts";
import { fixtureKey } from "./keys.ts";
import { AUTHORITY_VALIDITY, CLIENT_VALIDITY, chain, client, issuing, root, serialFor, shortChain } from "./pki.ts";
import { zooCase } from "./zoo-case.ts";

/** Root, issuing CA and leaf, all with keys of one kind. */
function allOf(name: string, kind: KeyKind, about: string): CaseDefinition {
  return zooCase(name, about, "accept", () =>
    chain({
      rootOptions: { key: fixtureKey(kind, "root") },
      issuingOptions: { key: fixtureKey(kind, "issuing") },
      leaf: { key: fixtureKey(kind, "client") },
    }),
  );
}

/** The usual chain, all signatures of one kind. */
function signedWith(name: string, signature: SignatureKind, about: string): CaseDefinition {
  return zooCase(name, about, "accept", () =>
    chain({ rootOptions: { signature }, issuingOptions: { signature }, leaf: { signature } }),
  );
}

const STRICT_CA = {
  refuses: "A CA's keyUsage, subjectKeyIdentifier and critical basicConstraints are demanded.",
} as const;

/** Authorities and paths: what stands above the leaf. */
export const ZOO_AUTHORITIES: readonly CaseDefinition[] = [
  zooCase(
    "ca-without-key-usage",
    "Root and issuing CA without keyUsage, as `openssl req -x509` makes them.",
    STRICT_CA,
    () => chain({ rootOptions: { keyUsage: false }, issuingOptions: { keyUsage: false } }),
  ),
  zooCase("ca-basic-constraints-not-critical", "basicConstraints of both CAs is not critical.", STRICT_CA, () =>
    chain({
      rootOptions: { basicConstraints: { cA: true, critical: false } },
      issuingOptions: { basicConstraints: { cA: true, critical: false } },
    }),
  ),
  zooCase("v1-root", "A self-signed root of version 1, from the time before basicConstraints.", STRICT_CA, () =>
    chain({ rootOptions: { version: 1 } }),
  ),
  zooCase(
    "old-root",
    "A root of 1998, self-signed with SHA-1, two digits for the year. Nobody verifies an anchor's own signature.",
    {
      refuses:
        "A SHA-1 signature does not show that the root is self-signed, and all others need authorityKeyIdentifier.",
    },
    () =>
      chain({
        rootOptions: {
          signature: "sha1",
          notBefore: new Date("1998-09-01T12:00:00Z"),
          notAfter: new Date("2028-01-28T12:00:00Z"),
        },
      }),
  ),
  zooCase("issuing-ca-as-anchor", "The issuing CA alone is the anchor; the root is nowhere.", "accept", () => ({
    leaf: client(),
    anchors: [issuing()],
  })),
  zooCase(
    "root-among-intermediates",
    "The root stands among the intermediates too: somebody configured the whole bundle twice.",
    "accept",
    () => {
      const { leaf, intermediates = [], anchors = [] } = chain({});
      return { leaf, intermediates: [...anchors, ...intermediates], anchors };
    },
  ),
  zooCase(
    "anchor-for-servers",
    "The root's extendedKeyUsage says serverAuth. Purposes are not applied to anchors.",
    "accept",
    () => chain({ rootOptions: { extKeyUsage: ["serverAuth"] } }),
  ),
  zooCase("ca-with-purpose", "The issuing CA's extendedKeyUsage allows clientAuth among others.", "accept", () =>
    chain({ issuingOptions: { extKeyUsage: ["serverAuth", "clientAuth", "smartcardLogon"] } }),
  ),
  zooCase(
    "expired-cross-certificate",
    "The root was once cross-signed by an older root that has expired, and the cross-certificate is still " +
      "configured, before everything " +
      "else. The way over the new root is good.",
    "accept",
    () => {
      const anchor = root();
      const old = root({
        subject: "CN=Contoso Root CA 1,O=Contoso,C=DE",
        key: fixtureKey("rsa-2048", "old-root"),
        notBefore: new Date("2005-01-01T00:00:00Z"),
        notAfter: new Date("2024-12-31T23:59:59Z"),
      });
      const cross = old.crossSign(anchor, {
        serialNumber: serialFor("cross"),
        notBefore: new Date("2020-01-01T00:00:00Z"),
        notAfter: new Date("2024-12-31T23:59:59Z"),
      });
      const intermediate = issuing({}, anchor);
      return { leaf: client({}, intermediate), intermediates: [cross, intermediate], anchors: [old, anchor] };
    },
  ),
  zooCase(
    "renewed-issuing-ca",
    "The issuing CA was renewed with the same name and key; the expired certificate is configured beside the new " +
      "one, and first.",
    "accept",
    () => {
      const old = issuing({
        serialNumber: serialFor("issuing 2016"),
        notBefore: new Date("2016-01-01T00:00:00Z"),
        notAfter: new Date("2025-12-31T23:59:59Z"),
      });
      return { leaf: client(), intermediates: [old, issuing()], anchors: [root()] };
    },
  ),
  zooCase(
    "rekeyed-root",
    "Two roots of the same name with different keys, no key identifiers to tell them apart; the wrong one comes first.",
    { refuses: "Key identifiers are demanded." },
    () => {
      const wrong = root({
        key: fixtureKey("rsa-2048", "old-root"),
        serialNumber: serialFor("root 1"),
        subjectKeyIdentifier: false,
      });
      const right = root({ subjectKeyIdentifier: false });
      const intermediate = issuing({ authorityKeyIdentifier: false }, right);
      return { leaf: client({}, intermediate), intermediates: [intermediate], anchors: [wrong, right] };
    },
  ),
  zooCase(
    "cross-signed-by-stranger",
    "The issuing CA is also cross-signed by a CA that nobody here trusts.",
    "accept",
    () => {
      const stranger = root({ subject: "CN=Bridge CA,O=Fabrikam,C=DE", key: fixtureKey("rsa-2048", "rogue") });
      const intermediate = issuing();
      const cross = stranger.crossSign(intermediate, { serialNumber: serialFor("bridge"), ...AUTHORITY_VALIDITY });
      return { leaf: client({}, intermediate), intermediates: [cross, intermediate], anchors: [root()] };
    },
  ),
  zooCase(
    "name-constraints-kept",
    "The issuing CA is constrained to Contoso's names, and the leaf keeps to them.",
    "accept",
    () =>
      chain({
        issuingOptions: {
          nameConstraints: {
            permitted: ["dirname:O=Contoso,C=DE", "dns:contoso.example"],
            excluded: ["dns:dev.contoso.example"],
          },
        },
        leaf: { subjectAltName: ["dns:billing.contoso.example"] },
      }),
  ),
  allOf("p384", "ec-p384", "All keys on P-384."),
  allOf("p521", "ec-p521", "All keys on P-521, all signatures with SHA-512."),
  allOf("ed25519", "ed25519", "Ed25519 throughout."),
  allOf("ed448", "ed448", "Ed448 throughout."),
  allOf("rsa-4096", "rsa-4096", "RSA with 4096 bits throughout."),
  signedWith("sha512-rsa", "sha512", "RSA with SHA-512 throughout."),
  signedWith(
    "pss",
    "pss-sha256",
    "RSASSA-PSS signatures by ordinary RSA keys: AD CS with AlternateSignatureAlgorithm.",
  ),
  zooCase("pss-key", "Root and issuing CA with keys that are for RSASSA-PSS alone (id-RSASSA-PSS).", "accept", () =>
    chain({
      rootOptions: { key: fixtureKey("rsa-pss-2048", "root") },
      issuingOptions: { key: fixtureKey("rsa-pss-2048", "issuing"), signature: "pss-sha512" },
    }),
  ),
  zooCase("ecdsa-p256-with-sha384", "A P-256 key that signs with SHA-384.", "accept", () =>
    shortChain(root({ key: fixtureKey("ec-p256", "root"), signature: "sha384" }), { signature: "sha384" }),
  ),
  {
    name: "zoo/pinned-key-vault",
    about:
      "A partner's self-signed certificate as Key Vault's issuer `Self` makes it: RSA 2048, for servers and " +
      "clients, its own key as " +
      "authority key. It is pinned.",
    verdicts: { standard: accept("The pin stands for the chain.", { pinned: true }) },
    build: () => {
      const options = {
        subject: "CN=partner.fabrikam.example",
        key: fixtureKey("rsa-2048", "partner"),
        serialNumber: serialFor("key vault"),
        keyUsage: ["digitalSignature", "keyEncipherment"],
        extKeyUsage: ["serverAuth", "clientAuth"],
        basicConstraints: { cA: false, critical: false },
        authorityKeyIdentifier: true,
        ...CLIENT_VALIDITY,
      } as const;
      return { leaf: createSelfSigned(options) };
    },
  },
  {
    name: "zoo/pinned-openssl-req",
    about:
      "A partner's self-signed certificate from `openssl req -x509`: cA TRUE, no keyUsage, no extendedKeyUsage. " +
      "It is pinned.",
    verdicts: { standard: accept("Of a pin nobody asks whether it is a CA.", { pinned: true }) },
    build: () => ({
      leaf: createSelfSigned({
        subject: "CN=partner,O=Internet Widgits Pty Ltd,ST=Some-State,C=AU",
        key: fixtureKey("rsa-2048", "partner"),
        serialNumber: serialFor("openssl req"),
        basicConstraints: { cA: true },
        keyUsage: false,
        extKeyUsage: false,
        authorityKeyIdentifier: true,
        ...CLIENT_VALIDITY,
      }),
    }),
  },
  {
    name: "zoo/pinned-v1-server",
    about: "A device's version 1 certificate, self-signed. It is pinned.",
    verdicts: { standard: accept("Of a pin nobody asks for a version.", { pinned: true }) },
    build: () => ({
      leaf: createSelfSigned({
        subject: "CN=device-4711",
        key: fixtureKey("ec-p256", "client"),
        version: 1,
        serialNumber: 1,
        ...CLIENT_VALIDITY,
      }),
    }),
  },
];
