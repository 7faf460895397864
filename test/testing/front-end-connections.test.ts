import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { describe, expect, it } from "vitest";
import { createFrontEnd } from "../../src/testing/index.ts";
import { ask, rawAsk, startApp, startFrontEnd } from "./front-end-stand.ts";

describe("streams", () => {
  it("a large body both ways, without waiting for its end", async () => {
    const { port } = await startApp((request, response) => {
      request.pipe(response);
    });
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    const body = randomBytes(3_000_000).toString("base64");
    const answer = await ask(frontEnd, { method: "PUT", body, headers: ["Transfer-Encoding", "chunked"] });
    expect(answer.body === body).toBe(true);
  });

  it("the app's first octets arrive while the request is still open", async () => {
    const { port } = await startApp((request, response) => {
      request.pipe(response);
    });
    const { caPem, port: securePort } = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    const socket = tlsConnect({ port: securePort, host: "127.0.0.1", ca: caPem, servername: "localhost" });
    socket.write("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
    let text = "";
    while (!text.includes("hello")) text += String(await new Promise((resolve) => socket.once("data", resolve)));
    expect(text).toContain("200 OK");
    socket.destroy();
  });

  it("an early answer reaches a client that is still sending", async () => {
    const { port } = await startApp((_request, response) => {
      response.writeHead(403).end("no");
    });
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    const answer = await ask(frontEnd, {
      method: "POST",
      body: "x".repeat(3_000_000),
      headers: ["Transfer-Encoding", "chunked"],
    });
    expect(answer).toMatchObject({ status: 403, body: "no" });
  });
});

describe("an app in trouble", () => {
  it("that is not there, or dies before it answers, is a 502", async () => {
    const { server, port } = await startApp((request) => request.socket.destroy());
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    expect((await ask(frontEnd)).status).toBe(502);
    expect((await ask(frontEnd, { method: "POST", body: "x".repeat(1_000_000) })).status).toBe(502);
    await new Promise((resolve) => server.close(resolve));
    expect((await ask(frontEnd)).status).toBe(502);
  });

  it("that dies within its answer does not look complete", async () => {
    const { port } = await startApp((request, response) => {
      response.writeHead(200, { "content-length": "100" });
      response.write("half", () => request.socket.destroy());
    });
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    await expect(ask(frontEnd)).rejects.toThrow();
    await expect(ask(frontEnd)).rejects.toThrow();
  });

  it("a client that leaves takes its request to the app along", async () => {
    let gone: () => void = () => undefined;
    const closed = new Promise<void>((resolve) => {
      gone = resolve;
    });
    let arrived: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const { port } = await startApp((request) => {
      request.socket.on("close", gone);
      arrived();
    });
    const { caPem, port: securePort } = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    const socket = tlsConnect({ port: securePort, host: "127.0.0.1", ca: caPem, servername: "localhost" });
    socket.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await open;
    socket.destroy();
    await closed;
  });
});

describe("upgrades", () => {
  const handshake = "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n";

  async function startEcho(): Promise<{ port: number; headers: string[] }> {
    const headers: string[] = [];
    const { server, port } = await startApp();
    server.on("upgrade", (request, socket: Socket) => {
      headers.push(String(request.headers["x-arr-clientcert"]));
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
      socket.on("data", (chunk) => socket.end(chunk)).on("error", () => socket.destroy());
    });
    return { port, headers };
  }

  it("join both connections, with the same header lines", async () => {
    const { port, headers } = await startEcho();
    const frontEnd = await startFrontEnd({
      mode: "optional",
      forgedHeader: "pass",
      target: `http://127.0.0.1:${port}`,
    });
    const answer = await rawAsk(frontEnd, `${handshake}X-ARR-ClientCert: Zm9yZ2Vk\r\n\r\nhello`);
    expect(answer).toMatch(/^HTTP\/1\.1 101 [\s\S]*\r\n\r\nhello$/);
    expect(headers).toEqual(["Zm9yZ2Vk"]);
  });

  it("are held to the mode, answered by an app that wants none, and end when it dies", async () => {
    const { port } = await startEcho();
    const required = await startFrontEnd({ mode: "required", target: `http://127.0.0.1:${port}` });
    expect(await rawAsk(required, `${handshake}\r\n`)).toMatch(/^HTTP\/1\.1 403 [\s\S]*Client Certificate Required/);
    const plainApp = await startApp();
    const refused = await startFrontEnd({ mode: "optional", target: `http://127.0.0.1:${plainApp.port}` });
    expect(await rawAsk(refused, `${handshake}\r\n`)).toMatch(/^HTTP\/1\.1 200 [\s\S]*ok/);
    const nobody = await startFrontEnd({ mode: "optional", target: "http://127.0.0.1:1" });
    expect(await rawAsk(nobody, `${handshake}\r\n`)).toMatch(/^HTTP\/1\.1 502 /);
    expect(await rawAsk(nobody, `${handshake}Content-Length: 3\r\n\r\nabc`)).toMatch(/^HTTP\/1\.1 400 /);
  });
});

describe("starting and stopping", () => {
  it("close ends open connections, upgraded ones too", async () => {
    const { server, port } = await startApp(() => undefined);
    server.on("upgrade", (_request, socket: Socket) => {
      socket.on("error", () => socket.destroy());
      socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    });
    const frontEnd = await createFrontEnd({ mode: "optional", target: `http://127.0.0.1:${port}` });
    const upgraded = rawAsk(frontEnd, "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n");
    const waiting = rawAsk(frontEnd, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    await new Promise((resolve) => setTimeout(resolve, 100));
    await frontEnd.close();
    await Promise.allSettled([upgraded, waiting]);
    await expect(ask(frontEnd)).rejects.toThrow(/ECONNREFUSED/);
  });

  it.each(["https://127.0.0.1:1", "127.0.0.1:80", "nonsense"])("no target: %s", async (target) => {
    await expect(createFrontEnd({ mode: "required", target })).rejects.toThrow(TypeError);
  });

  it("an IPv6 target", async () => {
    const server = createServer((_request, response) => response.end("six"));
    const listening = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false)).listen(0, "::1", () => resolve(true));
    });
    if (!listening) return;
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const frontEnd = await startFrontEnd({ mode: "optional", target: `http://[::1]:${port}` });
    expect((await ask(frontEnd)).body).toBe("six");
    server.closeAllConnections();
    server.close();
  });
});
