import { describe, expect, it } from "vitest";
import { spanOf } from "../../../src/cli/inspect/span-of.ts";
import { createSelfSigned } from "../../../src/testing/index.ts";
import { billing, inspect, issue, issuing, report, root, sha256Of } from "./stage.ts";

const describeOne = async (input: string | Uint8Array, argv: readonly string[] = []) => {
  const { certificates } = await report(input, {}, argv);
  return certificates[0];
};

describe("the description", () => {
  it("says what a certificate says", async () => {
    expect(await describeOne(billing.pem)).toMatchObject({
      role: "caller",
      version: 3,
      serialNumber: "1234",
      subject: { text: "CN=billing,O=Contoso,C=DE" },
      issuer: { text: "CN=Contoso Issuing,O=Contoso,C=DE" },
      isSelfIssued: false,
      validity: {
        notBefore: "2026-01-01T00:00:00.000Z",
        notAfter: "2026-12-31T23:59:59.000Z",
        state: "valid",
        secondsLeft: 17_236_800,
      },
      key: { algorithm: "EC", bits: null, curve: "P-256", problem: null },
      signature: { oid: "1.2.840.10045.4.3.2", algorithm: "ECDSA-SHA256", isAllowed: true },
      subjectAltNames: [{ kind: "dNSName", value: "billing.contoso.example" }],
      keyUsage: ["digitalSignature"],
      extendedKeyUsage: [{ oid: "1.3.6.1.5.5.7.3.2", name: "clientAuth", words: "to be a TLS client" }],
      subjectKeyIdentifier: Buffer.from(billing.keyIdentifier ?? []).toString("hex"),
      authorityKeyIdentifier: Buffer.from(issuing.keyIdentifier ?? []).toString("hex"),
      sha256: sha256Of(billing),
      ready: {
        pin: `sha256:${sha256Of(billing)}`,
        allowedSubject: "CN=billing,O=Contoso,C=DE",
        allowedSans: ["dns:billing.contoso.example"],
      },
    });
  });

  it("tells it in text, with what can be pasted", async () => {
    const { code, out } = await inspect(["-"], {}, billing.pem);
    expect(code).toBe(0);
    expect(out).toContain("No verdict: no CLIENT_CERT_* variable says whom to trust.\n");
    expect(out).toMatch(/ serial number +1234\n/);
    expect(out).toMatch(/ valid until +2026-12-31T23:59:59.000Z\n +199 days left\n/);
    expect(out).toMatch(/ alternative names +dNSName billing\.contoso\.example\n/);
    expect(out).toMatch(/ purposes +clientAuth: to be a TLS client\n/);
    expect(out).toMatch(/ thumbprint +[0-9A-F]{40} \(SHA-1/);
    expect(out).toContain(`CLIENT_CERT_PINNED            sha256:${sha256Of(billing)}\n`);
    expect(out).toMatch(/CLIENT_CERT_PINNED {12}spki-sha256:[0-9a-f]{64}\n/);
    expect(out).toContain("CLIENT_CERT_ALLOWED_SUBJECTS  CN=billing,O=Contoso,C=DE\n");
    expect(out).toContain("CLIENT_CERT_ALLOWED_SANS      dns:billing.contoso.example\n");
  });

  it.each([
    ["2026-12-31T23:59:59.900Z", "valid", 0],
    ["2027-01-01T00:00:00Z", "expired", 0],
    ["2027-01-03T00:00:00Z", "expired", -172_800],
    ["2025-12-31T23:59:59Z", "not-yet-valid", 31_536_001],
  ])("tells how its validity stands at %s", async (at, state, secondsLeft) => {
    expect((await describeOne(billing.pem, ["--at", at]))?.validity).toMatchObject({ state, secondsLeft });
  });

  it("tells a date as its beginning", async () => {
    expect((await report(billing.pem, {}, ["--at", "2026-07-01"])).at).toBe("2026-07-01T00:00:00.000Z");
  });

  it.each([
    ["RSA", "rsa-2048", { algorithm: "RSA", bits: 2048, problem: null }],
    ["a weak RSA key", "rsa-1024", { bits: 1024, problem: "RSA key of 1024 bits, below 2048" }],
    ["Ed25519", "ed25519", { algorithm: "Ed25519", bits: null, curve: null }],
    ["P-384", "ec-p384", { algorithm: "EC", curve: "P-384" }],
  ] as const)("knows %s", async (_, key, expected) => {
    expect((await describeOne(issue({ key }).pem))?.key).toMatchObject(expected);
  });

  it("says of a CA and a self-signed certificate what they are", async () => {
    expect(await describeOne(root.pem)).toMatchObject({
      isSelfIssued: true,
      basicConstraints: { cA: true },
      strict: { role: "anchor" },
    });
    const text = (await inspect(["-"], {}, createSelfSigned({ subject: "CN=partner" }).pem)).out;
    expect(text).toContain("the same name: it is self-issued");
  });

  it("does not offer a CA's own certificate as a caller where a caller is there", async () => {
    const { out } = await inspect(["-"], {}, billing.pem + issuing.pem + root.pem);
    expect(out.match(/CLIENT_CERT_PINNED/g)).toHaveLength(2);
    expect(out).not.toContain(`sha256:${sha256Of(root)}\n`);
  });

  it("tells what conformance strict would refuse", async () => {
    const one = issue({ serialNumber: 0, subjectAltName: ["dns:under_score.example"] });
    expect((await describeOne(one.pem))?.strict).toEqual({
      role: "leaf",
      deviations: [
        { extension: "serialNumber", rule: "must be positive and of at most 20 octets", section: "4.1.2.2" },
        { extension: "subjectAltName", rule: "must hold well-formed names", section: "4.2.1.6" },
      ],
    });
    expect((await inspect(["-"], {}, one.pem)).out).toMatch(/Conformance strict would refuse it:\n +serialNumber must/);
  });
});

describe("names that are odd", () => {
  const oddOf = async (subject: Parameters<typeof issue>[0]) => {
    const certificate = await describeOne(issue(subject).pem);
    return { odd: certificate?.subject.attributes.flatMap(({ odd }) => odd), ready: certificate?.ready };
  };

  it("are told attribute by attribute, and plain ones are not", async () => {
    expect((await oddOf({ subject: "CN=billing,OU=a,OU=b,DC=example,DC=com" })).odd).toEqual([]);
    expect((await oddOf({ subject: "CN=a+OU=b" })).odd).toEqual([
      expect.stringContaining("multi-valued"),
      expect.stringContaining("multi-valued"),
    ]);
    expect((await oddOf({ subject: "CN=a,CN=b" })).odd).toHaveLength(2);
    expect((await oddOf({ subject: "1.2.3.4=#0c0161" })).odd).toEqual(["The attribute type has no usual name."]);
    expect((await oddOf({ subject: "CN=\\ a" })).odd).toEqual(["Spaces stand at its beginning or end."]);
    expect((await oddOf({ subject: "CN=b\u0456lling" })).odd).toEqual([
      "Letters of other scripts stand between Latin ones: U+0456.",
    ]);
  });

  it("that no rule can match are not offered for one", async () => {
    const { odd, ready } = await oddOf({ subject: "CN=bil\\00ling" });
    expect(odd).toEqual([expect.stringContaining("no rule by name matches it")]);
    expect(ready?.allowedSubject).toBeNull();
    const text = (await inspect(["-"], {}, issue({ subject: "CN=bil\\00ling" }).pem)).out;
    expect(text).toContain('CN = "bil\\u0000ling" (UTF8String)');
    expect(text).toContain("No rule by subject can match it.");
  });

  it.each([
    "CN=a\\, b",
    "CN=\\;",
    'CN=\\"a\\"',
    "CN=a\\+b",
    "CN=\\#a",
    "CN=\u00e4\u00f6",
    "CN=a\\=b",
    "CN=a\\\\",
    "CN=*",
  ])("are offered as the configuration reads them: %s", async (subject) => {
    const certificate = issue({ subject });
    const { ready } = await oddOf({ subject });
    expect(ready?.allowedSubject).not.toBeNull();
    const environment = {
      CLIENT_CERT_TRUST_ANCHORS: root.pem,
      CLIENT_CERT_INTERMEDIATES: issuing.pem,
      CLIENT_CERT_ALLOWED_SUBJECTS: ready?.allowedSubject ?? "",
    };
    expect((await report(certificate.pem, environment)).verdict).toBe("admitted");
  });

  it("does not offer an alternative name that the list would split", async () => {
    const certificate = issue({ subjectAltName: ["uri:https://contoso.example/a;b", "dns:x.example"] });
    expect((await describeOne(certificate.pem))?.ready.allowedSans).toEqual(["dns:x.example"]);
  });
});

describe("a span of time", () => {
  it.each([
    [0, "0 seconds"],
    [1, "1 second"],
    [119, "119 seconds"],
    [120, "2 minutes"],
    [7_199, "119 minutes"],
    [7_200, "2 hours"],
    [172_800, "2 days"],
    [63_115_199, "730 days"],
    [63_115_200, "2 years"],
  ])("of %s seconds is %s", (seconds, text) => {
    expect(spanOf(seconds)).toBe(text);
  });
});
