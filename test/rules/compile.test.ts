import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../src/errors.ts";
import { assertRuleInput, compileRules, requireSanOrKey } from "../../src/rules/compile.ts";
import { compiled } from "./candidates.ts";

const SHA1 = "00112233445566778899aabbccddeeff00112233";
const SHA256 = "0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0";
const KEY = `spki-sha256:${SHA256}`;

describe("what is no rule", () => {
  it.each<[unknown, string]>([
    [undefined, "rules_not_a_list"],
    [null, "rules_not_a_list"],
    ["CN=a", "rules_not_a_list"],
    [{ subject: "CN=a" }, "rules_not_a_list"],
    [{ length: 1, 0: { subject: "CN=a" } }, "rules_not_a_list"],
    [[], "rules_empty"],
    [new Array(1), "rule_not_an_object"],
    [[undefined], "rule_not_an_object"],
    [[null], "rule_not_an_object"],
    [["CN=a"], "rule_not_an_object"],
    [[[]], "rule_not_an_object"],
    [[true], "rule_not_an_object"],
    [[{}], "rule_without_condition"],
    [[{ name: "billing" }], "rule_without_condition"],
    [[{ extendedKeyUsage: "clientAuth" }], "rule_without_condition"],
    [[Object.create({ subject: "CN=a" })], "rule_without_condition"],
    [[new Map([["subject", "CN=a"]])], "rule_without_condition"],
    [JSON.parse('[{"__proto__":{"subject":"CN=a"}}]'), "rule_member_unknown"],
    [[{ subject: "CN=a", subjct: "CN=b" }], "rule_member_unknown"],
    [[{ subject: "CN=a", constructor: "CN=b" }], "rule_member_unknown"],
    [[{ subject: undefined }], "rule_member_type"],
    [[{ subject: "CN=a", issuer: undefined }], "rule_member_type"],
    [[{ subject: "CN=a", san: null }], "rule_member_type"],
    [[{ subject: 1 }], "rule_member_type"],
    [[{ subject: { CN: "a" } }], "rule_member_type"],
    [[{ subject: ["CN=a", 1] }], "rule_member_type"],
    [[{ subject: ["CN=a", undefined] }], "rule_member_type"],
    [[{ subject: Object.assign(["CN=a"], { length: 2 }) }], "rule_member_type"],
    [[{ subject: [["CN=a"]] }], "rule_member_type"],
    [[{ subject: "" }], "rule_member_empty"],
    [[{ subject: " " }], "rule_member_empty"],
    [[{ subject: [] }], "rule_member_empty"],
    [[{ subject: ["CN=a", ""] }], "rule_member_empty"],
    [[{ subject: "CN=a", san: [] }], "rule_member_empty"],
    [[{ name: "", subject: "CN=a" }], "rule_name_invalid"],
    [[{ name: " a", subject: "CN=a" }], "rule_name_invalid"],
    [[{ name: "a\n", subject: "CN=a" }], "rule_name_invalid"],
    [[{ name: "a\u200bb", subject: "CN=a" }], "rule_name_invalid"],
    [[{ name: "a".repeat(101), subject: "CN=a" }], "rule_name_invalid"],
    [[{ name: 1, subject: "CN=a" }], "rule_name_invalid"],
    [[{ name: undefined, subject: "CN=a" }], "rule_name_invalid"],
    [[{ subject: "billing" }], "rule_distinguished_name_invalid"],
    [[{ issuer: "*" }], "rule_distinguished_name_invalid"],
    [[{ san: "a.example" }], "rule_subject_alt_name_invalid"],
    [[{ thumbprint: "00" }], "rule_thumbprint_invalid"],
    [[{ thumbprint: SHA1 }], "rule_thumbprint_sha1_alone"],
    [[{ thumbprint: [SHA256, SHA1] }], "rule_thumbprint_sha1_alone"],
    [[{ key: SHA256 }], "rule_key_invalid"],
    [[{ subject: "CN=a", extendedKeyUsage: "serverAuth" }], "rule_extended_key_usage_invalid"],
    [[{ subject: "CN=a", extendedKeyUsage: ["clientAuth"] }], "rule_extended_key_usage_invalid"],
    [[{ subject: "CN=a", extendedKeyUsage: undefined }], "rule_extended_key_usage_invalid"],
    [[{ subject: "CN=a", extendedKeyUsage: "clientAuth-or-serverAuth" }], "rule_extended_key_usage_too_wide"],
    [[{ thumbprint: SHA256, extendedKeyUsage: "clientAuth-or-serverAuth" }], "rule_extended_key_usage_too_wide"],
  ])("%o: %s", (rules, code) => {
    const result = compileRules(rules, "CLIENT_CERT_ALLOW");
    expect(result.problems.map((problem) => problem.code)).toEqual([code]);
    expect(result.rules).toEqual([]);
    expect(result.problems[0]).toMatchObject({ source: "CLIENT_CERT_ALLOW" });
    expect(result.problems[0]?.message).toMatch(/^[A-Z"0-9].*\.$/);
    expect(result.problems[0]?.remedy).toMatch(/^[A-Z].*[.?}\]]$/s);
  });

  it("is refused when two have one name", () => {
    const rules = [{ name: "billing", subject: "CN=a" }, { subject: "CN=b" }, { name: "billing", subject: "CN=c" }];
    expect(compileRules(rules, "allow").problems).toEqual([
      expect.objectContaining({
        code: "rule_name_duplicate",
        place: 'rule "billing", name',
        message: "Rule 3 has the name of rule 1.",
      }),
    ]);
  });
});

