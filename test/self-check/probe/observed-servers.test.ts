import { EventEmitter } from "node:events";
import { createServer as createHttp2Server } from "node:http2";
import Fastify from "fastify";
import { describe, expect, it, vi } from "vitest";
import { NONCE_HEADER } from "../../../src/self-check/probe/nonces.ts";
import { closers, get, getHttp2, listen, portOf, watching } from "./server-parts.ts";

describe("servers that the channel does not tell of", () => {
  const http2Server = () => createHttp2Server((_request, response) => void response.end());

  it("are those of HTTP/2", async () => {
    const { nonces, arrivals } = watching();
    const nonce = nonces.issue();
    await getHttp2(await listen(http2Server()), { [NONCE_HEADER]: nonce });
    expect(arrivals.of(nonce)).toEqual({ kind: "not-arrived" });
  });

  it("are observed, until told otherwise", async () => {
    const { nonces, arrivals } = watching();
    const server = http2Server();
    const port = await listen(server);
    const [first, second] = [nonces.issue(), nonces.issue()];
    const stop = arrivals.observe(server);
    await getHttp2(port, { [NONCE_HEADER]: first, "x-arr-clientcert": "MIIB" });
    expect(arrivals.of(first)).toMatchObject({ kind: "arrived", arrival: { certificateLines: ["MIIB"] } });
    stop();
    await getHttp2(port, { [NONCE_HEADER]: second });
    expect(arrivals.of(second)).toEqual({ kind: "not-arrived" });
  });

  it("are observed where they know streams only, and answer once", async () => {
    const { nonces, arrivals } = watching();
    const server = createHttp2Server();
    const failed = vi.fn();
    server.on("stream", (stream) => {
      stream.on("error", failed);
      stream.respond({ ":status": 204 }, { endStream: true });
    });
    const nonce = nonces.issue();
    const stop = arrivals.observe(server);
    const answer = await getHttp2(await listen(server), { [NONCE_HEADER]: nonce });
    stop();
    expect(answer).toMatchObject({ ":status": 204 });
    expect(arrivals.of(nonce)).toMatchObject({ kind: "arrived" });
    expect([failed.mock.calls.length, server.listenerCount("request"), server.listenerCount("stream")]).toEqual([
      0, 0, 1,
    ]);
  });

  it("are those of another copy of the module", () => {
    const { nonces, arrivals } = watching();
    const nonce = nonces.issue();
    const server = new EventEmitter();
    arrivals.observe(server);
    server.emit("request", { rawHeaders: [NONCE_HEADER, nonce] }, {});
    expect(arrivals.of(nonce)).toMatchObject({ kind: "arrived" });
  });

  it("are told of by an adapter's first hook", async () => {
    const { nonces, arrivals } = watching();
    const app = Fastify({ http2: true });
    app.addHook("onRequest", async (incoming, reply) => arrivals.see(incoming.raw, reply.raw));
    app.get("/", async () => "hi");
    await app.listen({ port: 0, host: "127.0.0.1" });
    closers.push(() => app.close());
    const nonce = nonces.issue();
    await getHttp2(portOf(app.server), { [NONCE_HEADER]: nonce });
    expect(arrivals.of(nonce)).toMatchObject({ kind: "arrived" });
  });

  it.each([false, true])("and being told of one request three times is no replay, HTTP/2: %s", async (isHttp2) => {
    const { nonces, arrivals } = watching();
    const app = Fastify(isHttp2 ? ({ http2: true } as object) : {});
    app.addHook("onRequest", async (incoming, reply) => {
      arrivals.see(incoming.raw, reply.raw);
      arrivals.see({ rawHeaders: incoming.raw.rawHeaders });
    });
    app.get("/", async () => "hi");
    closers.push(arrivals.observe(app.server), arrivals.observe(app.server));
    await app.listen({ port: 0, host: "127.0.0.1" });
    closers.push(() => app.close());
    const nonce = nonces.issue();
    const port = portOf(app.server);
    await (isHttp2 ? getHttp2(port, { [NONCE_HEADER]: nonce }) : get(port, [NONCE_HEADER, nonce]));
    expect(arrivals.of(nonce)).toMatchObject({ kind: "arrived" });
  });
});
