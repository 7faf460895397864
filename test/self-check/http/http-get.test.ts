import { spawnSync } from "node:child_process";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type GetRequest, httpGet } from "../../../src/self-check/http/http-get.ts";
import { createAzure } from "../../helpers/azure/create-azure.ts";
import { type Effect, redirect } from "../../helpers/azure/faults.ts";
import { startServer } from "../../helpers/azure/server.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(closers.splice(0).map((close) => close()));
});

async function serve(effect?: Effect): Promise<URL> {
  const faults = effect === undefined ? [] : [{ effect }];
  const server = await startServer(() => ({ status: 200, body: { fine: true } }), faults);
  closers.push(server.close);
  return new URL(server.origin);
}

/** A server that does with a connection what it likes. */
async function serveRaw(onConnection: (socket: Socket) => void): Promise<URL> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => socket.destroy()));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
}

function get(url: URL, changes: Partial<GetRequest> = {}) {
  return httpGet({ url, headers: {}, milliseconds: 2000, longestBody: 1000, ...changes });
}

describe("one GET", () => {
  it("brings status, headers and body", async () => {
    const outcome = await get(await serve());
    expect(outcome).toMatchObject({ kind: "response", status: 200, headers: { "content-type": /json/ } });
    expect(outcome.kind === "response" && outcome.body.toString()).toBe('{"fine":true}');
  });

  it("follows no redirect", async () => {
    const target = await serve();
    expect(await get(await serve(redirect(target.href)))).toMatchObject({ kind: "response", status: 307 });
  });

  it("asks no proxy", async () => {
    for (const name of ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"]) {
      vi.stubEnv(name, "http://127.0.0.1:1");
    }
    vi.stubEnv("NODE_USE_ENV_PROXY", "1");
    expect(await get(await serve())).toMatchObject({ kind: "response", status: 200 });
  });

  it("uses a connection of its own", async () => {
    const connections = new Set<unknown>();
    const server = createHttpServer((request, response) => {
      connections.add(request.socket);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closers.push(() => new Promise((resolve) => server.close(resolve)));
    const address = server.address();
    const url = new URL(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
    await get(url);
    await get(url);
    expect(connections.size).toBe(2);
  });
});

describe("a GET that fails says how", () => {
  it.each<[string, Effect, string]>([
    ["silence", { kind: "silent" }, "timeout"],
    ["an octet at a time", { kind: "drip", milliseconds: 20 }, "timeout"],
    ["a late answer", { kind: "slow", milliseconds: 5000 }, "timeout"],
    ["a reset", { kind: "reset" }, "unreachable"],
    ["half a body", { kind: "truncated" }, "unreachable"],
    ["a body without an end", { kind: "endless" }, "too-large"],
    ["another protocol", { kind: "garbage" }, "unreadable"],
  ])("%s", async (_title, effect, reason) => {
    expect(await get(await serve(effect), { milliseconds: 300 })).toMatchObject({ kind: "failure", reason });
  });

  it("header lines an octet at a time", async () => {
    const url = await serveRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\nx: ");
      const timer = setInterval(() => socket.write("a"), 20);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await get(url, { milliseconds: 300 })).toMatchObject({ reason: "timeout" });
  });

  it("header lines without an end", async () => {
    const url = await serveRaw((socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${"a".repeat(40_000)}`));
    expect(await get(url)).toMatchObject({ reason: "too-large" });
  });

  it("a body shorter than it says", async () => {
    const url = await serveRaw((socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"));
    expect(await get(url)).toMatchObject({ reason: "unreachable" });
  });

  it("a switch to another protocol", async () => {
    const head = "HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n";
    const url = await serveRaw((socket) => socket.write(head));
    expect(await get(url, { milliseconds: 500 })).toMatchObject({ kind: "failure" });
  });

  it("a connection that is refused, with Node's code", async () => {
    const server = await startServer(() => ({ status: 200 }), []);
    await server.close();
    expect(await get(new URL(server.origin))).toMatchObject({ reason: "unreachable", code: "ECONNREFUSED" });
  });

  it("a header that Node does not send, without quoting it", async () => {
    const outcome = await get(await serve(), { headers: { authorization: "SECRET\r\n" } });
    expect(outcome).toEqual({ kind: "failure", reason: "unreachable", code: undefined });
  });

  it("exactly the limit is no failure", async () => {
    const url = await serve({ kind: "answer", status: 200, body: "a".repeat(1000) });
    expect(await get(url)).toMatchObject({ kind: "response", status: 200 });
  });
});

describe("over TLS", () => {
  async function secure() {
    const azure = await createAzure();
    closers.push(azure.close);
    return { url: new URL(azure.resourceManagerEndpoint), ca: azure.ca };
  }

  it("a certificate of the given root is right", async () => {
    const { url, ca } = await secure();
    expect(await get(url, { ca })).toMatchObject({ kind: "response", status: 401 });
  });

  it("a certificate of another root is not, whatever NODE_TLS_REJECT_UNAUTHORIZED says", async () => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    const { url } = await secure();
    expect(await get(url)).toMatchObject({
      reason: "unreachable",
      code: expect.stringMatching(/CERT|SELF_SIGNED|VERIFY/),
    });
  });

  it("a certificate for another name is not", async () => {
    const { url, ca } = await secure();
    url.hostname = "127.0.0.2";
    expect(await get(url, { ca })).toMatchObject({ kind: "failure", reason: "unreachable" });
  });
});

it("a process that has nothing else to do may end while an answer is awaited", async () => {
  const url = await serveRaw(() => undefined);
  const file = fileURLToPath(new URL("../../../src/self-check/http/http-get.ts", import.meta.url));
  const script = `
    const { httpGet } = await import(${JSON.stringify(file)});
    void httpGet({ url: new URL("${url.href}"), headers: {}, milliseconds: 600000, longestBody: 1 });
    setTimeout(() => {}, 300);`;
  const child = spawnSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    timeout: 20_000,
    encoding: "utf8",
  });
  expect({ status: child.status, signal: child.signal, stderr: child.stderr }).toMatchObject({
    status: 0,
    signal: null,
  });
});
