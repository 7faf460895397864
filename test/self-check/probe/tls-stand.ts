import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer as createHttpServer } from "node:http";
import { createSecureServer } from "node:http2";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import type { Shot } from "../../../src/self-check/probe/shot.ts";
import { createAuthority, createSelfSigned } from "../../../src/testing/index.ts";

const authority = createAuthority();
const server = authority.issue({
  subject: "CN=localhost",
  extKeyUsage: ["serverAuth"],
  subjectAltName: ["dns:localhost"],
});

/** A, and the root to trust. */
export const CREDENTIALS: { readonly certificatePem: string; readonly privateKeyPem: string; readonly ca: string } =
  (() => {
    const { pem, privateKeyPem } = createSelfSigned();
    return { certificatePem: pem, privateKeyPem, ca: authority.pem };
  })();

/** What a server saw of one request. */
export interface Seen {
  readonly httpVersion: string;
  readonly url: string | undefined;
  readonly rawHeaders: readonly string[];
  readonly protocol: string | null;
  /** What TLS asked for. False: nothing. */
  readonly serverName: string | false | null | undefined;
  readonly isResumed: boolean;
  readonly certificate: string | undefined;
}

export interface Stand {
  readonly port: number;
  readonly seen: Seen[];
  /** Connections so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

const TLS = { cert: server.pem, key: server.privateKeyPem, requestCert: true, rejectUnauthorized: false } as const;

export function serveHttps(listener: RequestListener, options: ServerOptions = {}): Promise<Stand> {
  return stand(createHttpsServer({ ...TLS, ...options }), listener);
}

export function serveHttp2(listener: RequestListener, options: ServerOptions = {}): Promise<Stand> {
  const { minVersion, maxVersion, ...others } = options;
  const versions = { ...(minVersion ? { minVersion } : {}), ...(maxVersion ? { maxVersion } : {}) };
  return stand(
    createSecureServer({ ...TLS, rejectUnauthorized: others.rejectUnauthorized ?? false, ...versions }),
    listener,
  );
}

export function serveHttp(listener: RequestListener): Promise<Stand> {
  return stand(createHttpServer(), listener);
}

async function stand(of: Pick<Server, "listen" | "close" | "address">, listener: RequestListener): Promise<Stand> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const remember = (socket: Socket): void => {
    connections += 1;
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const emitter = of as unknown as { on(event: string, listener: (...args: never[]) => unknown): typeof emitter };
  emitter
    .on("connection", remember)
    .on("tlsClientError", () => undefined)
    .on("sessionError", () => undefined)
    .on("request", (request: IncomingMessage, response: ServerResponse) => {
      seen.push(outline(request));
      listener(request, response as never);
    });
  await new Promise<void>((resolve) => of.listen(0, "127.0.0.1", () => resolve()));
  return {
    port: (of.address() as AddressInfo).port,
    seen,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        of.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

interface SecureSocket {
  readonly servername?: string | false | null;
  getProtocol?(): string | null;
  isSessionReused?(): boolean;
  getPeerX509Certificate?(): { toString(): string } | undefined;
}

function outline(request: IncomingMessage): Seen {
  const { httpVersion, url, rawHeaders } = request;
  const stream = "stream" in request ? (request.stream as { session?: { socket?: SecureSocket } }) : undefined;
  const socket: SecureSocket = stream?.session?.socket ?? (request.socket as SecureSocket);
  return {
    httpVersion,
    url,
    rawHeaders: [...rawHeaders],
    protocol: socket.getProtocol?.() ?? null,
    serverName: socket.servername,
    isResumed: socket.isSessionReused?.() ?? false,
    certificate: socket.getPeerX509Certificate?.()?.toString(),
  };
}

export function shotAt(port: number, changes: Partial<Shot> = {}): Shot {
  return {
    kind: "certificate",
    variant: "plain",
    host: "localhost",
    port,
    scheme: "https",
    httpVersion: "1.1",
    tls: "any",
    presentsCertificate: true,
    headers: [],
    path: "/azure-client-cert-probe",
    nonce: "the-nonce",
    ...changes,
  };
}
