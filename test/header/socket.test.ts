import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { connect as connectHttp2, createSecureServer } from "node:http2";
import { createServer as createHttps, type RequestOptions, request } from "node:https";
import { type AddressInfo, connect as connectNet, type Server } from "node:net";
import type { TLSSocket } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { readSocket } from "../../src/header/socket.ts";
import type { Connection, HeaderCertificate, SourceRequest } from "../../src/header/source.ts";
import { createAuthority } from "../../src/testing/index.ts";

const root = createAuthority({ subject: "CN=Root" });
const issuing = root.createIntermediate({ subject: "CN=Issuing" });
const client = issuing.issue({ subject: "CN=client" });
const server = root.issue({ subject: "CN=localhost", subjectAltName: ["dns:localhost"], extKeyUsage: ["serverAuth"] });

const MISSING = { ok: false, code: "header_missing", details: { header: "the TLS handshake" } };
const TLS = { key: server.privateKeyPem, cert: server.pem, requestCert: true };
/** The server is not what is tested here. */
const UNVERIFIED = { rejectUnauthorized: false } as const;

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(from: Server): Promise<number> {
  from.listen(0, "127.0.0.1");
  await once(from, "listening");
  closing.push(() => new Promise((closed) => from.close(closed)));
  return (from.address() as AddressInfo).port;
}

/** Over HTTP/1.1: what the server's handler reads. */
async function overHttps(options: object, clientOptions: object): Promise<HeaderCertificate> {
  let result: HeaderCertificate | undefined;
  const port = await listen(
    createHttps({ ...TLS, ...options }, (incoming, response) => {
      result = readSocket(incoming);
      response.end();
    }),
  );
  const sent = request({ port, host: "127.0.0.1", agent: false, ...UNVERIFIED, ...clientOptions }).end();
  const [response] = await once(sent, "response");
  response.resume();
  await once(response, "end");
  if (result === undefined) throw new Error("the handler did not run");
  return result;
}

