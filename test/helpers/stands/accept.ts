import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { askApp } from "./ask-app.ts";
import type { Connections } from "./connections.ts";
import { asksAfterRequest, decide, page } from "./decide.ts";
import { askAgain } from "./handshake.ts";
import { readMessage, replyInHttp1 } from "./http1.ts";
import { serveHttp2 } from "./http2.ts";
import type { StandOptions } from "./options.ts";
import type { Reply } from "./reply.ts";
import { isNamed, type StandRequest } from "./request.ts";
import { inTurn } from "./turns.ts";

/** What serves a connection once it stands. */
export interface Acceptor {
  /** @param raw What the TLS runs over. */
  secure(socket: TLSSocket, raw: Socket): void;
  plain(socket: Socket): void;
}

export interface Surroundings {
  readonly options: StandOptions;
  readonly connections: Connections;
  readonly complain: (complaint: string) => void;
  /** Where a redirect leads. */
  readonly tlsPort: () => number;
}

export function createAcceptor(surroundings: Surroundings): Acceptor {
  const { options, complain } = surroundings;
  const handle = createHandler(surroundings);
  return {
    plain: (socket) => void serveHttp1(socket, socket, handle, async () => connectionOf(socket, "http")),
    secure: (socket, raw) => {
      if (socket.alpnProtocol !== "h2") {
        void serveHttp1(socket, raw, handle, async (target) => {
          const complaint = asksAfterRequest(target, options) ? await askAgain(socket) : undefined;
          if (complaint !== undefined) complain(complaint);
          return connectionOf(socket, "https");
        });
        return;
      }
      const reset = (): void => void raw.resetAndDestroy();
      if (options.http2 === "broken") {
        reset();
        return;
      }
      serveHttp2(socket, reset, (message, reply) => {
        if (asksAfterRequest(message.target, options)) complain("HTTP/2 knows no renegotiation");
        handle({ ...message, ...connectionOf(socket, "https"), httpVersion: "2" }, reply);
      });
    },
  };
}

type Handler = (request: StandRequest, reply: Reply) => void;

function createHandler({ options, connections, tlsPort }: Surroundings): Handler {
  const { targets, slow = 0, drops = 0, lapses } = options;
  const nextTarget = inTurn(targets);
  let count = 0;
  const handle = (request: StandRequest, reply: Reply): void => {
    count += 1;
    if (drops > 0 && count % drops === 0) {
      reply.reset();
      return;
    }
    const lapsed = lapses !== undefined && count % lapses.every === 0 ? lapses.as : {};
    const inside = isInside(request) ? options.inside : {};
    const sideways = isSideways(request, options.sideways?.by) ? options.sideways?.as : {};
    if (sideways === "reset") {
      reply.reset();
      return;
    }
    const decision = decide(request, { ...options, ...lapsed, ...inside, ...sideways }, tlsPort());
    if (decision.kind === "answer") reply.answer(decision);
    else askApp(request, decision.lines, reply, { port: nextTarget(), connections });
  };
  if (slow === 0) return handle;
  return (request, reply) => {
    const timer = setTimeout(handle, slow, request, reply);
    reply.whenOver(() => clearTimeout(timer));
  };
}

function isInside({ lines }: StandRequest): boolean {
  const host = lines.find((line) => isNamed(line, "host"))?.[1] ?? "";
  return host.replace(/:\d+$/, "") !== "localhost";
}

function isSideways(
  { protocol, serverName }: StandRequest,
  by: NonNullable<StandOptions["sideways"]>["by"] | undefined,
): boolean {
  if (protocol === "http" || by === undefined || serverName === "localhost") return false;
  return by === "either" || (by === "no-name") === (serverName === undefined);
}

type Connection = Pick<StandRequest, "protocol" | "tls" | "serverName" | "certificate" | "client">;

/** @param prepare What is still to be done on the connection once it is known what the request is for. */
async function serveHttp1(
  socket: Socket,
  raw: Socket,
  handle: Handler,
  prepare: (target: string) => Promise<Connection>,
): Promise<void> {
  const message = await readMessage(socket);
  if (message === undefined) return;
  const reset = (): void => void raw.resetAndDestroy();
  if (message === "malformed") {
    replyInHttp1(socket, "GET", reset).answer(page(400, "Bad Request", "Bad Request"));
    return;
  }
  const connection = await prepare(message.target);
  handle({ ...message, ...connection, httpVersion: "1.1" }, replyInHttp1(socket, message.method, reset));
}

function connectionOf(socket: Socket | TLSSocket, protocol: StandRequest["protocol"]): Connection {
  const certificate = "getPeerX509Certificate" in socket ? socket.getPeerX509Certificate()?.raw : undefined;
  const tls = "getProtocol" in socket ? (socket.getProtocol() ?? undefined) : undefined;
  const serverName = ("servername" in socket && (socket.servername as string | false | null)) || undefined;
  return { protocol, tls, serverName, certificate, client: `${socket.remoteAddress}:${socket.remotePort}` };
}
