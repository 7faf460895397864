import type { RequestListener } from "node:http";
import { describe, expect, it, vi } from "vitest";
import type { SendOptions } from "../../../src/self-check/probe/send.ts";
import type { Shot } from "../../../src/self-check/probe/shot.ts";
import { fine, kept, send, serveRaw } from "./sending.ts";
import { type Stand, serveHttp2, serveHttps } from "./tls-stand.ts";

describe("everything else has failed", () => {
  const silent: RequestListener = () => undefined;
  const resetting: RequestListener = ({ socket }) => socket.destroy();

  it("a server without HTTP/2", async () => {
    const stand = await kept(serveHttps(fine));
    expect(await send(stand, { httpVersion: "2" })).toMatchObject({ kind: "failed" });
    expect(stand.seen).toEqual([]);
  });

  it.each<[string, () => Promise<Pick<Stand, "port">>, string | RegExp]>([
    ["silence after the request", () => kept(serveHttps(silent)), "ETIMEDOUT"],
    ["silence instead of a handshake", () => serveRaw(() => undefined), "ETIMEDOUT"],
    ["a connection that breaks off", () => kept(serveHttps(resetting)), "ECONNRESET"],
    ["a connection that ends in the handshake", () => serveRaw((socket) => socket.end()), "ECONNRESET"],
    ["another protocol", () => serveRaw((socket) => socket.end("220 mail.example ESMTP\r\n")), /^ERR_SSL_/],
  ])("%s", async (_title, serve, code) => {
    const answer = await send(await serve(), {}, { timeoutMs: 300 });
    expect(answer).toEqual({ kind: "failed", code: typeof code === "string" ? code : expect.stringMatching(code) });
  });

  it.each<[string, RequestListener, string]>([
    ["silence", silent, "ETIMEDOUT"],
    [
      "a connection that breaks off",
      (request) => (request as never as { stream: { session: { destroy(): void } } }).stream.session.destroy(),
      "ERR_HTTP2_STREAM_CLOSED",
    ],
  ])("%s in HTTP/2", async (_title, listener, _code) => {
    const stand = await kept(serveHttp2(listener));
    expect(await send(stand, { httpVersion: "2" }, { timeoutMs: 300 })).toMatchObject({ kind: "failed" });
  });

  it.each<[string, string, RegExp]>([
    ["what is not HTTP", "220 mail.example ESMTP\r\n\r\n", /^HPE_/],
    ["a head without an end", `HTTP/1.1 200 OK\r\nx: ${"x".repeat(20_000)}`, /^HPE_HEADER_OVERFLOW$/],
    ["a change of protocol", "HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", /./],
  ])("%s over plain HTTP", async (_title, text, code) => {
    const stand = await serveRaw((socket) => socket.once("data", () => socket.write(text)));
    const answer = await send(stand, { scheme: "http" }, { timeoutMs: 1000 });
    expect(answer).toEqual({ kind: "failed", code: expect.stringMatching(code) });
  });

  it("a port where nobody listens", async () => {
    const stand = await serveHttps(fine);
    await stand.close();
    expect(await send(stand)).toEqual({ kind: "failed", code: "ECONNREFUSED" });
  });

  it("an octet at a time", async () => {
    const stand = await serveRaw((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\nx: ");
        const timer = setInterval(() => socket.write("x"), 20);
        socket.on("close", () => clearInterval(timer));
      });
    });
    expect(await send(stand, { scheme: "http" }, { timeoutMs: 300 })).toEqual({ kind: "failed", code: "ETIMEDOUT" });
  });

  it.each<[string, Partial<Shot>, Partial<SendOptions>]>([
    ["a target that cannot be written", { path: "/a b" }, {}],
    ["a line that cannot be written", { headers: [["x", "a\r\nb: c"]] }, {}],
    ["a line that cannot be written in HTTP/2", { httpVersion: "2", headers: [["connection", "x"]] }, {}],
    ["a key that cannot be read", {}, { privateKeyPem: "nonsense" }],
  ])("%s", async (_title, changes, options) => {
    const stand = await kept(changes.httpVersion === "2" ? serveHttp2(fine) : serveHttps(fine));
    const answer = await send(stand, changes, options);
    expect(answer).toMatchObject({ kind: "failed" });
    expect(JSON.stringify(answer)).not.toContain("nonsense");
    expect(stand.seen).toEqual([]);
  });

  it("what was called off, before and during", async () => {
    const stand = await kept(serveHttps(silent));
    const controller = new AbortController();
    const { signal } = controller;
    const during = send(stand, {}, { signal });
    await vi.waitFor(() => expect(stand.seen).toHaveLength(1));
    controller.abort();
    expect(await during).toEqual({ kind: "failed", code: "ABORT_ERR" });
    expect(await send(stand, {}, { signal })).toEqual({ kind: "failed", code: "ABORT_ERR" });
    expect(stand.connections()).toBe(1);
  });
});
