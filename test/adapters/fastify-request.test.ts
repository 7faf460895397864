import type { AddressInfo } from "node:net";
import type { FastifyRequest } from "fastify";
import { afterEach, describe, expect, it, vi } from "vitest";
import clientCertificate from "../../src/adapters/fastify.ts";
import { BILLING, ENVIRONMENT, OPS_ONLY, REPORTING } from "./callers.ts";
import { CALLER, closeAfterEach, createApp, createGuarded, statuses, statusOf } from "./fastify-app.ts";
import { certificate, send } from "./raw-client.ts";

closeAfterEach();
afterEach(() => {
  vi.restoreAllMocks();
});

describe("the path that decides", () => {
  it.each<[string, object]>([
    ["ignores trailing slashes", { ignoreTrailingSlash: true }],
    ["ignores case", { caseSensitive: false }],
    ["ignores doubled slashes", { ignoreDuplicateSlashes: true }],
    ["ends paths at a semicolon", { useSemicolonDelimiter: true }],
    [
      "does all of it",
      { ignoreTrailingSlash: true, caseSensitive: false, ignoreDuplicateSlashes: true, useSemicolonDelimiter: true },
    ],
  ])("is the raw one where the router %s", async (_title, routerOptions) => {
    const { app } = createGuarded({ routerOptions });
    app.get("/healthz", () => "in");
    app.get("/admin", () => "in");
    expect(await statusOf(app, "/healthz")).toBe(200);
    for (const url of ["/healthz/", "/HEALTHZ", "//healthz", "/healthz;x=1", "/admin;/healthz", "/admin"]) {
      expect([url, await statusOf(app, url)]).toEqual([url, 403]);
    }
  });

  it("is the one received where the app rewrites", async () => {
    const { app } = createGuarded({ rewriteUrl: ({ url = "" }) => (url === "/inside" ? "/healthz" : url) });
    app.get("/healthz", () => "in");
    app.get("/inside", () => "in");
    expect(await statuses(app, "/inside")).toEqual([403, 200]);
    expect(await statusOf(app, "/healthz")).toBe(200);
  });

  it("does not listen to forwarding headers, trusted or not", async () => {
    const { app } = createGuarded({ trustProxy: true });
    app.get("/orders", () => "in");
    const headers = {
      "x-forwarded-host": "app.example",
      "x-forwarded-for": "127.0.0.1",
      "x-original-url": "/healthz",
      "x-forwarded-prefix": "/public",
      "x-rewrite-url": "/healthz",
    };
    expect((await app.inject({ url: "/orders", headers })).statusCode).toBe(403);
  });
});

