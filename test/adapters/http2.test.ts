import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
} from "node:http2";
import { request as requestOverTls } from "node:https";
import type { AddressInfo } from "node:net";
import fastify from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import fastifyPlugin from "../../src/adapters/fastify.ts";
import { createHttpGuard, type HttpGuardOptions } from "../../src/adapters/node-http.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { type Line, recorder } from "../guard/parts.ts";
import { BILLING, ENVIRONMENT, OPS, OPS_ONLY, REPORTING } from "./callers.ts";

const authority = createAuthority({ subject: "CN=TLS" });
const own = authority.issue({ subject: "CN=127.0.0.1", subjectAltName: ["ip:127.0.0.1"], extKeyUsage: false });
const client = authority.issue({ subject: "CN=client,O=Contoso" });
const TLS = { key: own.privateKeyPem, cert: own.pem, ca: authority.pem, allowHTTP1: true };
const CALLER = "CN=billing,O=Contoso,C=DE";

interface App {
  readonly port: number;
  readonly lines: Line[];
  readonly ran: () => number;
  close(): Promise<unknown>;
}

interface Surface {
  readonly name: string;
  start(options: Omit<HttpGuardOptions, "authorize">, authorize?: () => boolean | Promise<boolean>): Promise<App>;
}

const SURFACES: readonly Surface[] = [
  {
    name: "node:http2",
    async start(options, authorize) {
      const { log, lines } = recorder();
      const guard = createHttpGuard({ log, ...options, ...(authorize && { authorize }) });
      const ops = guard.only(OPS_ONLY);
      const handler = vi.fn();
      const server = createSecureServer({ ...TLS, requestCert: true, rejectUnauthorized: false });
      server.on(
        "request",
        guard.handler((request, response) => {
          const answer = (): void => {
            handler();
            response.end(JSON.stringify({ caller: request.clientCert?.caller }));
          };
          if (request.url?.startsWith("/ops")) ops(request, response, answer);
          else answer();
        }),
      );
      guard.observe(server);
      return { lines, ran: () => handler.mock.calls.length, ...(await listening(server)) };
    },
  },
  {
    name: "Fastify",
    async start(options, authorize) {
      const { log, lines } = recorder();
      const handler = vi.fn();
      const app = fastify({ http2: true, https: { ...TLS, requestCert: true, rejectUnauthorized: false } });
      app.register(fastifyPlugin, { log, ...options, ...(authorize && { authorize }) });
      app.get("/ops", { config: { clientCert: OPS_ONLY } }, (request) => {
        handler();
        return { caller: request.clientCert?.caller };
      });
      app.get("/*", (request) => {
        handler();
        return { caller: request.clientCert?.caller };
      });
      await app.listen({ port: 0, host: "127.0.0.1" });
      const { port } = app.server.address() as AddressInfo;
      return { lines, port, ran: () => handler.mock.calls.length, close: () => app.close() };
    },
  },
];

async function listening(server: Http2SecureServer): Promise<Pick<App, "port" | "close">> {
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session) => sessions.add(session));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      for (const session of sessions) session.destroy();
      server.close(() => resolve());
    });
  return { port: (server.address() as AddressInfo).port, close };
}

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function ask(
  session: ClientHttp2Session,
  path: string,
  headers: Record<string, string | string[]> = {},
): Promise<Answer> {
  const stream = session.request({ ":path": path, ...headers }).setEncoding("utf8");
  const [answered] = await once(stream, "response");
  let body = "";
  for await (const text of stream) body += text;
  return { status: answered[":status"], headers: answered, body };
}

const open = (port: number, identity: object = {}): ClientHttp2Session =>
  connect(`https://127.0.0.1:${port}`, { ca: authority.pem, ...identity });

const unhandled = vi.fn();

beforeAll(() => {
  process.on("unhandledRejection", unhandled);
});

