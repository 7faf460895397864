import { describe, expect, it, test } from "vitest";
import { load, onlyProblem, problemsWith, type Variables } from "./fixtures.ts";

const VARIABLE = "CLIENT_CERT_FRONT_END";
const OFF_AZURE: Variables = { WEBSITE_SITE_NAME: undefined, CLIENT_CERT_SELF_CHECK: undefined };
const BY_PROXY: Variables = { ...OFF_AZURE, CLIENT_CERT_TRUSTED_PEERS: "network-enforced" };

/** The same as an object in code and as JSON in the variable, off Azure, where a header's name is one's own. */
function both(frontEnd: object, around: Variables = BY_PROXY) {
  const text = JSON.stringify(frontEnd);
  return { inCode: load(around, { frontEnd: frontEnd as never }), inText: load({ ...around, [VARIABLE]: text }) };
}

describe("a front end", () => {
  test.each([
    ["app-service", { name: "app-service" }],
    ["container-apps", { name: "container-apps", elements: 1 }],
    ["rfc9440", { name: "rfc9440" }],
    ["socket", { name: "socket" }],
  ] as const)("is known by its name alone: %s", (name, expected) => {
    const isOfAzure = name === "app-service" || name === "container-apps";
    const around = isOfAzure ? { ...OFF_AZURE, CLIENT_CERT_SELF_CHECK: "off" } : BY_PROXY;
    for (const text of [name, ` "${name}" `, `'${name}'`, JSON.stringify({ name })]) {
      expect(load({ ...around, [VARIABLE]: text }).frontEnd).toEqual(expected);
    }
    expect(load(around, { frontEnd: name }).frontEnd).toEqual(expected);
    expect(load(around, { frontEnd: { name } }).frontEnd).toEqual(expected);
  });

  test.each([
    [{ name: "container-apps", elements: 3 }, {}],
    [{ name: "application-gateway", header: "X-Client-Certificate" }, { verificationHeader: undefined }],
    [{ name: "application-gateway", header: "X-A", verificationHeader: "X-B" }, {}],
    [{ name: "custom", header: "X-SSL-Cert", encoding: "escaped-pem" }, {}],
    [{ name: "custom", header: "x!#$%&'*+.^_`|~9", encoding: "base64-der" }, {}],
    [{ name: "custom", header: "Client-Cert", encoding: "pem" }, {}],
  ])("may be an object, in code and as JSON: %j", (frontEnd, defaults) => {
    const around = frontEnd.name === "container-apps" ? { ...OFF_AZURE, CLIENT_CERT_SELF_CHECK: "off" } : BY_PROXY;
    const { inCode, inText } = both(frontEnd, around);
    expect(inCode.frontEnd).toStrictEqual({ ...frontEnd, ...defaults });
    expect(inText.frontEnd).toStrictEqual(inCode.frontEnd);
    expect(Object.isFrozen(inCode.frontEnd) && Object.isFrozen(inText.frontEnd)).toBe(true);
  });

  it("may stand in the variable as one JSON string, as portals leave it", () => {
    const frontEnd = { name: "custom", header: "X-SSL-Cert", encoding: "pem" };
    const text = JSON.stringify(JSON.stringify(frontEnd));
    expect(load({ ...BY_PROXY, [VARIABLE]: text }).frontEnd).toEqual(frontEnd);
  });

  it("in code takes the place of the variable as a whole", () => {
    const settings = load({ ...BY_PROXY, [VARIABLE]: "socket" }, { frontEnd: "rfc9440" });
    expect(settings.frontEnd).toEqual({ name: "rfc9440" });
    expect(settings.warnings.map(({ code }) => code)).toEqual(["variable_overridden"]);
  });

  test.each(["application-gateway", "custom"] as const)(
    "%s needs to say which header: its name alone is an error",
    (name) => {
      const problem = onlyProblem("front_end_incomplete", VARIABLE, problemsWith({ [VARIABLE]: name }));
      expect(problem.remedy).toContain(`{"name":"${name}","header":"`);
      onlyProblem("front_end_incomplete", "frontEnd", problemsWith({}, { frontEnd: name }));
      onlyProblem("option_wrong_type", "frontEnd", problemsWith({}, { frontEnd: { name, encoding: "pem" } }).slice(-1));
    },
  );

  test.each<[object, string, string | undefined]>([
    [{}, "option_wrong_type", "name"],
    [{ name: 5 }, "option_wrong_type", "name"],
    [{ name: "nginx" }, "value_not_allowed", "name"],
    [{ name: "app-service", header: "X-A" }, "front_end_member_unknown", undefined],
    [{ name: "socket", elements: 1 }, "front_end_member_unknown", undefined],
    [{ name: "rfc9440", header: "Client-Cert" }, "front_end_member_unknown", undefined],
    [{ name: "container-apps", element: 2 }, "front_end_member_unknown", undefined],
    [{ name: "container-apps", elements: 0 }, "option_wrong_type", "elements"],
    [{ name: "container-apps", elements: 17 }, "option_wrong_type", "elements"],
    [{ name: "container-apps", elements: 1.5 }, "option_wrong_type", "elements"],
    [{ name: "container-apps", elements: "2" }, "option_wrong_type", "elements"],
    [{ name: "container-apps", elements: null }, "option_wrong_type", "elements"],
    [{ name: "custom", header: "X-A", encoding: "PEM" }, "value_not_allowed", "encoding"],
    [{ name: "custom", header: "X-A" }, "option_wrong_type", "encoding"],
    [{ name: "custom", encoding: "pem" }, "option_wrong_type", "header"],
    [{ name: "custom", header: ["X-A"], encoding: "pem" }, "option_wrong_type", "header"],
    [{ name: "application-gateway" }, "option_wrong_type", "header"],
    [
      { name: "application-gateway", header: "X-A", verificationHeader: "" },
      "front_end_header_invalid",
      "verificationHeader",
    ],
    [
      { name: "application-gateway", header: "X-A", verificationHeader: null },
      "option_wrong_type",
      "verificationHeader",
    ],
    [
      { name: "application-gateway", header: "X-A", verificationHeader: "x-a" },
      "front_end_header_invalid",
      "verificationHeader",
    ],
    [{ name: "application-gateway", header: "X-A", verificationheader: "X-B" }, "front_end_member_unknown", undefined],
  ])("is refused, in code and as JSON, with the place: %j", (frontEnd, code, place) => {
    expect(onlyProblem(code, "frontEnd", problemsWith(BY_PROXY, { frontEnd })).place).toBe(place);
    const text = JSON.stringify(frontEnd);
    expect(onlyProblem(code, VARIABLE, problemsWith({ ...BY_PROXY, [VARIABLE]: text })).place).toBe(place);
  });

  it("has no member that is present and undefined: a value that went missing", () => {
    const frontEnd = { name: "application-gateway", header: "X-A", verificationHeader: undefined };
    onlyProblem("option_wrong_type", "frontEnd", problemsWith(BY_PROXY, { frontEnd }));
    const elements = { name: "container-apps", elements: undefined };
    const around = { ...OFF_AZURE, CLIENT_CERT_SELF_CHECK: "off" };
    onlyProblem("option_wrong_type", "frontEnd", problemsWith(around, { frontEnd: elements }));
  });

  it("tells all that is wrong with it at once", () => {
    const frontEnd = { name: "custom", header: "Cookie", encoding: "der", colour: "red" };
    expect(problemsWith(BY_PROXY, { frontEnd }).map(({ code, place }) => [code, place])).toEqual([
      ["front_end_member_unknown", undefined],
      ["front_end_header_invalid", "header"],
      ["value_not_allowed", "encoding"],
    ]);
  });

  test.each([
    ['{"name":"custom"', "front_end_not_json", "line 1, column 17"],
    ['{"name":"custom",\n"header":X}', "front_end_not_json", "line 2, column 10"],
    ['{"name":"socket"} socket', "front_end_not_json", "line 1, column 19"],
    ["{'name':'socket'}", "front_end_not_json", "line 1, column 2"],
    [
      '{"name":"custom","header":"X-A","header":"X-B","encoding":"pem"}',
      "front_end_member_repeated",
      "line 1, column 33",
    ],
  ])("is JSON without mistakes: not %j", (text, code, place) => {
    expect(onlyProblem(code, VARIABLE, problemsWith({ ...BY_PROXY, [VARIABLE]: text })).place).toBe(place);
  });

  test.each(["[]", '["socket"]', '[{"name":"socket"}]'])("is one, and no list: %s", (text) => {
    onlyProblem("option_wrong_type", VARIABLE, problemsWith({ ...BY_PROXY, [VARIABLE]: text }));
  });

  it("takes nothing from a prototype, and no member named like one", () => {
    const frontEnd = Object.create({ name: "socket" }) as object;
    onlyProblem("option_wrong_type", "frontEnd", problemsWith(OFF_AZURE, { frontEnd }));
    const text = '{"name":"socket","__proto__":{"elements":2}}';
    onlyProblem("front_end_member_unknown", VARIABLE, problemsWith({ ...OFF_AZURE, [VARIABLE]: text }));
  });
});

