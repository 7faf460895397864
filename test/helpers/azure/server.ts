import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Body } from "./bodies.ts";
import { type Effect, type Fault, takeFault } from "./faults.ts";

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A request as it came. Tokens and secrets in it are the emulator's own. */
export interface Call {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage["headers"];
}

/** A server on 127.0.0.1. */
export interface TestServer {
  readonly origin: string;
  /** Every request so far, in order. */
  readonly calls: Call[];
  /** Stops listening and breaks every connection: from now on connections are refused. */
  close(): Promise<void>;
}

/** Answers GETs, apart from what goes wrong with them. */
export async function startServer(
  answer: (call: Call) => Answer,
  faults: readonly Fault[],
  tls?: { readonly cert: string; readonly key: string },
): Promise<TestServer> {
  const calls: Call[] = [];
  const listener: RequestListener = (request, response) => {
    const url = new URL(request.url ?? "/", "http://emulator");
    const path = decodeURI(url.pathname);
    const call = { path, query: Object.fromEntries(url.searchParams), headers: request.headers };
    calls.push(call);
    respond(response, answer(call), takeFault(faults, path));
  };
  const server = tls === undefined ? createHttpServer(listener) : createHttpsServer(tls, listener);
  const sockets = rememberSockets(server);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function rememberSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  server
    .on("connection", remember)
    .on("secureConnection", remember)
    .on("tlsClientError", () => undefined);
  return sockets;
}

function respond(response: ServerResponse, right: Answer, effect: Effect | undefined): void {
  switch (effect?.kind) {
    case undefined:
      write(response, right);
      return;
    case "answer":
      write(response, effect);
      return;
    case "change":
      write(response, { ...right, body: effect.change(structuredClone(right.body) as Body) });
      return;
    case "slow":
      setTimeout(write, effect.milliseconds, response, right).unref();
      return;
    case "reset":
      reset(response.socket);
      return;
    case "silent":
      return;
    case "drip":
    case "truncated":
    case "endless":
      writePart(response, effect, textOf(right.body));
      return;
    case "garbage":
      response.socket?.end("220 mail.example ESMTP\r\n");
      return;
  }
}

/** TLS has no way to send a reset; its connection breaks off. */
function reset(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers }).end(textOf(body));
}

function writePart(response: ServerResponse, effect: Effect, text: string): void {
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  if (effect.kind === "truncated") {
    response.write(text.slice(0, text.length / 2), () => response.destroy());
    return;
  }
  const [piece, pause] = effect.kind === "drip" ? [" ", effect.milliseconds] : [" ".repeat(65_536), 0];
  const timer = setInterval(() => response.write(piece), pause);
  response.on("close", () => clearInterval(timer)).on("error", () => clearInterval(timer));
}

function textOf(body: unknown): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}
