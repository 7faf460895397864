import type { IncomingMessage } from "node:http";
import { type IncomingHttpHeaders, performServerHandshake, type ServerHttp2Stream } from "node:http2";
import { pipeline } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { Message } from "./http1.ts";
import type { Reply } from "./reply.ts";
import { endToEnd, type HeaderLine, toLines } from "./request.ts";

/** Reads every request of a connection that speaks HTTP/2. */
export function serveHttp2(
  socket: TLSSocket,
  reset: () => void,
  onMessage: (message: Message, reply: Reply) => void,
): void {
  const session = performServerHandshake(socket);
  // It waits for the socket of a client to be secure, unless a TLS server has said that this one is.
  socket.emit("secureConnect");
  session.on("error", () => socket.destroy());
  session.on("stream", (stream: ServerHttp2Stream, fields: IncomingHttpHeaders, _flags: number, raw?: string[]) => {
    const chunks: Buffer[] = [];
    const { ":method": method = "GET", ":path": target = "/", ":authority": host } = fields;
    const named = toLines(raw ?? []).filter(([name]) => !name.startsWith(":"));
    const lines: readonly HeaderLine[] = host === undefined ? named : [["Host", host], ...named.filter(isNoHost)];
    stream
      .on("error", () => stream.destroy())
      .on("data", (chunk: Buffer) => chunks.push(chunk))
      .on("end", () => onMessage({ method, target, lines, body: Buffer.concat(chunks) }, replyInHttp2(stream, reset)));
  });
}

function replyInHttp2(stream: ServerHttp2Stream, reset: () => void): Reply {
  const head = (status: number, lines: readonly HeaderLine[]): void => {
    if (!stream.destroyed) stream.respond({ ":status": status, ...toFields(lines) });
  };
  return {
    answer: ({ status, lines, body }) => {
      head(status, lines);
      stream.end(body);
    },
    pass: (answer: IncomingMessage) => {
      head(answer.statusCode ?? 502, toLines(answer.rawHeaders));
      pipeline(answer, stream, () => undefined);
    },
    reset,
    whenOver: (action) => {
      if (stream.closed) action();
      else stream.once("close", action);
    },
  };
}

function isNoHost([name]: HeaderLine): boolean {
  return name !== "host";
}

/** Node writes an array as one field for each of its values. */
function toFields(lines: readonly HeaderLine[]): Readonly<Record<string, readonly string[]>> {
  const fields = new Map<string, string[]>();
  for (const [name, value] of endToEnd(lines)) {
    fields.set(name.toLowerCase(), [...(fields.get(name.toLowerCase()) ?? []), value]);
  }
  return Object.fromEntries(fields);
}
