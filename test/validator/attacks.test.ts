import { describe, expect, it } from "vitest";
import { type Certificate, parseCertificate } from "../../src/certificate/certificate.ts";
import { ConfigurationError, createValidator, type ValidatorOptions, type Verdict } from "../../src/index.ts";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import { withOtherSignature } from "../fuzz/bytes/malleable.ts";

const DAY = 86_400_000;
const SUBJECT = "CN=billing,O=Contoso";

const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const issuing = root.createIntermediate({ subject: "CN=Issuing,O=Contoso" });
const billing = issuing.issue({ subject: SUBJECT });
const chain = { trustAnchors: root.der, intermediates: issuing.der } as const;

function judge(options: ValidatorOptions, der: Uint8Array): Verdict {
  const header = Buffer.from(der).toString("base64");
  return createValidator(options).validate({ rawHeaders: ["X-ARR-ClientCert", header] });
}

function codeOf(verdict: Verdict): string {
  return verdict.ok ? "admitted" : verdict.code;
}

describe("a certificate with another signature that is valid too (N-e)", () => {
  const certificate = parseCertificate(billing.der);
  const other = otherOf(certificate, parseCertificate(issuing.der));
  const { sha256 } = parseCertificate(other);

  it("has another fingerprint, and all else as it was", () => {
    const [first, second] = [billing.der, other].map((der) => judge({ ...chain, allow: "any-from-anchors" }, der));
    if (first?.ok !== true || second?.ok !== true) throw new Error("both are valid");
    expect(second.client.sha256).not.toBe(first.client.sha256);
    for (const member of ["issuer", "serialNumber", "subject"] as const) {
      expect(second.client[member], member).toBe(first.client[member]);
    }
    expect(parseCertificate(other).spkiSha256).toBe(certificate.spkiSha256);
  });

  it("is not the one that is pinned, nor the one whose thumbprint a rule names", () => {
    const pinned = `sha256:${certificate.sha256}`;
    expect([billing.der, other].map((der) => codeOf(judge({ pinned }, der)))).toEqual(["admitted", "not_pinned"]);
    const allow = [{ thumbprint: certificate.sha256 }];
    expect(codeOf(judge({ ...chain, allow }, billing.der))).toBe("admitted");
    expect(codeOf(judge({ ...chain, allow }, other))).toBe("thumbprint_not_allowed");
    expect(codeOf(judge({ pinned: `sha256:${sha256}` }, billing.der))).toBe("not_pinned");
  });

  it("is the same caller to a pin of the key and to a rule of names", () => {
    expect(codeOf(judge({ pinned: `spki-sha256:${certificate.spkiSha256}` }, other))).toBe("admitted");
    expect(codeOf(judge({ ...chain, allow: [{ subject: SUBJECT }] }, other))).toBe("admitted");
  });

  it("as little as one in another encoding gets round a pin of a self-signed certificate", () => {
    const partner = createSelfSigned({ subject: "CN=partner" });
    const parsed = parseCertificate(partner.der);
    const pinned = { pinned: `sha256:${parsed.sha256}` };
    expect(codeOf(judge(pinned, partner.der))).toBe("admitted");
    expect(codeOf(judge(pinned, otherOf(parsed, parsed)))).toBe("not_pinned");
    const [tag = 0, form = 0, ...rest] = partner.der;
    expect(form, "two octets of length").toBe(0x82);
    expect(codeOf(judge(pinned, Uint8Array.of(tag, 0x83, 0, ...rest)))).toBe("certificate_malformed");
  });
});