describe("the request", () => {
  it("says who the caller is, and nothing else can", async () => {
    const { app } = createGuarded();
    app.get("/orders", (request) => {
      expect(() => Object.assign(request, { clientCert: { caller: "forged" } })).toThrow(TypeError);
      return { caller: request.clientCert?.caller, report: request.clientCertReport ?? null };
    });
    const answer = await app.inject({ url: "/orders", headers: { "x-arr-clientcert": BILLING } });
    expect(answer.json()).toEqual({ caller: CALLER, report: null });
  });

  it("has nobody on open paths, in handlers for what is not found, and before the guard ran", async () => {
    const seen: unknown[] = [];
    const remember = async (request: FastifyRequest): Promise<void> => {
      seen.push(request.clientCert, request.clientCertReport);
    };
    const { app } = createGuarded({}, { env: REPORTING });
    app.addHook("onRequest", remember);
    app.get("/healthz", remember);
    await statusOf(app, "/healthz", BILLING);
    expect(seen).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("carries the report of its own, and of no other request", async () => {
    const { app } = createGuarded({}, { env: REPORTING });
    app.get("/orders", ({ clientCert, clientCertReport }) => [clientCert?.caller ?? null, clientCertReport?.ok]);
    const ask = (headers: Record<string, string>) => app.inject({ url: "/orders", headers });
    const answers = await Promise.all([
      ask({ "x-arr-clientcert": BILLING }),
      ask({}),
      ask({ "x-arr-clientcert": BILLING }),
    ]);
    expect(answers.map((answer) => answer.json())).toEqual([
      [CALLER, true],
      [null, false],
      [CALLER, true],
    ]);
  });

  it("goes to authorize, typed", async () => {
    const { app } = createGuarded(
      {},
      { authorize: ({ caller }, request) => caller === CALLER && request.query !== null },
    );
    app.get("/orders", () => "in");
    expect(await statuses(app, "/orders")).toEqual([403, 200]);
  });

  it("is answered once, although the app's time limit struck while authorize was asked", async () => {
    let release: ((value: boolean) => void) | undefined;
    let runs = 0;
    const authorize = () =>
      new Promise<boolean>((resolve) => {
        release = resolve;
      });
    const { app } = createGuarded({}, { authorize });
    app.get("/orders", { handlerTimeout: 30 }, () => {
      runs += 1;
      return "in";
    });
    expect(await statusOf(app, "/orders", BILLING)).toBe(503);
    release?.(true);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(runs).toBe(0);
  });

  it("is refused as it is elsewhere, whatever the app makes of errors and bodies", async () => {
    const { app } = createGuarded();
    app.setErrorHandler((_error, _request, reply) => reply.code(200).send("in"));
    app.setReplySerializer(() => "serialized");
    app.get("/orders", () => "in");
    const answer = await app.inject("/orders");
    expect([answer.statusCode, answer.json()]).toEqual([
      403,
      expect.objectContaining({ type: "about:blank", status: 403 }),
    ]);
  });
});

describe("a refused request", () => {
  it("runs nothing more, although the app's own hook still holds the answer back", async () => {
    const { app } = createGuarded();
    const runs: string[] = [];
    app.addHook("onSend", async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    app.addHook("preHandler", async () => {
      runs.push("preHandler");
    });
    app.get("/orders", () => runs.push("orders"));
    app.get("/ops", { config: { clientCert: OPS_ONLY } }, () => runs.push("ops"));
    app.register(async (scope) => {
      scope.get("/only", { onRequest: scope.clientCert.only(OPS_ONLY) }, () => runs.push("only"));
    });
    expect(await statusOf(app, "/orders")).toBe(403);
    expect(await statusOf(app, "/ops", BILLING)).toBe(403);
    expect(await statusOf(app, "/only", BILLING)).toBe(403);
    expect(runs).toEqual([]);
  });
});

describe("the log", () => {
  it("is Fastify's", async () => {
    const written: string[] = [];
    const app = createApp({ logger: { level: "info", stream: { write: (line: string) => void written.push(line) } } });
    app.register(clientCertificate, { env: ENVIRONMENT });
    await statusOf(app, "/orders");
    const events = written.map((line) => JSON.parse(line)).filter(({ event }) => event !== undefined);
    expect(events).toMatchObject([
      { event: "client_certificate_guard_started", level: 30, enforce: "on" },
      { event: "client_certificate_refused", level: 40, code: "header_missing", msg: "client certificate refused" },
    ]);
  });

  it("is the standard error stream when the app has none, because nobody would hear", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const app = createApp();
    app.register(clientCertificate, { env: ENVIRONMENT });
    await statusOf(app, "/orders");
    const lines = write.mock.calls.map(([text]) => JSON.parse(String(text)));
    expect(lines).toMatchObject([
      { event: "client_certificate_guard_started" },
      { event: "client_certificate_refused" },
    ]);
  });

  it("stays silent when the app's logger was silenced", async () => {
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const app = createApp({ logger: { level: "silent" } });
    app.register(clientCertificate, { env: ENVIRONMENT });
    expect(await statusOf(app, "/orders")).toBe(403);
    expect(write).not.toHaveBeenCalled();
  });

  it("gets what is owed when the app closes", async () => {
    const { app, lines } = createGuarded();
    for (let time = 0; time < 12; time += 1) await statusOf(app, "/orders");
    await app.close();
    expect(lines.at(-1)?.fields).toMatchObject({ suppressed: 2, byKind: { header_missing: 2 } });
  });
});

describe("the app", () => {
  it("answers for its health", async () => {
    const { app } = createGuarded();
    app.get("/healthz", () => app.clientCert.health());
    expect((await app.inject("/healthz")).json()).toMatchObject({ status: "ok", enforce: "on" });
  });

  it("refuses doubled lines over a real socket", async () => {
    const { app } = createGuarded();
    app.get("/orders", () => "in");
    await app.listen({ port: 0, host: "127.0.0.1" });
    const { port } = app.server.address() as AddressInfo;
    const ask = (...values: readonly string[]) =>
      send(port, { target: "/orders", headers: values.map((value) => certificate(value)) });
    expect(await ask(BILLING)).toMatchObject({ status: 200 });
    expect(await ask(BILLING, BILLING)).toMatchObject({ status: 403 });
  });
});
