import { app, type HttpHandler, HttpRequest, type HttpResponseInit, InvocationContext } from "@azure/functions";
import { describe, expect, it, vi } from "vitest";
import { clientCertOf, createFunctionsGuard, type FunctionsApp } from "../../src/adapters/functions.ts";
import { createFunctionsGuardOf } from "../../src/adapters/functions-guard.ts";
import { PROBE_PATH } from "../../src/self-check/probe/templates.ts";
import { guardWith, recorder } from "../guard/parts.ts";
import { BILLING, ENVIRONMENT, OPS_ONLY } from "./callers.ts";

const CALLER = "CN=billing,O=Contoso,C=DE";
const requestFor = (path: string, value?: string, body?: string): HttpRequest =>
  new HttpRequest({
    method: body === undefined ? "GET" : "POST",
    url: `https://app.example${path}`,
    headers: value === undefined ? {} : { "x-arr-clientcert": value },
    ...(body !== undefined && { body: { string: body } }),
  });
const context = new InvocationContext();
const run = async (handler: HttpHandler, request: HttpRequest): Promise<HttpResponseInit> =>
  (await handler(request, context)) as HttpResponseInit;

describe("a guard for Functions", () => {
  it("wraps handlers: a request and its context go in, the handler's own answer comes out", async () => {
    const guard = createFunctionsGuard({ env: ENVIRONMENT, log: recorder().log });
    const answer = { jsonBody: { ok: true } };
    const handler = vi.fn((request: HttpRequest, invocation: InvocationContext) => {
      expect([clientCertOf(request)?.caller, invocation]).toEqual([CALLER, context]);
      return answer;
    });
    expect(await run(guard.protect(handler), requestFor("/api/orders", BILLING))).toBe(answer);
    expect(await run(guard.protect(handler), requestFor("/api/orders"))).toMatchObject({
      status: 403,
      headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
      body: expect.stringContaining('"status":403'),
    });
    expect(handler).toHaveBeenCalledOnce();
  });

  it("leaves the body to the handler, and a clone without a caller", async () => {
    const guard = createFunctionsGuard({ env: ENVIRONMENT, log: recorder().log });
    const handler = guard.protect(async (request) => {
      expect([request.bodyUsed, clientCertOf(request.clone())]).toEqual([false, undefined]);
      return { body: await request.text() };
    });
    expect(await run(handler, requestFor("/api/orders", BILLING, "body"))).toEqual({ body: "body" });
    const refused = requestFor("/api/orders", undefined, "body");
    expect(await run(handler, refused)).toMatchObject({ status: 403 });
    expect(refused.bodyUsed).toBe(false);
  });

  it("is open nowhere, and warns at the start of open paths", async () => {
    const { log, lines } = recorder();
    const handler = vi.fn(() => ({}));
    const guard = createFunctionsGuard({ env: ENVIRONMENT, log });
    expect(lines.find(({ level }) => level === "warn")?.fields).toMatchObject({
      code: "open_paths_only_told",
      source: "azure-client-cert/functions",
    });
    for (const path of ["/healthz", "/public/a"]) {
      expect(await run(guard.protect(handler), requestFor(path))).toMatchObject({ status: 403 });
    }
    expect(handler).not.toHaveBeenCalled();
  });

  it("narrows handlers", async () => {
    const guard = createFunctionsGuard({ env: ENVIRONMENT, log: recorder().log });
    const handler = guard.only(OPS_ONLY).protect(() => ({ body: "in" }));
    expect(await run(handler, requestFor("/api/ops", BILLING))).toMatchObject({ status: 403 });
    expect(() => guard.only([])).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });

  it("tells a wrong configuration, and a handler that is none, when modules load", () => {
    expect(() => createFunctionsGuard({ env: {} })).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
    const guard = createFunctionsGuard({ env: ENVIRONMENT, log: recorder().log });
    const uncalled = expect.objectContaining({ problems: [expect.objectContaining({ code: "guard_uncalled" })] });
    expect(() => (guard.protect as unknown as HttpHandler)(requestFor("/"), context)).toThrow(uncalled);
    expect(() => (createFunctionsGuard as unknown as HttpHandler)(requestFor("/"), context)).toThrow(uncalled);
  });
});

describe("the probe's function", () => {
  function registered(): { readonly name: string; readonly options: Parameters<FunctionsApp["http"]>[1] } {
    const http = vi.fn<FunctionsApp["http"]>();
    createFunctionsGuard({ env: ENVIRONMENT, log: recorder().log }).registerSelfCheck({ http });
    const [name = "", options] = http.mock.calls[0] ?? [];
    if (options === undefined) throw new Error("nothing was registered");
    return { name, options };
  }

  it("is what the probe calls, for GET alone and without a key", () => {
    const { name, options } = registered();
    expect({ name, ...options }).toMatchObject({
      name: "azure-client-cert-probe",
      route: PROBE_PATH.slice(1),
      methods: ["GET"],
      authLevel: "anonymous",
    });
    // The model itself takes it.
    const fits: FunctionsApp = app;
    expect(fits.http).toBeTypeOf("function");
  });

  it("refuses as everything else does, an unknown nonce too, and has nothing for those with a certificate", async () => {
    const { handler } = registered().options;
    const unknown = new HttpRequest({
      method: "GET",
      url: `https://app.example${PROBE_PATH}`,
      headers: { "azure-client-cert-probe": "0123456789abcdef0123456789abcdef" },
    });
    expect(await run(handler, unknown)).toMatchObject({ status: 403 });
    expect(await run(handler, requestFor(PROBE_PATH))).toMatchObject({ status: 403 });
    expect(await run(handler, requestFor(PROBE_PATH, BILLING))).toEqual({ status: 404 });
  });

  it("shows each request to the probe before it is decided about, and answers with what the probe adds", async () => {
    const { core } = guardWith({ ok: false, code: "header_missing", findings: [], certificate: undefined });
    const seen: object[] = [];
    const decided: object[] = [];
    const spied = Object.assign(Object.create(core) as typeof core, {
      see: (request: { rawHeaders: object }, answer: { setHeader(name: string, value: string): unknown }) => {
        seen.push(request.rawHeaders);
        answer.setHeader("azure-client-cert-probe-seen", "attested");
      },
      decide: (request: { rawHeaders: object }) => {
        decided.push(request.rawHeaders);
        return { kind: "refused", status: 503, headers: { "retry-after": "30" }, body: "{}", verdict: undefined };
      },
    });
    const handler = createFunctionsGuardOf(spied).protect(() => ({}));
    expect(await run(handler, requestFor(PROBE_PATH))).toEqual({
      status: 503,
      headers: { "retry-after": "30", "azure-client-cert-probe-seen": "attested" },
      body: "{}",
    });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toBe(decided[0]);
  });
});
