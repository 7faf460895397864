import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandidateFacts } from "../../src/rules/candidate.ts";
import { matchRules } from "../../src/rules/match.ts";
import type { ClientRule } from "../../src/rules/rule.ts";
import { rulesInQuestion } from "../../src/rules/rule-index.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { candidate, compiled, ISSUER } from "./candidates.ts";

const SUBJECT = "CN=billing,O=Contoso,C=DE";
const caller = candidate({ subject: SUBJECT, subjectAltName: ["dns:billing.contoso.com"] });
const { leaf } = caller;

describe("many rules", () => {
  const rules = compiled(
    ...Array.from({ length: 10_000 }, (_, index) => ({
      name: `n${index}`,
      issuer: ISSUER,
      subject: `CN=client ${index}`,
    })),
  );
  const many = compiled({ subject: Array.from({ length: 10_000 }, (_, index) => `CN=client ${index}`) });

  it("find the one, first or last, and no other", () => {
    for (const index of [0, 5_000, 9_999]) {
      const one = candidate({ subject: `CN=client ${index}` });
      expect(matchRules(rules, one)).toMatchObject({ ok: true, caller: `n${index}` });
      expect(matchRules(many, one)).toMatchObject({ ok: true, caller: `CN=client ${index}` });
    }
    const stranger = candidate({ subject: "CN=client 10000" });
    expect(matchRules(rules, stranger).ok).toBe(false);
    expect(matchRules(many, stranger).ok).toBe(false);
    const far = candidate({ subject: "CN=client 9999" }, { issuer: undefined });
    expect(matchRules(rules, far)).toMatchObject({ ok: false, findings: [{ details: { rule: 'rule "n9999"' } }] });
  });

  it("are not tried but for the few that might match", () => {
    const inQuestion = (index: number): number =>
      rulesInQuestion(rules, new CandidateFacts(candidate({ subject: `CN=client ${index}` }))).length;
    expect(rules.length).toBeGreaterThan(9000);
    expect([0, 9999, 10_000].map(inQuestion)).toEqual([1, 1, 0]);
  });

  it("keep the issuer a rule's own", () => {
    const other = createAuthority({ subject: "CN=Other" });
    expect(matchRules(rules, candidate({ subject: "CN=client 7" }, {}, other)).ok).toBe(false);
  });
});

describe("the index over many rules", () => {
  const SHA1_RULE: ClientRule = { thumbprint: leaf.sha1, issuer: ISSUER };
  const some = (...entries: readonly string[]) => fc.array(fc.constantFrom(...entries), { minLength: 1, maxLength: 2 });
  const rule: fc.Arbitrary<ClientRule> = fc.record(
    {
      issuer: some(ISSUER, "CN=Other CA", "O=Contoso,*"),
      subject: some(SUBJECT, "CN=other", "CN=billing,*", "CN=other,*"),
      san: some("dns:billing.contoso.com", "dns:other.contoso.com"),
      thumbprint: some(leaf.sha256, "0".repeat(64)),
      key: some(`spki-sha256:${leaf.spkiSha256}`, `spki-sha256:${"0".repeat(64)}`),
    },
    { requiredKeys: [] },
  );
  const writable = rule.filter((input) => Object.keys(input).length > 0);
  const lists = fc.array(fc.oneof(writable, fc.constant(SHA1_RULE)), { minLength: 17, maxLength: 30 });

  it("changes no outcome", () => {
    const callers = [
      caller,
      candidate({ subject: "CN=other" }),
      candidate({ subject: SUBJECT, subjectAltName: ["dns:other.contoso.com"] }),
      { ...caller, namesVerified: false },
      { ...caller, purpose: "serverAuth" as const },
      { ...caller, issuer: undefined },
    ];
    fc.assert(
      fc.property(lists, fc.constantFrom(...callers), (input, someone) => {
        const rules = compiled(...input);
        const oneByOne = [...rules];
        expect(Object.isFrozen(rules)).toBe(true);
        expect(matchRules(rules, someone)).toEqual(matchRules(oneByOne, someone));
      }),
      { numRuns: 500 },
    );
  });

  it("is not made of a list that can still be changed", () => {
    const rules = [...compiled(...Array.from({ length: 20 }, (_, index) => ({ subject: `CN=client ${index}` })))];
    const last = candidate({ subject: "CN=client 19" });
    expect(matchRules(rules, last).ok).toBe(true);
    rules.pop();
    expect(matchRules(rules, last).ok).toBe(false);
    rules.push(...compiled({ subject: "CN=client 20" }));
    expect(matchRules(rules, candidate({ subject: "CN=client 20" })).ok).toBe(true);
  });
});
