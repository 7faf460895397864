import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { createAuthority, createSelfSigned, type KeyKind, type SignatureKind } from "../../src/testing/index.ts";
import { describeWith } from "../helpers/need.ts";
import { textOf, verify } from "./openssl.ts";

const KEY_KINDS: readonly KeyKind[] = [
  "rsa-1024",
  "rsa-2048",
  "rsa-3072",
  "rsa-pss-2048",
  "ec-p224",
  "ec-p256",
  "ec-p256-explicit",
  "ec-p384",
  "ec-p521",
  "ec-secp256k1",
  "ed25519",
  "ed448",
  "dsa",
];

const RSA_SIGNATURES: readonly SignatureKind[] = [
  "md5",
  "sha1",
  "sha224",
  "sha256",
  "sha384",
  "sha512",
  "pss-sha1",
  "pss-sha256",
  "pss-sha384",
  "pss-sha512",
];

const hexOf = (octets: Uint8Array): string => Buffer.from(octets).toString("hex");

const rsaRoot = createAuthority({ key: "rsa-2048", subject: "CN=RSA Root" });
const root = createAuthority({ subject: "CN=Corp Root,O=Contoso,C=DE" });
const issuing = root.createIntermediate({ subject: "CN=Issuing CA 2,O=Contoso,C=DE" });