describe("the header of a front end", () => {
  const custom = (header: string) => ({ frontEnd: { name: "custom", header, encoding: "pem" } });

  test.each([
    "",
    " ",
    "X SSL",
    "X-SSL:",
    "X-SSL\r\nX-B",
    "X(SSL)",
    "X,SSL",
    '"X-SSL"',
    "X/SSL",
    "X=SSL",
    "X@SSL",
    "X\u00e4",
  ])("has the name of a header: not %j", (header) => {
    onlyProblem("front_end_header_invalid", "frontEnd", problemsWith(BY_PROXY, custom(header)));
  });

  test.each([
    ...["Connection", "keep-alive", "Proxy-Connection", "TE", "Trailer", "TRANSFER-ENCODING", "Upgrade"],
    ...["Host", "cookie", "Set-Cookie", "Authorization", "Proxy-Authorization", "Content-Length", "Expect"],
    ...["Forwarded", "Via", "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Host", "User-Agent", "Origin"],
    ...["WAS-DEFAULT-HOSTNAME", "X-Original-URL", "X-Azure-FDID"],
  ])("has no meaning of its own: not %s", (header) => {
    onlyProblem("front_end_header_invalid", "frontEnd", problemsWith(BY_PROXY, custom(header)));
    const frontEnd = { name: "application-gateway", header: "X-A", verificationHeader: header };
    onlyProblem("front_end_header_invalid", "frontEnd", problemsWith(BY_PROXY, { frontEnd }));
  });

  const onSite: Variables = {};
  const inContainer: Variables = { WEBSITE_SITE_NAME: undefined, CONTAINER_APP_NAME: "orders" };

  test.each<[string, Variables, string, boolean]>([
    ["App Service", onSite, "X-ARR-ClientCert", false],
    ["App Service", onSite, "x-arr-clientcert", false],
    ["App Service", onSite, "X-Forwarded-Client-Cert", true],
    ["Container Apps", inContainer, "X-ARR-CLIENTCERT", false],
    ["Container Apps", inContainer, "x-forwarded-client-cert", false],
    ["neither", BY_PROXY, "X-ARR-ClientCert", true],
    ["neither", BY_PROXY, "X-Forwarded-Client-Cert", true],
  ])("on %s (%#) is not the platform's own", (_title, around, header, isRight) => {
    const gateway = { name: "application-gateway", header };
    const verified = { name: "application-gateway", header: "X-A", verificationHeader: header };
    for (const options of [custom(header), { frontEnd: gateway }, { frontEnd: verified }]) {
      const problems = problemsWith(around, options);
      if (isRight) expect(problems).toEqual([]);
      else onlyProblem("front_end_header_invalid", "frontEnd", problems);
    }
  });
});

