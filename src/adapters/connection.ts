import type { IncomingMessage } from "node:http";
import type { Connection } from "../header/source.ts";

/** What is read here of a request of `node:http` or of `node:http2`'s compatibility layer. */
type ConnectedRequest = Pick<IncomingMessage, "httpVersionMajor" | "socket">;

/**
 * The connection that a request came over; null where it is not known. Never throws, and neither does what it returns.
 *
 * Over HTTP/1 that is the socket itself. Over HTTP/2 `request.socket` is a stand-in that throws once the session has
 * gone, so what is needed of it is read at once.
 */
export function connectionOf(request: ConnectedRequest): Connection | null {
  try {
    const { socket } = request;
    if (typeof socket !== "object" || socket === null) return null;
    return request.httpVersionMajor >= 2 ? snapshotOf(socket) : (socket as Connection);
  } catch {
    return null;
  }
}

function snapshotOf(socket: Connection): Connection {
  const { remoteAddress, getPeerCertificate } = socket;
  if (typeof getPeerCertificate !== "function") return { remoteAddress };
  return {
    remoteAddress,
    getPeerCertificate(detailed) {
      try {
        return getPeerCertificate.call(socket, detailed);
      } catch {
        return undefined;
      }
    },
  };
}