describe("problems", () => {
  it("say where they are", () => {
    const rules = [
      { name: "billing", subject: ["CN=a", "CN=b;c"] },
      { issuer: "CMN=a" },
      { san: ["dns:a.example", "dns:b.example."] },
      { key: "x" },
    ];
    expect(compileRules(rules, "allow").problems.map(({ place }) => place)).toEqual([
      'rule "billing", subject[1], column 5',
      "rule 2, issuer, column 1",
      "rule 3, san[1], column 14",
      "rule 4, key, column 1",
    ]);
  });

  it("come all at once, in one rule and in several", () => {
    const rules = [{ subject: "a", san: "b", thumbprint: "c", key: "d", issuer: "e" }, {}, { sbject: "CN=a", name: 1 }];
    expect(compileRules(rules, "allow").problems).toHaveLength(5 + 1 + 2);
  });

  it("name the member that was meant", () => {
    const [problem] = compileRules([{ subject: "CN=a", thumbprints: "x" }], "allow").problems;
    expect(problem).toMatchObject({ remedy: "Did you mean thumbprint?" });
  });

  it("keep a rule out whole: never without one of its conditions", () => {
    const { rules } = compileRules([{ issuer: "CN=a", subject: "oops" }, { subject: "CN=b" }], "allow");
    expect(rules.map(({ label }) => label)).toEqual(["rule 2"]);
  });

  it("are thrown together by assertRuleInput", () => {
    expect(() => assertRuleInput([{}, { subject: 1 }], "allow")).toThrow(ConfigurationError);
    expect(() => assertRuleInput([{}, { subject: 1 }], "allow")).toThrow(/2 problems/);
    expect(() => assertRuleInput([{ subject: "CN=a" }], "allow")).not.toThrow();
  });
});

