import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { connectionOf } from "../../src/adapters/connection.ts";
import { BILLING, ENVIRONMENT } from "./callers.ts";
import { FRAMEWORKS } from "./frameworks.ts";
import { send } from "./raw-client.ts";

const FRONT_END = { name: "custom", header: "X-Cert", encoding: "base64-der" } as const;

describe.each(FRAMEWORKS)("the address of the peer in $name", ({ start }) => {
  it.each([
    ["in the list", ["127.0.0.1"], 200],
    ["not in the list", ["10.0.0.4"], 403],
  ])("is the connection's own, whatever a proxy tells: %s", async (_title, trustedPeers, status) => {
    const options = { env: ENVIRONMENT, frontEnd: FRONT_END, trustedPeers };
    const app = await start({ options, routes: [{ name: "orders", path: "/orders" }] });
    const headers = [
      ["X-Cert", BILLING],
      ["X-Forwarded-For", status === 200 ? "192.0.2.1" : "10.0.0.4"],
    ] as const;
    expect(await send(app.port, { target: "/orders", headers })).toMatchObject({ status });
    if (status === 403) expect(app.lines.at(-1)?.fields).toMatchObject({ code: "peer_not_trusted" });
    await app.close();
  });
});

describe("the connection of a request", () => {
  const requestOf = (socket: unknown, httpVersionMajor = 2): IncomingMessage =>
    ({ httpVersionMajor, socket }) as IncomingMessage;

  it("is the socket itself over HTTP/1", () => {
    const socket = { remoteAddress: "192.0.2.1" };
    expect(connectionOf(requestOf(socket, 1))).toBe(socket);
  });

  it.each([undefined, null, "socket"])("is not known where there is none: %s", (socket) => {
    expect([connectionOf(requestOf(socket, 1)), connectionOf(requestOf(socket))]).toEqual([null, null]);
  });

  it("is not known once an HTTP/2 session has gone", () => {
    const thrower = new Proxy({}, { get: () => fail() });
    expect(connectionOf(requestOf(thrower))).toBeNull();
    const request = {
      httpVersionMajor: 2,
      get socket(): never {
        return fail();
      },
    };
    expect(connectionOf(request as unknown as IncomingMessage)).toBeNull();
  });

  it("does not throw when the session goes between the address and the certificate", () => {
    const connection = connectionOf(requestOf({ remoteAddress: "192.0.2.1", getPeerCertificate: fail }));
    expect(connection?.remoteAddress).toBe("192.0.2.1");
    expect(connection?.getPeerCertificate?.(true)).toBeUndefined();
  });

  it("has no certificate to ask for without TLS", () => {
    expect(connectionOf(requestOf({ remoteAddress: "192.0.2.1" }))).toEqual({ remoteAddress: "192.0.2.1" });
  });
});

function fail(): never {
  throw new Error("ERR_HTTP2_SOCKET_UNBOUND");
}
