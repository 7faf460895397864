import { describe, expect, it, vi } from "vitest";
import { clientCertOf, clientCertReportOf, createFetchGuard, type FetchGuard } from "../../src/adapters/fetch.ts";
import { recorder } from "../guard/parts.ts";
import { BILLING, ENVIRONMENT, OPS, OPS_ONLY, REPORTING } from "./callers.ts";

const CALLER = "CN=billing,O=Contoso,C=DE";
const guardWith = (env = ENVIRONMENT): FetchGuard => createFetchGuard({ env, log: recorder().log });
const requestFor = (path: string, value?: string, init: RequestInit = {}): Request =>
  new Request(`https://app.example${path}`, {
    ...init,
    headers: value === undefined ? {} : { "x-arr-clientcert": value },
  });

/** Something like a Request that does not normalise its URL, as some servers make them. */
const shim = (url: string): Request => ({ method: "GET", url, headers: new Headers() }) as Request;

describe("a decision about a Request", () => {
  it("is an answer, or says who the caller is", async () => {
    const guard = guardWith();
    const { response, ...rest } = await guard.decide(requestFor("/orders"));
    expect([response?.status, response?.headers.get("content-type"), rest]).toEqual([
      403,
      "application/problem+json",
      {},
    ]);
    expect(await response?.json()).toMatchObject({ type: "about:blank", status: 403 });
    const request = requestFor("/orders", BILLING);
    const decision = await guard.decide(request);
    expect(decision).toMatchObject({
      response: undefined,
      clientCert: { caller: CALLER },
      clientCertReport: undefined,
    });
    expect(clientCertOf(request)).toBe(decision.clientCert);
  });

  it.each(["/healthz", "/healthz?x=/admin", "/public/a", "/public/x/../a"])("is open for %s", async (path) => {
    const request = requestFor(path, BILLING);
    expect(await guardWith().decide(request)).toEqual({
      response: undefined,
      clientCert: undefined,
      clientCertReport: undefined,
    });
  });

  it.each([
    "/public/../admin",
    "/public/%2e%2e/admin",
    "/public/..%2fadmin",
    "/public\\..\\admin",
    "/public/..;/admin",
    "/HEALTHZ",
    "/healthz/",
    "/healthz#",
    "//healthz",
    "/%68ealthz",
    "/admin?/public/a",
    "/admin#/public/a",
  ])("is not open for %s", async (path) => {
    const { response } = await guardWith().decide(requestFor(path));
    // A fragment never leaves a client; of this one the path is what it is.
    expect([path, response?.status]).toEqual([path, 403]);
  });

  it.each([
    ["Host", "a/healthz?"],
    ["X-Forwarded-Host", "a/healthz#"],
    ["host", "app.example, a"],
    ["x-forwarded-host", ""],
  ])("is not open where a client wrote into the URL by %s: %s", async (name, value) => {
    const headers = new Headers([[name, value]]);
    const request = { method: "GET", url: "http://app.example/healthz", headers } as Request;
    expect((await guardWith().decide(request)).response?.status).toBe(403);
  });

  it.each(["app.example", "APP.example:8443", "127.0.0.1:80", "[::1]:80"])(
    "is open under the host %s",
    async (host) => {
      const request = { method: "GET", url: "http://x/healthz", headers: new Headers({ host }) } as Request;
      expect((await guardWith().decide(request)).response).toBeUndefined();
    },
  );

  it("is no for a request that has as many header lines as Node keeps, joined or not", async () => {
    const lines = Array.from({ length: 1100 }, (): [string, string] => ["a", "b"]);
    const headers = new Headers([["x-arr-clientcert", BILLING], ...lines]);
    const request = { method: "GET", url: "https://app.example/orders", headers } as Request;
    expect((await guardWith().decide(request)).response?.status).toBe(403);
  });

  it.each([
    "https://app.example/admin/../healthz",
    "https://app.example/admin/%2e%2e/healthz",
    "https://app.example/public/../admin",
    "https://app.example/public/%2e%2e/admin",
    "https://app.example\\admin/public/a",
    "https://app.example?/public/a",
    "https://app.example",
    "https:/healthz",
    "//app.example/healthz",
    "healthz",
    "",
  ])("never normalises a URL that came as it is: %s", async (url) => {
    expect((await guardWith().decide(shim(url))).response?.status).toBe(403);
    expect((await guardWith().decide(shim("https://app.example/healthz"))).response).toBeUndefined();
  });

  it("does not reject for what is no request", async () => {
    const guard = guardWith();
    const broken = { method: "GET", url: "https://app.example/healthz", headers: undefined };
    for (const request of [undefined, null, "/healthz", {}, broken]) {
      expect((await guard.decide(request as unknown as Request)).response?.status).toBe(403);
    }
  });
});

