import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigurationError, createValidator, type ValidatorOptions, type Verdict } from "../../src/index.ts";
import { createAuthority, createSelfSigned, type IssuedCertificate } from "../../src/testing/index.ts";

const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const issuing = root.createIntermediate({ subject: "CN=Issuing,O=Contoso" });
const fabrikam = createAuthority({ subject: "CN=Fabrikam CA" });
const billing = issuing.issue({ subject: "CN=billing,O=Contoso" });

const chain = { trustAnchors: root.der, intermediates: issuing.der } as const;
const rules = [{ name: "billing", issuer: "CN=Issuing,O=Contoso", subject: "CN=billing,O=Contoso" }] as const;

function judge(
  options: ValidatorOptions,
  certificate: { readonly header: string },
  ...more: readonly string[]
): Verdict {
  return createValidator(options).validate({ rawHeaders: ["X-ARR-ClientCert", certificate.header, ...more] });
}

function codeOf(verdict: Verdict): string {
  return verdict.ok ? `admitted ${verdict.client.caller}` : verdict.code;
}

describe("a caller with a chain", () => {
  it("is admitted by the rule that names it", () => {
    const verdict = judge({ ...chain, allow: rules }, billing);
    expect(codeOf(verdict)).toBe("admitted billing");
    expect(verdict.ok && verdict.client.path).toHaveLength(3);
  });

  it("is refused by name, by issuer, and when the two are crossed (N-g)", () => {
    const both = {
      trustAnchors: [root.der, fabrikam.der],
      intermediates: issuing.der,
      allow: [...rules, { name: "warehouse", issuer: "CN=Fabrikam CA", subject: "CN=warehouse" }],
    };
    expect(codeOf(judge(both, issuing.issue({ subject: "CN=other" })))).toBe("subject_not_allowed");
    expect(codeOf(judge(both, fabrikam.issue({ subject: "CN=warehouse" })))).toBe("admitted warehouse");
    expect(codeOf(judge(both, fabrikam.issue({ subject: "CN=billing,O=Contoso" })))).toBe("issuer_not_allowed");
    expect(codeOf(judge(both, issuing.issue({ subject: "CN=warehouse" })))).toMatch(/_not_allowed$/);
  });

  it("is compared with the issuer of the validated path, not with what the leaf says", () => {
    const impostor = createSelfSigned({ subject: "CN=billing,O=Contoso", issuer: "CN=Issuing,O=Contoso" });
    expect(codeOf(judge({ ...chain, allow: rules }, impostor))).toBe("signature_invalid");
  });

  it("takes nothing that the client sends for trust (C2)", () => {
    const chained = Buffer.concat([billing.der, issuing.der, root.der]).toString("base64");
    expect(codeOf(judge({ ...chain, allow: rules }, { header: chained }))).toBe("certificate_malformed");
  });

  it("with a certificate for servers is admitted only where a rule says so", () => {
    const server = issuing.issue({ subject: "CN=s", extKeyUsage: ["serverAuth"], subjectAltName: ["dns:s.example"] });
    const san = { name: "server", san: "dns:s.example" };
    const either = { ...san, extendedKeyUsage: "clientAuth-or-serverAuth" } as const;
    expect(codeOf(judge({ ...chain, allow: [san] }, server))).toBe("extended_key_usage_not_allowed");
    expect(codeOf(judge({ ...chain, allow: [either] }, server))).toBe("admitted server");
    const other = { name: "other", san: "dns:other.example", extendedKeyUsage: "clientAuth-or-serverAuth" } as const;
    expect(judge({ ...chain, allow: [san, other] }, server).ok).toBe(false);
  });

  it("with a certificate for servers finds the CA for servers, whichever stands first", () => {
    const narrow = { nameConstraints: { permitted: ["dns:elsewhere.example"] }, extKeyUsage: ["clientAuth"] };
    const clients = root.crossSign(issuing, narrow);
    const servers = root.crossSign(issuing, { extKeyUsage: ["serverAuth"] });
    const leaf = issuing.issue({ extKeyUsage: false, subjectAltName: ["dns:s.example"] });
    const allow = [{ name: "server", san: "dns:s.example", extendedKeyUsage: "clientAuth-or-serverAuth" }] as const;
    for (const intermediates of [
      [clients.der, servers.der],
      [servers.der, clients.der],
    ]) {
      expect(codeOf(judge({ trustAnchors: root.der, intermediates, allow }, leaf))).toBe("admitted server");
    }
  });

  it("that is a CA is refused even where a rule takes servers", () => {
    const ca = issuing.createIntermediate({ extKeyUsage: ["serverAuth"], subjectAltName: ["dns:s.example"] });
    const either = { san: "dns:s.example", extendedKeyUsage: "clientAuth-or-serverAuth" } as const;
    expect(codeOf(judge({ ...chain, allow: [either] }, ca))).not.toMatch(/admitted/);
  });
});

