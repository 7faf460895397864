import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { connect as connectHttp2 } from "node:http2";
import { createServer } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { describe, expect, it } from "vitest";
import { type Asked, ask, exchange, openPlain, openTls } from "./client.ts";
import { createStand, listen, portOf, stop } from "./create-stand.ts";
import { startEchoApp } from "./echo-app.ts";
import { closeAfterEach, createActors, stage } from "./stage.ts";

const keep = closeAfterEach();
const { a, b, forged } = createActors();

describe("closing", () => {
  it("leaves nothing open, whatever was going on", async () => {
    const before = process.getActiveResourcesInfo().sort();
    const app = await startEchoApp();
    const targets = [{ port: app.port }];
    const stand = await createStand({ mode: "optional", http2: true, slow: 60_000, targets });
    const idle = [await openTls(stand), await openTls(stand, { http: "2" }), await openPlain(stand)];
    const gone = idle.map(
      (socket) => new Promise((resolve) => socket.on("error", () => undefined).on("close", resolve)),
    );
    const asked = [ask(stand), ask(stand, { http: "2" }), ask(stand, { plain: true })];
    const outcomes = Promise.allSettled(asked);
    await until(() => idle.every(({ connecting }) => !connecting));

    await stand.close();
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await Promise.all(gone);
    await app.close();
    await expect(openTls(stand)).rejects.toThrow("ECONNREFUSED");
    await expect(openPlain(stand)).rejects.toThrow("ECONNREFUSED");
    await until(() => process.getActiveResourcesInfo().length <= before.length);
    expect(process.getActiveResourcesInfo().sort()).toEqual(before);
  });

  it("does not wait for the app", async () => {
    const silent = await createStand({ mode: "disabled", slow: 60_000, targets: [{ port: 1 }] });
    const stand = await createStand({ mode: "optional", targets: [{ port: silent.plainHttpPort ?? 0 }] });
    const outcome = ask(stand).catch((error: Error) => error.message);
    await openTls(stand);
    await stand.close();
    await silent.close();
    expect(await outcome).toBeTypeOf("string");
  });

  it("may be done twice", async () => {
    const stand = await createStand({ mode: "optional", targets: [{ port: 1 }] });
    await stand.close();
    await stand.close();
  });
});

describe("a connection", () => {
  it("serves one request, so that another one behind it goes nowhere", async () => {
    const { stand, app } = await stage(keep, { mode: "optional" });
    const smuggled = `GET /two HTTP/1.1\r\nHost: x\r\n${forged.join(": ")}\r\n\r\n`;
    const answer = await exchange(await openTls(stand), `GET /one HTTP/1.1\r\nHost: x\r\n\r\n${smuggled}`);
    expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(1);
    expect(answer).toContain('"body":""');
    expect(answer).not.toContain(b.header);
    expect(app.count()).toBe(1);
  });

  it("ends at the app when the client leaves", async () => {
    let arrived = (): void => undefined;
    const hasArrived = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    let left = false;
    const app = createServer((socket) => {
      socket.on("data", arrived).on("close", () => {
        left = true;
      });
    });
    await listen(app);
    keep({ close: () => stop(app) });
    const stand = keep(await createStand({ mode: "optional", targets: [{ port: portOf(app) }] }));
    const client = await openTls(stand);
    client.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await hasArrived;
    client.destroy();
    await until(() => left);
    expect(left).toBe(true);
  });

  it.each([
    ["no request", "hello\r\n\r\n"],
    ["a body without a length", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["two lengths", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    ["a space before the colon", "GET / HTTP/1.1\r\nHost: x\r\nX-ARR-ClientCert : x\r\n\r\n"],
    ["a folded line", "GET / HTTP/1.1\r\nHost: x\r\nX-Own: x\r\n X-ARR-ClientCert: x\r\n\r\n"],
    ["a bare line feed", "GET / HTTP/1.1\r\nHost: x\r\nX-Own: x\nX-ARR-ClientCert: x\r\n\r\n"],
  ])("is refused for %s", async (_, text) => {
    const { stand, app } = await stage(keep, { mode: "optional", plainHttp: "forward" });
    expect(await exchange(await openTls(stand), text)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await exchange(await openPlain(stand), text)).toMatch(/^HTTP\/1\.1 400 /);
    expect(app.count()).toBe(0);
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("never takes up the session of another one, in %s", async (version) => {
    const { stand } = await stage(keep, { mode: "optional" });
    const { session } = await sessionOf(stand, version);
    expect((await sessionOf(stand, version, session)).reused).toBe(false);
  });

  it("may carry several requests in HTTP/2, each with the connection's certificate", async () => {
    const { stand, app } = await stage(keep, { mode: "required", http2: true });
    const socket = await openTls(stand, { client: a, http: "2" });
    const session = connectHttp2("https://localhost", { createConnection: () => socket });
    const bodies = await Promise.all(
      [1, 2, 3].map(async () => {
        const stream = session.request({ [forged[0].toLowerCase()]: b.header });
        let text = "";
        for await (const chunk of stream.setEncoding("utf8")) text += chunk;
        return text;
      }),
    );
    session.destroy();
    expect(app.count()).toBe(3);
    for (const body of bodies) {
      expect(body).toContain(a.header);
      expect(body).not.toContain(b.header);
    }
  });
});

it("tells the thread of no request but the app's own", async () => {
  const ports: unknown[] = [];
  const note = (message: unknown): void => {
    ports.push((message as { readonly socket: { readonly localPort: number } }).socket.localPort);
  };
  subscribe("http.server.request.start", note);
  try {
    const { stand, app } = await stage(keep, { mode: "optional", http2: true, plainHttp: "forward" });
    for (const way of [{}, { http: "2" }, { plain: true }] as const) await ask(stand, way);
    expect(ports).toEqual([app.port, app.port, app.port]);
  } finally {
    unsubscribe("http.server.request.start", note);
  }
});

/** The session that a server gives, once an answer has come too. */
async function sessionOf(
  { port, ca }: Asked,
  version: "TLSv1.2" | "TLSv1.3",
  session?: Buffer,
): Promise<{ readonly session: Buffer | undefined; readonly reused: boolean | undefined }> {
  const socket: TLSSocket = connectTls({
    host: "127.0.0.1",
    port,
    ca,
    servername: "localhost",
    minVersion: version,
    maxVersion: version,
    ...(session === undefined ? {} : { session }),
  });
  let given: Buffer | undefined;
  let reused: boolean | undefined;
  socket.once("secureConnect", () => {
    reused = socket.isSessionReused();
  });
  socket.on("session", (offered: Buffer) => {
    given = offered;
  });
  await exchange(socket, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  return { session: given, reused };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition() && tries < 100; tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}
