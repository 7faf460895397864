import { describe, expect, it } from "vitest";
import { billing, inspect, issue, issuing, report, root, sha256Of } from "./stage.ts";

describe("rules that do not match", () => {
  const RULES = [
    { name: "orders", subject: ["CN=orders", "CN=more"] },
    { name: "name", san: "dns:other.example", issuer: "CN=Contoso Issuing,O=Contoso,C=DE" },
    { thumbprint: "ab".repeat(32) },
    { key: `spki-sha256:${"cd".repeat(32)}` },
    { name: "issuer", issuer: "CN=Contoso Root,O=Contoso,C=DE" },
  ];
  const allow = (rules: readonly object[]) => ({
    CLIENT_CERT_TRUST_ANCHORS: root.pem,
    CLIENT_CERT_INTERMEDIATES: issuing.pem,
    CLIENT_CERT_ALLOW: JSON.stringify(rules),
  });

  it("say what they want and what there is", async () => {
    const { verdict, judgements } = await report(billing.pem, allow(RULES));
    expect(verdict).toBe("refused");
    const outcomes = judgements[0]?.rules?.outcomes ?? [];
    expect(outcomes.map(({ rule, matches }) => [rule, matches])).toEqual([
      ['rule "orders"', false],
      ['rule "name"', false],
      ["rule 3", false],
      ["rule 4", false],
      ['rule "issuer"', false],
    ]);
    expect(outcomes.flatMap(({ conditions }) => conditions)).toMatchObject([
      { member: "subject", met: null, wanted: ["CN=orders", "CN=more"], present: ["CN=billing,O=Contoso,C=DE"] },
      { member: "san", met: null, wanted: ["dns:other.example"], present: ["dns:billing.contoso.example"] },
      { member: "issuer", met: "CN=Contoso Issuing,O=Contoso,C=DE" },
      { member: "thumbprint", met: null, present: [sha256Of(billing)] },
      { member: "key", met: null, present: [expect.stringMatching(/^spki-sha256:[0-9a-f]{64}$/)] },
      { member: "issuer", met: null, present: ["CN=Contoso Issuing,O=Contoso,C=DE"] },
    ]);
    const { out } = await inspect(["-"], allow(RULES), billing.pem);
    expect(out).toMatch(/ FAIL +rules +none matches\n +rule "orders": does not match\n +subject is not met\n/);
    expect(out).toMatch(/ +wanted +CN=orders; CN=more\n +present +CN=billing,O=Contoso,C=DE\n/);
    expect(out).toMatch(/ +issuer is met by CN=Contoso Issuing,O=Contoso,C=DE\n/);
  });

  it("stand before the one that matches; those behind it are not asked", async () => {
    const rules = [RULES[0] ?? {}, { name: "billing", subject: "CN=billing,*" }, RULES[2] ?? {}];
    const { verdict, judgements } = await report(billing.pem, allow(rules));
    expect(verdict).toBe("admitted");
    expect(judgements[0]?.caller).toBe("billing");
    expect(judgements[0]?.rules).toMatchObject({ outcomes: [{ matches: false }, { matches: true }], more: 1 });
    expect((await inspect(["-"], allow(rules), billing.pem)).out).toContain("1 more rule not listed.");
  });

  it("are listed up to a number, the nearest first", async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({ name: `caller ${index}`, subject: `CN=caller ${index}` }));
    const near = { name: "near", subject: "CN=near", issuer: "CN=Contoso Issuing,O=Contoso,C=DE" };
    const { judgements } = await report(billing.pem, allow([...many, near]));
    expect(judgements[0]?.rules?.more).toBe(11);
    expect(judgements[0]?.rules?.outcomes.map(({ rule }) => rule).slice(0, 2)).toEqual([
      'rule "near"',
      'rule "caller 0"',
    ]);
  });

  it("list their entries up to a number", async () => {
    const subjects = Array.from({ length: 12 }, (_, index) => `CN=caller ${index}`);
    const { judgements } = await report(billing.pem, allow([{ subject: subjects }]));
    expect(judgements[0]?.rules?.outcomes[0]?.conditions[0]).toMatchObject({ wanted: subjects.slice(0, 8), more: 4 });
  });

  it("for clients say so to a certificate that is made for servers", async () => {
    const server = issue({ extKeyUsage: ["serverAuth"], subjectAltName: ["dns:a.example"] });
    const rules = [
      { name: "clients", san: "dns:a.example" },
      { name: "servers", san: "dns:b.example", extendedKeyUsage: "clientAuth-or-serverAuth" },
    ];
    const { verdict, judgements } = await report(server.pem, allow(rules));
    expect(verdict).toBe("refused");
    expect(judgements[0]?.rules?.outcomes).toMatchObject([
      { rule: 'rule "clients"', matches: false, purpose: "serverAuth" },
      { rule: 'rule "servers"', matches: false, purpose: null },
    ]);
  });
});
