import { describe, expect, it } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { createValidator } from "../../src/create-validator.ts";
import {
  type Authority,
  BROKEN_VARIANTS,
  createAuthority,
  createVariants,
  headerFor,
  toRawHeaders,
  type VariantCertificate,
} from "../../src/testing/index.ts";

const SUBJECT = "CN=billing,O=Contoso,C=DE";

/** Authorities by the kind of their key, and one that is no root. */
const AUTHORITIES: Readonly<Record<string, Authority>> = {
  "ec-p256": createAuthority({ subject: "CN=Contoso Root" }),
  "ec-p521": createAuthority({ key: "ec-p521" }),
  "rsa-2048": createAuthority({ key: "rsa-2048" }),
  "rsa-pss-2048": createAuthority({ key: "rsa-pss-2048" }),
  ed25519: createAuthority({ key: "ed25519" }),
  ed448: createAuthority({ key: "ed448" }),
  subordinate: createAuthority().createIntermediate({ subject: "CN=Contoso Issuing" }),
};

function judge(authority: Authority, variant: VariantCertificate, conformance: "standard" | "strict"): string {
  const validator = createValidator({
    trustAnchors: authority.pem,
    ...(variant.intermediates.length > 0 && { intermediates: variant.intermediates }),
    allow: { subject: SUBJECT },
    conformance,
  });
  const verdict = validator.validate({ rawHeaders: toRawHeaders(headerFor("app-service", variant)) });
  return verdict.ok ? "admitted" : verdict.code;
}

describe.each(Object.entries(AUTHORITIES))("variants under an authority (%s)", (_, authority) => {
  const variants = Object.values(createVariants(authority, { subject: SUBJECT, subjectAltName: ["dns:b.example"] }));

  it.each(variants)("$name: $meaning", (variant) => {
    expect(judge(authority, variant, "standard"), "standard").toBe(variant.standard);
    expect(judge(authority, variant, "strict"), "strict").toBe(variant.strict);
  });

  it("are wrong in one thing only: what is right is admitted in both", () => {
    const right = authority.issue({ subject: SUBJECT, subjectAltName: ["dns:b.example"] });
    const [variant] = variants;
    if (variant === undefined) throw new Error("no variants");
    for (const conformance of ["standard", "strict"] as const) {
      expect(judge(authority, { ...variant, ...right, intermediates: [] }, conformance)).toBe("admitted");
    }
  });
});

describe("variants", () => {
  const authority = createAuthority();

  it("are those of the table, each with its key", () => {
    const variants = createVariants(authority, { subject: SUBJECT });
    expect(Object.keys(variants)).toEqual(Object.keys(BROKEN_VARIANTS));
    for (const [name, { meaning, standard, strict }] of Object.entries(BROKEN_VARIANTS)) {
      expect(variants[name as keyof typeof variants]).toMatchObject({ name, meaning, standard, strict });
    }
    expect(variants["damaged-signature"].privateKeyPem).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  });

  it("break one rule each, also by what else is found", () => {
    const variants = Object.values(createVariants(authority, { subject: SUBJECT }));
    const validatorFor = ({ intermediates }: VariantCertificate) =>
      createValidator({
        trustAnchors: authority.pem,
        ...(intermediates.length > 0 && { intermediates }),
        allow: { subject: SUBJECT },
      });
    const codes = variants.map((variant) => {
      const { findings } = validatorFor(variant).validate({
        rawHeaders: toRawHeaders(headerFor("app-service", variant)),
      });
      return [variant.name, ...findings.map(({ code }) => code)];
    });
    const expected = variants.map(({ name, standard }) => (standard === "admitted" ? [name] : [name, standard]));
    expect(codes).toEqual(expected);
  });

  it("of a rogue authority claim the name and the key of the right one", () => {
    const { "same-name-rogue-ca": rogue } = createVariants(authority);
    const { issuer, extensions } = parseCertificate(rogue.der);
    expect(issuer.equals(parseCertificate(authority.der).subject)).toBe(true);
    expect(extensions.authorityKeyIdentifier?.keyIdentifier).toEqual(authority.keyIdentifier);
  });

  it("are looked at when the caller says", () => {
    const validity = { notBefore: new Date("2039-01-01"), notAfter: new Date("2042-01-01") };
    const later = createAuthority(validity);
    const now = Date.UTC(2040, 5, 1);
    const { expired, "no-purpose": fine, "path-too-long": long } = createVariants(later, { subject: SUBJECT, now });
    const validator = createValidator({
      trustAnchors: later.pem,
      intermediates: long.intermediates,
      allow: { subject: SUBJECT },
      clock: () => now,
    });
    const codeOf = (variant: VariantCertificate): string => {
      const verdict = validator.validate({ rawHeaders: toRawHeaders(headerFor("app-service", variant)) });
      return verdict.ok ? "admitted" : verdict.code;
    };
    expect([expired, fine, long].map(codeOf)).toEqual(["certificate_expired", "admitted", "path_length_exceeded"]);
  });

  it("want a subject, and an authority that may have a CA below it", () => {
    expect(() => createVariants(authority, { subject: "" })).toThrow(RangeError);
    const last = createAuthority({ basicConstraints: { cA: true, pathLenConstraint: 0 } });
    expect(() => createVariants(last)).toThrow(/pathLenConstraint 0/);
    expect(Object.keys(createVariants(authority))).toHaveLength(Object.keys(BROKEN_VARIANTS).length);
  });
});
