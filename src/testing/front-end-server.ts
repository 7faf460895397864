import { constants } from "node:crypto";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import type { Http2Server } from "node:http2";
import { createServer as createHttpsServer, type Server as HttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { createHttp2Acceptor } from "./front-end-http2.ts";
import { serve } from "./front-end-serve.ts";
import { forgetFailedCheck, shownOn } from "./front-end-shown.ts";
import { MAX_HEADER_SIZE, type Site, whenAsked } from "./front-end-site.ts";

/** What a server shows its clients. */
export interface ServerIdentity {
  /** The certificate in PEM, with what stands between it and the authority. */
  readonly chainPem: string;
  readonly privateKeyPem: string;
}

/** Where a server listens. */
export interface Place {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** A server that can be closed with all its connections, upgraded ones too. */
export interface Listener {
  /** Rejects with the system's error, such as EADDRINUSE. */
  listen(place: Place): Promise<void>;
  port(): number;
  close(): Promise<void>;
}

/** A server that ends TLS, applies the mode and forwards to the app. */
export function createTlsListener({ chainPem, privateKeyPem }: ServerIdentity, site: Site): Listener {
  const server = createHttpsServer({
    maxHeaderSize: MAX_HEADER_SIZE,
    cert: chainPem,
    key: privateKeyPem,
    requestCert: whenAsked(site) === "in-handshake",
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    ALPNProtocols: site.http2 ? ["h2", "http/1.1"] : ["http/1.1"],
    // Without tickets, and without a `resumeSession` listener to find a session, no session is ever resumed.
    secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION,
  });
  serve(server, site);
  const http2 = createHttp2Acceptor(MAX_HEADER_SIZE);
  serve(http2, site);
  sortConnections(server, http2, site);
  return closable(server);
}

/** A server in plain HTTP that forwards to the app: nobody shows a certificate there. */
export function createPlainListener(site: Site): Listener {
  const server = createHttpServer({ maxHeaderSize: MAX_HEADER_SIZE });
  serve(server, site);
  return closable(server);
}

/** A server that answers everything with the same address under https. */
export function createRedirector(securePort: () => number): Listener {
  const server = createHttpServer({ maxHeaderSize: MAX_HEADER_SIZE }, (request, response) => {
    const host = (request.headers.host ?? "127.0.0.1").replace(/:\d+$/, "");
    const target = request.url?.startsWith("/") ? request.url : "/";
    response.writeHead(301, { location: `https://${host}:${securePort()}${target}` }).end();
  });
  return closable(server);
}

/** Hands each connection to the server of its protocol, or ends it where no certificate was shown. */
function sortConnections(server: HttpsServer, http2: Http2Server, site: Site): void {
  const serveHttp1 = server.listeners("secureConnection");
  server.removeAllListeners("secureConnection").on("secureConnection", (socket: TLSSocket) => {
    forgetFailedCheck(socket);
    const isMissing = site.mode === "required" && site.refuses === "by-closing" && shownOn(socket) === undefined;
    if (isMissing) {
      site.tell({ kind: "connection-refused", tlsVersion: socket.getProtocol() ?? undefined });
      socket.destroy();
    } else if (socket.alpnProtocol === "h2") {
      http2.emit("connection", socket);
    } else {
      for (const listener of serveHttp1) listener.call(server, socket);
    }
  });
}

function closable(server: HttpServer | HttpsServer): Listener {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  // First of all listeners, so that a connection that is ended at once is remembered too.
  server.prependListener("connection", remember).prependListener("secureConnection", remember);
  return {
    listen: (place) => new Promise((resolve, reject) => server.once("error", reject).listen(place, resolve)),
    port: () => (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
