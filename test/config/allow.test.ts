import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { findJsonProblem } from "../../src/config/json-problem.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { load, onlyProblem, problemsWith, root, type Variables } from "./fixtures.ts";

const ALLOW = "CLIENT_CERT_ALLOW";
const RULES = [
  { name: "billing", subject: "CN=billing,O=Contoso,C=DE" },
  { issuer: "CN=Contoso Issuing CA 2,O=Contoso,C=DE" },
];

function allow(text: string): Variables {
  return { CLIENT_CERT_ALLOWED_SUBJECTS: undefined, [ALLOW]: text };
}

describe("CLIENT_CERT_ALLOW", () => {
  it("is the words, in quotation marks or not", () => {
    for (const text of ["any-from-anchors", ' "any-from-anchors"\n', "'any-from-anchors'"]) {
      expect(load(allow(text)).allow).toBe("any-from-anchors");
    }
  });

  it("is rules as JSON, also when a portal quoted them", () => {
    const json = JSON.stringify(RULES);
    const pretty = JSON.stringify(RULES, null, 2);
    for (const text of [
      json,
      pretty,
      `'${json}'`,
      JSON.stringify(json),
      JSON.stringify(JSON.stringify(pretty)),
      ` ${json}\n`,
    ]) {
      const { allow: rules } = load(allow(text));
      expect(rules).toMatchObject([{ name: "billing" }, { name: undefined }]);
    }
  });

  test.each(["any", "all", "*", "ANY-FROM-ANCHORS", "any_from_anchors", "any-from-anchor", "true", "CN=billing"])(
    "is nothing else: %s",
    (text) => {
      const problem = onlyProblem("value_not_allowed", ALLOW, problemsWith(allow(text)));
      expect(problem.remedy).toContain("any-from-anchors");
      if (/^any./i.test(text)) expect(problem.message).toContain("Did you mean");
    },
  );

  test.each([
    ['[{"subject": "CN=a"},]', "line 1, column 22"],
    ['[{"subject": "CN=a"}', "line 1, column 21"],
    ["[{'subject': 'CN=a'}]", "line 1, column 3"],
    ['[{\n  "subject": "CN=a\\,b"\n}]', "line 2, column 14"],
    ['[{"subject": "CN=a"}] x', "line 1, column 23"],
    ['[{"subject" "CN=a"}]', "line 1, column 13"],
    ["[{subject: 1}]", "line 1, column 3"],
    ["[undefined]", "line 1, column 2"],
    ["[", "line 1, column 2"],
  ])("that is no JSON says where: %j", (text, place) => {
    const problem = onlyProblem("allow_not_json", ALLOW, problemsWith(allow(text)));
    expect(problem.place).toBe(place);
    expect(problem.message).not.toContain("CN=a");
  });

  it("with a member that stands twice is an error: JSON would keep the last", () => {
    const text = '[{"san": "dns:a.example", "san": "dns:b.example"}]';
    const problem = onlyProblem("allow_member_repeated", ALLOW, problemsWith(allow(text)));
    expect(problem.place).toBe("line 1, column 27");
    onlyProblem("allow_member_repeated", ALLOW, problemsWith(allow('[{"subject": "CN=a", "s\\u0075bject": "CN=b"}]')));
  });

  it("with a single rule that is no array is an error", () => {
    onlyProblem("rules_not_a_list", ALLOW, problemsWith(allow(JSON.stringify(RULES[0]))));
  });

  test.each([
    ["[]", "rules_empty"],
    ["[{}]", "rule_without_condition"],
    ['[{"name": "everyone"}]', "rule_without_condition"],
    ['[{"subject": []}]', "rule_member_empty"],
    ['[{"subject": ""}]', "rule_member_empty"],
    ['[{"subjects": "CN=a"}]', "rule_member_unknown"],
    ['[{"subject": null}]', "rule_member_type"],
    ["[null]", "rule_not_an_object"],
    ['[{"subject": "SN=1"}]', "rule_distinguished_name_invalid"],
    ['[{"__proto__": {"subject": "CN=a"}}]', "rule_member_unknown"],
  ])("never admits by mistake: %s", (text, code) => {
    onlyProblem(code, ALLOW, problemsWith(allow(text)));
  });

  it("in code is the words, a rule or an array", () => {
    expect(load({}, { allow: "any-from-anchors" }).allow).toBe("any-from-anchors");
    expect(load({}, { allow: { subject: "CN=a" } }).allow).toHaveLength(1);
    expect(load({}, { allow: RULES }).allow).toHaveLength(2);
    for (const value of ["any", "", JSON.stringify(RULES)]) {
      onlyProblem("value_not_allowed", "allow", problemsWith({}, { allow: value }));
    }
    for (const value of [true, null, 1]) onlyProblem("rule_not_an_object", "allow", problemsWith({}, { allow: value }));
    onlyProblem("rules_empty", "allow", problemsWith({}, { allow: [] }));
    onlyProblem("rule_without_condition", "allow", problemsWith({}, { allow: {} }));
  });

  it("in code takes the place of all lists", () => {
    const lists = { CLIENT_CERT_ALLOWED_SANS: "nonsense", CLIENT_CERT_EKU: "nonsense", [ALLOW]: "nonsense" };
    const { allow: rules, warnings } = load(lists, { allow: { name: "code", subject: "CN=a" } });
    expect(rules).toMatchObject([{ name: "code" }]);
    expect(warnings.map(({ code, source }) => [code, source])).toEqual([
      ["variable_overridden", ALLOW],
      ["variable_overridden", "CLIENT_CERT_ALLOWED_SUBJECTS"],
      ["variable_overridden", "CLIENT_CERT_ALLOWED_SANS"],
      ["variable_overridden", "CLIENT_CERT_EKU"],
    ]);
  });
});

