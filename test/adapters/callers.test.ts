import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BILLING, ENVIRONMENT, OPS, OPS_ONLY, PARTNER, REFUSED, REPORTING } from "./callers.ts";
import { FRAMEWORKS, type Run, type TestApp, type TestRoute } from "./frameworks.ts";
import { certificate, type RawRequest, send } from "./raw-client.ts";

const ROUTES: readonly TestRoute[] = [
  { name: "healthz", path: "/healthz" },
  { name: "orders", path: "/orders" },
  { name: "ops", path: "/ops", only: OPS_ONLY },
  { name: "broken", path: "/broken", throws: new Error("the app's own") },
];

const BILLING_NAME = "CN=billing,O=Contoso,C=DE";

const CERTIFICATE_LINES: readonly (readonly [title: string, headers: RawRequest["headers"], code: string])[] = [
  ["none", [], "header_missing"],
  ["an empty one", [["X-ARR-ClientCert", ""]], "header_missing"],
  ["two", [certificate(BILLING), certificate(BILLING)], "header_duplicated"],
  [
    "two in different cases",
    [
      ["x-arr-clientcert", BILLING],
      ["X-ARR-CLIENTCERT", OPS],
    ],
    "header_duplicated",
  ],
  ["an empty one and a real one", [certificate(""), certificate(BILLING)], "header_duplicated"],
  ["two values joined by a comma", [certificate(`${BILLING}, ${OPS}`)], "header_malformed"],
  ["one with underscores", [["x_arr_clientcert", BILLING]], "header_missing"],
  [
    "one under __proto__",
    [
      ["__proto__", BILLING],
      ["constructor", BILLING],
    ],
    "header_missing",
  ],
  [
    "another front end's",
    [
      ["X-Forwarded-Client-Cert", BILLING],
      ["Client-Cert", `:${BILLING}:`],
    ],
    "header_missing",
  ],
  ["one of 9 KiB", [certificate("A".repeat(9216))], "header_too_large"],
  ["one over plain HTTP", [certificate(BILLING), ["X-Forwarded-Proto", "http"]], "plain_http"],
  ...Object.entries(REFUSED).map(([code, value]) => [code, [certificate(value)], code] as const),
];

