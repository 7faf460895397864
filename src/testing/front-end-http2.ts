import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2Server } from "node:http2";
import { createServer as createHttp2Server, Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { HeaderLine, RawHeaders } from "./front-end-headers.ts";
import { toLines } from "./front-end-headers.ts";

/** The head of an answer. `lines`: flat list of names and values, hop-by-hop headers left out. */
export interface ResponseHead {
  readonly status: number;
  readonly reason: string;
  readonly lines: readonly string[];
}

/** A server for connections on which ALPN chose HTTP/2; they are handed to it as `connection`. */
export function createHttp2Acceptor(maxHeaderSize: number): Http2Server {
  const server = createHttp2Server({ settings: { maxHeaderListSize: maxHeaderSize } });
  return server.on("session", (session) => void session.on("error", () => session.destroy()));
}

/** A request's header lines as HTTP/1.1 would have them: without pseudo-headers, with Host (RFC 9113 section 8.3.1). */
export function rawHeadersOf(request: IncomingMessage | Http2ServerRequest): RawHeaders {
  if (!(request instanceof Http2ServerRequest)) return request.rawHeaders;
  const { authority } = request;
  const lines = toLines(request.rawHeaders).filter(([name]) => !name.startsWith(":"));
  if (!authority) return lines.flat();
  return ["Host", authority, ...lines.filter(([name]) => name !== "host").flat()];
}

/** Writes the head of an answer, repeated headers line by line. */
export function writeHead(response: ServerResponse | Http2ServerResponse, head: ResponseHead): void {
  if (response instanceof Http2ServerResponse) response.writeHead(head.status, fieldsOf(toLines(head.lines)));
  else response.writeHead(head.status, head.reason, [...head.lines]);
}

/** An answer of the front end itself. */
export function answerInText(
  response: ServerResponse | Http2ServerResponse,
  status: number,
  contentType: string,
  text: string,
): void {
  response.statusCode = status;
  response.setHeader("content-type", contentType);
  if (response instanceof Http2ServerResponse) response.end(text);
  else response.end(text);
}

/** Node writes an array as one field for each of its values. */
function fieldsOf(lines: readonly HeaderLine[]): Record<string, string[]> {
  const fields: Record<string, string[]> = Object.create(null);
  for (const [name, value] of lines) {
    const field = name.toLowerCase();
    fields[field] = [...(fields[field] ?? []), value];
  }
  return fields;
}
