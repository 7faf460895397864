import type express5 from "express";
import type { ErrorRequestHandler, RequestHandler } from "express";
import { describe, expect, it, vi } from "vitest";
import { clientCertificate } from "../../src/adapters/express.ts";
import { recorder } from "../guard/parts.ts";
import { ENVIRONMENT } from "./callers.ts";
import { answerCaller, CALLER, closeAfterEach, EXPRESSES, guardWith, serve, WITH_BILLING } from "./express-apps.ts";
import { send } from "./raw-client.ts";

closeAfterEach();

describe.each(EXPRESSES)("where a request goes, $name", ({ create }) => {
  it.each(["use", "get"] as const)("catches a factory that was handed to app.%s uncalled", async (method) => {
    const handler = vi.fn(answerCaller);
    const errors: unknown[] = [];
    const app = create();
    if (method === "use") app.use(clientCertificate as unknown as RequestHandler);
    app.get("/orders", ...(method === "get" ? [clientCertificate as unknown as RequestHandler] : []), handler);
    app.use(remembering(errors));
    const port = await serve(app);
    expect(await send(port, { target: "/orders", headers: WITH_BILLING })).toMatchObject({ status: 500 });
    expect(handler).not.toHaveBeenCalled();
    expect(errors).toMatchObject([{ name: "ConfigurationError", problems: [{ code: "guard_uncalled" }] }]);
  });

  it("catches guard.only that was handed over uncalled", async () => {
    const handler = vi.fn(answerCaller);
    const errors: unknown[] = [];
    const guard = guardWith();
    const app = create();
    app.use(guard);
    app.get("/orders", guard.only as unknown as RequestHandler, handler);
    app.use(remembering(errors));
    const port = await serve(app);
    expect(await send(port, { target: "/orders", headers: WITH_BILLING })).toMatchObject({ status: 500 });
    expect(handler).not.toHaveBeenCalled();
    expect(String(errors[0])).toContain("guard.only({ subject:");
  });

  it("leaves an error of a later handler to the app's own error handler, called once", async () => {
    const errors: unknown[] = [];
    const app = create();
    app.use(clientCertificate({ env: ENVIRONMENT, log: recorder().log, authorize: async () => true }));
    app.use(() => {
      throw new Error("later");
    });
    app.use(remembering(errors));
    const port = await serve(app);
    expect(await send(port, { target: "/orders", headers: WITH_BILLING })).toMatchObject({ status: 500 });
    expect(errors).toMatchObject([{ message: "later" }]);
  });

  it("does not answer a second time when the app has answered while authorize was asked", async () => {
    let release: ((value: boolean) => void) | undefined;
    const handler = vi.fn(answerCaller);
    const app = create();
    app.use((_request, response, next) => {
      next();
      setTimeout(() => {
        response.status(504).end("too slow");
        release?.(true);
      }, 20);
    });
    app.use(
      clientCertificate({
        env: ENVIRONMENT,
        log: recorder().log,
        authorize: () =>
          new Promise<boolean>((resolve) => {
            release = resolve;
          }),
      }),
    );
    app.use(handler);
    const port = await serve(app);
    expect(await send(port, { target: "/orders", headers: WITH_BILLING })).toMatchObject({
      status: 504,
      body: "too slow",
    });
    expect(handler).not.toHaveBeenCalled();
  });

  it("overrides what an earlier middleware wrote into the answer", async () => {
    const app = create();
    app.use((_request, response, next) => {
      response.status(200).set({ "Content-Length": "3", "Content-Type": "text/html", "Cache-Control": "public" });
      next();
    });
    app.use(guardWith());
    const port = await serve(app);
    const { status, headers, body } = await send(port, { target: "/orders" });
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([
      403,
      "application/problem+json",
      "no-store",
    ]);
    expect(headers["content-length"]).toBe(String(body.length));
    expect(JSON.parse(body)).toMatchObject({ status: 403 });
  });

  it("gives authorize the app's own request, typed", async () => {
    const app = create();
    app.use(
      clientCertificate({
        env: ENVIRONMENT,
        log: recorder().log,
        authorize: (certificateOfCaller, request: express5.Request) =>
          certificateOfCaller.caller === CALLER && request.get("x-tenant") === "a",
      }),
    );
    app.use(answerCaller);
    const port = await serve(app);
    const ask = (tenant: string) => send(port, { target: "/orders", headers: [...WITH_BILLING, ["X-Tenant", tenant]] });
    expect(await ask("a")).toMatchObject({ status: 200 });
    expect(await ask("b")).toMatchObject({ status: 403 });
  });
});

/** The app's error handler: remembers, and answers 500. */
function remembering(errors: unknown[]): ErrorRequestHandler {
  return (error, _request, response, _next) => {
    errors.push(error);
    response.status(500).end();
  };
}
