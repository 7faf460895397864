import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { GuardOptions } from "../../src/config/options.ts";
import { BILLING, ENVIRONMENT, REPORTING } from "./callers.ts";
import { FRAMEWORKS, type TestApp, type TestRoute } from "./frameworks.ts";
import { certificate, format, send } from "./raw-client.ts";

const ROUTES: readonly TestRoute[] = [{ name: "orders", path: "/orders" }];
const ORDERS = { target: "/orders", headers: [certificate(BILLING)] };

const unhandled: unknown[] = [];
const remember = (reason: unknown): void => {
  unhandled.push(reason);
};

beforeEach(() => {
  unhandled.length = 0;
  process.on("unhandledRejection", remember);
  process.on("uncaughtException", remember);
});

afterEach(() => {
  vi.useRealTimers();
  process.off("unhandledRejection", remember);
  process.off("uncaughtException", remember);
  expect(unhandled).toEqual([]);
});

describe.each(FRAMEWORKS)("authorize in $name", ({ start }) => {
  let app: TestApp | undefined;

  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  async function appWith(authorize: unknown, options: GuardOptions = { env: ENVIRONMENT }): Promise<TestApp> {
    const asked = { ...options, authorize: authorize as NonNullable<GuardOptions["authorize"]> };
    app = await start({ options: asked, routes: ROUTES });
    return app;
  }

  it.each<[string, () => unknown]>([
    ["true", () => true],
    ["a promise of true", async () => true],
    ["a true that takes a while", () => new Promise((resolve) => setTimeout(resolve, 20, true))],
  ])("%s admits, and the handler runs once", async (_title, authorize) => {
    const { port, runs } = await appWith(authorize);
    expect(await send(port, ORDERS)).toMatchObject({ status: 200 });
    expect(runs).toMatchObject([{ caller: "CN=billing,O=Contoso,C=DE" }]);
  });

  it.each<[string, () => unknown, string]>([
    ["false", () => false, "authorize_refused"],
    ["1", () => 1, "authorize_refused"],
    ["a promise of an object", async () => ({}), "authorize_refused"],
    ["nothing", () => undefined, "authorize_refused"],
    ["throwing", () => fail(new Error("boom")), "authorize_failed"],
    ["throwing null", () => fail(null), "authorize_failed"],
    ["rejecting", async () => fail(new Error("boom")), "authorize_failed"],
    ["rejecting with nothing", () => Promise.reject(undefined), "authorize_failed"],
  ])("%s refuses", async (_title, authorize, code) => {
    const { port, runs, lines } = await appWith(authorize);
    const { status, body } = await send(port, ORDERS);
    expect([status, runs]).toEqual([403, []]);
    expect(body).not.toContain("boom");
    expect(lines.at(-1)).toMatchObject({ fields: { code, id: JSON.parse(body).instance } });
  });

  it("gets the certificate and the framework's own request", async () => {
    const seen: unknown[] = [];
    const { port } = await appWith((client: { caller: string }, request: { headers: object; url: string }) => {
      seen.push(client.caller, request.url, request.headers);
      return true;
    });
    await send(port, ORDERS);
    expect(seen).toEqual(["CN=billing,O=Contoso,C=DE", "/orders", expect.objectContaining({ host: "app.example" })]);
  });

  it("does not say who the caller is before it has answered", async () => {
    const seen: unknown[] = [];
    const { port } = await appWith(async (_client: unknown, request: { clientCert?: unknown }) => {
      seen.push(request.clientCert);
      return true;
    });
    await send(port, ORDERS);
    expect(seen).toEqual([undefined]);
  });

  it("refuses in time when it hangs, and a late answer changes nothing", async () => {
    let answerLate: ((value: unknown) => void) | undefined;
    const hung = new Promise((resolve) => {
      answerLate = resolve;
    });
    const asked = vi.fn(() => hung);
    const { port, runs, lines } = await appWith(asked);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const answer = send(port, ORDERS);
    await vi.waitUntil(() => asked.mock.calls.length === 1, { timeout: 5000, interval: 1 });
    await vi.advanceTimersByTimeAsync(5000);
    expect(await answer).toMatchObject({ status: 403 });
    vi.useRealTimers();
    answerLate?.(true);
    await pause();
    expect(runs).toEqual([]);
    expect(lines.at(-1)).toMatchObject({ fields: { code: "authorize_timed_out" } });
  });

  it.each([
    ["true", true],
    ["false", false],
  ])("does nothing more when the client has gone before it answers %s", async (_title, value) => {
    let release: ((value: boolean) => void) | undefined;
    const asked = vi.fn(
      () =>
        new Promise<boolean>((resolve) => {
          release = resolve;
        }),
    );
    const { port, runs } = await appWith(asked);
    const socket = connect(port, "127.0.0.1", () => socket.write(format(ORDERS)));
    await vi.waitUntil(() => asked.mock.calls.length === 1);
    socket.destroy();
    await pause();
    release?.(value);
    await pause();
    expect(runs).toEqual([]);
    // And the app still serves.
    const next = send(port, ORDERS);
    await vi.waitUntil(() => asked.mock.calls.length === 2);
    release?.(true);
    expect(await next).toMatchObject({ status: 200 });
  });

  it("is reported in report mode", async () => {
    const { port, runs } = await appWith(async () => false, { env: REPORTING });
    expect(await send(port, ORDERS)).toMatchObject({ status: 200 });
    expect(runs).toEqual([{ route: "orders", caller: undefined, report: "authorize_refused" }]);
  });

  it("answers for each of many requests at once", async () => {
    let turn = 0;
    const { port, runs } = await appWith(async () => {
      turn += 1;
      const isEven = turn % 2 === 0;
      await pause();
      return isEven;
    });
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(port, ORDERS)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(runs).toHaveLength(10);
  });
});

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}

function fail(reason: unknown): never {
  throw reason;
}
