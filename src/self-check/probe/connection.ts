import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls, TLSSocket } from "node:tls";
import type { Shot } from "./shot.ts";

export interface ConnectionOptions {
  /** A, in PEM. */
  readonly certificatePem: string;
  /** A's key, in PEM. */
  readonly privateKeyPem: string;
  /** PEM of the only roots to trust. Absent: Node's own. */
  readonly ca?: string | undefined;
}

/**
 * How long a connection without a certificate stays silent before its request, in milliseconds. In TLS 1.3 the server
 * looks at the client's certificate after the client is done with the handshake (RFC 8446 section 4.4), so its alert
 * comes late; a request that meets it on the way may turn it into a reset, which says nothing.
 */
const PATIENCE = 50;

/**
 * A new connection, used for nothing else: no agent keeps it, no session is taken up or kept, no proxy variable is
 * read. The server's certificate is always verified, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says.
 */
export function openConnection(shot: Shot, options: ConnectionOptions): Socket {
  const { host, port } = shot;
  if (shot.scheme === "http") return connectPlain({ host, port });
  const { certificatePem: cert, privateKeyPem: key, ca } = options;
  return connectTls({
    host,
    port,
    rejectUnauthorized: true,
    minVersion: shot.tls === "1.3" ? "TLSv1.3" : "TLSv1.2",
    ALPNProtocols: [shot.httpVersion === "2" ? "h2" : "http/1.1"],
    // An address is no server name (RFC 6066 section 3).
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(shot.presentsCertificate ? { cert, key } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

/** Calls back when the request may be sent. What goes wrong before is the socket's `error`. */
export function whenOpen(socket: Socket, shot: Shot, send: () => void): void {
  if (!(socket instanceof TLSSocket)) {
    socket.once("connect", send);
    return;
  }
  socket.once("secureConnect", () => {
    if (shot.presentsCertificate || socket.getProtocol() !== "TLSv1.3") send();
    else setTimeout(send, PATIENCE).unref();
  });
}

/** The host as a request names it (RFC 9112 section 3.2). */
export function authorityOf({ host, port, scheme }: Shot): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === (scheme === "https" ? 443 : 80) ? name : `${name}:${port}`;
}
