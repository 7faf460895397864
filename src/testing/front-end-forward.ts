import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { Agent, request as httpRequest } from "node:http";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import { responseHeaders } from "./front-end-headers.ts";

/** Where the app listens. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** Both ends of a connection that a client wants to use for something other than HTTP. */
export interface Upgrade {
  readonly socket: Duplex;
  /** What the client sent beyond its request. */
  readonly head: Buffer;
  /** Answers in HTTP when nothing comes of it. */
  readonly response: ServerResponse;
}

/** A connection for each request: an app that closed an idle one cannot look like an app that died. */
const agent = new Agent({ keepAlive: false });

/**
 * Told to the app although the connection is not used again: an app that is about to close would close before it has
 * read the whole body, and the reset would destroy its answer on the way.
 */
const PERSISTENT = ["Connection", "keep-alive"] as const;

/** Sends a request on to the app and the app's answer back, both as they come. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
  headers: readonly string[],
): void {
  const upstream = open(request, response, target, [...headers, ...framing(request), ...PERSISTENT]);
  if (upstream === undefined) return;
  request.pipe(upstream);
  const drain = (): void => {
    request.unpipe(upstream);
    request.resume();
  };
  upstream.on("error", drain).on("close", drain);
}

/** Sends an upgrade request on, and joins the two connections when the app agrees. */
export function forwardUpgrade(
  request: IncomingMessage,
  { socket, head, response }: Upgrade,
  target: Target,
  headers: readonly string[],
): void {
  const { upgrade: protocol = "", "content-length": length, "transfer-encoding": coding } = request.headers;
  if (length !== undefined || coding !== undefined) {
    // The parser handed over the connection at the end of the head, so nobody would delimit the body.
    response.writeHead(400).end();
    return;
  }
  const upstream = open(request, response, target, [...headers, "Connection", "Upgrade", "Upgrade", protocol]);
  upstream?.on("upgrade", (answer: IncomingMessage, appSocket: Duplex, appHead: Buffer) => {
    response.detachSocket(request.socket);
    const lines = [...responseHeaders(answer.rawHeaders), "Connection", "Upgrade", "Upgrade", protocol];
    socket.write(responseHead(answer, lines), "latin1");
    socket.write(appHead);
    appSocket.write(head);
    socket.pipe(appSocket).pipe(socket);
    socket.on("close", () => appSocket.destroy());
    appSocket.on("close", () => socket.end()).on("error", () => socket.destroy());
  });
  upstream?.end();
}

/** A request to the app whose answer goes to the client; undefined when it could not be written at all. */
function open(
  request: IncomingMessage,
  response: ServerResponse,
  target: Target,
  headers: readonly string[],
): ClientRequest | undefined {
  const failed = (): void => {
    if (response.headersSent) return;
    response.writeHead(502, { "content-type": "text/plain" }).end("502 - the app did not answer\n");
  };
  try {
    const upstream = httpRequest({
      ...target,
      agent,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers,
      setHost: false,
    });
    upstream.on("error", failed).on("response", (answer) => sendBack(answer, response));
    response.on("close", () => upstream.destroy());
    return upstream;
  } catch {
    failed();
    return undefined;
  }
}

function sendBack(answer: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, responseHeaders(answer.rawHeaders));
  // On an error it destroys both sides: a truncated answer must not look complete.
  pipeline(answer, response, () => undefined);
}

/** How the body to the app is delimited: as the client's was, since Node must not decide by the method. */
function framing({ headers, method = "" }: IncomingMessage): readonly string[] {
  if (headers["transfer-encoding"] !== undefined) return ["Transfer-Encoding", "chunked"];
  if (headers["content-length"] !== undefined || !["POST", "PUT", "PATCH"].includes(method)) return [];
  return ["Content-Length", "0"];
}

function responseHead(answer: IncomingMessage, lines: readonly string[]): string {
  let head = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
  for (let index = 0; index < lines.length; index += 2) head += `${lines[index]}: ${lines[index + 1]}\r\n`;
  return `${head}\r\n`;
}
