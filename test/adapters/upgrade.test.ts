import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { BILLING, ENVIRONMENT, OPS, OPS_ONLY, PARTNER, REPORTING } from "./callers.ts";
import { certificate, type RawAnswer, type RawRequest, send } from "./raw-client.ts";
import { UPGRADE_SURFACES, type UpgradeApp } from "./upgrade-apps.ts";

const CALLER = "CN=billing,O=Contoso,C=DE";
type Headers = NonNullable<RawRequest["headers"]>;

let app: UpgradeApp | undefined;
const unhandled = vi.fn();

beforeEach(() => {
  unhandled.mockClear();
  process.on("unhandledRejection", unhandled);
  process.on("uncaughtException", unhandled);
});

afterEach(async () => {
  await app?.close();
  app = undefined;
  process.off("unhandledRejection", unhandled);
  process.off("uncaughtException", unhandled);
  expect(unhandled).not.toHaveBeenCalled();
});

/** What an upgrade is told by, after which nothing is HTTP any more. */
function upgrade(port: number, headers: Headers = [], target = "/chat", protocol = "test"): Promise<RawAnswer> {
  return send(port, { target, headers: [["Connection", "Upgrade"], ["Upgrade", protocol], ...headers] });
}

/** A listener that says who came, and ends. */
function greeter(): { readonly listener: Parameters<UpgradeApp["upgrade"]>[0]; readonly callers: unknown[] } {
  const callers: unknown[] = [];
  return {
    callers,
    listener(request, socket) {
      const report = request.clientCertReport?.ok === false ? request.clientCertReport.code : undefined;
      callers.push(report === undefined ? request.clientCert?.caller : { report });
      socket.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n");
    },
  };
}

const REFUSED_LINES: readonly (readonly [title: string, headers: Headers, code: string])[] = [
  ["no certificate", [], "header_missing"],
  ["a wrong one", [certificate("garbage!")], "header_malformed"],
  ["two lines", [certificate(BILLING), certificate(BILLING)], "header_duplicated"],
  ["two values in one", [certificate(`${BILLING}, ${OPS}`)], "header_malformed"],
  ["underscores in the name", [["X_ARR_ClientCert", BILLING]], "header_missing"],
  ["plain HTTP", [certificate(BILLING), ["X-Forwarded-Proto", "http"]], "plain_http"],
];