describe("warnings", () => {
  it.each<[object, string, string]>([
    [{ subject: ["CN=a", "CN=*"] }, "rule_distinguished_name_suspect", "rule 1, subject[1], column 4"],
    [{ san: "dns:*.a.example" }, "rule_subject_alt_name_suspect", "rule 1, san, column 5"],
    [{ thumbprint: SHA1, subject: "CN=a" }, "rule_thumbprint_sha1", "rule 1, thumbprint"],
    [{ thumbprint: SHA1, issuer: "CN=a" }, "rule_thumbprint_sha1", "rule 1, thumbprint"],
    [{ thumbprint: SHA1, san: "dns:a.example" }, "rule_thumbprint_sha1", "rule 1, thumbprint"],
    [{ thumbprint: [SHA256, SHA1], key: KEY }, "rule_thumbprint_sha1", "rule 1, thumbprint[1]"],
    [{ thumbprint: `\u200e${SHA256}` }, "rule_invisible_character", "rule 1, thumbprint, column 1"],
    [{ key: `spki-sha256:\u200e${SHA256}` }, "rule_invisible_character", "rule 1, key, column 13"],
    [{ issuer: ["CN=a", "CN=b"], subject: ["CN=c", "CN=d"] }, "rule_pairs_crossed", "rule 1, issuer"],
    [{ issuer: ["CN=a", "CN=b"], san: ["dns:c", "dns:d"] }, "rule_pairs_crossed", "rule 1, issuer"],
  ])("%o: %s", (rule, code, place) => {
    const { rules, problems, warnings } = compileRules([rule], "allow");
    expect(problems).toEqual([]);
    expect(rules).toHaveLength(1);
    expect(warnings).toEqual([expect.objectContaining({ code, source: "allow", place })]);
  });

  it("none for rules as they should be", () => {
    const rules = [
      { name: "billing", issuer: "CN=a", subject: ["CN=b", "CN=c,*"] },
      { issuer: ["CN=a", "CN=b"], subject: "CN=c" },
      { san: ["dns:a.example", "uri:spiffe://a/b"], extendedKeyUsage: "clientAuth-or-serverAuth" },
      { key: KEY, thumbprint: SHA256, extendedKeyUsage: "clientAuth-or-serverAuth" },
    ];
    expect(compileRules(rules, "allow")).toMatchObject({ problems: [], warnings: [] });
  });
});

describe("requireSanOrKey", () => {
  it("names each rule with neither", () => {
    const rules = compiled(
      { name: "billing", subject: "CN=a" },
      { san: "dns:a.example" },
      { key: KEY, issuer: "CN=a" },
      { thumbprint: SHA256 },
    );
    expect(requireSanOrKey(rules, "allow").map(({ code, place }) => [code, place])).toEqual([
      ["rule_needs_san_or_key", 'rule "billing"'],
      ["rule_needs_san_or_key", "rule 4"],
    ]);
  });
});

describe("whatever stands there", () => {
  const members = fc.constantFrom("name", "issuer", "subject", "san", "thumbprint", "key", "extendedKeyUsage", "sans");
  const texts = fc.constantFrom(
    "CN=a",
    "CN=a,*",
    "dns:a.example",
    SHA1,
    SHA256,
    KEY,
    "clientAuth",
    "clientAuth-or-serverAuth",
    "",
    "*",
    "a",
  );
  const values = fc.oneof(texts, fc.array(texts, { maxLength: 2 }), fc.anything());
  const rules = fc.array(fc.oneof(fc.dictionary(members, values), fc.anything()), { maxLength: 3 });

  it("never throws, and gives either problems or rules with at least one condition each", () => {
    fc.assert(
      fc.property(fc.oneof(rules, fc.anything()), (input) => {
        const { rules: list, problems } = compileRules(input, "allow");
        if (problems.length === 0) expect(list).toHaveLength((input as readonly unknown[]).length);
        if (problems.length === 0) expect(list.length).toBeGreaterThan(0);
        for (const { conditions } of list) expect(conditions.length).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });

  it("is compiled with exactly the conditions that were written", () => {
    const rule = fc.record(
      {
        issuer: fc.constant("CN=a"),
        subject: fc.constantFrom("CN=a", ["CN=a", "CN=b,*"]),
        san: fc.constant("dns:a.example"),
        thumbprint: fc.constant(SHA256),
        key: fc.constant(KEY),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(rule, (input) => {
        const { rules: list } = compileRules([input], "allow");
        const kinds = list.flatMap(({ conditions }) => conditions.map(({ kind }) => kind));
        expect([...kinds].sort()).toEqual(Object.keys(input).sort());
      }),
    );
  });
});