describe("the caller of a Request", () => {
  it("belongs to that very object: clones and copies have none", async () => {
    const guard = guardWith();
    const request = requestFor("/orders", BILLING);
    await guard.decide(request);
    const copies = [request.clone(), new Request(request), new Request(request, { method: "POST" })];
    expect(copies.map(clientCertOf)).toEqual([undefined, undefined, undefined]);
    expect(clientCertOf(request)?.caller).toBe(CALLER);
    // And a copy that keeps the header is decided about as any other request.
    expect(await guard.decide(new Request(request))).toMatchObject({ clientCert: { caller: CALLER } });
  });

  it("is forgotten when a later guard finds otherwise", async () => {
    const request = requestFor("/orders", BILLING);
    await guardWith().decide(request);
    await guardWith({ ...ENVIRONMENT, CLIENT_CERT_ALLOWED_SUBJECTS: OPS_ONLY.subject }).decide(request);
    expect(clientCertOf(request)).toBeUndefined();
  });

  it("is not known on open paths, and of reports only the report is", async () => {
    const request = requestFor("/orders");
    expect(await guardWith(REPORTING).decide(request)).toMatchObject({ response: undefined });
    expect([clientCertOf(request), clientCertReportOf(request)?.ok]).toEqual([undefined, false]);
  });

  it("is not what somebody wrote on the object", () => {
    expect(clientCertOf(Object.assign(requestFor("/orders"), { clientCert: { caller: CALLER } }))).toBeUndefined();
  });
});

describe("a protected handler", () => {
  it("gets what it was called with, and nothing reads the body before it", async () => {
    const guard = guardWith();
    const handler = guard.protect(async (request: Request, context: { readonly params: string }) => {
      expect(request.bodyUsed).toBe(false);
      return new Response(`${context.params} ${await request.text()}`);
    });
    const request = requestFor("/orders", BILLING, { method: "POST", body: "body" });
    expect(await (await handler(request, { params: "a" })).text()).toBe("a body");
    const refused = requestFor("/orders", undefined, { method: "POST", body: "body" });
    expect([(await handler(refused, { params: "a" })).status, refused.bodyUsed]).toEqual([403, false]);
  });

  it("fails as it would without a guard", async () => {
    const handler = guardWith().protect(() => {
      throw new Error("the app's own");
    });
    await expect(handler(requestFor("/orders", BILLING))).rejects.toThrow("the app's own");
    expect((await handler(requestFor("/orders"))).status).toBe(403);
  });

  it("may be for some only, open path or not", async () => {
    const handler = vi.fn(() => new Response("in"));
    const ops = guardWith().only(OPS_ONLY).protect(handler);
    expect((await ops(requestFor("/healthz", OPS))).status).toBe(200);
    expect((await ops(requestFor("/healthz", BILLING))).status).toBe(403);
    expect((await ops(requestFor("/healthz"))).status).toBe(403);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("gives authorize the Request", async () => {
    const seen: Request[] = [];
    const guard = createFetchGuard({
      env: ENVIRONMENT,
      log: recorder().log,
      authorize: (_client, request) => seen.push(request) > 0,
    });
    const request = requestFor("/orders", BILLING);
    await guard.decide(request);
    expect(seen).toEqual([request]);
    expect(seen[0]).toBe(request);
  });
});

describe("what is handed over uncalled", () => {
  const uncalled = expect.objectContaining({ problems: [expect.objectContaining({ code: "guard_uncalled" })] });
  const call = (made: unknown, ...args: unknown[]): unknown => (made as (...args: unknown[]) => unknown)(...args);

  it("throws", () => {
    const guard = guardWith();
    expect(() => call(createFetchGuard, requestFor("/"), {})).toThrow(uncalled);
    expect(() => call(guard.protect, requestFor("/"))).toThrow(uncalled);
    expect(() => call(guard.only, requestFor("/"), {})).toThrow(uncalled);
  });
});

describe("a guard for Requests", () => {
  it("offers what every guard offers", async () => {
    const guard = guardWith();
    expect(guard.health()).toMatchObject({ status: "ok", enforce: "on" });
    expect(guard.selfCheck.status()).toEqual({ mode: "off" });
    expect(await guard.verified()).toEqual({ mode: "off" });
    guard.close();
  });

  it("throws every problem of the rules", () => {
    expect(() => guardWith().only([])).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });
});
