import { connect as connectHttp2, createServer as createHttp2Server, type OutgoingHttpHeaders } from "node:http2";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { afterEach, describe, expect, it } from "vitest";
import { createExpressGuard } from "../../src/adapters/express-guard.ts";
import { createFastifyPlugin } from "../../src/adapters/fastify-guard.ts";
import type { GuardCore } from "../../src/guard/guard.ts";
import { NONCE_HEADER } from "../../src/self-check/probe/nonces.ts";
import type { SendOptions } from "../../src/self-check/probe/send.ts";
import type { Answer, Shot } from "../../src/self-check/probe/shot.ts";
import { BILLING } from "./callers.ts";
import { createDeployer, SITE } from "./probed-app.ts";
import type { GuardedApp } from "./self-check-apps.ts";

const { deploy, closeAll } = createDeployer();
afterEach(closeAll);

/** One GET to an app that speaks HTTP/2 without TLS, as behind App Service's front end. */
async function ask(port: number, headers: OutgoingHttpHeaders): Promise<number> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  try {
    return await new Promise((resolve, reject) => {
      session.on("error", reject);
      const stream = session.request({ ":path": "/orders", "x-forwarded-proto": "https", ...headers });
      stream.on("response", ({ ":status": status = 0 }) => resolve(status)).on("error", reject);
      stream.resume().end();
    });
  } finally {
    session.destroy();
  }
}

/** A front end in a few lines, that speaks HTTP/2 to the app: whoever shows A comes through with exactly A. */
function frontEnd(port: () => number): (shot: Shot, how: SendOptions) => Promise<Answer> {
  return async (shot, { certificatePem }) => {
    const own = { kind: "response", markers: [], attestation: undefined, contentType: "text/html" } as const;
    if (port() === 0) return { kind: "failed", code: "ECONNREFUSED" };
    if (shot.scheme === "http") return { ...own, status: 301, location: `https://${shot.host}${shot.path}` };
    if (!shot.presentsCertificate) return { ...own, status: 403, location: undefined };
    const header = certificatePem.replace(/-----[A-Z ]+-----|\s/g, "");
    const headers = { "x-arr-clientcert": header, [NONCE_HEADER]: shot.nonce, "was-default-hostname": SITE };
    return { ...own, contentType: "application/problem+json", status: await ask(port(), headers), location: undefined };
  };
}

const APPS: Readonly<Record<string, (core: GuardCore) => Promise<GuardedApp>>> = {
  Fastify: async (core) => {
    const app = fastify({ http2: true });
    app.register(createFastifyPlugin(() => core));
    app.all("/*", (request) => ({ caller: request.clientCert?.caller ?? null }));
    await app.listen({ port: 0, host: "127.0.0.1" });
    return { port: (app.server.address() as AddressInfo).port, guard: app.clientCert, close: () => app.close() };
  },
  "a server with Express' guard": async (core) => {
    const guard = createExpressGuard(core);
    const server = createHttp2Server();
    server.on("request", (request, response) => {
      guard(request as never, response as never, () => response.end("served"));
    });
    const end = guard.observe(server);
    expect(end).toBeTypeOf("function");
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return { port, guard, close: () => new Promise((resolve) => server.close(() => resolve())) };
  },
};

describe.each(Object.entries(APPS))("an app of HTTP/2: %s", (_name, start) => {
  it("sees the probe's requests arrive, and serves nobody for them", async () => {
    let port = 0;
    const app = await deploy({ start, through: () => frontEnd(() => port) });
    ({ port } = app);
    const first = await app.probed();
    // The first requests may have come before the front end knew the app's port.
    const status = first.authenticity === "proven" ? first : await app.recheck();
    expect(status).toMatchObject({ serves: true, authenticity: "proven", isHostKnown: true });
    expect(await ask(port, { "x-arr-clientcert": BILLING, "was-default-hostname": SITE })).toBe(200);
    expect(app.lines.filter(({ fields }) => fields["event"] === "client_certificate_refused")).toEqual([]);
  });
});
