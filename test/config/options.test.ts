import { describe, expect, it, test } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import { OPTION_NAMES } from "../../src/config/option-values.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import { VARIABLES } from "../../src/config/variables.ts";
import { ConfigurationError } from "../../src/errors.ts";
import { client, issuing, load, onlyProblem, problemsWith, RIGHT, root } from "./fixtures.ts";

const LOG = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Everything that code can say, all of it right. */
const EVERYTHING: Required<GuardOptions> = {
  trustAnchors: root.pem,
  intermediates: [issuing.der],
  pinned: client.pem,
  allow: { subject: "CN=a" },
  openPaths: ["/healthz"],
  enforce: "report",
  reportUntil: "2999-12-31",
  frontEnd: { name: "custom", header: "X-SSL-Cert", encoding: "escaped-pem" },
  trustedPeers: ["10.0.0.4", "2001:db8::/64"],
  selfCheck: "off",
  hostResourceId: `/subscriptions/${"0".repeat(8)}-0000-0000-0000-${"0".repeat(12)}/resourceGroups/rg/providers/Microsoft.Web/sites/orders`,
  publicHost: "orders.contoso.example:8443",
  probeKey: "k".repeat(32),
  probeCa: root.pem,
  probePlainHttpPort: 8080,
  credential: { getToken: async () => ({ token: "t", expiresOnTimestamp: 0 }) },
  cloud: "AzureUSGovernment",
  selfCheckMaxAgeSeconds: 7200,
  clockSkewSeconds: 5,
  conformance: "strict",
  log: LOG,
  clock: () => Date.now(),
  env: {},
  authorize: () => true,
};

