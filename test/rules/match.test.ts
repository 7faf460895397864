import { describe, expect, it } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { matchRules } from "../../src/rules/match.ts";
import type { ClientRule, CompiledRule } from "../../src/rules/rule.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { callerBy, candidate, codesBy, ISSUER, match } from "./candidates.ts";

const SUBJECT = "CN=billing,O=Contoso,C=DE";
const caller = candidate({ subject: SUBJECT, subjectAltName: ["dns:billing.contoso.com", "uri:urn:billing"] });
const { leaf } = caller;

type Member = "issuer" | "subject" | "san" | "thumbprint" | "key";

/** One condition of each kind that the caller meets, and one that it does not. */
const MET: Readonly<Record<Member, string>> = {
  issuer: ISSUER,
  subject: SUBJECT,
  san: "dns:billing.contoso.com",
  thumbprint: leaf.sha256,
  key: `spki-sha256:${leaf.spkiSha256}`,
};
const UNMET: Readonly<Record<Member, string>> = {
  issuer: "CN=Other CA",
  subject: "CN=other",
  san: "dns:other.contoso.com",
  thumbprint: leaf.sha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0")),
  key: `spki-sha256:${leaf.spkiSha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))}`,
};
const CODES: Readonly<Record<Member, string>> = {
  issuer: "issuer_not_allowed",
  subject: "subject_not_allowed",
  san: "subject_alt_name_not_allowed",
  thumbprint: "thumbprint_not_allowed",
  key: "key_pin_not_allowed",
};
const MEMBERS = Object.keys(CODES) as readonly Member[];

describe("one rule", () => {
  it.each(MEMBERS)("is met by its %s alone", (member) => {
    expect(match({ [member]: MET[member] }, caller).ok).toBe(true);
    expect(codesBy({ [member]: UNMET[member] }, caller)).toEqual([CODES[member]]);
  });

  it.each(MEMBERS)("is not met when only the %s is wrong", (member) => {
    expect(match(MET, caller).ok).toBe(true);
    expect(codesBy({ ...MET, [member]: UNMET[member] }, caller)).toEqual([CODES[member]]);
  });

  it.each(MEMBERS)("is met by any %s of its list", (member) => {
    const list = [UNMET[member], MET[member]];
    expect(match({ ...MET, [member]: list }, caller).ok).toBe(true);
    expect(match({ ...MET, [member]: list.slice(0, 1) }, caller).ok).toBe(false);
  });

  it("reports each condition that is not met", () => {
    expect([...codesBy(UNMET, caller)].sort()).toEqual(Object.values(CODES).sort());
  });
});

describe("thumbprints", () => {
  const thumbprint = (leaf.sha1.match(/../g) ?? []).join(":").toUpperCase();

  it("of SHA-1 narrow what the rest of the rule says", () => {
    expect(callerBy({ thumbprint, subject: SUBJECT }, caller)).toBe(SUBJECT);
    expect(codesBy({ thumbprint, subject: "CN=other" }, caller)).toEqual(["subject_not_allowed"]);
    const other = candidate({ subject: SUBJECT });
    expect(codesBy({ thumbprint, subject: SUBJECT }, other)).toEqual(["thumbprint_not_allowed"]);
  });

  it("are never taken for each other's kind", () => {
    const padded = leaf.sha1 + leaf.sha256.slice(40);
    expect(match({ thumbprint: padded }, caller).ok).toBe(false);
    expect(match({ key: `spki-sha256:${leaf.sha256}` }, caller).ok).toBe(false);
    expect(match({ thumbprint: leaf.spkiSha256 }, caller).ok).toBe(false);
  });
});

