import { describe, expect, it, test } from "vitest";
import { load, onlyProblem, problemsWith } from "./fixtures.ts";

/** What people write where a word, a number or a date belongs. */
const WRONG_TEXTS = [
  "0",
  "1",
  "no",
  "yes",
  "true",
  "TRUE",
  "false",
  "False",
  "null",
  "undefined",
  "none",
  "default",
  "-1",
];
const WRONG_VALUES: readonly unknown[] = [
  ...WRONG_TEXTS,
  "",
  " ",
  true,
  false,
  null,
  Number.NaN,
  [],
  {},
  () => "off",
  Symbol("x"),
];

describe.each([
  ["CLIENT_CERT_ENFORCE", "enforce", ["off", "On", "ON", "reports", "report-only", "audit"]],
  ["CLIENT_CERT_SELF_CHECK", "selfCheck", ["Off", "OFF", "0ff", "disabled", "skip"]],
  ["CLIENT_CERT_FRONT_END", "frontEnd", ["App-Service", "appservice", "app_service", "azure", "nginx", "haproxy"]],
  ["CLIENT_CERT_EKU", undefined, ["clientauth", "any", "serverAuth", "clientAuth,serverAuth", "1.3.6.1.5.5.7.3.2"]],
])("%s", (variable, option, more) => {
  test.each([...WRONG_TEXTS, ...more])("is not %j", (text) => {
    const problem = onlyProblem("value_not_allowed", variable, problemsWith({ [variable]: text }));
    expect(problem.message).toContain(JSON.stringify(text));
    expect(problem.remedy).toMatch(/^Write "/);
  });

  test.each(["", " ", "\t\n", '""', "' '"])("is not empty: %j", (text) => {
    onlyProblem("value_empty", variable, problemsWith({ [variable]: text }));
  });

  it.skipIf(option === undefined)("takes nothing else in code either", () => {
    for (const value of WRONG_VALUES) {
      const [problem, ...others] = problemsWith({}, { [String(option)]: value });
      expect(others).toEqual([]);
      expect(problem).toMatchObject({ source: option });
      expect(problem?.code).toMatch(/^(?:value_not_allowed|option_wrong_type)$/);
    }
  });
});

describe("words", () => {
  it("may stand in quotation marks and white space", () => {
    for (const text of [" on ", '"on"', "'on'\n", '"\\"on\\""'])
      expect(load({ CLIENT_CERT_ENFORCE: text }).enforce).toBe("on");
  });

  it("that are nearly right are told", () => {
    const [problem] = problemsWith({ CLIENT_CERT_ENFORCE: "reprot" });
    expect(problem?.message).toContain('Did you mean "report"?');
  });

  it("have defaults only where nothing can be lost", () => {
    expect(load()).toMatchObject({
      enforce: "on",
      reportUntil: undefined,
      openPaths: [],
      conformance: "standard",
      notBeforeSkewSeconds: 60,
      notAfterSkewSeconds: 0,
      pins: [],
      intermediates: [],
      authorize: undefined,
      log: undefined,
    });
  });
});

describe("the tolerance of clocks", () => {
  const VARIABLE = "CLIENT_CERT_CLOCK_SKEW_SECONDS";

  it("holds at both ends once it is set", () => {
    for (const seconds of [0, 1, 60, 300]) {
      const expected = { notBeforeSkewSeconds: seconds, notAfterSkewSeconds: seconds };
      expect(load({ [VARIABLE]: ` "${seconds}" ` })).toMatchObject(expected);
      expect(load({}, { clockSkewSeconds: seconds })).toMatchObject(expected);
    }
  });

  test.each([
    "301",
    "-1",
    "+1",
    "1.0",
    "1e2",
    "0x10",
    "060",
    "00",
    "1 0",
    "60s",
    "1_0",
    "Infinity",
    "NaN",
    "five",
    "\u0661",
    "9".repeat(400),
  ])("is a plain decimal number: not %j", (text) => {
    onlyProblem("clock_skew_malformed", VARIABLE, problemsWith({ [VARIABLE]: text }));
  });

  test.each([301, -1, -0.5, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e9])(
    "is an integer in code: not %j",
    (value) => {
      onlyProblem("clock_skew_malformed", "clockSkewSeconds", problemsWith({}, { clockSkewSeconds: value }));
    },
  );

  test.each(["60", true, null, [60], 60n, new Number(60)])("is a number in code: not %o", (value) => {
    onlyProblem("option_wrong_type", "clockSkewSeconds", problemsWith({}, { clockSkewSeconds: value }));
  });
});
