import { connect as connectHttp2, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from "node:http2";
import { connect as connectPlain, type Socket } from "node:net";
import { connect as connectTls, type SecureVersion, type TLSSocket } from "node:tls";
import type { Echo } from "./echo-app.ts";
import { type HeaderLine, toLines } from "./request.ts";

/** One request, on a connection of its own. */
export interface Question {
  /** Shown in the handshake, or later when asked, in PEM. */
  readonly client?: { readonly pem: string; readonly privateKeyPem: string } | undefined;
  readonly http?: "1.1" | "2";
  /** Over plain HTTP. Default false. */
  readonly plain?: boolean;
  readonly tls?: SecureVersion;
  /** Asked for in TLS. Null: nothing is. Absent: the stand's. */
  readonly serverName?: string | null;
  readonly method?: string;
  readonly target?: string;
  /** Beside `Host`. */
  readonly lines?: readonly HeaderLine[];
  readonly body?: string;
}

export interface Heard {
  readonly status: number;
  /** Names in lower case. */
  readonly lines: readonly HeaderLine[];
  readonly body: string;
  /** Undefined when the app has not answered. */
  readonly echo: Echo | undefined;
}

/** Where to ask. */
export type Asked = { readonly port: number; readonly plainHttpPort: number | undefined; readonly ca: string };

/** Rejects with what went wrong on the connection. */
export async function ask(stand: Asked, question: Question = {}): Promise<Heard> {
  const { method = "GET", target = "/orders", lines = [], body, plain = false, http = "1.1" } = question;
  if (http === "2") return askHttp2(await openTls(stand, question), question);
  const length: readonly HeaderLine[] = body === undefined ? [] : [["Content-Length", `${body.length}`]];
  const all = [["Host", `localhost:${stand.port}`], ["Connection", "close"], ...lines, ...length];
  const head = `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  const socket = plain ? await openPlain(stand) : await openTls(stand, question);
  return parse(await exchange(socket, head + (body ?? "")));
}

/** Writes these very octets, and reads until the other side ends the connection. */
export function exchange(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    socket.setEncoding("latin1").on("data", (chunk) => {
      answer += String(chunk);
    });
    socket.on("error", reject).on("close", () => (answer === "" ? reject(new Error("no answer")) : resolve(answer)));
    socket.write(text, "latin1");
  });
}

export function openPlain({ plainHttpPort }: Asked): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectPlain(plainHttpPort ?? 0, "127.0.0.1", () => resolve(socket));
    socket.once("error", reject);
  });
}

export function openTls({ port, ca }: Asked, { client, tls, http, serverName }: Question = {}): Promise<TLSSocket> {
  const servername = serverName === undefined ? "localhost" : serverName;
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: "127.0.0.1",
      port,
      ...(servername === null ? {} : { servername }),
      // The stand's certificate is for its own name alone.
      checkServerIdentity: () => undefined,
      ca,
      ALPNProtocols: [http === "2" ? "h2" : "http/1.1"],
      ...(tls === undefined ? {} : { minVersion: tls, maxVersion: tls }),
      ...(client === undefined ? {} : { cert: client.pem, key: client.privateKeyPem }),
    });
    socket.once("error", reject).once("secureConnect", () => resolve(socket));
  });
}

/** The values of the lines of one header, as the app saw them. */
export function seen({ echo }: Pick<Heard, "echo">, wanted: string): readonly string[] | undefined {
  if (echo === undefined) return undefined;
  return toLines(echo.rawHeaders)
    .filter(([name]) => name.toLowerCase() === wanted.toLowerCase())
    .map(([, value]) => value);
}

function askHttp2(
  socket: TLSSocket,
  { method = "GET", target = "/orders", lines = [], body }: Question,
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2("https://localhost", { createConnection: () => socket });
    const finish = (settle: () => void): void => {
      settle();
      session.destroy();
    };
    const fields: Record<string, string[]> = {};
    for (const [name, value] of lines) fields[name.toLowerCase()] = [...(fields[name.toLowerCase()] ?? []), value];
    let answered: IncomingHttpHeaders & IncomingHttpStatusHeader = {};
    let text = "";
    const stream = session.request({ ...fields, ":method": method, ":path": target });
    session.on("error", (error) => finish(() => reject(error)));
    stream
      .setEncoding("utf8")
      .on("response", (headers) => {
        answered = headers;
      })
      .on("data", (chunk: string) => {
        text += chunk;
      })
      .on("error", (error) => finish(() => reject(error)))
      .on("close", () => finish(() => reject(new Error("no answer"))))
      .on("end", () => finish(() => resolve(heard(answered[":status"] ?? 0, linesOf(answered), text))))
      .end(body);
  });
}

function linesOf(headers: IncomingHttpHeaders): readonly HeaderLine[] {
  return Object.entries(headers)
    .filter(([name]) => !name.startsWith(":"))
    .flatMap(([name, value = ""]) => [value].flat().map((one) => [name, one] as const));
}

function parse(answer: string): Heard {
  const end = answer.indexOf("\r\n\r\n");
  const [first = "", ...rest] = answer.slice(0, end).split("\r\n");
  const lines = rest.map((line): HeaderLine => {
    const [name = "", ...value] = line.split(": ");
    return [name.toLowerCase(), value.join(": ")];
  });
  return heard(Number(first.split(" ")[1]), lines, answer.slice(end + 4));
}

function heard(status: number, lines: readonly HeaderLine[], body: string): Heard {
  const isEcho = lines.some(([name]) => name === "x-echo");
  return { status, lines, body, echo: isEcho ? (JSON.parse(body) as Echo) : undefined };
}