describeWith("openssl", "what OpenSSL and Node make of minted certificates", ({ openssl }) => {
  it.each(KEY_KINDS)("a chain of %s keys verifies", (key) => {
    const anchor = createAuthority({ key });
    const intermediate = anchor.createIntermediate({ key });
    const leaf = intermediate.issue({ key });
    // OpenSSL refuses explicit parameters in a chain on principle; the signature itself is right.
    const expected = key === "ec-p256-explicit" ? /explicit ECC parameters/ : /^OK$/;
    expect(verify(openssl, leaf.pem, intermediate.pem, anchor.pem)).toMatch(expected);
    const parsed = new X509Certificate(leaf.der);
    expect(parsed.verify(intermediate.publicKey)).toBe(true);
    expect(parsed.checkIssued(new X509Certificate(intermediate.pem))).toBe(true);
    expect(parsed.checkPrivateKey(leaf.privateKey)).toBe(true);
  });

  it.each(RSA_SIGNATURES)("an RSA signature with %s verifies and names its algorithm", (signature) => {
    const leaf = rsaRoot.issue({ signature });
    expect(verify(openssl, leaf.pem, "", rsaRoot.pem)).toBe("OK");
    const hash = signature.replace("pss-", "");
    const name = signature.startsWith("pss-") ? `rsassaPss\\s+Hash Algorithm: ${hash}` : `${hash}WithRSAEncryption`;
    expect(textOf(openssl, leaf)).toMatch(new RegExp(`Signature Algorithm: ${name}`, "i"));
  });

  it("the defaults are a TLS client's certificate under a CA, valid now", () => {
    const leaf = issuing.issue({ subject: "CN=billing,O=Contoso,C=DE" });
    expect(verify(openssl, leaf.pem, issuing.pem, root.pem)).toBe("OK");
    const text = textOf(openssl, leaf);
    expect(text).toContain("Version: 3 (0x2)");
    expect(text).toContain("Subject: CN=billing,O=Contoso,C=DE");
    expect(text).toContain("Issuer: CN=Issuing CA 2,O=Contoso,C=DE");
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
    expect(text).toMatch(/Extended Key Usage: \n\s+TLS Web Client Authentication\n/);
    expect(text).not.toContain("Basic Constraints");
    expect(textOf(openssl, issuing)).toMatch(/Basic Constraints: critical\s+CA:TRUE\n/);
    expect(textOf(openssl, issuing)).toMatch(/Key Usage: critical\s+Certificate Sign, CRL Sign\n/);
    const [below, above] = [new X509Certificate(leaf.der), new X509Certificate(issuing.der)];
    expect(below.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(Date.parse(below.validFrom)).toBeLessThan(Date.now() - 23 * 3_600_000);
    expect(Date.parse(below.validTo)).toBeGreaterThan(Date.now() + 364 * 86_400_000);
    expect(below.checkIssued(above)).toBe(true);
  });

  it("key identifiers are what OpenSSL computes, and chain", () => {
    const identifier = Buffer.from(root.keyIdentifier).toString("hex").toUpperCase().match(/../g)?.join(":");
    expect(textOf(openssl, root)).toContain(`X509v3 Subject Key Identifier: \n                ${identifier}`);
    expect(textOf(openssl, issuing)).toContain(`X509v3 Authority Key Identifier: \n                ${identifier}`);
    expect(textOf(openssl, root)).not.toContain("Authority Key Identifier");
  });

  it("a cross-signed authority chains to both roots", () => {
    const other = createAuthority({ subject: "CN=Other Root" });
    const cross = other.crossSign(issuing);
    const leaf = issuing.issue();
    expect(verify(openssl, leaf.pem, cross.pem, other.pem)).toBe("OK");
    expect(verify(openssl, leaf.pem, issuing.pem, root.pem)).toBe("OK");
    expect(verify(openssl, leaf.pem, cross.pem, root.pem)).not.toBe("OK");
    expect(new X509Certificate(cross.der).subject).toBe(new X509Certificate(issuing.der).subject);
  });

  it("a rogue authority of the same name does not pass for the right one", () => {
    const rogue = createAuthority({ subject: "CN=RSA Root", key: "rsa-2048" });
    const leaf = rogue.issue({ authorityKeyIdentifier: false });
    expect(verify(openssl, leaf.pem, "", rogue.pem)).toBe("OK");
    expect(verify(openssl, leaf.pem, "", rsaRoot.pem)).toMatch(/signature failure/);
    const borrowed = rogue.issue({ authorityKeyIdentifier: false, signWith: rsaRoot });
    expect(verify(openssl, borrowed.pem, "", rsaRoot.pem)).toBe("OK");
  });

  it("every extension, as OpenSSL reads it", () => {
    const leaf = root.issue({
      basicConstraints: { cA: false, pathLenConstraint: 3, explicitDefault: true, critical: false },
      keyUsage: { bits: ["nonRepudiation", "keyAgreement", "decipherOnly"], critical: false },
      extKeyUsage: { purposes: ["serverAuth", "smartcardLogon", "anyExtendedKeyUsage", "1.2.3.4"], critical: true },
      subjectAltName: {
        names: ["dns:a.example", "uri:spiffe://x/y", "email:a@b.example", "ip:10.1.2.3", "ip:2001:db8::1", "rid:1.2.3"],
        critical: true,
      },
      nameConstraints: { permitted: ["dns:.example", "ip:10.0.0.0/9"], excluded: ["dirname:CN=x,O=y"] },
      certificatePolicies: ["1.2.3.4.5", "2.5.29.32.0"],
      policyMappings: { mappings: [{ issuerDomainPolicy: "1.2.3.4", subjectDomainPolicy: "1.2.3.5" }] },
      policyConstraints: { requireExplicitPolicy: 2, inhibitPolicyMapping: 0 },
      inhibitAnyPolicy: 5,
      authorityKeyIdentifier: Uint8Array.of(0xab),
      subjectKeyIdentifier: Uint8Array.of(0xcd),
      extraExtensions: [{ oid: "1.3.6.1.4.1.99999.1", critical: true, value: Uint8Array.of(5, 0) }],
    });
    const text = textOf(openssl, leaf).replaceAll(/\s+/g, " ");
    expect(text).toContain("X509v3 Basic Constraints: CA:FALSE, pathlen:3");
    expect(text).toContain("X509v3 Key Usage: Non Repudiation, Key Agreement, Decipher Only");
    expect(text).toMatch(/Extended Key Usage: critical TLS Web Server Authentication, Microsoft Smartcard Login, Any/);
    expect(text).toMatch(/Any Extended Key Usage, 1\.2\.3\.4/);
    expect(text).toContain(
      "Alternative Name: critical DNS:a.example, URI:spiffe://x/y, email:a@b.example, IP Address:10.1.2.3, " +
        "IP Address:2001:DB8:0:0:0:0:0:1, Registered ID:1.2.3",
    );
    expect(text).toMatch(
      /Name Constraints: critical Permitted: DNS:\.example IP:10\.0\.0\.0\/255\.128\.0\.0 Excluded:/,
    );
    expect(text).toMatch(/Excluded: DirName:CN=x,O=y|Excluded: DirName: ?O ?= ?y, CN ?= ?x/);
    expect(text).toContain("Policy: 1.2.3.4.5 Policy: X509v3 Any Policy");
    expect(text).toContain("Policy Mappings: critical 1.2.3.4:1.2.3.5");
    expect(text).toContain("Policy Constraints: critical Require Explicit Policy:2, Inhibit Policy Mapping:0");
    expect(text).toContain("Inhibit Any Policy: critical 5");
    expect(text).toContain("Authority Key Identifier: AB");
    expect(text).toContain("Subject Key Identifier: CD");
    expect(text).toContain("1.3.6.1.4.1.99999.1: critical ..");
  });

  it("a user principal name is an otherName", () => {
    const text = textOf(openssl, root.issue({ subjectAltName: ["upn:alice@contoso.example"] }));
    expect(text).toMatch(/othername: UPN::alice@contoso\.example/);
  });

  it("versions, serial numbers and times as asked for", () => {
    const old = createSelfSigned({
      version: 1,
      serialNumber: -5n,
      notBefore: { time: new Date("1999-12-31T23:59:59Z"), encoding: "generalized" },
      notAfter: { time: "491231235959Z", encoding: "utc" },
    });
    const text = textOf(openssl, old);
    expect(text).toContain("Version: 1 (0x0)");
    expect(text).toContain("Serial Number: -5");
    expect(text).toContain("Not Before: Dec 31 23:59:59 1999 GMT");
    expect(text).toContain("Not After : Dec 31 23:59:59 2049 GMT");
    expect(text).not.toContain("X509v3");
    expect(Buffer.from(old.der).includes("19991231235959Z")).toBe(true);
    const late = textOf(openssl, createSelfSigned({ version: 2, notAfter: new Date("2075-01-01T00:00:00Z") }));
    expect(late).toContain("Version: 2 (0x1)");
    expect(late).toContain("Not After : Jan  1 00:00:00 2075 GMT");
    expect(textOf(openssl, createSelfSigned({ serialNumber: 0 }))).toContain("Serial Number: 0");
    const padded = createSelfSigned({ serialNumber: Uint8Array.of(0, 0, 7) });
    expect(hexOf(padded.der)).toContain("0203000007");
  });

  it("names: string forms, encodings, several attributes in one RDN", () => {
    const subject = (input: Parameters<typeof createSelfSigned>[0]) =>
      /Subject: (.*)/.exec(textOf(openssl, createSelfSigned(input)))?.[1];
    expect(subject({ subject: "CN=Administrator,CN=Users,DC=contoso,DC=com" })).toBe(
      "CN=Administrator,CN=Users,DC=contoso,DC=com",
    );
    expect(subject({ subject: "CN=a\\, b\\+c\\22\\ ,O=\\C3\\BC" })).toMatch(
      /^CN=a\\, b\\\+c\\"\\ ,O=(\\C3\\BC|\u00fc)$/,
    );
    expect(subject({ subject: "OU=x+CN=y,1.2.3.4=z" })).toBe("OU=x+CN=y,1.2.3.4=#0C017A");
    expect(subject({ subject: "CN=#0c0161" })).toBe("CN=a");
    expect(subject({ subject: "" })).toBe("");
    const encodings = ["utf8", "printable", "ia5", "t61", "bmp", "universal"] as const;
    const rdns = encodings.map((encoding) => [{ type: "CN", value: "same", encoding }]);
    const { der } = createSelfSigned({ subject: rdns });
    expect(new X509Certificate(der).subject).toBe(encodings.map(() => "CN=same").join("\n"));
    for (const head of ["0c04", "1304", "1604", "1404", "1e08", "1c10"])
      expect(hexOf(der)).toContain(`0603550403${head}`);
  });
});
