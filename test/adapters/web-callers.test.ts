import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { GuardOptions } from "../../src/config/options.ts";
import { BILLING, ENVIRONMENT, OPS, OPS_ONLY, PARTNER, REFUSED, REPORTING } from "./callers.ts";
import type { TestApp, TestRoute } from "./frameworks.ts";
import { certificate, format, type RawRequest, send } from "./raw-client.ts";
import { WEB } from "./web-apps.ts";

const ROUTES: readonly TestRoute[] = [
  { name: "orders", path: "/orders" },
  { name: "ops", path: "/ops", only: OPS_ONLY },
  { name: "broken", path: "/broken", throws: new Error("the app's own") },
];
const BILLING_NAME = "CN=billing,O=Contoso,C=DE";

const CERTIFICATE_LINES: readonly (readonly [title: string, headers: RawRequest["headers"], code: string])[] = [
  ["none", [], "header_missing"],
  ["an empty one", [["X-ARR-ClientCert", ""]], "header_missing"],
  ["two that are joined on the way", [certificate(BILLING), certificate(BILLING)], "header_malformed"],
  ["two callers' joined on the way", [certificate(OPS), ["x-arr-clientcert", BILLING]], "header_malformed"],
  ["an empty one and a real one", [certificate(""), certificate(BILLING)], "header_malformed"],
  ["a real one and an empty one", [certificate(BILLING), certificate("")], "header_malformed"],
  ["two values joined by the client", [certificate(`${BILLING}, ${OPS}`)], "header_malformed"],
  ["two values joined without a space", [certificate(`${BILLING},${BILLING}`)], "header_malformed"],
  ["one with underscores", [["x_arr_clientcert", BILLING]], "header_missing"],
  [
    "one under the name of a member",
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
  ["one over plain HTTP before a proxy", [certificate(BILLING), ["X-Forwarded-Proto", "http, https"]], "plain_http"],
  [
    "one over plain HTTP, joined on the way",
    [certificate(BILLING), ["X-Forwarded-Proto", "https"], ["x-forwarded-proto", "http"]],
    "plain_http",
  ],
  ...Object.entries(REFUSED).map(([code, value]) => [code, [certificate(value)], code] as const),
];

const unhandled = vi.fn();

beforeAll(() => {
  process.on("unhandledRejection", unhandled);
});

afterAll(() => {
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

describe.each(WEB)("callers of $name", ({ start }) => {
  let app: TestApp;
  const ask = (target: string, headers: RawRequest["headers"] = [], method = "GET") =>
    send(app.port, { target, headers, method });

  beforeAll(async () => {
    const { CLIENT_CERT_OPEN_PATHS: _, ...env } = ENVIRONMENT;
    app = await start({ options: { env }, routes: ROUTES });
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
    expect([status, JSON.parse(body)]).toMatchObject([200, { route: "orders", caller }]);
    expect(app.runs).toEqual([{ route: "orders", caller, report: undefined }]);
  });

  it.each(CERTIFICATE_LINES)("with these header lines do not: %s", async (_title, headers, code) => {
    const { status, body, headers: answer } = await ask("/orders", headers);
    expect(status).toBe(403);
    expect(answer["content-type"]).toBe("application/problem+json");
    expect(answer["cache-control"]).toBe("no-store");
    const { instance, ...rest } = JSON.parse(body);
    expect(rest).toEqual({ type: "about:blank", title: "Forbidden", status: 403 });
    expect(app.lines.at(-1)?.fields).toMatchObject({ code, id: instance, path: "/orders" });
    expect(app.runs).toEqual([]);
  });

  it("get in though they name the header as one of the connection", async () => {
    const headers = [certificate(BILLING), ["Connection", "x-arr-clientcert"]] as const;
    expect(await ask("/orders", headers)).toMatchObject({ status: 200 });
    expect(await ask("/orders", headers.slice(1))).toMatchObject({ status: 403 });
  });

  it("get in by any case of the name, and with every proxy having seen TLS", async () => {
    const headers = [
      ["x-ARR-clientcert", BILLING],
      ["X-Forwarded-Proto", "https"],
      ["X-Forwarded-Proto", "HTTPS"],
    ] as const;
    expect(await ask("/orders", headers)).toMatchObject({ status: 200 });
  });

  it("get as far as the route is for", async () => {
    expect(await ask("/ops", [certificate(OPS)])).toMatchObject({ status: 200 });
    expect(await ask("/ops", [certificate(BILLING)])).toMatchObject({ status: 403 });
    expect(app.lines.at(-1)?.fields).toMatchObject({ code: "route_not_allowed" });
    expect(await ask("/ops", [certificate(PARTNER)])).toMatchObject({ status: 403 });
    expect(await ask("/ops")).toMatchObject({ status: 403 });
    expect(app.runs).toMatchObject([{ route: "ops" }]);
  });

  it("see the app's own error, and its own 404 only with a certificate", async () => {
    expect(await ask("/broken", [certificate(BILLING)])).toMatchObject({ status: 500 });
    expect(await ask("/broken")).toMatchObject({ status: 403 });
    expect(await ask("/nowhere", [certificate(BILLING)])).toMatchObject({ status: 404 });
    expect(await ask("/nowhere")).toMatchObject({ status: 403 });
    expect(app.runs).toHaveLength(1);
  });

  it("each get their own answer when many come at once", async () => {
    const values = [BILLING, OPS, undefined, PARTNER];
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) => {
        const value = values[index % values.length];
        return ask("/orders", value === undefined ? [] : [certificate(value)]);
      }),
    );
    const callers = answers.map(({ status, body }) => (status === 200 ? JSON.parse(body).caller : status));
    const expected = [BILLING_NAME, "CN=ops,O=Contoso,C=DE", 403, ENVIRONMENT["CLIENT_CERT_PINNED"]];
    expect(callers).toEqual(Array.from({ length: 24 }, (_, index) => expected[index % 4]));
  });
});