describe("over TLS", () => {
  const shown = { key: client.privateKeyPem, cert: client.chainPem };

  test("gives the certificate of the handshake, and what came beside it as candidates", async () => {
    const result = await overHttps({ rejectUnauthorized: false }, shown);
    expect(result).toEqual({ ok: true, der: client.der, candidates: [issuing.der] });
  });

  test("gives the same whether Node authorizes it or not", async () => {
    const authorized = await overHttps({ rejectUnauthorized: true, ca: root.pem }, shown);
    expect(authorized).toMatchObject({ ok: true, der: client.der });
  });

  test("gives a certificate that came alone", async () => {
    const result = await overHttps({ rejectUnauthorized: false }, { ...shown, cert: client.pem });
    expect(result).toEqual({ ok: true, der: client.der });
  });

  test("is missing when the client shows none, and when it is not asked", async () => {
    expect(await overHttps({ rejectUnauthorized: false }, {})).toEqual(MISSING);
    expect(await overHttps({ requestCert: false }, shown)).toEqual(MISSING);
  });

  test("looks at no header", async () => {
    const headers = { "x-arr-clientcert": client.header, "client-cert": `:${client.header}:` };
    expect(await overHttps({ rejectUnauthorized: false }, { headers })).toEqual(MISSING);
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)("has no chain on a resumed session of %s", async (maxVersion) => {
    const results: HeaderCertificate[] = [];
    const https = createHttps({ ...TLS, rejectUnauthorized: false, maxVersion }, (incoming, response) => {
      results.push(readSocket(incoming));
      response.end();
    });
    const port = await listen(https);
    let session: Buffer | undefined;
    const reused: boolean[] = [];
    for (let visit = 0; visit < 2; visit += 1) {
      // Node hands it to the connection; its types leave it out.
      const target = { port, host: "127.0.0.1", agent: false, ...UNVERIFIED, ...shown, session } as RequestOptions;
      const sent = request(target);
      sent.on("socket", (socket) =>
        socket.on("session", (ticket: Buffer) => {
          session = ticket;
        }),
      );
      sent.end();
      const [response] = await once(sent, "response");
      reused.push((response.socket as TLSSocket).isSessionReused());
      response.resume();
      await once(response, "end");
    }
    expect(reused).toEqual([false, true]);
    expect(results).toEqual([
      { ok: true, der: client.der, candidates: [issuing.der] },
      { ok: true, der: client.der },
    ]);
  });

  test("is missing once the connection has gone", async () => {
    const results: HeaderCertificate[] = [];
    const https = createHttps({ ...TLS, rejectUnauthorized: false }, (incoming) => {
      results.push(readSocket(incoming));
      incoming.socket.destroy();
      results.push(readSocket(incoming));
    });
    const port = await listen(https);
    const sent = request({ port, host: "127.0.0.1", agent: false, ...UNVERIFIED, ...shown }).end();
    await once(sent, "error");
    expect(results).toEqual([{ ok: true, der: client.der, candidates: [issuing.der] }, MISSING]);
  });

  test("gives it over HTTP/2, and nothing once the session has gone", async () => {
    const results: HeaderCertificate[] = [];
    const http2 = createSecureServer({ ...TLS, rejectUnauthorized: false }, (incoming, response) => {
      results.push(readSocket(incoming as unknown as SourceRequest));
      incoming.stream.session?.on("close", () => results.push(readSocket(incoming as unknown as SourceRequest)));
      response.end();
    });
    const port = await listen(http2);
    const session = connectHttp2(`https://localhost:${port}`, { ...UNVERIFIED, ...shown, host: "127.0.0.1" });
    const stream = session.request({ ":path": "/" });
    stream.resume();
    await once(stream, "close");
    session.close();
    await once(session, "close");
    await expect.poll(() => results).toHaveLength(2);
    expect(results).toEqual([{ ok: true, der: client.der, candidates: [issuing.der] }, MISSING]);
  });
});

test("is missing over plain HTTP", async () => {
  let result: HeaderCertificate | undefined;
  const port = await listen(
    createHttp((incoming, response) => {
      result = readSocket(incoming);
      response.end();
    }),
  );
  const socket = connectNet(port, "127.0.0.1").resume();
  socket.end("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  await once(socket, "close");
  expect(result).toEqual(MISSING);
});

describe("whatever the connection says", () => {
  const answering = (certificate: unknown): SourceRequest => ({
    rawHeaders: [],
    socket: { getPeerCertificate: () => certificate } as Connection,
  });
  const link = (octet: number, issuerCertificate?: unknown) => ({ raw: Buffer.from([octet]), issuerCertificate });

  test.each([
    ["no connection", { rawHeaders: [] }],
    ["null for a connection", { rawHeaders: [], socket: null }],
    ["an object without TLS", { rawHeaders: [], socket: {} }],
    ["an empty object", answering({})],
    ["null", answering(null)],
    ["nothing", answering(undefined)],
    ["no octets", answering({ raw: Buffer.alloc(0) })],
    ["a text", answering({ raw: "MII" })],
    [
      "an exception",
      {
        rawHeaders: [],
        socket: {
          getPeerCertificate: () => {
            throw new Error("unbound");
          },
        },
      },
    ],
  ])("%s is missing", (_, incoming) => {
    expect(readSocket(incoming)).toEqual(MISSING);
  });

  test("a certificate whose issuer is itself ends the chain", () => {
    const self: Record<string, unknown> = { raw: Buffer.from([1]) };
    self["issuerCertificate"] = self;
    expect(readSocket(answering(self))).toEqual({ ok: true, der: new Uint8Array([1]) });
  });

  test("a circle ends where it closes", () => {
    const top: Record<string, unknown> = link(3);
    const below = link(2, top);
    top["issuerCertificate"] = below;
    const candidates = [new Uint8Array([2]), new Uint8Array([3])];
    expect(readSocket(answering(link(1, below)))).toEqual({ ok: true, der: new Uint8Array([1]), candidates });
  });

  test("a chain without end gives ten", () => {
    let made = 0;
    const endless = (): object => {
      made += 1;
      const raw = Buffer.from([made]);
      return {
        raw,
        get issuerCertificate() {
          return endless();
        },
      };
    };
    const result = readSocket(answering(endless()));
    expect(result).toMatchObject({ der: new Uint8Array([1]), candidates: { length: 10 } });
    expect(made).toBeLessThan(14);
  });

  test("an issuer without octets ends the chain", () => {
    expect(readSocket(answering(link(1, {})))).toEqual({ ok: true, der: new Uint8Array([1]) });
  });

  test("what is handed on are copies", () => {
    const shown = link(1);
    const result = readSocket(answering(shown));
    shown.raw.fill(9);
    expect(result).toEqual({ ok: true, der: new Uint8Array([1]) });
    expect(result.ok && Buffer.isBuffer(result.der)).toBe(false);
  });
});
