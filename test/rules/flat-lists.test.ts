import { describe, expect, it } from "vitest";
import { type FlatLists, rulesFromFlatLists } from "../../src/rules/flat-lists.ts";
import { matchRules } from "../../src/rules/match.ts";
import { candidate, ISSUER } from "./candidates.ts";

const ONE = ["CN=Root"];
const TWO = ["CN=Root A", "CN=Root B"];
const SHA1 = "00112233445566778899aabbccddeeff00112233";

describe("the flat variables", () => {
  it("make one rule: all of them must hold, of each list one entry", () => {
    const lists: FlatLists = { issuers: [ISSUER], subjects: ["CN=billing", "CN=orders"], sans: ["dns:a.example"] };
    const { rules, problems, warnings } = rulesFromFlatLists(lists, ONE);
    expect({ problems, warnings, count: rules.length }).toEqual({ problems: [], warnings: [], count: 1 });
    const admits = (subject: string, san: string): boolean =>
      matchRules(rules, candidate({ subject, subjectAltName: [san] })).ok;
    expect(admits("CN=billing", "dns:a.example")).toBe(true);
    expect(admits("CN=orders", "dns:a.example")).toBe(true);
    expect(admits("CN=other", "dns:a.example")).toBe(false);
    expect(admits("CN=billing", "dns:b.example")).toBe(false);
  });

  it("have no name, so the caller is the matched entry", () => {
    const { rules } = rulesFromFlatLists({ subjects: ["CN=billing", "cn = Orders"] }, ONE);
    expect(matchRules(rules, candidate({ subject: "CN=orders" }))).toMatchObject({ ok: true, caller: "cn = Orders" });
  });

  it.each<[FlatLists, string, string, string | undefined]>([
    [{}, "rule_without_condition", "CLIENT_CERT_ALLOWED_*", undefined],
    [{ eku: "clientAuth" }, "rule_without_condition", "CLIENT_CERT_ALLOWED_*", undefined],
    [{ subjects: [] }, "rule_member_empty", "CLIENT_CERT_ALLOWED_SUBJECTS", undefined],
    [{ issuers: [], subjects: ["CN=a"] }, "rule_member_empty", "CLIENT_CERT_ALLOWED_ISSUERS", undefined],
    [{ sans: ["dns:a", ""] }, "rule_member_empty", "CLIENT_CERT_ALLOWED_SANS", "entry 2"],
    [
      { subjects: ["CN=a", "CN=b+*"] },
      "rule_distinguished_name_invalid",
      "CLIENT_CERT_ALLOWED_SUBJECTS",
      "entry 2, column 6",
    ],
    [{ issuers: ["CMN=a"] }, "rule_distinguished_name_invalid", "CLIENT_CERT_ALLOWED_ISSUERS", "column 1"],
    [{ sans: ["dns:a."] }, "rule_subject_alt_name_invalid", "CLIENT_CERT_ALLOWED_SANS", "column 6"],
    [{ thumbprints: ["0"] }, "rule_thumbprint_invalid", "CLIENT_CERT_ALLOWED_THUMBPRINTS", "column 1"],
    [{ thumbprints: [SHA1] }, "rule_thumbprint_sha1_alone", "CLIENT_CERT_ALLOWED_THUMBPRINTS", undefined],
    [{ subjects: ["CN=a"], eku: "any" }, "rule_extended_key_usage_invalid", "CLIENT_CERT_EKU", undefined],
    [{ subjects: ["CN=a"], eku: "" }, "rule_extended_key_usage_invalid", "CLIENT_CERT_EKU", undefined],
    [
      { subjects: ["CN=a"], eku: "clientAuth-or-serverAuth" },
      "rule_extended_key_usage_too_wide",
      "CLIENT_CERT_EKU",
      undefined,
    ],
  ])("%o: %s in %s", (lists, code, source, place) => {
    const { rules, problems } = rulesFromFlatLists(lists, ONE);
    expect(problems.map((problem) => [problem.code, problem.source, problem.place])).toEqual([[code, source, place]]);
    expect(rules).toEqual([]);
  });
});

describe("several issuers with several names", () => {
  it("are an error that prints the pairs and points to the rules", () => {
    const { rules, problems } = rulesFromFlatLists({ issuers: ["CN=1", "CN=2"], subjects: ["CN=a", "CN=b"] }, ONE);
    expect(rules).toEqual([]);
    expect(problems).toEqual([
      expect.objectContaining({
        code: "rule_pairs_not_written",
        source: "CLIENT_CERT_ALLOWED_SUBJECTS",
        message: expect.stringContaining("CN=a from CN=1; CN=b from CN=1; CN=a from CN=2; CN=b from CN=2"),
        remedy: expect.stringContaining("CLIENT_CERT_ALLOW"),
      }),
    ]);
  });

  it.each<[FlatLists, readonly string[], readonly string[]]>([
    [{ subjects: ["CN=a", "CN=b"] }, TWO, ["CLIENT_CERT_ALLOWED_SUBJECTS"]],
    [{ sans: ["dns:a", "dns:b"] }, TWO, ["CLIENT_CERT_ALLOWED_SANS"]],
    [
      { subjects: ["CN=a", "CN=b"], sans: ["dns:a", "dns:b"] },
      TWO,
      ["CLIENT_CERT_ALLOWED_SUBJECTS", "CLIENT_CERT_ALLOWED_SANS"],
    ],
    [{ issuers: ["CN=1", "CN=2"], subjects: ["CN=a"], sans: ["dns:a", "dns:b"] }, ONE, ["CLIENT_CERT_ALLOWED_SANS"]],
  ])("%o under %o", (lists, anchors, sources) => {
    const { problems } = rulesFromFlatLists(lists, anchors);
    expect(problems.map(({ code, source }) => [code, source])).toEqual(
      sources.map((source) => ["rule_pairs_not_written", source]),
    );
  });

  it.each<[FlatLists, readonly string[]]>([
    [{ issuers: ["CN=1"], subjects: ["CN=a", "CN=b"] }, TWO],
    [{ issuers: ["CN=1", "CN=2"], subjects: ["CN=a"] }, TWO],
    [{ issuers: ["CN=1", "CN=2"], subjects: ["CN=a"], sans: ["dns:a"] }, TWO],
    [{ subjects: ["CN=a", "CN=b"] }, ONE],
    [{ subjects: ["CN=a"] }, TWO],
    // Old and new key of one CA: no rule could tell them apart.
    [{ subjects: ["CN=a", "CN=b"] }, ["CN=Root", "CN=Root"]],
  ])("none in %o under %o", (lists, anchors) => {
    expect(rulesFromFlatLists(lists, anchors)).toMatchObject({
      problems: [],
      rules: [{ label: "the ALLOWED_* rule" }],
    });
  });

  it("stays readable with many of them, and on one line", () => {
    const many = Array.from({ length: 50 }, (_, index) => `CN=${index}`);
    const [problem] = rulesFromFlatLists({ issuers: many, subjects: many }, ONE).problems;
    expect(problem?.message).toMatch(/, and 2488 more\.$/);
    const [other] = rulesFromFlatLists({ subjects: ["CN=a", "CN=b"] }, ["CN=1\n\u202e2", "CN=3"]).problems;
    expect(other?.message).toContain("CN=1??2");
  });
});
