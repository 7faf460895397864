import { describe, expect, it } from "vitest";
import type { RouteProtection } from "../../src/adapters/fastify.ts";
import { BILLING, ENVIRONMENT, OPS, OPS_ONLY, PARTNER, REPORTING } from "./callers.ts";
import { CALLER, closeAfterEach, createGuarded, statuses, statusOf } from "./fastify-app.ts";

closeAfterEach();

describe("a route's own word", () => {
  it.each<[string, RouteProtection | undefined, string, readonly [number, number]]>([
    ["open, on a protected path", "open", "/orders", [200, 200]],
    ["protected, on an open path", "protected", "/healthz", [403, 200]],
    ["a rule that the caller meets", { subject: CALLER }, "/orders", [403, 200]],
    ["a rule that the caller does not meet", OPS_ONLY, "/orders", [403, 403]],
    ["two rules", [OPS_ONLY, { subject: CALLER }], "/orders", [403, 200]],
    ["a rule on an open path", { subject: CALLER }, "/healthz", [403, 200]],
    ["nothing, on a protected path", undefined, "/orders", [403, 200]],
    ["nothing, on an open path", undefined, "/healthz", [200, 200]],
  ])("%s", async (_title, clientCert, url, expected) => {
    const { app } = createGuarded();
    app.get(url, { config: { clientCert } }, () => "in");
    app.register(
      async (scope) => {
        scope.get(url, { config: { clientCert } }, () => "in");
      },
      { prefix: "/v1" },
    );
    expect(await statuses(app, url)).toEqual(expected);
    const isOpenByPath = clientCert === undefined && url === "/healthz";
    expect(await statuses(app, `/v1${url}`)).toEqual(isOpenByPath ? [403, 200] : expected);
  });

  it("counts for every spelling that is routed to it", async () => {
    const { app } = createGuarded({ routerOptions: { ignoreTrailingSlash: true, caseSensitive: false } });
    app.get("/ping", { config: { clientCert: "open" } }, () => "in");
    expect(await statusOf(app, "/PING/")).toBe(200);
  });

  it("narrows a pinned key by its key only", async () => {
    const { app } = createGuarded();
    app.get("/by-name", { config: { clientCert: { subject: CALLER } } }, () => "in");
    app.get("/by-key", { config: { clientCert: { key: ENVIRONMENT["CLIENT_CERT_PINNED"] ?? "" } } }, () => "in");
    expect(await statusOf(app, "/by-name", PARTNER)).toBe(403);
    expect(await statusOf(app, "/by-key", PARTNER)).toBe(200);
    expect(await statusOf(app, "/by-key", BILLING)).toBe(403);
  });

  it.each(["onRequest", "preValidation", "preHandler"] as const)("may be app.clientCert.only as %s", async (hook) => {
    const { app } = createGuarded();
    app.register(async (scope) => {
      scope.get("/ops", { [hook]: scope.clientCert.only(OPS_ONLY) }, () => "in");
    });
    expect(await statusOf(app, "/ops", OPS)).toBe(200);
    expect(await statusOf(app, "/ops", BILLING)).toBe(403);
    expect(await statusOf(app, "/ops")).toBe(403);
  });

  it("is not app.clientCert.only uncalled", async () => {
    const { app } = createGuarded();
    let runs = 0;
    app.register(async (scope) => {
      scope.get("/ops", { preHandler: scope.clientCert.only as never }, () => {
        runs += 1;
      });
    });
    expect(await statusOf(app, "/ops", OPS)).toBe(500);
    expect(runs).toBe(0);
  });

  it("still narrows in report mode, and nobody is let through unknown", async () => {
    const { app } = createGuarded({}, { env: REPORTING });
    app.get("/ops", { config: { clientCert: OPS_ONLY } }, () => "in");
    app.get("/orders", { config: { clientCert: "protected" } }, () => "in");
    expect(await statusOf(app, "/ops", OPS)).toBe(200);
    expect(await statuses(app, "/ops")).toEqual([403, 403]);
    expect(await statuses(app, "/orders")).toEqual([200, 200]);
  });
});

describe("a word that is none", () => {
  const WRONG: readonly (readonly [string, unknown])[] = [
    ["another word", "opne"],
    ["another case", "Open"],
    ["true", true],
    ["false", false],
    ["null", null],
    ["a number", 0],
    ["an empty text", ""],
    ["no rule", []],
    ["an empty rule", {}],
    ["a rule with an unknown member", { subjct: "CN=x,O=y" }],
    ["a list of words", ["open"]],
    ["a function", () => "open"],
  ];

  it.each(WRONG)("%s: the app does not start where the guard sees the route", async (_title, clientCert) => {
    const { app } = createGuarded();
    app.register(async (scope) => {
      scope.get("/orders", { config: { clientCert: clientCert as RouteProtection } }, () => "in");
    });
    await expect(Promise.resolve(app.ready())).rejects.toMatchObject({ name: "ConfigurationError" });
  });

  it.each(WRONG)("%s: else the route refuses everyone, and the log says so once", async (_title, clientCert) => {
    const { app, lines } = createGuarded();
    app.get("/orders", { config: { clientCert: clientCert as RouteProtection } }, () => "in");
    expect(await statuses(app, "/orders")).toEqual([403, 403]);
    expect(await statusOf(app, "/orders", OPS)).toBe(403);
    const complaints = lines.filter(({ fields }) => fields["event"] === "client_certificate_route_misconfigured");
    expect(complaints).toMatchObject([{ level: "error", fields: { route: "/orders" } }]);
  });

  it("does not compile", () => {
    const { app } = createGuarded();
    // @ts-expect-error A word that is none.
    app.get("/a", { config: { clientCert: "opne" } }, () => "in");
    // @ts-expect-error Neither a word nor a rule.
    app.get("/b", { config: { clientCert: true } }, () => "in");
  });

  it("does not come from a polluted prototype", async () => {
    const { app } = createGuarded();
    app.get("/orders", () => "in");
    app.get("/with-config", { config: {} }, () => "in");
    await app.ready();
    Object.defineProperty(Object.prototype, "clientCert", { value: "open", configurable: true });
    try {
      expect(await statusOf(app, "/orders")).toBe(403);
      expect(await statusOf(app, "/with-config")).toBe(403);
    } finally {
      Reflect.deleteProperty(Object.prototype, "clientCert");
    }
  });
});
