import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createHttpGuard, type HttpGuard } from "../../src/adapters/node-http.ts";
import { recorder } from "../guard/parts.ts";
import { BILLING, ENVIRONMENT } from "./callers.ts";
import { listen, type TestApp } from "./frameworks.ts";
import { certificate, send } from "./raw-client.ts";

const WITH_BILLING = [certificate(BILLING)];
const guardOf = (authorize?: () => Promise<boolean>): HttpGuard =>
  createHttpGuard({ env: ENVIRONMENT, log: recorder().log, ...(authorize && { authorize }) });

let server: Pick<TestApp, "port" | "close"> | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe("a guard for node:http", () => {
  it("guards what Node hands to other listeners than the one for requests", async () => {
    const guard = guardOf();
    const listener = vi.fn<RequestListener>((_request, response) => void response.end("in"));
    const app = createServer(guard.handler(listener));
    app.on("checkContinue", guard.handler(listener));
    app.on("checkExpectation", guard.handler(listener));
    server = await listen(app);
    for (const expectation of ["100-continue", "something else"]) {
      const expect_ = ["Expect", expectation] as const;
      expect(await send(server.port, { target: "/orders", headers: [expect_] })).toMatchObject({ status: 403 });
      const headers = [expect_, ...WITH_BILLING];
      expect(await send(server.port, { target: "/orders", headers })).toMatchObject({ status: 200, body: "in" });
    }
    expect(listener).toHaveBeenCalledTimes(2);
  });

  it("clears what stood on the request, on open paths too", async () => {
    const guard = guardOf();
    const handler = guard.handler((request, response) => response.end(String(request.clientCert?.caller)));
    server = await listen(
      createServer((request, response) => {
        Object.assign(request, { clientCert: { caller: "forged" } });
        handler(request, response);
      }),
    );
    expect(await send(server.port, { target: "/healthz" })).toMatchObject({ body: "undefined" });
    expect(await send(server.port, { target: "/orders", headers: WITH_BILLING })).toMatchObject({
      body: "CN=billing,O=Contoso,C=DE",
    });
  });

  it("ends the connection, not the process, when the listener throws after a late decision", async () => {
    const guard = guardOf(async () => true);
    const listener = vi.fn(() => {
      throw new Error("the app's own");
    });
    server = await listen(createServer(guard.handler(listener)));
    const answer = await send(server.port, { target: "/orders", headers: WITH_BILLING }).catch(() => ({ status: 0 }));
    expect([answer.status, listener.mock.calls.length]).toEqual([0, 1]);
  });

  it("throws what is wrong when it is made, and for what is handed over uncalled", () => {
    const uncalled = expect.objectContaining({ problems: [expect.objectContaining({ code: "guard_uncalled" })] });
    const call = (made: unknown, ...args: unknown[]): unknown => (made as (...args: unknown[]) => unknown)(...args);
    const request = {} as IncomingMessage;
    expect(() => createHttpGuard({ env: {} })).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
    expect(() => call(createHttpGuard, request, {})).toThrow(uncalled);
    expect(() => call(guardOf().handler, request, {})).toThrow(uncalled);
    expect(() => call(guardOf().only, request, {})).toThrow(uncalled);
  });

  it("offers what every guard offers", async () => {
    const guard = guardOf();
    expect(guard.health()).toMatchObject({ status: "ok" });
    expect([guard.selfCheck.status(), await guard.verified()]).toEqual([{ mode: "off" }, { mode: "off" }]);
    guard.observe(createServer());
    guard.close();
  });
});
