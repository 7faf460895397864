import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";

/** Milliseconds that a client has to follow. */
const PATIENCE = 10_000;

/** Only TLS 1.2 has it (RFC 8446 section 1.2), and HTTP/2 forbids it (RFC 9113 section 9.2.1). */
export function canRenegotiate(socket: TLSSocket): boolean {
  return socket.getProtocol() === "TLSv1.2" && socket.alpnProtocol !== "h2";
}

/**
 * Asks for a certificate on a connection that stands and on which nothing is under way from the client.
 *
 * @returns Whether the client was asked, and answered one way or the other.
 */
export function askAgain(socket: TLSSocket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(false), PATIENCE);
    const onClose = (): void => settle(false);
    const settle = (asked: boolean): void => {
      clearTimeout(timer);
      socket.removeListener("close", onClose);
      resolve(asked);
    };
    socket.once("close", onClose);
    socket.renegotiate({ requestCert: true, rejectUnauthorized: false }, (error) => {
      settle(error === null);
    });
  });
}

/**
 * A request's whole body: Node's connection dies when a client is asked while a body is on its way.
 *
 * @returns Undefined: it is longer than `most` octets, or the client left.
 */
export async function readBody(request: IncomingMessage, most: number): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > most) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    request
      .on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > most) resolve(undefined);
        else chunks.push(chunk);
      })
      .on("end", () => resolve(Buffer.concat(chunks)))
      .on("error", () => resolve(undefined))
      .on("close", () => resolve(undefined));
  });
}

/** Reads from a connection whose parser has let go, which the handshake needs, and keeps what comes. */
export async function whileReading<Result>(
  socket: Duplex,
  head: Buffer,
  act: () => Promise<Result>,
): Promise<{
  readonly result: Result;
  readonly head: Buffer;
}> {
  const chunks = [head];
  const keep = (chunk: Buffer): void => void chunks.push(chunk);
  socket.on("data", keep);
  const result = await act();
  socket.pause();
  socket.removeListener("data", keep);
  return { result, head: Buffer.concat(chunks) };
}