describe("where nothing is written", () => {
  it("the front end follows the host", () => {
    expect(load().frontEnd).toEqual({ name: "app-service" });
    expect(load({ CONTAINER_APP_NAME: " " }).frontEnd).toEqual({ name: "app-service" });
    const inContainer = { WEBSITE_SITE_NAME: undefined, CONTAINER_APP_NAME: "orders" };
    expect(load(inContainer).frontEnd).toEqual({ name: "container-apps", elements: 1 });
  });

  it("and the host is neither, the error shows the stand and says what to write", () => {
    for (const WEBSITE_SITE_NAME of [undefined, ""]) {
      const problem = onlyProblem("front_end_undecided", VARIABLE, problemsWith({ WEBSITE_SITE_NAME }));
      expect(problem.remedy).toContain("`npx azure-client-cert dev --target ");
      expect(problem.remedy).toContain("CLIENT_CERT_FRONT_END=app-service");
      expect(problem.remedy).toContain("CLIENT_CERT_TRUSTED_PEERS");
    }
  });

  it("and the host is both, the error says what to write", () => {
    const problem = onlyProblem("front_end_undecided", VARIABLE, problemsWith({ CONTAINER_APP_NAME: "orders" }));
    expect(problem.remedy).toMatch(/CLIENT_CERT_FRONT_END=app-service or CLIENT_CERT_FRONT_END=container-apps/);
  });

  it("and Functions runs on Container Apps, the error names that front end alone", () => {
    const functions = { CONTAINER_APP_NAME: "orders", MANAGED_ENVIRONMENT: "env" };
    const problem = onlyProblem("front_end_undecided", VARIABLE, problemsWith(functions));
    expect(problem.remedy).toContain("CLIENT_CERT_FRONT_END=container-apps");
    expect(problem.remedy).not.toContain("app-service");
  });
});
