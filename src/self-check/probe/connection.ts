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
  /**
   * How long a connection without a certificate stays silent before its request, in milliseconds. In TLS 1.3 the server
   * looks at the client's certificate after the client is done with the handshake (RFC 8446 section 4.4), so its alert
   * comes late; a request that meets it on the way may turn it into a reset, which says nothing. Default 50.
   */
  readonly patienceMs?: number | undefined;
}

const DEFAULT_PATIENCE = 50;

const PROTOCOLS: Readonly<Record<Shot["httpVersion"], readonly string[]>> = {
  "1.1": ["http/1.1"],
  "2": ["h2"],
  "2 if chosen": ["h2", "http/1.1"],
};

/**
 * A new connection, used for nothing else: no agent keeps it, no session is taken up or kept, no proxy variable is
 * read. The server's certificate is always verified, whatever `NODE_TLS_REJECT_UNAUTHORIZED` says: its chain to the
 * roots, and the name that was asked for, but where a name is asked for `sideways`.
 */
export function openConnection(shot: Shot, options: ConnectionOptions): Socket {
  const { host, port, sideways } = shot;
  const serverName = sideways === undefined ? (shot.serverName ?? host) : sideways.serverName;
  if (shot.scheme === "http") return connectPlain({ host, port });
  const { certificatePem: cert, privateKeyPem: key, ca } = options;
  return connectTls({
    host,
    port,
    rejectUnauthorized: true,
    minVersion: shot.tls === "1.3" ? "TLSv1.3" : "TLSv1.2",
    maxVersion: shot.tls === "1.2" ? "TLSv1.2" : "TLSv1.3",
    ALPNProtocols: [...PROTOCOLS[shot.httpVersion]],
    // An address is no server name (RFC 6066 section 3).
    ...(serverName !== undefined && isIP(serverName) === 0 ? { servername: serverName } : {}),
    // The certificate is then that of whichever site the front end takes for it, and nothing secret is sent: its chain has
    // to be right, its names do not matter.
    ...(sideways === undefined ? {} : { checkServerIdentity: () => undefined }),
    ...(shot.presentsCertificate ? { cert, key } : {}),
    ...(ca === undefined ? {} : { ca }),
  });
}

/**
 * Calls back when the request may be sent. What goes wrong before is the socket's `error`.
 *
 * @param patienceMs See `ConnectionOptions`.
 */
export function whenOpen(socket: Socket, shot: Shot, send: () => void, patienceMs: number = DEFAULT_PATIENCE): void {
  if (!(socket instanceof TLSSocket)) {
    socket.once("connect", send);
    return;
  }
  socket.once("secureConnect", () => {
    if (shot.presentsCertificate || socket.getProtocol() !== "TLSv1.3") send();
    else setTimeout(send, patienceMs).unref();
  });
}

/** The host as a request names it (RFC 9112 section 3.2). */
export function authorityOf({ host, port, scheme }: Shot): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return port === (scheme === "https" ? 443 : 80) ? name : `${name}:${port}`;
}
