import { Agent } from "node:https";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import type { FrontEnd, FrontEndOptions } from "../../src/testing/index.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { ask, certificateHeaders, type Seen, startApp, startFrontEnd } from "./front-end-stand.ts";

const client = createAuthority().issue();
const LONG = "x".repeat(102_401);

async function open(
  options: Omit<FrontEndOptions, "target">,
): Promise<{ readonly seen: readonly Seen[]; readonly frontEnd: FrontEnd }> {
  const { seen, port } = await startApp();
  return { seen, frontEnd: await startFrontEnd({ ...options, target: { host: "127.0.0.1", port } }) };
}

function keptConnection(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

describe("with an exclusion path the site asks by renegotiation", () => {
  const exclude = ["/public", "healthz"];

  it.each([
    ["/orders", 200, [client.header]],
    ["/orders?next=/public", 200, [client.header]],
    ["/public", 200, []],
    ["/PUBLIC/a?b", 200, []],
    ["/publicity", 200, []],
    ["/healthz", 200, []],
  ])("TLS 1.2 with a certificate: %s", async (path, status, headers) => {
    const { seen, frontEnd } = await open({ mode: "required", exclude });
    expect((await ask(frontEnd, { client, path, tls: "TLSv1.2" })).status).toBe(status);
    expect(seen.map(certificateHeaders)).toEqual([headers]);
  });

  it("TLS 1.2 without one: 403 but under the path", async () => {
    const { seen, frontEnd } = await open({ mode: "required", exclude });
    const refused = await ask(frontEnd, { path: "/orders", tls: "TLSv1.2" });
    expect(refused).toMatchObject({ status: 403, body: expect.stringContaining("Client Certificate Required") });
    expect((await ask(frontEnd, { path: "/public", tls: "TLSv1.2" })).status).toBe(200);
    expect(seen.map(({ url }) => url)).toEqual(["/public"]);
  });

  it("TLS 1.3 is never asked: 403 even to those who have one", async () => {
    const { seen, frontEnd } = await open({ mode: "required", exclude });
    expect((await ask(frontEnd, { client, path: "/orders", tls: "TLSv1.3" })).status).toBe(403);
    expect((await ask(frontEnd, { client, path: "/public", tls: "TLSv1.3" })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[]]);
  });

  it.each(["optional", "interactive"] as const)(
    "%s lets everybody by, and TLS 1.3 without its certificate",
    async (mode) => {
      const { seen, frontEnd } = await open({ mode, exclude });
      for (const tls of ["TLSv1.2", "TLSv1.3"] as const) {
        expect((await ask(frontEnd, { client, tls })).status).toBe(200);
        expect((await ask(frontEnd, { tls })).status).toBe(200);
      }
      expect(seen.map(certificateHeaders)).toEqual([[client.header], [], [], []]);
    },
  );

  it("disabled never asks", async () => {
    const { seen, frontEnd } = await open({ mode: "disabled", exclude });
    expect((await ask(frontEnd, { client, tls: "TLSv1.2" })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[]]);
  });
});

describe("the interactive mode without an exclusion path", () => {
  it("asks by renegotiation all the same", async () => {
    const { seen, frontEnd } = await open({ mode: "interactive" });
    expect((await ask(frontEnd, { client, tls: "TLSv1.2" })).status).toBe(200);
    expect((await ask(frontEnd, { client, tls: "TLSv1.3" })).status).toBe(200);
    expect((await ask(frontEnd, { tls: "TLSv1.2" })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[client.header], [], []]);
  });

  it("asks before an upgrade too, and keeps what comes behind it", async () => {
    const { server, port } = await startApp();
    const headers: unknown[] = [];
    server.on("upgrade", (request, socket) => {
      headers.push(request.headers["x-arr-clientcert"]);
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
      socket.on("data", (chunk: Buffer) => socket.end(chunk)).on("error", () => socket.destroy());
    });
    const frontEnd = await startFrontEnd({ mode: "interactive", target: { host: "127.0.0.1", port } });
    const socket = await secure(frontEnd);
    socket.write("GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    let text = "";
    for await (const chunk of socket) {
      text += chunk;
      if (text.endsWith("\r\n\r\n")) socket.write("hello");
    }
    expect(text).toMatch(/^HTTP\/1\.1 101 [\s\S]*\r\n\r\nhello$/);
    expect(headers).toEqual([client.header]);
  });
});

describe("a body before the renegotiation", () => {
  const exclude = ["/public"];
  const post = { client, tls: "TLSv1.2", method: "POST", path: "/orders" } as const;

  it.each([
    ["of a known length", []],
    ["in chunks", ["Transfer-Encoding", "chunked"]],
  ])("of 100 KB arrives whole, and one octet more is a 403: %s", async (_, headers) => {
    const { seen, frontEnd } = await open({ mode: "required", exclude });
    const fits = LONG.slice(1);
    expect((await ask(frontEnd, { ...post, headers, body: fits })).status).toBe(200);
    expect((await ask(frontEnd, { ...post, headers, body: LONG })).status).toBe(403);
    expect(seen.map(({ body }) => body === fits)).toEqual([true]);
    expect(seen.map(certificateHeaders)).toEqual([[client.header]]);
  });

  it("may be longer where nobody is asked", async () => {
    const { seen, frontEnd } = await open({ mode: "required", exclude });
    expect((await ask(frontEnd, { ...post, path: "/public", body: LONG })).status).toBe(200);
    const other = await open({ mode: "required" });
    expect((await ask(other.frontEnd, { ...post, body: LONG })).status).toBe(200);
    expect([...seen, ...other.seen].map(({ body }) => body.length)).toEqual([LONG.length, LONG.length]);
  });

  it("may be longer once the connection was asked, as by a GET before", async () => {
    const { seen, frontEnd } = await open({ mode: "required", exclude });
    const agent = keptConnection();
    expect((await ask(frontEnd, { ...post, agent, method: "GET" })).status).toBe(200);
    expect((await ask(frontEnd, { ...post, agent, body: LONG })).status).toBe(200);
    expect(seen.map(certificateHeaders)).toEqual([[client.header], [client.header]]);
  });

  it("may be longer when the client waits for 100 Continue", async () => {
    const { seen, frontEnd } = await open({ mode: "required", exclude });
    const socket = await secure(frontEnd);
    const head = `POST /orders HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: ${LONG.length}\r\n`;
    socket.write(`${head}Expect: 100-continue\r\n\r\n`);
    let text = "";
    for await (const chunk of socket) {
      text += chunk;
      if (text === "HTTP/1.1 100 Continue\r\n\r\n") socket.write(LONG);
    }
    expect(text).toContain("HTTP/1.1 200 OK");
    expect(seen.map(({ body }) => body.length)).toEqual([LONG.length]);
    expect(seen.map(certificateHeaders)).toEqual([[client.header]]);
  });
});

/** A connection of a client that has a certificate and speaks TLS 1.2. */
function secure({ port, caPem }: FrontEnd): Promise<TLSSocket> {
  const { pem: cert, privateKeyPem: key } = client;
  return new Promise((resolve, reject) => {
    const options = { port, host: "127.0.0.1", ca: caPem, servername: "localhost", cert, key };
    const socket = tlsConnect({ ...options, maxVersion: "TLSv1.2" }, () => resolve(socket));
    socket.setEncoding("latin1").once("error", reject);
  });
}
