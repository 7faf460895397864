import type { ClientRequest, IncomingMessage, ServerResponse } from "node:http";
import { Agent, request as httpRequest } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream";
import { responseHeaders } from "./front-end-headers.ts";
import { answerInText, writeHead } from "./front-end-http2.ts";
import { readProblemId } from "./front-end-problem.ts";
import type { AppAnswer } from "./front-end-visit.ts";

/** Where the app listens. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A request, over HTTP/1.1 or HTTP/2, and where its answer goes. */
export interface Exchange {
  readonly request: IncomingMessage | Http2ServerRequest;
  readonly response: ServerResponse | Http2ServerResponse;
}

/** What is sent to the app, and who is told what it answered. */
export interface Onward {
  readonly target: Target;
  /** Flat list of names and values. */
  readonly headers: readonly string[];
  onAnswer(answer: AppAnswer): void;
  /** The connection is no longer HTTP's. */
  onUpgraded?(): void;
}

/** Both ends of a connection that a client wants to use for something other than HTTP. */
export interface Upgrade {
  readonly request: IncomingMessage;
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

/**
 * Sends a request on to the app and the app's answer back, both as they come.
 *
 * @param body The whole body, when it has been read already.
 */
export function forward(exchange: Exchange, onward: Onward, body?: Buffer): void {
  const { request } = exchange;
  const upstream = open(exchange, onward, [...onward.headers, ...framing(request), ...PERSISTENT]);
  if (upstream === undefined) return;
  if (body !== undefined) {
    upstream.end(body);
    return;
  }
  request.pipe(upstream);
  const drain = (): void => {
    request.unpipe(upstream);
    request.resume();
  };
  upstream.on("error", drain).on("close", drain);
}

/** Whether an upgrade request says that it has a body: nobody would delimit it, since the parser has let go. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/** Sends an upgrade request on, and joins the two connections when the app agrees. */
export function forwardUpgrade({ request, socket, head, response }: Upgrade, onward: Onward): void {
  const { upgrade: protocol = "" } = request.headers;
  const headers = [...onward.headers, "Connection", "Upgrade", "Upgrade", protocol];
  const upstream = open({ request, response }, onward, headers);
  upstream?.on("upgrade", (answer: IncomingMessage, appSocket: Duplex, appHead: Buffer) => {
    onward.onAnswer({ status: 101, problemId: undefined });
    response.detachSocket(request.socket);
    onward.onUpgraded?.();
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
function open({ request, response }: Exchange, onward: Onward, headers: readonly string[]): ClientRequest | undefined {
  const failed = (error: unknown): void => {
    if (response.headersSent || response.destroyed) return;
    onward.onAnswer({ failure: codeOf(error) });
    answerInText(response, 502, "text/plain", "502 - the app did not answer\n");
  };
  try {
    const upstream = httpRequest({
      ...onward.target,
      agent,
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headers,
      setHost: false,
    });
    upstream.on("error", failed).on("response", (answer) => sendBack(answer, response, onward));
    response.on("close", () => upstream.destroy());
    return upstream;
  } catch (error) {
    failed(error);
    return undefined;
  }
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "unknown error";
}

function sendBack(answer: IncomingMessage, response: Exchange["response"], { onAnswer }: Onward): void {
  const status = answer.statusCode ?? 502;
  onAnswer({ status, problemId: undefined });
  readProblemId(answer, (problemId) => onAnswer({ status, problemId }));
  writeHead(response, { status, reason: answer.statusMessage ?? "", lines: responseHeaders(answer.rawHeaders) });
  // On an error it destroys both sides: a truncated answer must not look complete.
  pipeline(answer, response, () => undefined);
}

/** How the body to the app is delimited: as the client's was, since Node must not decide by the method. */
function framing(request: Exchange["request"]): readonly string[] {
  const { headers, method = "" } = request;
  if (headers["transfer-encoding"] !== undefined) return ["Transfer-Encoding", "chunked"];
  if (headers["content-length"] !== undefined) return [];
  // HTTP/2 needs neither of the two for a body.
  if ("stream" in request && !request.stream.endAfterHeaders) return ["Transfer-Encoding", "chunked"];
  return ["POST", "PUT", "PATCH"].includes(method) ? ["Content-Length", "0"] : [];
}

function responseHead(answer: IncomingMessage, lines: readonly string[]): string {
  let head = `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n`;
  for (let index = 0; index < lines.length; index += 2) head += `${lines[index]}: ${lines[index + 1]}\r\n`;
  return `${head}\r\n`;
}