describe("the flat lists", () => {
  it("make one rule", () => {
    const lists = {
      CLIENT_CERT_ALLOWED_ISSUERS: "CN=Contoso Issuing CA 2,O=Contoso,C=DE",
      CLIENT_CERT_ALLOWED_SUBJECTS: "CN=billing,O=Contoso,C=DE;\nCN=orders,O=Contoso,C=DE;",
      CLIENT_CERT_ALLOWED_SANS: "dns:a.example",
      CLIENT_CERT_ALLOWED_THUMBPRINTS: "ab".repeat(32),
      CLIENT_CERT_EKU: "clientAuth-or-serverAuth",
    };
    const { allow: rules } = load(lists);
    expect(rules).toMatchObject([{ name: undefined, acceptsServerAuth: true }]);
    const [rule] = rules as readonly { readonly conditions: readonly { readonly kind: string }[] }[];
    expect(rule?.conditions.map(({ kind }) => kind).sort()).toEqual(["issuer", "san", "subject", "thumbprint"]);
  });

  it("split where the reader of names would: not in quotation marks, not after a backslash", () => {
    const one = 'CN="a;b",O=Contoso';
    const two = "CN=a\\;b,O=Contoso";
    for (const text of [one, two, `${one};`, `${one};${two}`, `${one}\r\n${two}\r\n`]) {
      expect(problemsWith({ CLIENT_CERT_ALLOWED_SUBJECTS: text })).toEqual([]);
    }
    const bad = problemsWith({ CLIENT_CERT_ALLOWED_SUBJECTS: `${two};CN=a;b` });
    expect(bad.map(({ place }) => place?.split(",")[0])).toEqual(["entry 3"]);
  });

  it("are errors when they have no entry", () => {
    for (const list of ["ISSUERS", "SUBJECTS", "SANS", "THUMBPRINTS"]) {
      for (const text of [";", " ; \n;", '";"']) {
        onlyProblem(
          "list_empty",
          `CLIENT_CERT_ALLOWED_${list}`,
          problemsWith({ [`CLIENT_CERT_ALLOWED_${list}`]: text }),
        );
      }
      onlyProblem("value_empty", `CLIENT_CERT_ALLOWED_${list}`, problemsWith({ [`CLIENT_CERT_ALLOWED_${list}`]: "" }));
    }
  });

  it("name the variable, the entry and the column of what is wrong", () => {
    const problem = onlyProblem(
      "rule_distinguished_name_invalid",
      "CLIENT_CERT_ALLOWED_SUBJECTS",
      problemsWith({ CLIENT_CERT_ALLOWED_SUBJECTS: "CN=a;CN=b,SN=1" }),
    );
    expect(problem.place).toBe("entry 2, column 6");
  });

  it("do not go together with rules", () => {
    onlyProblem("allow_conflict", "CLIENT_CERT_ALLOWED_SUBJECTS", problemsWith({ [ALLOW]: "any-from-anchors" }));
    onlyProblem("allow_conflict", "CLIENT_CERT_ALLOWED_SUBJECTS", problemsWith({ [ALLOW]: JSON.stringify(RULES) }));
  });

  it("do not cross callers: several authorities and several names are an error that prints the pairs", () => {
    const second = createAuthority({ subject: "CN=Other Root" });
    const names = { CLIENT_CERT_ALLOWED_SUBJECTS: "CN=a;CN=b" };
    const variables = { ...names, CLIENT_CERT_TRUST_ANCHORS: root.pem + second.pem };
    const problem = onlyProblem("rule_pairs_not_written", "CLIENT_CERT_ALLOWED_SUBJECTS", problemsWith(variables));
    expect(problem.message).toContain("CN=b from CN=Other Root");
    expect(problem.remedy).toContain(ALLOW);
    expect(problemsWith({ ...variables, CLIENT_CERT_ALLOWED_ISSUERS: "CN=Other Root" })).toEqual([]);
    expect(problemsWith({ ...names, CLIENT_CERT_TRUST_ANCHORS: root.pem })).toEqual([]);
  });

  it("take two anchors of one name for one authority, and leave expired ones out", () => {
    const renewed = createAuthority({ subject: "CN=Contoso Root,O=Contoso,C=DE" });
    const past = { notBefore: new Date("2020-01-01"), notAfter: new Date("2021-01-01") };
    const expired = createAuthority({ subject: "CN=Former Root", ...past });
    const anchors = { CLIENT_CERT_TRUST_ANCHORS: root.pem + renewed.pem + expired.pem };
    expect(problemsWith({ ...anchors, CLIENT_CERT_ALLOWED_SUBJECTS: "CN=a;CN=b" })).toEqual([]);
  });

  it("are what CLIENT_CERT_EKU is for", () => {
    const problem = onlyProblem(
      "eku_without_lists",
      "CLIENT_CERT_EKU",
      problemsWith({ ...allow("any-from-anchors"), CLIENT_CERT_EKU: "clientAuth" }),
    );
    expect(problem.remedy).toContain("extendedKeyUsage");
    onlyProblem(
      "rule_extended_key_usage_too_wide",
      "CLIENT_CERT_EKU",
      problemsWith({ CLIENT_CERT_EKU: "clientAuth-or-serverAuth" }),
    );
  });
});

describe("the finder of JSON's problems", () => {
  it("agrees with JSON.parse about every text", () => {
    const valid = fc.json();
    const broken = fc
      .tuple(valid, fc.nat(), fc.constantFrom("", ",", '"', "}", "\\", "\u0001", "-", "0", ".", "e"))
      .map(
        ([text, at, mark]) => text.slice(0, at % (text.length + 1)) + mark + text.slice((at % (text.length + 1)) + 1),
      );
    fc.assert(
      fc.property(fc.oneof(valid, broken, fc.string()), (text) => {
        const problem = findJsonProblem(text);
        if (parses(text)) expect([undefined, "repeated_member"]).toContain(problem?.kind);
        else expect(problem).toBeDefined();
      }),
      { numRuns: 3000 },
    );
  });

  it("is bounded in depth", () => {
    expect(findJsonProblem("[".repeat(100_000))?.message).toBe("Nested too deeply");
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
