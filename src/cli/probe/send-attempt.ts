import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect as connectHttp2, type IncomingHttpHeaders } from "node:http2";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { TLSSocket } from "node:tls";
import { authorityOf, openConnection, whenOpen } from "../../self-check/probe/connection.ts";
import { readManifest } from "../manifest.ts";
import type { Attempt } from "./attempt.ts";
import { LONGEST_BODY, noReply, type Reply, replyOf, replyOfError } from "./reply.ts";

export interface SendOptions {
  /** PEM of the only roots to trust for the server's certificate. Undefined: Node's own. */
  readonly ca: string | undefined;
  /** Milliseconds for the whole of one request. */
  readonly timeoutMs: number;
}

type Settle = (reply: Reply) => void;

/** In the logs of whoever is asked. */
const USER_AGENT = `azure-client-cert-probe/${readManifest().version}`;

/**
 * Sends one request over a connection of its own and reads the answer, body included: only that shows whose refusal it
 * is. A redirect is an answer like others. The server's certificate is always verified.
 *
 * @returns Never rejects.
 */
export function sendAttempt(attempt: Attempt, { ca, timeoutMs }: SendOptions): Promise<Reply> {
  return new Promise((resolve) => {
    let socket: Socket | undefined;
    const settle: Settle = (reply) => {
      clearTimeout(timer);
      resolve(reply);
      socket?.destroy();
    };
    const timer = setTimeout(() => settle(noReply("ETIMEDOUT")), timeoutMs);
    try {
      const { certificatePem = "", privateKeyPem = "" } = attempt.identity ?? {};
      const opened = openConnection(attempt.shot, { certificatePem, privateKeyPem, ca });
      socket = opened;
      opened.on("error", (error) => settle(replyOfError(error)));
      opened.on("close", () => settle(noReply("ECONNRESET")));
      whenOpen(opened, attempt.shot, () => transmit(opened, attempt, settle));
    } catch (error) {
      settle(replyOfError(error));
    }
  });
}

function transmit(socket: Socket, attempt: Attempt, settle: Settle): void {
  if (socket.destroyed) return;
  try {
    if (attempt.shot.httpVersion === "1.1") sendHttp1(socket, attempt, settle);
    else if (socket instanceof TLSSocket && socket.alpnProtocol === "h2") sendHttp2(socket, attempt, settle);
    else settle(noReply("HTTP2_NOT_OFFERED"));
  } catch (error) {
    settle(replyOfError(error));
  }
}

function sendHttp1(socket: Socket, { shot, bodyLength }: Attempt, settle: Settle): void {
  const body = Buffer.alloc(bodyLength, " ");
  const framing = bodyLength === 0 ? [] : BODY_LINES.concat([["Content-Length", String(bodyLength)]]);
  // Flat, so that two lines of one name stay two.
  const lines = [["Host", authorityOf(shot)], ["User-Agent", USER_AGENT], ...framing, ...shot.headers];
  httpRequest({
    createConnection: () => socket,
    method: bodyLength === 0 ? "GET" : "POST",
    path: shot.path,
    headers: lines.flat(),
    setHost: false,
    insecureHTTPParser: false,
  })
    .on("response", (response: IncomingMessage) => {
      read(response, (text) => settle(replyOf(response.statusCode ?? 0, response.headers, text)));
    })
    .on("error", (error) => settle(replyOfError(error)))
    .end(body);
}

const BODY_LINES: readonly (readonly [string, string])[] = [["Content-Type", "text/plain"]];

function sendHttp2(socket: TLSSocket, { shot }: Attempt, settle: Settle): void {
  const authority = authorityOf(shot);
  const session = connectHttp2(`https://${authority}`, {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  session.on("error", (error) => settle(replyOfError(error)));
  const fields = Object.fromEntries(shot.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const pseudo = { ":method": "GET", ":scheme": "https", ":authority": authority, ":path": shot.path };
  const stream = session.request({ "user-agent": USER_AGENT, ...fields, ...pseudo });
  stream
    .on("response", ({ ":status": status = 0, ...headers }) => {
      read(stream, (text) => settle(replyOf(status, headers as IncomingHttpHeaders, text)));
    })
    .on("error", (error) => settle(replyOfError(error)))
    .on("close", () => settle(noReply("ERR_HTTP2_STREAM_CLOSED")))
    .end();
}

/** The beginning of a body, as far as it came: an answer that breaks off later is one all the same. */
function read(body: Readable, done: (text: string) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (): void => done(Buffer.concat(chunks).toString("utf8"));
  body.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length > LONGEST_BODY) finish();
  });
  body.on("end", finish).on("error", finish).on("aborted", finish);
}