describe("options", () => {
  it("can say everything without any variable", () => {
    const { log, clock, authorize, credential } = EVERYTHING;
    const settings = loadSettings(EVERYTHING);
    expect(settings).toMatchObject({ enforce: "report", conformance: "strict", openPaths: ["/healthz"], warnings: [] });
    expect(settings).toMatchObject({ log, clock, authorize, credential, notAfterSkewSeconds: 5 });
    expect(settings).toMatchObject({ cloud: "AzureUSGovernment", selfCheckMaxAgeSeconds: 7200, host: undefined });
    expect(Object.keys(EVERYTHING).sort()).toEqual([...OPTION_NAMES].sort());
  });

  it("win over variables, which then are not even read", () => {
    const wrong = Object.fromEntries(Object.values(VARIABLES).map(({ name }) => [name, "nonsense"]));
    const { warnings } = loadSettings({ ...EVERYTHING, env: wrong });
    expect(warnings.map(({ code }) => code)).toEqual(Object.keys(wrong).map(() => "variable_overridden"));
  });

  test.each([
    ["trustAnchor", "trustAnchors"],
    ["trust_anchors", "trustAnchors"],
    ["TrustAnchors", "trustAnchors"],
    ["openpaths", "openPaths"],
    ["Enforce", "enforce"],
    ["authorise", "authorize"],
    ["clockSkewSecond", "clockSkewSeconds"],
    ["selfcheck", "selfCheck"],
  ])("of an unknown name throw: %s", (name, meant) => {
    expect(onlyProblem("option_unknown", name, problemsWith({}, { [name]: "x" })).message).toContain(`"${meant}"`);
  });

  test.each(["revocation", "trustedProxies", "fallbackToSocket", "prefix", "__proto__x", "constructor", "toString"])(
    "of a name that is none throw: %s",
    (name) => {
      const problem = onlyProblem("option_unknown", name, problemsWith({}, { [name]: undefined }));
      expect(problem.remedy).toContain("trustAnchors");
    },
  );

  test.each(Object.keys(EVERYTHING).filter((name) => name !== "env"))("that are undefined throw: %s", (name) => {
    const problems = problemsWith({}, { [name]: undefined });
    expect(problems).toContainEqual(expect.objectContaining({ code: "option_wrong_type", source: name }));
  });

  test.each(Object.keys(EVERYTHING))("of a wrong type throw: %s", (name) => {
    for (const value of [null, true, 7, Symbol("x"), 5n]) {
      if (/Seconds$|Port$/.test(name) && value === 7) continue;
      const problems = problemsWith({}, { [name]: value }).filter(({ source }) => source === name);
      expect(problems[0]?.code, `${name}: ${String(value)}`).toMatch(/^(?:option_wrong_type|rule_not_an_object)$/);
    }
  });

  test.each([
    ["log", [console.log, { info: LOG.info }, { ...LOG, error: "x" }, []]],
    [
      "clock",
      [
        "now",
        () => "now",
        () => Number.NaN,
        () => new Date(),
        () => {
          throw new Error("no clock");
        },
      ],
    ],
    ["authorize", ["yes", {}, Promise.resolve(true)]],
    ["env", ["A=1", [], { A: 1 }, { A: null }]],
    ["conformance", ["Strict", "lax", "", false]],
    ["cloud", ["azurecloud", "AzureGermanCloud", "https://management.azure.com", {}]],
    ["trustAnchors", [{}, [[root.pem]], [null], { der: "x" }, new ArrayBuffer(8)]],
    ["pinned", [{}, [1], [undefined]]],
  ] as const)("of a wrong shape throw: %s", (name, values) => {
    for (const value of values) {
      const problems = problemsWith({}, { [name]: value }).filter(({ source }) => source === name);
      expect(problems.map(({ code }) => code).join()).toMatch(/^(?:option_wrong_type|value_not_allowed)$/);
    }
  });

  test.each([
    ["trustAnchors", []],
    ["intermediates", []],
    ["pinned", []],
  ])("never are empty lists: %s", (name, value) => {
    onlyProblem("list_empty", name, problemsWith({}, { [name]: value }));
  });

  test.each(["trustAnchors", "intermediates", "pinned"])("never are empty strings: %s", (name) => {
    for (const value of ["", " \n"]) {
      onlyProblem("value_empty", name, problemsWith({}, { [name]: value }));
      onlyProblem("value_empty", name, problemsWith({}, { [name]: [root.pem, value] }));
    }
  });

  it("are an object", () => {
    for (const options of [null, "app-service", 1, [], () => undefined]) {
      expect(() => loadSettings(options as GuardOptions)).toThrow(ConfigurationError);
    }
  });

  it("are taken from the object itself, not from a polluted prototype", () => {
    const polluted = Object.create({ allow: "any-from-anchors", env: { CLIENT_CERT_PINNED: "x" } }) as object;
    const options = Object.assign(polluted, { env: { ...RIGHT, CLIENT_CERT_ALLOWED_SUBJECTS: undefined } });
    expect(problemsOf(options)).toEqual(["allow_missing"]);
    Object.defineProperty(Object.prototype, "CLIENT_CERT_ALLOW", { value: "any-from-anchors", configurable: true });
    try {
      expect(problemsOf({ env: { ...RIGHT, CLIENT_CERT_ALLOWED_SUBJECTS: undefined } })).toEqual(["allow_missing"]);
    } finally {
      Reflect.deleteProperty(Object.prototype, "CLIENT_CERT_ALLOW");
    }
  });

  it("are never changed, and may be frozen", () => {
    const frozen = Object.freeze({
      ...EVERYTHING,
      openPaths: Object.freeze(["/b", "/a"]),
      pinned: Object.freeze([client.pem]),
    });
    const before = JSON.stringify(frozen);
    loadSettings(frozen);
    expect(JSON.stringify(frozen)).toBe(before);
  });

  it("may change later without changing the settings", () => {
    const openPaths = ["/a"];
    const rules = [{ name: "a", subject: "CN=a" }];
    const settings = load({}, { openPaths, allow: rules });
    openPaths.push("/b");
    rules.push({ name: "b", subject: "CN=b" });
    expect(settings.openPaths).toEqual(["/a"]);
    expect(settings.allow).toHaveLength(1);
    for (const frozen of [
      settings,
      settings.openPaths,
      settings.trustAnchors,
      settings.intermediates,
      settings.warnings,
      settings.pins,
    ]) {
      expect(Object.isFrozen(frozen)).toBe(true);
    }
  });
});

function problemsOf(options: object): readonly string[] {
  try {
    loadSettings(options);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems.map(({ code }) => code);
  }
}