describe("issuers", () => {
  const other = createAuthority({ subject: "CN=Fabrikam CA,O=Fabrikam,C=DE" });
  const rules: readonly ClientRule[] = [
    { name: "contoso", issuer: ISSUER, subject: "CN=billing" },
    { name: "fabrikam", issuer: "CN=Fabrikam CA,O=Fabrikam,C=DE", subject: "CN=orders" },
  ];

  it("are paired with the subjects of their own rule", () => {
    expect(callerBy(rules, candidate({ subject: "CN=billing" }))).toBe("contoso");
    expect(callerBy(rules, candidate({ subject: "CN=orders" }, {}, other))).toBe("fabrikam");
    expect(callerBy(rules, candidate({ subject: "CN=orders" }))).toBeUndefined();
    expect(callerBy(rules, candidate({ subject: "CN=billing" }, {}, other))).toBeUndefined();
  });

  it("are the certificate above the leaf, not the text in the leaf", () => {
    const claims = candidate({ subject: "CN=billing", issuer: ISSUER }, { issuer: parseCertificate(other.der) });
    expect(codesBy({ issuer: ISSUER }, claims)).toEqual(["issuer_not_allowed"]);
    expect(match({ issuer: "CN=Fabrikam CA,O=Fabrikam,C=DE" }, claims).ok).toBe(true);
  });

  it("match nobody who has no path", () => {
    const pinned = candidate({ subject: "CN=billing" }, { issuer: undefined });
    expect(codesBy({ issuer: ISSUER }, pinned)).toEqual(["issuer_not_allowed"]);
    expect(match({ subject: "CN=billing" }, pinned).ok).toBe(true);
  });

  it("may be named in part", () => {
    expect(match({ issuer: "O=Contoso,*" }, caller).ok).toBe(true);
    expect(match({ issuer: "O=Fabrikam,*" }, caller).ok).toBe(false);
  });
});

describe("a caller known by a pinned key", () => {
  const keyOnly = candidate(
    { subject: SUBJECT, subjectAltName: ["dns:billing.contoso.com"] },
    { namesVerified: false },
  );

  it("meets no condition about names", () => {
    expect(codesBy({ subject: SUBJECT }, keyOnly)).toEqual(["subject_not_allowed"]);
    expect(codesBy({ subject: "CN=billing,*" }, keyOnly)).toEqual(["subject_not_allowed"]);
    expect(codesBy({ san: "dns:billing.contoso.com" }, keyOnly)).toEqual(["subject_alt_name_not_allowed"]);
    expect(codesBy({ issuer: ISSUER }, keyOnly)).toEqual(["issuer_not_allowed"]);
  });

  it("meets those about its key and its certificate", () => {
    const key = `spki-sha256:${keyOnly.leaf.spkiSha256}`;
    expect(callerBy({ key }, keyOnly)).toBe(key);
    expect(callerBy({ thumbprint: keyOnly.leaf.sha256 }, keyOnly)).toBe(keyOnly.leaf.sha256);
    expect(codesBy({ key, subject: SUBJECT }, keyOnly)).toEqual(["subject_not_allowed"]);
  });
});

describe("extended key usage", () => {
  const san = "dns:billing.contoso.com";
  const serverOnly = candidate(
    { subject: SUBJECT, subjectAltName: [san], extKeyUsage: ["serverAuth"] },
    { purpose: "serverAuth" },
  );

  it("of a path for servers only is taken by rules that say so", () => {
    expect(match({ san, extendedKeyUsage: "clientAuth-or-serverAuth" }, serverOnly).ok).toBe(true);
    expect(match({ san, extendedKeyUsage: "clientAuth-or-serverAuth" }, caller).ok).toBe(true);
    expect(match({ san }, caller).ok).toBe(true);
  });

  it.each<ClientRule>([{ san }, { san, extendedKeyUsage: "clientAuth" }, { subject: SUBJECT }])(
    "and not by %o",
    (rule) => {
      expect(match(rule, serverOnly)).toEqual({
        ok: false,
        findings: [
          {
            code: "extended_key_usage_not_allowed",
            certificateIndex: 0,
            severity: "error",
            details: { required: "clientAuth", present: "1.3.6.1.5.5.7.3.1" },
          },
        ],
      });
    },
  );

  it("lets a later rule have it", () => {
    const rules: readonly ClientRule[] = [
      { name: "clients", san },
      { name: "servers", san, extendedKeyUsage: "clientAuth-or-serverAuth" },
    ];
    expect(callerBy(rules, serverOnly)).toBe("servers");
    expect(callerBy(rules, caller)).toBe("clients");
  });
});

