import { describe, expect, it, vi } from "vitest";
import { clientCertificate } from "../../src/adapters/express.ts";
import { recorder } from "../guard/parts.ts";
import { ENVIRONMENT, OPS_ONLY, REPORTING } from "./callers.ts";
import {
  answerCaller,
  CALLER,
  closeAfterEach,
  EXPRESSES,
  FORGED,
  guardWith,
  serve,
  WITH_BILLING,
} from "./express-apps.ts";
import { send } from "./raw-client.ts";

closeAfterEach();

describe.each(EXPRESSES)("what the guard writes on a request, $name", ({ create, Router }) => {
  it("protects what is mounted, by paths from the root of the app", async () => {
    const api = Router();
    api.use(guardWith({ ...ENVIRONMENT, CLIENT_CERT_OPEN_PATHS: "/api/ping;/ping" }));
    api.get("/ping", answerCaller);
    api.get("/other", answerCaller);
    const app = create();
    app.use("/api", api);
    app.use("/v2", api);
    const port = await serve(app);
    expect(await send(port, { target: "/api/ping" })).toMatchObject({ status: 200 });
    expect(await send(port, { target: "/v2/ping" })).toMatchObject({ status: 403 });
    expect(await send(port, { target: "/api/other" })).toMatchObject({ status: 403 });
    expect(await send(port, { target: "/api/other", headers: WITH_BILLING })).toMatchObject({ status: 200 });
  });

  it("looks at the path as received, not as a middleware rewrote it", async () => {
    const app = create();
    app.use((request, _response, next) => {
      request.url = "/healthz";
      next();
    });
    app.use(guardWith());
    app.use(answerCaller);
    const port = await serve(app);
    expect(await send(port, { target: "/admin" })).toMatchObject({ status: 403 });
  });

  it("may stand before the whole app and before a part of it again", async () => {
    const guard = guardWith();
    const api = Router();
    api.use(guard);
    api.get("/orders", guard.only({ subject: CALLER }), answerCaller);
    const app = create();
    app.use(guard);
    app.use("/api", api);
    const port = await serve(app);
    expect(await send(port, { target: "/api/orders" })).toMatchObject({ status: 403 });
    const answer = await send(port, { target: "/api/orders", headers: WITH_BILLING });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { caller: CALLER }]);
  });

  it("forgets what an earlier guard found when a later one finds otherwise", async () => {
    const lenient = guardWith(REPORTING);
    const app = create();
    app.use(guardWith());
    app.use(
      clientCertificate({ env: { ...REPORTING, CLIENT_CERT_ALLOWED_SUBJECTS: OPS_ONLY.subject }, log: recorder().log }),
    );
    app.get("/orders", (request, response) => {
      response.json({ caller: request.clientCert?.caller ?? null, report: request.clientCertReport?.ok });
    });
    app.get("/lenient", lenient.only({ subject: CALLER }), answerCaller);
    const port = await serve(app);
    const answer = await send(port, { target: "/orders", headers: WITH_BILLING });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { caller: null, report: false }]);
    expect(await send(port, { target: "/lenient", headers: WITH_BILLING })).toMatchObject({ status: 403 });
  });

  it.each([
    ["a value", (request: object) => Object.assign(request, { clientCert: FORGED, clientCertReport: FORGED })],
    [
      "a read-only property",
      (request: object) => void Object.defineProperty(request, "clientCert", { value: FORGED, configurable: true }),
    ],
    [
      "a property that keeps its value",
      (request: object) =>
        void Object.defineProperty(request, "clientCert", {
          get: () => FORGED,
          set: () => undefined,
          configurable: true,
        }),
    ],
  ])("clears what another middleware left, %s, on open paths too", async (_title, forge) => {
    const app = create();
    app.use((request, _response, next) => {
      forge(request);
      next();
    });
    app.use(guardWith());
    app.use((request, response) => {
      response.json({ caller: request.clientCert?.caller ?? null, report: request.clientCertReport ?? null });
    });
    const port = await serve(app);
    expect(JSON.parse((await send(port, { target: "/healthz" })).body)).toEqual({ caller: null, report: null });
    expect(await send(port, { target: "/orders" })).toMatchObject({ status: 403 });
    const { body } = await send(port, { target: "/orders", headers: WITH_BILLING });
    expect(JSON.parse(body)).toEqual({ caller: CALLER, report: null });
  });

  it("cuts the connection when the request cannot be marked, rather than let it on", async () => {
    const handler = vi.fn(answerCaller);
    const app = create();
    app.use((request, _response, next) => {
      Object.defineProperty(request, "clientCert", { value: FORGED });
      next();
    });
    app.use(guardWith());
    app.use(handler);
    const port = await serve(app);
    const outcome = await send(port, { target: "/orders", headers: WITH_BILLING }).catch(() => ({ status: 0 }));
    expect(outcome.status).toBe(0);
    expect(handler).not.toHaveBeenCalled();
  });

  it("narrows a route only to whom the guard itself admitted", async () => {
    const guard = guardWith();
    const app = create();
    app.get("/unguarded", guard.only({ subject: CALLER }), answerCaller);
    app.use("/forged", (request, _response, next) => {
      Object.assign(request, { clientCert: FORGED });
      next();
    });
    app.get("/forged", guard.only({ subject: CALLER }), answerCaller);
    app.use(guard);
    app.get("/healthz", guard.only({ subject: CALLER }), answerCaller);
    app.get("/swapped", (request, _response, next) => {
      Object.assign(request, { clientCert: FORGED });
      next();
    });
    app.get("/swapped", guard.only({ subject: CALLER }), answerCaller);
    const port = await serve(app);
    for (const target of ["/unguarded", "/forged", "/healthz", "/swapped"]) {
      expect([target, (await send(port, { target, headers: WITH_BILLING })).status]).toEqual([target, 403]);
    }
  });
});