describe.each(WEB)("the mode and the last word in $name", ({ start }) => {
  let app: TestApp | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it("report mode lets them in without a name, and a route is still only for those it is for", async () => {
    app = await start({ options: { env: REPORTING }, routes: ROUTES });
    expect(await send(app.port, { target: "/orders" })).toMatchObject({ status: 200 });
    expect(await send(app.port, { target: "/orders", headers: [certificate(BILLING)] })).toMatchObject({ status: 200 });
    expect(await send(app.port, { target: "/ops" })).toMatchObject({ status: 403 });
    expect(app.runs).toEqual([
      { route: "orders", caller: undefined, report: "header_missing" },
      { route: "orders", caller: BILLING_NAME, report: "ok" },
    ]);
  });

  it.each<[string, () => unknown, number]>([
    ["a late yes", () => new Promise((resolve) => setTimeout(resolve, 10, true)), 200],
    ["a late no", () => new Promise((resolve) => setTimeout(resolve, 10, false)), 403],
    ["a rejection", () => Promise.reject(new Error("boom")), 403],
    ["something like yes", () => 1, 403],
  ])("authorize has the last word: %s", async (_title, authorize, status) => {
    const options = { env: ENVIRONMENT, authorize: authorize as NonNullable<GuardOptions["authorize"]> };
    app = await start({ options, routes: ROUTES });
    const answer = await send(app.port, { target: "/orders", headers: [certificate(BILLING)] });
    expect([answer.status, app.runs.length]).toEqual([status, status === 200 ? 1 : 0]);
    expect(answer.body).not.toContain("boom");
  });

  it("survives a client that has gone before authorize answers", async () => {
    let release: ((value: boolean) => void) | undefined;
    const asked = vi.fn(
      () =>
        new Promise<boolean>((resolve) => {
          release = resolve;
        }),
    );
    app = await start({ options: { env: ENVIRONMENT, authorize: asked }, routes: ROUTES });
    const request = { target: "/orders", headers: [certificate(BILLING)] };
    const socket = connect(app.port, "127.0.0.1", () => socket.write(format(request)));
    await vi.waitUntil(() => asked.mock.calls.length === 1);
    socket.destroy();
    release?.(true);
    const next = send(app.port, request);
    await vi.waitUntil(() => asked.mock.calls.length === 2);
    release?.(true);
    expect(await next).toMatchObject({ status: 200 });
  });
});
