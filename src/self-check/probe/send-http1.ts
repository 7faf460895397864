import { request as httpRequest } from "node:http";
import type { Socket } from "node:net";
import { answerOf, answerOfError } from "./answer.ts";
import { authorityOf } from "./connection.ts";
import { NONCE_HEADER } from "./nonces.ts";
import type { Answer, Shot } from "./shot.ts";

/** All header lines of an answer together. Node's own limit, spelled out. */
const LONGEST_HEADERS = 16_384;

/**
 * One GET in HTTP/1.1 on a connection that stands. The lines go out exactly as planned, two of one name as two. Of the
 * answer only the head is read; a redirect is an answer like others.
 *
 * Throws what Node throws for a target or a line that cannot be written.
 */
export function sendHttp1(socket: Socket, shot: Shot, settle: (answer: Answer) => void): void {
  const lines = [["Host", authorityOf(shot)], [NONCE_HEADER, shot.nonce], ...shot.headers];
  httpRequest({
    createConnection: () => socket,
    method: "GET",
    path: shot.path,
    headers: lines.flat(),
    setHost: false,
    maxHeaderSize: LONGEST_HEADERS,
    insecureHTTPParser: false,
  })
    .on("response", ({ statusCode = 0, headers }) => settle(answerOf(statusCode, headers)))
    .on("error", (error) => settle(answerOfError(error)))
    .end();
}
