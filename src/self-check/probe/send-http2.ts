import { connect, constants, type OutgoingHttpHeaders } from "node:http2";
import type { TLSSocket } from "node:tls";
import { answerOf, answerOfError, failed, HTTP2_NOT_OFFERED } from "./answer.ts";
import { authorityOf } from "./connection.ts";
import { NONCE_HEADER } from "./nonces.ts";
import type { Answer, Shot } from "./shot.ts";

/**
 * One GET in HTTP/2 on a connection that stands, and only if the server chose HTTP/2. Two lines of one name stay two
 * fields. Of the answer only the head is read.
 *
 * Throws what Node throws for a line that cannot be written.
 */
export function sendHttp2(socket: TLSSocket, shot: Shot, settle: (answer: Answer) => void): void {
  if (socket.alpnProtocol !== "h2") {
    settle(failed(HTTP2_NOT_OFFERED));
    return;
  }
  const authority = authorityOf(shot);
  const session = connect(`https://${authority}`, {
    createConnection: () => socket,
    settings: { enablePush: false },
  });
  session.on("error", (error) => settle(answerOfError(error)));
  session
    .request({ ...fieldsOf(shot), ":method": "GET", ":scheme": "https", ":authority": authority, ":path": shot.path })
    .on("response", ({ ":status": status = 0, ...headers }) => settle(answerOf(status, headers)))
    .on("error", (error) => settle(answerOfError(error)))
    .on("close", () => settle(failed("ERR_HTTP2_STREAM_CLOSED")))
    .end();
  session.on("goaway", (code) => {
    if (code !== constants.NGHTTP2_NO_ERROR) settle(failed("ERR_HTTP2_GOAWAY_SESSION"));
  });
}

/** Node writes an array as one field for each of its values. */
function fieldsOf({ nonce, headers }: Shot): OutgoingHttpHeaders {
  const fields = new Map<string, string[]>([[NONCE_HEADER, [nonce]]]);
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    fields.set(key, [...(fields.get(key) ?? []), value]);
  }
  return Object.fromEntries(fields);
}