describe.each(UPGRADE_SURFACES)("an upgrade in $name", ({ start }) => {
  it.each(REFUSED_LINES)("is refused on the socket: %s", async (_title, headers, code) => {
    app = await start({ env: ENVIRONMENT });
    const { listener, callers } = greeter();
    app.server.on("upgrade", app.upgrade(listener));
    const answer = await upgrade(app.port, headers);
    expect(answer).toMatchObject({ status: 403, headers: { "content-type": "application/problem+json" } });
    expect(answer.headers).toMatchObject({ connection: "close", "content-length": String(answer.body.length) });
    expect(JSON.parse(answer.body)).toMatchObject({ title: "Forbidden", status: 403 });
    expect(app.lines.at(-1)?.fields).toMatchObject({ code, id: JSON.parse(answer.body).instance });
    expect(callers).toEqual([]);
  });

  it("is admitted with the right certificate, whatever protocol it asks for", async () => {
    app = await start({ env: ENVIRONMENT });
    const { listener, callers } = greeter();
    app.server.on("upgrade", app.upgrade(listener));
    for (const protocol of ["websocket", "h2c", "TLS/1.3"]) {
      expect(await upgrade(app.port, [], "/chat", protocol)).toMatchObject({ status: 403 });
      expect(await upgrade(app.port, [certificate(BILLING)], "/chat", protocol)).toMatchObject({ status: 101 });
    }
    expect(callers).toEqual([CALLER, CALLER, CALLER]);
  });

  it("is open on an open path only, as the path stands in the request line", async () => {
    app = await start({ env: ENVIRONMENT });
    const { listener, callers } = greeter();
    app.server.on("upgrade", app.upgrade(listener));
    expect(await upgrade(app.port, [certificate(BILLING)], "/public/chat")).toMatchObject({ status: 101 });
    expect(callers).toEqual([undefined]);
    for (const target of ["/public", "/public/../chat", "/public/%2e%2e/chat", "http://app.example/public/chat", "*"]) {
      expect([target, (await upgrade(app.port, [], target)).status]).toEqual([target, 403]);
    }
  });

  it("is narrowed by rules, on an open path too", async () => {
    app = await start({ env: ENVIRONMENT });
    const { listener, callers } = greeter();
    app.server.on("upgrade", app.upgrade(listener, OPS_ONLY));
    expect(await upgrade(app.port, [certificate(OPS)])).toMatchObject({ status: 101 });
    expect(await upgrade(app.port, [certificate(OPS)], "/public/chat")).toMatchObject({ status: 101 });
    for (const headers of [[], [certificate(BILLING)], [certificate(PARTNER)]]) {
      expect(await upgrade(app.port, headers, "/public/chat")).toMatchObject({ status: 403 });
    }
    expect(callers).toHaveLength(2);
  });

  it("is let through and reported in report mode", async () => {
    app = await start({ env: REPORTING });
    const { listener, callers } = greeter();
    app.server.on("upgrade", app.upgrade(listener));
    await upgrade(app.port);
    await upgrade(app.port, [certificate(BILLING)]);
    expect(callers).toEqual([{ report: "header_missing" }, CALLER]);
  });

  it("leaves what is no upgrade to the app, and a server without a listener refuses there", async () => {
    app = await start({ env: ENVIRONMENT });
    expect(await upgrade(app.port)).toMatchObject({ status: 403 });
    expect(await upgrade(app.port, [certificate(BILLING)])).toMatchObject({ status: 200, body: "in" });
    app.server.on("upgrade", app.upgrade(greeter().listener));
    expect(await send(app.port, { target: "/orders" })).toMatchObject({ status: 403 });
  });

  it("loses none of the octets that come while authorize takes its time", async () => {
    app = await start({ env: ENVIRONMENT, authorize: () => new Promise((resolve) => setTimeout(resolve, 30, true)) });
    app.server.on(
      "upgrade",
      app.upgrade((_request, socket, head) => {
        let received = "";
        const take = (data: Buffer): void => {
          received += data;
          if (received === "first second") socket.end("both");
        };
        take(head);
        socket.on("data", take);
      }),
    );
    const { socket, text } = dial(app.port, [certificate(BILLING)], "first");
    await once(socket, "connect");
    socket.write(" second");
    expect(await text).toBe("both");
  });

  it.each([true, false])("does nothing more once the client has gone, authorize answering %s", async (answer) => {
    let release: ((value: boolean) => void) | undefined;
    const asked = vi.fn(
      () =>
        new Promise<boolean>((resolve) => {
          release = resolve;
        }),
    );
    app = await start({ env: ENVIRONMENT, authorize: asked });
    const { listener, callers } = greeter();
    const sockets: Duplex[] = [];
    app.server.on("upgrade", (_request, socket) => sockets.push(socket));
    app.server.on("upgrade", app.upgrade(listener));
    const { socket, text } = dial(app.port, [certificate(BILLING)]);
    await vi.waitUntil(() => asked.mock.calls.length === 1);
    socket.resetAndDestroy();
    sockets[0]?.destroy(new Error("the connection broke"));
    await text;
    release?.(answer);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(callers).toEqual([]);
  });

  it("ends the connection, not the process, when the listener throws late", async () => {
    app = await start({ env: ENVIRONMENT, authorize: async () => true });
    app.server.on(
      "upgrade",
      app.upgrade(() => {
        throw new Error("the app's own");
      }),
    );
    const { text } = dial(app.port, [certificate(BILLING)]);
    expect(await text).toBe("");
  });

  it("lets go of the socket when it is refused, and of its errors when it is the app's", async () => {
    app = await start({ env: ENVIRONMENT });
    const sockets: Duplex[] = [];
    app.server.on("upgrade", (_request, socket) => sockets.push(socket));
    const counts: number[] = [];
    app.server.on(
      "upgrade",
      app.upgrade((_request, socket) => {
        counts.push(socket.listenerCount("error"));
        socket.end();
      }),
    );
    const { socket } = dial(app.port, [], "frames sent ahead ".repeat(1000), true);
    await once(socket, "end");
    await vi.waitUntil(() => sockets[0]?.destroyed === true);
    socket.destroy();
    await dial(app.port, [certificate(BILLING)]).text;
    expect(counts).toEqual([0]);
  });

  it("carries WebSockets", async () => {
    app = await start({ env: ENVIRONMENT });
    const sockets = new WebSocketServer({ noServer: true });
    app.server.on(
      "upgrade",
      app.upgrade((request, socket, head) => {
        sockets.handleUpgrade(request, socket, head, (ws) => {
          ws.on("message", (data) => ws.send(`${request.clientCert?.caller} said ${data}`));
        });
      }),
    );
    const url = `ws://127.0.0.1:${app.port}/chat`;
    const admitted = new WebSocket(url, { headers: { "X-ARR-ClientCert": BILLING } });
    await once(admitted, "open");
    admitted.send("hello");
    const [data] = await once(admitted, "message");
    expect(String(data)).toBe(`${CALLER} said hello`);
    admitted.terminate();

    const refused = new WebSocket(url);
    const [, response] = await once(refused, "unexpected-response");
    expect(response.statusCode).toBe(403);
    refused.on("error", () => undefined).terminate();
    sockets.close();
  });

  it("is nothing without a listener", async () => {
    app = await start({ env: ENVIRONMENT });
    const { upgrade: guard } = app;
    expect(() => guard({} as never)).toThrow(
      expect.objectContaining({ problems: [expect.objectContaining({ code: "guard_uncalled" })] }),
    );
    expect(() => guard(greeter().listener, {})).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });

  it("is not what CONNECT asks for: the server ends that by itself", async () => {
    app = await start({ env: ENVIRONMENT });
    const { listener, callers } = greeter();
    app.server.on("upgrade", app.upgrade(listener));
    const request = { method: "CONNECT", target: "app.example:443", headers: [certificate(BILLING)] };
    const answer = await send(app.port, request).catch(() => ({ status: 0 }));
    expect([answer.status, callers]).toEqual([0, []]);
  });
});

interface Dialled {
  readonly socket: Socket;
  /** All that comes back, once the connection has ended in whatever way. */
  readonly text: Promise<string>;
}

function dial(port: number, headers: Headers, rest = "", allowHalfOpen = false): Dialled {
  const lines = [["Host", "app.example"], ["Connection", "Upgrade"], ["Upgrade", "test"], ...headers];
  const head = lines.map((line) => `${line.join(": ")}\r\n`).join("");
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen }, () =>
    socket.write(`GET /chat HTTP/1.1\r\n${head}\r\n${rest}`),
  );
  let received = "";
  socket.on("data", (data) => {
    received += data;
  });
  socket.on("error", () => undefined);
  return { socket, text: new Promise((resolve) => socket.on("close", () => resolve(received))) };
}
