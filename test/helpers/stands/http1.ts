import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import type { Reply } from "./reply.ts";
import { endToEnd, type HeaderLine, toLines } from "./request.ts";

/** What a client sent in HTTP/1.1. */
export interface Message {
  readonly method: string;
  readonly target: string;
  readonly lines: readonly HeaderLine[];
  readonly body: Buffer;
}

/** App Service's front end takes so many octets of request headers. */
const LONGEST_HEAD = 65_536;
const LONGEST_BODY = 1_048_576;

/**
 * Reads one request; what follows it on the connection goes nowhere. Not by `node:http`: what its servers take in is
 * told to the whole thread, and an app under test in the same thread would believe that it came to itself.
 *
 * @returns `malformed` also for a body that is not delimited by a length. Undefined: the client has gone.
 */
export function readMessage(socket: Socket): Promise<Message | "malformed" | undefined> {
  return new Promise((resolve) => {
    let octets = Buffer.alloc(0);
    const onData = (chunk: Buffer): void => {
      octets = Buffer.concat([octets, chunk]);
      const message = parse(octets);
      if (message === "incomplete") return;
      socket.removeListener("data", onData);
      // Or its end would not be noticed.
      socket.resume();
      resolve(message);
    };
    socket.on("data", onData).once("close", () => resolve(undefined));
  });
}

/** An answer on a connection that serves no other, and ends with it. */
export function replyInHttp1(socket: Socket, method: string, reset: () => void): Reply {
  const head = (status: number, reason: string, lines: readonly HeaderLine[]): void => {
    const text = [...endToEnd(lines), ["Connection", "close"]].map(([name, value]) => `${name}: ${value}\r\n`).join("");
    if (socket.writable) socket.write(`HTTP/1.1 ${status} ${reason}\r\n${text}\r\n`, "latin1");
  };
  return {
    answer: ({ status, reason, lines, body }) => {
      head(status, reason, [...lines, ["Content-Length", `${Buffer.byteLength(body)}`]]);
      socket.end(method === "HEAD" ? "" : body);
    },
    pass: (answer: IncomingMessage) => {
      head(answer.statusCode ?? 502, answer.statusMessage ?? "", toLines(answer.rawHeaders));
      pipeline(answer, socket, () => undefined);
    },
    reset,
    whenOver: (action) => {
      if (socket.closed) action();
      else socket.once("close", action);
    },
  };
}

function parse(octets: Buffer): Message | "incomplete" | "malformed" {
  const end = octets.indexOf("\r\n\r\n");
  if (end < 0) return octets.length > LONGEST_HEAD ? "malformed" : "incomplete";
  const [first = "", ...rest] = octets.subarray(0, end).toString("latin1").split("\r\n");
  const { method, target } = /^(?<method>[A-Z]+) (?<target>\S+) HTTP\/1\.[01]$/.exec(first)?.groups ?? {};
  const lines = rest.map(parseLine);
  if (end > LONGEST_HEAD || method === undefined || target === undefined || !lines.every(isLine)) return "malformed";
  const length = bodyLength(lines);
  if (length === undefined) return "malformed";
  const body = octets.subarray(end + 4, end + 4 + length);
  return body.length < length ? "incomplete" : { method, target, lines, body };
}

/** RFC 9112 section 5: no space before the colon, and no line that continues another. */
function parseLine(line: string): HeaderLine | undefined {
  const { name, value } = /^(?<name>[!#$%&'*+.^_`|~\w-]+):[ \t]*(?<value>.*?)[ \t]*$/.exec(line)?.groups ?? {};
  return name === undefined || value === undefined ? undefined : [name, value];
}

function isLine(line: HeaderLine | undefined): line is HeaderLine {
  return line !== undefined;
}

/** Undefined: it is not said in a way that nobody could read otherwise. */
function bodyLength(lines: readonly HeaderLine[]): number | undefined {
  const valuesOf = (wanted: string): readonly string[] => {
    return lines.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
  };
  const [length = "0", ...others] = valuesOf("content-length");
  if (others.length > 0 || valuesOf("transfer-encoding").length > 0 || !/^\d{1,9}$/.test(length)) return undefined;
  return Number(length) > LONGEST_BODY ? undefined : Number(length);
}