describe("whom a certificate speaks for (X9)", () => {
  const named = root.createIntermediate({ subject: SUBJECT, subjectAltName: ["dns:billing.example"] });
  const below = named.issue({ subject: "CN=someone else", subjectAltName: ["dns:other.example"] });
  const under = { trustAnchors: root.der, intermediates: named.der } as const;

  it("is read from the leaf, never from those above it", () => {
    expect(codeOf(judge({ ...under, allow: [{ subject: SUBJECT }] }, below.der))).toBe("subject_not_allowed");
    expect(codeOf(judge({ ...under, allow: [{ san: "dns:billing.example" }] }, below.der))).toMatch(/not_allowed$/);
    const { sha256, spkiSha256 } = parseCertificate(named.der);
    const allow = [{ thumbprint: sha256 }, { key: `spki-sha256:${spkiSha256}` }];
    expect(codeOf(judge({ ...under, allow }, below.der))).toMatch(/_not_allowed$/);
    expect(codeOf(judge({ pinned: [`sha256:${sha256}`, `spki-sha256:${spkiSha256}`] }, below.der))).toBe("not_pinned");
  });

  it("is so in what the app is told, too", () => {
    const verdict = judge({ ...under, allow: "any-from-anchors" }, below.der);
    expect(verdict.ok && verdict.client.subject).toBe("CN=someone else");
    expect(verdict.ok && verdict.client.subjectAltNames).toEqual(["dns:other.example"]);
  });
});

describe("what says too little (C9)", () => {
  it("SHA-1 is no pin, and no rule by itself", () => {
    const { sha1, sha256 } = parseCertificate(billing.der);
    const alone: readonly ValidatorOptions[] = [
      { pinned: `sha1:${sha1}` },
      { pinned: sha1 },
      { ...chain, allow: [{ thumbprint: sha1 }] },
      { ...chain, allow: [{ thumbprint: [sha256, sha1] }] },
    ];
    for (const options of alone) expect(() => createValidator(options)).toThrow(ConfigurationError);
  });

  it("an issuer that copies everything but the key is another issuer", () => {
    const { serialNumber, extensions } = parseCertificate(issuing.der);
    const copy = createAuthority({
      subject: "CN=Issuing,O=Contoso",
      issuer: "CN=Root,O=Contoso",
      serialNumber: Buffer.from(serialNumber, "hex"),
      ...(extensions.subjectKeyIdentifier !== undefined && {
        subjectKeyIdentifier: extensions.subjectKeyIdentifier.keyIdentifier,
      }),
    });
    const allow = [{ issuer: "CN=Issuing,O=Contoso", subject: SUBJECT }];
    expect(codeOf(judge({ ...chain, allow }, billing.der))).toBe("admitted");
    expect(codeOf(judge({ ...chain, allow }, copy.issue({ subject: SUBJECT }).der))).toBe("signature_invalid");
    const configured = { trustAnchors: root.der, intermediates: [issuing.der, copy.der], allow } as const;
    expect(judge(configured, copy.issue({ subject: SUBJECT }).der).ok).toBe(false);
    expect(codeOf(judge(configured, billing.der))).toBe("admitted");
  });
});

describe("a clock that is set while the app runs (S10)", () => {
  it("is asked at each request, so that nothing remembered outlives its dates (H11)", () => {
    const start = Date.now();
    let time = start;
    const leaf = issuing.issue({ subject: SUBJECT, notAfter: new Date(start + 2 * DAY) });
    const partner = createSelfSigned({ subject: "CN=partner", notAfter: new Date(start + 2 * DAY) });
    const pinned = `sha256:${parseCertificate(partner.der).sha256}`;
    const validator = createValidator({ ...chain, allow: [{ subject: SUBJECT }], pinned, clock: () => time });
    const ask = (milliseconds: number): readonly string[] => {
      time = milliseconds;
      return [leaf, partner].map(({ header }) =>
        codeOf(validator.validate({ rawHeaders: ["X-ARR-ClientCert", header] })),
      );
    };
    const both = (code: string): readonly string[] => [code, code];
    expect(ask(start)).toEqual(both("admitted"));
    expect(ask(start + 3 * DAY)).toEqual(both("certificate_expired"));
    expect(ask(start + 1 * DAY)).toEqual(both("admitted"));
    expect(ask(start - 30 * DAY)).toEqual(both("certificate_not_yet_valid"));
    expect(ask(0)).toEqual(both("certificate_not_yet_valid"));
    expect(ask(start)).toEqual(both("admitted"));
    for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      expect(ask(none)).not.toContain("admitted");
    }
  });
});

function otherOf(certificate: Certificate, issuer: Certificate): Uint8Array {
  const other = withOtherSignature(certificate, issuer);
  if (other === undefined) throw new Error("the issuer's key is on no curve");
  return other;
}