describe("time", () => {
  const notBefore = new Date(Date.UTC(2030, 0, 1));
  const notAfter = new Date(Date.UTC(2030, 5, 1));
  const until = new Date(Date.UTC(2040, 0, 1));
  const anchor = createAuthority({ notBefore: new Date(Date.UTC(2020, 0, 1)), notAfter: until });
  const leaf = anchor.issue({ notBefore, notAfter });
  const at = (milliseconds: number, clockSkewSeconds?: number) =>
    codeOf(
      judge(
        {
          trustAnchors: anchor.der,
          allow: "any-from-anchors",
          clock: () => milliseconds,
          ...(clockSkewSeconds !== undefined && { clockSkewSeconds }),
        },
        leaf,
      ),
    );

  it("allows a clock that is behind by 60 seconds, and none that is ahead", () => {
    expect(at(notBefore.getTime() - 60_000)).toMatch(/admitted/);
    expect(at(notBefore.getTime() - 60_001)).toBe("certificate_not_yet_valid");
    expect(at(notAfter.getTime() + 999)).toMatch(/admitted/);
    expect(at(notAfter.getTime() + 1000)).toBe("certificate_expired");
  });

  it("allows both when told", () => {
    expect(at(notAfter.getTime() + 300_000, 300)).toMatch(/admitted/);
    expect(at(notBefore.getTime() - 1, 0)).toBe("certificate_not_yet_valid");
  });

  it("admits nobody by a clock that breaks", () => {
    let time = notBefore.getTime();
    const validator = createValidator({ trustAnchors: anchor.der, allow: "any-from-anchors", clock: () => time });
    const request = { rawHeaders: ["X-ARR-ClientCert", leaf.header] };
    expect(validator.validate(request).ok).toBe(true);
    time = Number.NaN;
    expect(validator.validate(request).ok).toBe(false);
  });
});

describe("a pinned caller", () => {
  const partner = createSelfSigned({ subject: "CN=partner", basicConstraints: { cA: true }, extKeyUsage: false });
  const sha256 = (certificate: IssuedCertificate): string => {
    const verdict = judge({ pinned: "sha256:".padEnd(71, "0") }, certificate);
    const [finding] = verdict.findings;
    if (finding?.code !== "not_pinned") throw new Error("expected the thumbprint");
    return finding.details.sha256;
  };

  it("is admitted by certificate, beside the chain and without it", () => {
    expect(codeOf(judge({ pinned: partner.pem }, partner))).toBe(`admitted sha256:${sha256(partner)}`);
    expect(judge({ ...chain, allow: rules, pinned: partner.pem }, partner).ok).toBe(true);
    expect(codeOf(judge({ ...chain, allow: rules, pinned: partner.pem }, billing))).toBe("admitted billing");
  });

  it("is told what to pin when it is not", () => {
    expect(codeOf(judge({ pinned: partner.pem }, billing))).toBe("not_pinned");
  });

  it("is refused once expired, and with a weak key", () => {
    const past = { notBefore: new Date(Date.now() - 2e9), notAfter: new Date(Date.now() - 1e9) };
    const expired = createSelfSigned(past);
    expect(codeOf(judge({ pinned: `sha256:${sha256(expired)}` }, expired))).toBe("certificate_expired");
    const weak = createSelfSigned({ key: "rsa-1024" });
    expect(codeOf(judge({ pinned: `sha256:${sha256(weak)}` }, weak))).toBe("public_key_not_allowed");
  });

  it("by key has no verified names (N-h)", () => {
    const verdict = judge({ pinned: "sha256:".padEnd(71, "0") }, partner);
    const [finding] = verdict.findings;
    const key = finding?.code === "not_pinned" ? finding.details.spkiSha256 : "";
    const anyName = createSelfSigned({ subject: "CN=billing,O=Contoso", key: partner });
    const admitted = judge({ pinned: `spki-sha256:${key}` }, anyName);
    expect(codeOf(admitted)).toBe(`admitted spki-sha256:${key}`);
    expect(admitted.ok && admitted.client.namesVerified).toBe(false);
  });
});

describe("what a client may send", () => {
  const validator = createValidator({ ...chain, allow: rules });

  it("ends in a verdict, whatever it is", () => {
    const anything = fc.array(fc.tuple(fc.constantFrom("X-ARR-ClientCert", "x-forwarded-proto", "Host"), fc.string()));
    fc.assert(
      fc.property(anything, (headers) => validator.validate({ rawHeaders: headers.flat() }).ok === false),
      { numRuns: 500 },
    );
  });

  it("ends in a refusal when a good certificate is damaged in any octet", () => {
    for (let at = 0; at < billing.der.length; at++) {
      const damaged = Uint8Array.from(billing.der);
      damaged[at] = (damaged[at] as number) ^ 0x01;
      const header = Buffer.from(damaged).toString("base64");
      expect(validator.validate({ rawHeaders: ["X-ARR-ClientCert", header] }).ok).toBe(false);
    }
  });

  it("is refused over plain HTTP even with the right certificate (H2)", () => {
    const verdict = judge({ ...chain, allow: rules }, billing, "X-Forwarded-Proto", "http");
    expect(codeOf(verdict)).toBe("plain_http");
  });
});

describe("options", () => {
  it("refuses what only a guard does, and what nobody does", () => {
    for (const name of ["openPaths", "selfCheck", "authorize", "trustAnchor", "env"]) {
      expect(() => createValidator({ ...chain, allow: rules, [name]: undefined })).toThrow(ConfigurationError);
    }
  });

  it("has no default for whom to admit", () => {
    expect(() => createValidator(chain)).toThrow(/allow/i);
    expect(() => createValidator({})).toThrow(ConfigurationError);
  });

  it("reads no environment", () => {
    process.env["CLIENT_CERT_ALLOW"] = "any-from-anchors";
    try {
      expect(() => createValidator(chain)).toThrow(ConfigurationError);
    } finally {
      delete process.env["CLIENT_CERT_ALLOW"];
    }
  });
});