afterAll(() => {
  process.off("unhandledRejection", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

describe.each(SURFACES)("HTTP/2 in $name", ({ start }) => {
  let app: App | undefined;
  let session: ClientHttp2Session | undefined;

  async function started(...args: Parameters<Surface["start"]>): Promise<{ app: App; session: ClientHttp2Session }> {
    app = await start(...args);
    session = open(app.port);
    return { app, session };
  }

  afterEach(async () => {
    session?.destroy();
    await app?.close();
    app = undefined;
  });

  it("admits the right caller, and refuses everyone else as over HTTP/1", async () => {
    const { app, session } = await started({ env: ENVIRONMENT });
    const header = "x-arr-clientcert";
    const admitted = await ask(session, "/orders", { [header]: BILLING });
    expect([admitted.status, JSON.parse(admitted.body)]).toEqual([200, { caller: CALLER }]);
    const refused: readonly (readonly [Record<string, string | string[]>, string])[] = [
      [{}, "header_missing"],
      [{ [header]: "" }, "header_missing"],
      [{ [header]: [BILLING, BILLING] }, "header_duplicated"],
      [{ [header]: `${BILLING}, ${OPS}` }, "header_malformed"],
      [{ x_arr_clientcert: BILLING }, "header_missing"],
      [{ [header]: BILLING, "x-forwarded-proto": "http" }, "plain_http"],
    ];
    for (const [headers, code] of refused) {
      const answer = await ask(session, "/orders", headers);
      expect(answer).toMatchObject({
        status: 403,
        headers: { "content-type": expect.stringMatching(/^application\/problem\+json/) },
      });
      expect(app.lines.at(-1)?.fields).toMatchObject({ code, path: "/orders", id: JSON.parse(answer.body).instance });
    }
    expect(app.ran()).toBe(1);
  });

  it("opens the open paths, as they came, and narrows routes", async () => {
    const { session } = await started({ env: ENVIRONMENT });
    const statuses: Record<string, number | undefined> = {};
    for (const path of ["/healthz", "/public/a", "/public/../admin", "/public/%2e%2e/admin", "/HEALTHZ", "/public"]) {
      statuses[path] = (await ask(session, path)).status;
    }
    expect(statuses).toMatchObject({ "/healthz": 200, "/public/a": 200 });
    expect(Object.values(statuses).filter((status) => status === 200)).toHaveLength(2);
    expect(await ask(session, "/ops", { "x-arr-clientcert": OPS })).toMatchObject({ status: 200 });
    expect(await ask(session, "/ops", { "x-arr-clientcert": BILLING })).toMatchObject({ status: 403 });
  });

  it("lets everyone in in report mode", async () => {
    const { session } = await started({ env: REPORTING });
    expect(await ask(session, "/orders")).toMatchObject({ status: 200, body: "{}" });
  });

  it("answers late, and does nothing more once the client has gone", async () => {
    const releases: ((value: boolean) => void)[] = [];
    const { app, session } = await started(
      { env: ENVIRONMENT },
      () => new Promise((resolve) => releases.push(resolve)),
    );
    const gone = session.request({ ":path": "/orders", "x-arr-clientcert": BILLING });
    gone.on("error", () => undefined);
    await vi.waitUntil(() => releases.length === 1);
    gone.close(8);
    await once(gone, "close");
    // Its reset has arrived when an answer to what was asked after it has.
    expect(await ask(session, "/healthz")).toMatchObject({ status: 200 });
    releases[0]?.(true);
    const late = ask(session, "/orders", { "x-arr-clientcert": BILLING });
    await vi.waitUntil(() => releases.length === 2);
    releases[1]?.(true);
    expect(await late).toMatchObject({ status: 200 });
    expect(app.ran()).toBe(2);
  });

  it("survives the loss of the whole session before authorize answers", async () => {
    let release: ((value: boolean) => void) | undefined;
    const { app, session } = await started(
      { env: ENVIRONMENT },
      () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    );
    session.request({ ":path": "/orders", "x-arr-clientcert": BILLING }).on("error", () => undefined);
    await vi.waitUntil(() => release !== undefined);
    session.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    release?.(false);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(app.ran()).toBe(0);
  });

  it("guards those who speak HTTP/1 to the same server", async () => {
    const { app } = await started({ env: ENVIRONMENT });
    const status = async (headers: Record<string, string>): Promise<number | undefined> => {
      const request = requestOverTls({
        host: "127.0.0.1",
        port: app.port,
        headers,
        ca: authority.pem,
        agent: false,
      }).end();
      const [response] = await once(request, "response");
      response.resume();
      return response.statusCode;
    };
    expect([await status({}), await status({ "x-arr-clientcert": BILLING })]).toEqual([403, 200]);
  });

  it("knows the connection: its own certificate, and the address of its peer", async () => {
    const env = { CLIENT_CERT_TRUST_ANCHORS: authority.pem, CLIENT_CERT_ALLOWED_SUBJECTS: "CN=client,O=Contoso" };
    const { app, session } = await started({
      env: { ...env, CLIENT_CERT_FRONT_END: "socket", CLIENT_CERT_SELF_CHECK: "off" },
    });
    expect(await ask(session, "/orders", { "x-arr-clientcert": client.header })).toMatchObject({ status: 403 });
    const identified = open(app.port, { cert: client.pem, key: client.privateKeyPem });
    expect(await ask(identified, "/orders")).toMatchObject({ status: 200, body: '{"caller":"CN=client,O=Contoso"}' });
    identified.destroy();
  });

  it.each([
    ["in the list", ["127.0.0.0/8"], 200],
    ["not in the list", ["10.0.0.4"], 403],
  ])("counts a header by who is its peer: %s", async (_title, trustedPeers, status) => {
    const frontEnd = { name: "custom", header: "X-Cert", encoding: "base64-der" } as const;
    const { session } = await started({ env: ENVIRONMENT, frontEnd, trustedPeers });
    expect(await ask(session, "/orders", { "x-cert": BILLING })).toMatchObject({ status });
  });
});
