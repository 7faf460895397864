import type { RequestListener } from "node:http";
import type { IncomingHttpHeaders } from "node:http2";
import Fastify from "fastify";
import { describe, expect, it, vi } from "vitest";
import type { Arrivals } from "../../../src/self-check/probe/arrival.ts";
import { ATTESTATION_HEADER, readAttestation } from "../../../src/self-check/probe/attestation.ts";
import { NONCE_HEADER, Nonces } from "../../../src/self-check/probe/nonces.ts";
import {
  closers,
  createInstance,
  createProcess,
  get,
  getHttp2,
  KEY,
  portOf,
  SILENT,
  serve,
  watching,
} from "./server-parts.ts";

describe("another instance", () => {
  const prober = () => new Nonces({ monotonic: () => 0, clock: Date.now, key: KEY });

  /** The arrival that the answer attests. */
  function attested(nonce: string, headers: IncomingHttpHeaders) {
    const text = headers[ATTESTATION_HEADER];
    return readAttestation(KEY, nonce, typeof text === "string" ? text : undefined, ["MIIB"]);
  }

  it.each<[string, RequestListener]>([
    ["writes no head", SILENT],
    ["writes a head from an object", (_request, response) => void response.writeHead(403, { a: "b" }).end()],
    ["writes a head from lines", (_request, response) => void response.writeHead(403, ["a", "b"]).end()],
    [
      "sends its head first",
      (_request, response) => {
        response.flushHeaders();
        response.end();
      },
    ],
  ])("attests where the app %s", async (_title, listener) => {
    createInstance();
    const nonce = prober().issue();
    const lines = [
      [NONCE_HEADER, nonce],
      ["x-arr-clientcert", "MIIB"],
    ] as const;
    const { headers } = await get(await serve(listener), ...lines);
    expect(attested(nonce, headers)).toMatchObject({ certificateLines: ["MIIB"] });
  });

  it("attests through Fastify, over HTTP/1 and HTTP/2", async () => {
    const { arrivals } = createInstance();
    for (const isHttp2 of [false, true]) {
      const app = Fastify(isHttp2 ? ({ http2: true } as object) : {});
      app.addHook("onRequest", async (_incoming, reply) => reply.code(403).send({ no: true }));
      app.get("/", async () => "hi");
      closers.push(arrivals.observe(app.server));
      await app.listen({ port: 0, host: "127.0.0.1" });
      closers.push(() => app.close());
      const nonce = prober().issue();
      const port = portOf(app.server);
      const headers = isHttp2
        ? await getHttp2(port, { [NONCE_HEADER]: nonce })
        : (await get(port, [NONCE_HEADER, nonce])).headers;
      expect(attested(nonce, headers)).toMatchObject({ certificateLines: [] });
    }
  });

  it("attests a nonce once, and tells it from its own", async () => {
    const { nonces, arrivals } = createInstance();
    const port = await serve();
    const [nonce, own] = [prober().issue(), nonces.issue()];
    expect(attested(nonce, (await get(port, [NONCE_HEADER, nonce])).headers)).toBeDefined();
    expect((await get(port, [NONCE_HEADER, nonce])).headers).not.toHaveProperty(ATTESTATION_HEADER);
    expect((await get(port, [NONCE_HEADER, own])).headers).not.toHaveProperty(ATTESTATION_HEADER);
    expect(arrivals.of(own)).toMatchObject({ kind: "arrived" });
    expect(arrivals.of(nonce).kind).toBe("cannot-tell");
  });

  it("attests nothing without the key, nor to a stranger", async () => {
    watching();
    const port = await serve();
    const nonce = prober().issue();
    expect((await get(port, [NONCE_HEADER, nonce])).headers).not.toHaveProperty(ATTESTATION_HEADER);
    createInstance();
    for (const strange of [`${nonce}x`, nonce.slice(0, -1), nonce.split(".")[0] ?? ""]) {
      expect((await get(port, [NONCE_HEADER, strange])).headers).not.toHaveProperty(ATTESTATION_HEADER);
    }
  });

  it("attests nothing while it does not watch", () => {
    const { arrivals } = createProcess({ key: KEY, attest: () => "seen" });
    const setHeader = vi.fn();
    const nonce = prober().issue();
    arrivals.see({ rawHeaders: [NONCE_HEADER, nonce] }, { setHeader });
    expect(setHeader).not.toHaveBeenCalled();
    closers.push(arrivals.watch());
    arrivals.see({ rawHeaders: [NONCE_HEADER, nonce] }, { setHeader });
    expect(setHeader).toHaveBeenCalledExactlyOnceWith(ATTESTATION_HEADER, "seen");
  });

  it("serves the request though the answer's head is out already", () => {
    const { arrivals }: { readonly arrivals: Arrivals } = createInstance();
    const setHeader = vi.fn(() => {
      throw new Error("ERR_HTTP_HEADERS_SENT");
    });
    arrivals.see({ rawHeaders: [NONCE_HEADER, prober().issue()] }, { setHeader });
    expect(setHeader).toHaveBeenCalledOnce();
  });
});
