import { constants, randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import { createServer as createHttpServer, ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Authority } from "./authority.ts";
import { createAuthority } from "./authority.ts";
import type { Target } from "./front-end-forward.ts";
import { forward, forwardUpgrade } from "./front-end-forward.ts";
import type { Arrival, ForgedHeader } from "./front-end-headers.ts";
import { requestHeaders } from "./front-end-headers.ts";

/** How the front end treats client certificates, and where it sends requests. */
export interface FrontEndOptions {
  /**
   * App Service's client certificate modes. `required`: asks for a certificate and answers 403 without one.
   * `optional`: asks, and forwards either way. `disabled`: does not ask.
   */
  readonly mode: "required" | "optional" | "disabled";
  /** What becomes of a certificate header that the client wrote. Default `drop`. */
  readonly forgedHeader?: ForgedHeader;
  /** The app: `http://127.0.0.1:8080`, or host and port. */
  readonly target: string | Target;
  /**
   * A second listener without TLS. `redirect`: 301 to https, as with App Service's "HTTPS Only". `forward`: to the
   * app, without a certificate, whatever the mode. Default `off`: no such listener.
   */
  readonly plainHttp?: "off" | "redirect" | "forward";
  /** The site's own host name: in `WAS-DEFAULT-HOSTNAME` and in the server certificate. Default `localhost`. */
  readonly defaultHostname?: string;
}

/** A running front end. */
export interface FrontEnd {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly port: number;
  /** `http://127.0.0.1:<port>` of the listener without TLS. Undefined when `plainHttp` is off. */
  readonly plainHttpUrl: string | undefined;
  /** The authority of the server certificate (names: localhost, 127.0.0.1, ::1 and `defaultHostname`) in PEM. */
  readonly caPem: string;
  /** Closes the listeners and every connection. */
  close(): Promise<void>;
}

/**
 * A front end like App Service's, on 127.0.0.1: ends TLS, asks for a client certificate, checks nothing about it, and
 * hands it to the app in `X-ARR-ClientCert`. The request target and all other header lines travel unchanged, bodies
 * as they come. Sessions are not resumed, so that every connection carries the certificate shown on it. A dead app is
 * a 502.
 *
 * Throws TypeError for a target that is neither host and port nor an http URL.
 */
export async function createFrontEnd(options: FrontEndOptions): Promise<FrontEnd> {
  const { plainHttp = "off", defaultHostname = "localhost" } = options;
  const target = parseTarget(options.target);
  const authority = createAuthority({ subject: "CN=Test Front End CA" });
  const site: Site = { ...options, target, defaultHostname };

  const secure = listener(createTlsServer(authority, site), site, "https");
  await secure.listen();
  const plain = plainListener(plainHttp, site, secure.port());
  await plain?.listen();

  return {
    url: `https://127.0.0.1:${secure.port()}`,
    port: secure.port(),
    plainHttpUrl: plain && `http://127.0.0.1:${plain.port()}`,
    caPem: authority.pem,
    close: async () => {
      await Promise.all([secure.close(), plain?.close()]);
    },
  };
}

/** The options with nothing left open. */
type Site = FrontEndOptions & { readonly target: Target; readonly defaultHostname: string };

/** App Service's front end takes 64 KiB of request headers together, four times what Node takes by itself. */
const SERVER_OPTIONS = { maxHeaderSize: 65_536 } as const;

const CERTIFICATE_REQUIRED =
  "<!DOCTYPE html><html><head><title>Error 403 - Forbidden</title></head>" +
  "<body><h1>Error 403 - Forbidden: Client Certificate Required</h1></body></html>";

function parseTarget(target: string | Target): Target {
  if (typeof target !== "string") return target;
  const { protocol, hostname, port } = new URL(target);
  if (protocol !== "http:") throw new TypeError(`the target is no http URL: ${target}`);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 80 : Number(port) };
}

function createTlsServer(authority: Authority, { mode, defaultHostname }: Site): Server {
  const names = new Set(["dns:localhost", `dns:${defaultHostname}`, "ip:127.0.0.1", "ip:::1"]);
  const certificate = authority.issue({
    subject: "CN=Test Front End",
    extKeyUsage: ["serverAuth"],
    subjectAltName: [...names],
  });
  return createHttpsServer({
    ...SERVER_OPTIONS,
    cert: certificate.pem,
    key: certificate.privateKeyPem,
    requestCert: mode !== "disabled",
    rejectUnauthorized: false,
    minVersion: "TLSv1.2",
    // Without tickets, and without a `resumeSession` listener to find a session, no session is ever resumed.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
}

/** A server that can be closed with all its connections, upgraded ones too. */
interface Listener {
  listen(): Promise<void>;
  port(): number;
  close(): Promise<void>;
}

/** A server that applies the mode and forwards to the app. */
function listener(server: Server, site: Site, protocol: Arrival["protocol"]): Listener {
  server.on("request", (request, response) => {
    const headers = admit(request, response, site, protocol);
    if (headers !== undefined) forward(request, response, site.target, headers);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on("finish", () => socket.end());
    const headers = admit(request, response, site, protocol);
    if (headers !== undefined) forwardUpgrade(request, { socket, head, response }, site.target, headers);
  });
  return closable(server);
}

function plainListener(
  plainHttp: "off" | "redirect" | "forward",
  site: Site,
  securePort: number,
): Listener | undefined {
  if (plainHttp === "off") return undefined;
  return plainHttp === "forward" ? listener(createHttpServer(SERVER_OPTIONS), site, "http") : redirector(securePort);
}

/** A server that answers everything with the same address under https. */
function redirector(securePort: number): Listener {
  const server = createHttpServer(SERVER_OPTIONS, (request, response) => {
    const host = (request.headers.host ?? "127.0.0.1").replace(/:\d+$/, "");
    const target = request.url?.startsWith("/") ? request.url : "/";
    response.writeHead(301, { location: `https://${host}:${securePort}${target}` }).end();
  });
  return closable(server);
}

function closable(server: Server): Listener {
  const sockets = new Set<Socket>();
  const remember = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  server.on("connection", remember).on("secureConnection", remember);
  return {
    listen: () => new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve)),
    port: () => (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The header lines for the app; undefined when the front end has answered itself. */
function admit(
  request: IncomingMessage,
  response: ServerResponse,
  site: Site,
  protocol: Arrival["protocol"],
): string[] | undefined {
  const { socket } = request;
  const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
  if (protocol === "https" && site.mode === "required" && certificate === undefined) {
    response.writeHead(403, { "content-type": "text/html" }).end(CERTIFICATE_REQUIRED);
    return undefined;
  }
  const arrival: Arrival = { protocol, client: `${socket.remoteAddress}:${socket.remotePort}`, certificate };
  return requestHeaders(request.rawHeaders, arrival, {
    forgedHeader: site.forgedHeader ?? "drop",
    defaultHostname: site.defaultHostname,
    serverCertificate: "256|128|CN=Test Front End CA|CN=Test Front End",
    logId: randomUUID(),
  });
}
