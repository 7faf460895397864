import type { RequestListener, Server } from "node:http";
import { createSecureServer, type Http2SecureServer } from "node:http2";
import { afterAll, beforeAll, expect, it } from "vitest";
import { identityOf } from "../front-ends/callers.ts";
import { type CurlRequest, createCurl } from "../front-ends/curl.ts";
import { describeWith } from "../helpers/need.ts";
import { type App, FRAMEWORKS } from "./apps.ts";
import { createCast } from "./cast.ts";
import { type Ground, prepareGround } from "./doors.ts";

const { billing, branch, stranger, environment } = createCast();
const FORGED = { headers: [`x-arr-clientcert: ${billing.header}`, `client-cert: :${billing.header}:`] };

/** Who shows what, and what comes of it. */
const VISITS: readonly (readonly [request: CurlRequest, status: number, code: string | undefined])[] = [
  [{ presents: identityOf(billing) }, 200, undefined],
  [{ presents: identityOf(branch) }, 200, undefined],
  [FORGED, 403, "header_missing"],
  [{ presents: identityOf(stranger), ...FORGED }, 403, "issuer_unknown"],
  [{ target: "/healthz" }, 200, undefined],
];

describeWith("curl", "HTTP/2 on Node's TLS", ({ curl: program }) => {
  let ground: Ground;
  const apps = new Map<string, App>();

  beforeAll(async () => {
    ground = prepareGround();
    const env = { ...environment, CLIENT_CERT_FRONT_END: "socket", CLIENT_CERT_TRUSTED_PEERS: "127.0.0.1" };
    for (const { name, start } of FRAMEWORKS.filter(({ speaksHttp2 }) => speaksHttp2)) {
      const app = await start({ environment: env, createServer: http2Server(ground), http2: true });
      ground.add(app.close);
      apps.set(name, app);
    }
  });
  afterAll(() => ground?.close());

  it.each(["Fastify 5", "node:http"])("is guarded as HTTP/1.1 is: %s", async (name) => {
    const app = apps.get(name) as App;
    const curl = createCurl(program, ground.folder, ground.authority);
    const visits = VISITS.map(([request]) => ({ ...request, door: app.port, options: ["--http2"] }));
    const answers = await curl.visit(visits);
    expect(answers.map(({ status, httpVersion, body }) => [status, httpVersion, app.codeOf(body)])).toEqual(
      VISITS.map(([, status, code]) => [status, "2", code]),
    );
  });
});

/** With the interface of HTTP/1.1's, as far as these apps use it. */
function http2Server({ identity }: Ground): (listener: RequestListener) => Server {
  const { chainPem: cert, privateKeyPem: key } = identity;
  return (listener) => {
    const create = createSecureServer as (...args: readonly unknown[]) => Http2SecureServer;
    return create({ cert, key, requestCert: true, rejectUnauthorized: false }, listener) as unknown as Server;
  };
}
