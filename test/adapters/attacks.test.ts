import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { createServer, request as requestOverTls } from "node:https";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { clientCertificate } from "../../src/adapters/express.ts";
import fastifyPlugin from "../../src/adapters/fastify.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { recorder } from "../guard/parts.ts";
import { BILLING, ENVIRONMENT, OPS } from "./callers.ts";
import { FRAMEWORKS, type TestApp } from "./frameworks.ts";
import { certificate, send } from "./raw-client.ts";

const ROUTES = [{ name: "orders", path: "/orders" }];
const CALLERS = ["CN=billing,O=Contoso,C=DE", "CN=ops,O=Contoso,C=DE"];

describe.each(FRAMEWORKS)("a header of another kind in $name", ({ start }) => {
  let app: TestApp;

  beforeAll(async () => {
    app = await start({ options: { env: ENVIRONMENT }, routes: ROUTES });
  });

  afterAll(() => app.close());

  afterEach(() => {
    Reflect.deleteProperty(Object.prototype, "x-arr-clientcert");
  });

  it("is not found on a polluted prototype (H4)", async () => {
    Object.defineProperty(Object.prototype, "x-arr-clientcert", { value: BILLING, configurable: true });
    expect(await send(app.port, { target: "/orders" })).toMatchObject({ status: 403 });
  });

  it("that is named as one of the connection is still no certificate (H4)", async () => {
    const named = [["Connection", "X-ARR-ClientCert"]] as const;
    expect(await send(app.port, { target: "/orders", headers: named })).toMatchObject({ status: 403 });
  });

  it("changes nothing beside the one that counts (H6)", async () => {
    const others = ["X-Forwarded-Client-Cert", "Client-Cert", "X-SSL-Client-Cert", "X-Client-Cert", "X_ARR_ClientCert"];
    const beside = others.map((name) => [name, OPS] as const);
    for (const headers of [
      [...beside, certificate(BILLING)],
      [certificate(BILLING), ...beside],
    ]) {
      const { status, body } = await send(app.port, { target: "/orders", headers });
      expect([status, JSON.parse(body).caller]).toEqual([200, CALLERS[0]]);
    }
  });

  it("does not lead past the guard by asking for another protocol (H9)", async () => {
    const upgrade = [
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket"],
      ["Sec-WebSocket-Version", "13"],
      ["Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="],
    ] as const;
    const runs = app.runs.length;
    expect(await send(app.port, { target: "/orders", headers: upgrade })).toMatchObject({ status: 403 });
    expect(app.runs).toHaveLength(runs);
  });
});

describe.each(FRAMEWORKS)("many callers at once in $name (S8)", ({ start }) => {
  it("each stays who it is, however late and in whatever order authorize answers", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    let left = 40;
    const release: (() => void)[] = [];
    // Nobody is answered before the last one has asked, and then the last one first.
    const authorize = (): Promise<boolean> =>
      new Promise((resolve, reject) => {
        const fails = left % 10 === 0;
        release.push(() => (fails ? reject(new Error("no database")) : resolve(true)));
        left -= 1;
        if (left === 0) for (const next of release.reverse()) setTimeout(next);
      });
    const app = await start({ options: { env: ENVIRONMENT, authorize }, routes: ROUTES });
    const values = Array.from({ length: 40 }, (_, number) => number % 2);
    const answers = await Promise.all(
      values.map((value) => send(app.port, { target: "/orders", headers: [certificate(value === 0 ? BILLING : OPS)] })),
    );
    await app.close();
    process.off("unhandledRejection", unhandled);
    const seen = answers.map(({ status, body }) => (status === 200 ? JSON.parse(body).caller : status));
    const wrong = seen.filter((caller, index) => caller !== CALLERS[values[index] ?? -1] && caller !== 403);
    expect(wrong).toEqual([]);
    expect(seen.filter((caller) => caller === 403)).toHaveLength(4);
    expect(app.runs).toHaveLength(36);
    expect(unhandled).not.toHaveBeenCalled();
  });
});

describe("Fastify over HTTP/2 (H9)", () => {
  const app = fastify({ http2: true });
  let session: ClientHttp2Session;

  beforeAll(async () => {
    app.register(fastifyPlugin, { env: ENVIRONMENT, log: recorder().log });
    app.get("/orders", (request) => ({ caller: request.clientCert?.caller }));
    session = connect(await app.listen({ port: 0, host: "127.0.0.1" }));
  });

  afterAll(async () => {
    session.close();
    await app.close();
  });

  it.each<[string, string[], number]>([
    ["nobody", [], 403],
    ["the right caller", [BILLING], 200],
    ["two header lines", [BILLING, BILLING], 403],
  ])("guards as it does elsewhere: %s", async (_title, values, status) => {
    const stream = session.request({ ":path": "/orders", "x-arr-clientcert": [...values] });
    const [headers] = await once(stream, "response");
    stream.resume();
    expect(headers[":status"]).toBe(status);
  });
});

describe("the connection's own certificate", () => {
  it("never stands in for the header (H6)", async () => {
    const authority = createAuthority({ subject: "CN=Root" });
    const own = authority.issue({ subject: "CN=127.0.0.1", subjectAltName: ["ip:127.0.0.1"], extKeyUsage: false });
    const client = authority.issue({ subject: "CN=client" });
    const guard = clientCertificate({
      trustAnchors: authority.der,
      allow: "any-from-anchors",
      frontEnd: "app-service",
      selfCheck: "off",
      env: {},
      log: recorder().log,
    });
    const tls = { key: own.privateKeyPem, cert: own.pem, ca: authority.pem, requestCert: true };
    const server = createServer(tls, (request, response) => guard(request, response, () => response.end()));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    const ask = async (headers: Readonly<Record<string, string>>): Promise<number | undefined> => {
      const presented = { key: client.privateKeyPem, cert: client.pem, ca: authority.pem, agent: false };
      const request = requestOverTls({ host: "127.0.0.1", port, headers, ...presented }).end();
      const [response] = await once(request, "response");
      response.resume();
      return response.statusCode;
    };
    expect([await ask({}), await ask({ "x-arr-clientcert": client.header })]).toEqual([403, 200]);
    server.close();
    server.closeAllConnections();
  });
});