describe.each(FRAMEWORKS)("callers of $name", ({ start }) => {
  let app: TestApp;
  const ask = (target: string, headers: RawRequest["headers"] = [], method = "GET") =>
    send(app.port, { target, headers, method });

  beforeAll(async () => {
    app = await start({ options: { env: ENVIRONMENT }, routes: ROUTES });
  });

  afterAll(() => app.close());

  beforeEach(() => {
    app.runs.length = 0;
  });

  it.each([
    ["by name", BILLING, BILLING_NAME],
    ["by another name", OPS, "CN=ops,O=Contoso,C=DE"],
    ["by a pinned key", PARTNER, ENVIRONMENT["CLIENT_CERT_PINNED"]],
  ])("%s get in, and the handler runs once", async (_title, value, caller) => {
    const { status, body } = await ask("/orders", [certificate(value)]);
    expect([status, JSON.parse(body)]).toEqual([200, { route: "orders", caller }]);
    expect(app.runs).toEqual([{ route: "orders", caller, report: undefined }]);
  });

  it.each(CERTIFICATE_LINES)("with these header lines do not: %s", async (_title, headers, code) => {
    const { status, body, headers: answer } = await ask("/orders", headers);
    expect(status).toBe(403);
    expect(answer["content-type"]).toMatch(/^application\/problem\+json/);
    expect(answer["cache-control"]).toBe("no-store");
    const { instance, ...constant } = JSON.parse(body);
    expect(constant).toEqual({ type: "about:blank", title: "Forbidden", status: 403 });
    expect(instance).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
    expect(app.runs).toEqual([]);
    const line = app.lines.find(({ fields }) => fields["id"] === instance);
    expect(line).toMatchObject({ level: "warn", fields: { code, path: "/orders" } });
  });

  it.each(["HEAD", "OPTIONS", "POST", "DELETE"])("are asked for a certificate with %s too", async (method) => {
    const refused = await ask("/orders", [], method);
    expect([refused.status, app.runs.length]).toEqual([403, 0]);
    const admitted = await ask("/orders", [certificate(BILLING)], method);
    expect([admitted.status, app.runs.length]).toEqual([200, 1]);
  });

  it("get no body with HEAD", async () => {
    expect(await ask("/orders", [], "HEAD")).toMatchObject({ status: 403, body: "" });
  });

  it("learn whether a path exists only with a certificate", async () => {
    expect(await ask("/nothing-here")).toMatchObject({ status: 403 });
    expect(await ask("/nothing-here", [certificate(BILLING)])).toMatchObject({ status: 404 });
  });

  it("are told apart when they come at once", async () => {
    const values = [BILLING, OPS, REFUSED["issuer_unknown"] ?? "", PARTNER, BILLING];
    const answers = await Promise.all(values.map((value) => ask("/orders", [certificate(value)])));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 403, 200, 200]);
    expect(JSON.parse(answers[1]?.body ?? "")).toMatchObject({ caller: "CN=ops,O=Contoso,C=DE" });
  });

  it.each([
    ["the one it is for", OPS, 200],
    ["another admitted caller", BILLING, 403],
    ["a pinned key, whose names are anybody's", PARTNER, 403],
    ["nobody", "", 403],
  ])("reach a narrowed route, or not: %s", async (_title, value, status) => {
    expect(await ask("/ops", [certificate(value)])).toMatchObject({ status });
    expect(app.runs).toHaveLength(status === 200 ? 1 : 0);
  });

  it("meet the app's own errors as if no guard were there", async () => {
    expect(await ask("/broken", [certificate(BILLING)])).toMatchObject({ status: 500 });
    expect(app.runs).toHaveLength(1);
    expect(await ask("/orders", [certificate(BILLING)])).toMatchObject({ status: 200 });
  });

  it("cannot write into the log what they want", async () => {
    const target = `/${"x".repeat(3000)}%0a%1b[31m\u202e{"level":"info"}?token=secret`;
    const { body } = await ask(target, [certificate(BILLING), certificate(BILLING)], "PROPFIND");
    const line = app.lines.find(({ fields }) => fields["id"] === JSON.parse(body).instance);
    const text = JSON.stringify(line);
    expect(text.length).toBeLessThan(2500);
    expect(text).not.toContain("secret");
    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
  });
});

describe.each(FRAMEWORKS)("report mode in $name", ({ start }) => {
  let app: TestApp;
  const ask = (target: string, headers: RawRequest["headers"] = []) => send(app.port, { target, headers });
  const run = (changes: Partial<Run>): Run => ({ route: "orders", caller: undefined, report: undefined, ...changes });

  beforeAll(async () => {
    app = await start({ options: { env: REPORTING }, routes: ROUTES });
  });

  afterAll(() => app.close());

  beforeEach(() => {
    app.runs.length = 0;
  });

  it.each([
    ["the right caller", [certificate(BILLING)], run({ caller: BILLING_NAME, report: "ok" })],
    ["nobody", [], run({ report: "header_missing" })],
    ["a stranger", [certificate(REFUSED["issuer_unknown"] ?? "")], run({ report: "issuer_unknown" })],
    ["garbage", [certificate("garbage!")], run({ report: "header_malformed" })],
  ])("lets through %s and says what it found", async (_title, headers, expected) => {
    expect(await ask("/orders", headers)).toMatchObject({ status: 200 });
    expect(app.runs).toEqual([expected]);
  });

  it.each([
    ["a doubled header", [certificate(BILLING), certificate(BILLING)]],
    ["a header over plain HTTP", [certificate(BILLING), ["X-Forwarded-Proto", "http"]]],
  ] as const)("still refuses %s", async (_title, headers) => {
    expect(await ask("/orders", headers)).toMatchObject({ status: 403 });
    expect(app.runs).toEqual([]);
  });

  it.each([
    ["lets through whom it is for", OPS, 200],
    ["refuses another admitted caller", BILLING, 403],
    ["refuses nobody in particular", "", 403],
  ])("a narrowed route %s", async (_title, value, status) => {
    expect(await ask("/ops", [certificate(value)])).toMatchObject({ status });
  });

  it("says in the log who would be refused", async () => {
    await ask("/orders", [certificate(REFUSED["subject_not_allowed"] ?? "")]);
    expect(app.lines.at(-1)).toMatchObject({
      level: "warn",
      fields: { event: "client_certificate_would_be_refused", code: "subject_not_allowed" },
    });
  });
});
