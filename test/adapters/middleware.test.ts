import { describe, expect, it, vi } from "vitest";
import { clientCertificate } from "../../src/adapters/express.ts";
import { recorder } from "../guard/parts.ts";
import { ENVIRONMENT, OPS } from "./callers.ts";
import { CALLER, closeAfterEach, guardWith, serve } from "./express-apps.ts";
import { certificate, send } from "./raw-client.ts";

closeAfterEach();

describe("without Express", () => {
  it("guards a server that is only node:http, and calls next exactly once", async () => {
    const guard = guardWith();
    const next = vi.fn();
    const port = await serve((request, response) => {
      guard(request, response, () => {
        next(Reflect.get(request, "clientCert")?.caller);
        response.end("in");
      });
    });
    expect(await send(port, { target: "/orders" })).toMatchObject({ status: 403 });
    expect(next).not.toHaveBeenCalled();
    expect(await send(port, { target: "/orders", headers: [certificate(OPS)] })).toMatchObject({
      status: 200,
      body: "in",
    });
    expect(next).toHaveBeenCalledExactlyOnceWith("CN=ops,O=Contoso,C=DE");
  });

  it("lets what next throws at once out as it is, and does not call it again", async () => {
    const guard = guardWith();
    const next = vi.fn(() => {
      throw new Error("from next");
    });
    const caught: unknown[] = [];
    const port = await serve((request, response) => {
      try {
        guard(request, response, next);
      } catch (error) {
        caught.push(error);
        response.end();
      }
    });
    await send(port, { target: "/orders", headers: [certificate(OPS)] });
    expect(next).toHaveBeenCalledOnce();
    expect(caught).toMatchObject([{ message: "from next" }]);
  });

  it("ends the connection, not the process, when next throws after a late authorize", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const guard = clientCertificate({ env: ENVIRONMENT, log: recorder().log, authorize: async () => true });
    const next = vi.fn(() => {
      throw new Error("from next");
    });
    const port = await serve((request, response) => guard(request, response, next));
    const answer = await send(port, { target: "/orders", headers: [certificate(OPS)] }).catch(() => undefined);
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(answer?.status).not.toBe(200);
    expect(next).toHaveBeenCalledOnce();
    expect(unhandled).not.toHaveBeenCalled();
  });

  it("finds no certificate in a request that a shim made up without raw header lines", async () => {
    const { log, lines } = recorder();
    const guard = clientCertificate({ env: ENVIRONMENT, log });
    const port = await serve((request, response) => {
      Object.defineProperty(request, "rawHeaders", { value: undefined });
      guard(request, response, () => response.end("in"));
    });
    expect(await send(port, { target: "/orders", headers: [certificate(OPS)] })).toMatchObject({ status: 403 });
    expect(lines.at(-1)).toMatchObject({ fields: { code: "header_missing" } });
  });

  it("has a name in stack traces", () => {
    expect([guardWith().name, guardWith().only({ subject: CALLER }).name]).toEqual([
      "clientCertificateGuard",
      "clientCertificateOnly",
    ]);
  });
});

describe("construction", () => {
  it("throws every problem at once", () => {
    expect(() => clientCertificate({ env: { CLIENT_CERT_OPEN_PATHS: "x" } })).toThrow(
      expect.objectContaining({ name: "ConfigurationError", code: "ERR_CLIENT_CERT_CONFIGURATION" }),
    );
  });

  it.each([[[]], [{}], [{ subject: "nonsense" }]])("throws for a narrowing by %j", (rules) => {
    expect(() => guardWith().only(rules)).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });

  it("answers for its health", () => {
    expect(guardWith().health()).toMatchObject({ status: "ok", enforce: "on", trustAnchors: { count: 1 } });
  });

  it("writes what it still owes to the log when it closes", async () => {
    const { log, lines } = recorder();
    const guard = clientCertificate({ env: ENVIRONMENT, log });
    const port = await serve((request, response) => guard(request, response, () => response.end()));
    for (let time = 0; time < 12; time += 1) await send(port, { target: "/orders" });
    guard.close();
    expect(lines.at(-1)?.fields).toMatchObject({ suppressed: 2, byKind: { header_missing: 2 } });
  });
});
