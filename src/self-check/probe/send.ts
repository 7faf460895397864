import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { answerOfError, failed } from "./answer.ts";
import { type ConnectionOptions, openConnection, whenOpen } from "./connection.ts";
import { sendHttp1 } from "./send-http1.ts";
import { sendHttp2 } from "./send-http2.ts";
import type { Answer, Shot } from "./shot.ts";

export interface SendOptions extends ConnectionOptions {
  /** Milliseconds for the whole: name, connection, handshake, and the head of the answer. */
  readonly timeoutMs: number;
  /** Ends it before. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one planned request and tells what came back. Only an alert that turns down the handshake for the client's
 * certificate is a `tls-alert`; whatever else happened on the connection has `failed`. Neither the connection nor the
 * timer keeps the process alive.
 *
 * @returns Never rejects.
 */
export function sendShot(shot: Shot, options: SendOptions): Promise<Answer> {
  const { timeoutMs, signal } = options;
  return new Promise((resolve) => {
    if (signal?.aborted) {
      resolve(failed("ABORT_ERR"));
      return;
    }
    let socket: Socket | undefined;
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      resolve(answer);
      socket?.destroy();
    };
    const abort = (): void => settle(failed("ABORT_ERR"));
    const timer = setTimeout(() => settle(failed("ETIMEDOUT")), timeoutMs);
    timer.unref();
    signal?.addEventListener("abort", abort);
    socket = start(shot, options, settle);
  });
}

/** Undefined: it could not even be started, and that has been told. */
function start(shot: Shot, options: SendOptions, settle: (answer: Answer) => void): Socket | undefined {
  try {
    const socket = openConnection(shot, options);
    socket.unref();
    socket.on("error", (error) => settle(answerOfError(error)));
    socket.on("close", () => settle(failed("ECONNRESET")));
    whenOpen(socket, shot, () => transmit(socket, shot, settle), options.patienceMs);
    return socket;
  } catch (error) {
    settle(answerOfError(error));
    return undefined;
  }
}

function transmit(socket: Socket, shot: Shot, settle: (answer: Answer) => void): void {
  if (socket.destroyed) return;
  try {
    if (shot.httpVersion !== "1.1" && socket instanceof TLSSocket) sendHttp2(socket, shot, settle);
    else sendHttp1(socket, shot, settle);
  } catch (error) {
    settle(answerOfError(error));
  }
}