describe("who the caller is", () => {
  it("is the name of the first rule that matches", () => {
    const rules: readonly ClientRule[] = [
      { name: "orders", subject: "CN=orders" },
      { name: "billing", subject: SUBJECT },
      { name: "all", issuer: ISSUER },
    ];
    expect(callerBy(rules, caller)).toBe("billing");
  });

  it("is the most telling entry of a rule without a name, as it was written", () => {
    const written = ' C = DE, O = "Contoso", CN = Billing ';
    const { san, key, thumbprint } = MET;
    expect(callerBy({ ...MET, subject: written, san: ["dns:x.example", "DNS:Billing.contoso.com"] }, caller)).toBe(
      "DNS:Billing.contoso.com",
    );
    expect(callerBy({ issuer: ISSUER, subject: ["CN=x", written], key, thumbprint }, caller)).toBe(written.trim());
    expect(callerBy({ issuer: ISSUER, key, thumbprint }, caller)).toBe(key);
    expect(callerBy({ issuer: ISSUER, thumbprint: `sha256:${thumbprint}` }, caller)).toBe(`sha256:${thumbprint}`);
    expect(callerBy({ san: ["uri:urn:billing", san] }, caller)).toBe(san);
  });

  it("is the subject where a rule names only the issuer", () => {
    expect(callerBy({ issuer: ISSUER }, caller)).toBe(SUBJECT);
  });

  it("is never empty", () => {
    const noSubject = candidate({ subject: "", subjectAltName: ["dns:a.example"] });
    const nothing = candidate({ subject: "" });
    expect(callerBy({ issuer: ISSUER }, noSubject)).toBe("dns:a.example");
    expect(callerBy({ issuer: ISSUER }, nothing)).toBe(`sha256:${nothing.leaf.sha256}`);
  });
});

describe("a refusal", () => {
  it("speaks of the rule of which most conditions are met, the first of several", () => {
    const rules: readonly ClientRule[] = [
      { name: "far", subject: "CN=x" },
      { name: "near", issuer: ISSUER, subject: "CN=x" },
      { name: "also near", issuer: ISSUER, subject: "CN=y" },
      { issuer: ISSUER, san: "dns:billing.contoso.com", subject: "CN=billing" },
    ];
    expect(match(rules, caller)).toEqual({
      ok: false,
      findings: [
        {
          code: "subject_not_allowed",
          certificateIndex: 0,
          severity: "error",
          details: { rule: "rule 4", subject: SUBJECT },
        },
      ],
    });
    expect(match(rules.slice(0, 3), caller)).toMatchObject({ findings: [{ details: { rule: 'rule "near"' } }] });
    expect(match(rules.slice(0, 1), caller)).toMatchObject({ findings: [{ details: { rule: 'rule "far"' } }] });
  });

  it("says what the certificate has instead", () => {
    expect(match({ ...UNMET, name: "other" }, caller)).toEqual({
      ok: false,
      findings: expect.arrayContaining([
        expect.objectContaining({ certificateIndex: 1, details: { rule: 'rule "other"', issuer: ISSUER } }),
        expect.objectContaining({ certificateIndex: 0, details: { rule: 'rule "other"', subject: SUBJECT } }),
        expect.objectContaining({
          details: { rule: 'rule "other"', present: ["dns:billing.contoso.com", "uri:urn:billing"] },
        }),
        expect.objectContaining({ details: { rule: 'rule "other"', sha256: leaf.sha256 } }),
        expect.objectContaining({ details: { rule: 'rule "other"', spkiSha256: leaf.spkiSha256 } }),
      ]),
    });
  });

  it("comes also from rules that configuration would never have made", () => {
    const vacuous: CompiledRule = { name: "all", label: "rule 1", conditions: [], acceptsServerAuth: true };
    for (const rules of [[], [vacuous]]) {
      const result = matchRules(rules, caller);
      expect(result).toMatchObject({ ok: false, findings: [{ code: "subject_not_allowed", severity: "error" }] });
    }
  });
});
