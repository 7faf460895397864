import type { IncomingMessage } from "node:http";
import { ServerResponse } from "node:http";
import type { Http2Server, Http2ServerRequest } from "node:http2";
import type { Server, Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { BODY_TOO_LARGE, CERTIFICATE_REQUIRED, LONGEST_BODY_BEFORE_RENEGOTIATION } from "./front-end-app-service.ts";
import { isExcluded } from "./front-end-exclusions.ts";
import type { Exchange, Onward } from "./front-end-forward.ts";
import { forward, forwardUpgrade, hasBody } from "./front-end-forward.ts";
import { type Arrival, hasCertificateHeader, requestHeaders } from "./front-end-headers.ts";
import { answerInText, rawHeadersOf } from "./front-end-http2.ts";
import { askAgain, canRenegotiate, readBody, whileReading } from "./front-end-renegotiation.ts";
import { shownOn } from "./front-end-shown.ts";
import { type Site, whenAsked } from "./front-end-site.ts";
import type { AppAnswer, Deed, Visit } from "./front-end-visit.ts";

/** Makes a server apply the mode, and forward to the app what it lets by. */
export function serve(server: Server | Http2Server, site: Site): void {
  server.on("request", (request: Exchange["request"], response: Exchange["response"]) => {
    void handle({ request, response }, site, "when-read");
  });
  server.on("checkContinue", (request: Exchange["request"], response: Exchange["response"]) => {
    void handle({ request, response }, site, "when-told");
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    response.assignSocket(socket);
    response.on("finish", () => socket.end());
    void handleUpgrade({ request, response, socket, head }, site);
  });
}

/** Connections on which a certificate has been asked for by renegotiation. */
const asked = new WeakSet<object>();

/**
 * @param bodyComes `when-told`: the client waits for 100 Continue (RFC 9110 section 10.1.1), so nothing is under way and
 *   a body of any length may follow the renegotiation.
 */
async function handle(exchange: Exchange, site: Site, bodyComes: "when-read" | "when-told"): Promise<void> {
  const { request, response } = exchange;
  const visit = begin(exchange, site);
  const socket = toBeAsked(request, site);
  let body: Buffer | undefined;
  if (socket !== undefined) {
    if (bodyComes === "when-read") {
      body = await readBody(request as IncomingMessage, LONGEST_BODY_BEFORE_RENEGOTIATION);
      if (body === undefined) return visit.refuse("body-too-large", BODY_TOO_LARGE);
    }
    if (!(await renegotiate(socket))) return visit.fail(socket);
  }
  const headers = admit(exchange, site, visit);
  if (headers === undefined) return;
  if (bodyComes === "when-told") response.writeContinue();
  forward(exchange, { ...visit, target: site.target, headers }, body);
}

async function handleUpgrade(upgrade: Parameters<typeof forwardUpgrade>[0], site: Site): Promise<void> {
  const { request, socket } = upgrade;
  const visit = begin(upgrade, site);
  if (hasBody(request)) return visit.refuse("bad-upgrade", "");
  const asking = toBeAsked(request, site);
  let { head } = upgrade;
  if (asking !== undefined) {
    const read = await whileReading(socket, head, () => renegotiate(asking));
    if (!read.result) return visit.fail(asking);
    head = read.head;
  }
  const headers = admit(upgrade, site, visit);
  if (headers === undefined) return;
  forwardUpgrade({ ...upgrade, head }, { ...visit, target: site.target, headers });
}

/** The connection, when the client is still to be asked on it by renegotiation, and can be. */
function toBeAsked(request: Exchange["request"], site: Site): TLSSocket | undefined {
  const { socket } = request;
  if (!(socket instanceof TLSSocket) || whenAsked(site) !== "after-request" || asked.has(socket)) return undefined;
  return isExcluded(request.url ?? "/", site.exclude) || !canRenegotiate(socket) ? undefined : socket;
}

async function renegotiate(socket: TLSSocket): Promise<boolean> {
  const done = await askAgain(socket);
  if (done) asked.add(socket);
  return done;
}

/** The header lines for the app; undefined when the front end has answered itself. */
function admit({ request }: Exchange, site: Site, visit: Visiting): string[] | undefined {
  const arrival = visit.arrive();
  const isDemanded = site.mode === "required" && arrival.protocol === "https";
  if (isDemanded && arrival.shown === undefined && !isExcluded(arrival.target, site.exclude)) {
    visit.refuse("certificate-required", CERTIFICATE_REQUIRED);
    return undefined;
  }
  return requestHeaders(rawHeadersOf(request), arrival, site);
}

/** A visit that is under way. */
interface Visiting {
  /** The request with what is known of its connection by now. */
  arrive(): Arrival;
  readonly onAnswer: Onward["onAnswer"];
  onUpgraded(): void;
  /** Answers in the app's place. */
  refuse(deed: Deed, page: string): void;
  /** Gives a connection up. */
  fail(socket: TLSSocket): void;
}

function begin({ request, response }: Exchange, site: Site): Visiting {
  // Known early: once the connection has gone, it tells nothing any more.
  const { socket } = request;
  let arrival = arrivalOf(request);
  let deed: Deed = "forwarded";
  let app: AppAnswer | undefined;
  // A client that leaves is no error of anybody's.
  request.on("error", () => undefined);
  response.on("error", () => undefined);
  let isTold = false;
  const tell = (): void => {
    if (!isTold) site.tell({ ...describe(request, arrival, site, asked.has(socket)), deed, app });
    isTold = true;
  };
  response.on("close", tell);
  return {
    onUpgraded: tell,
    arrive: () => {
      arrival = arrivalOf(request);
      return arrival;
    },
    onAnswer: (answer) => {
      app = answer;
    },
    refuse: (did, page) => {
      deed = did;
      if (!response.destroyed) answerInText(response, did === "bad-upgrade" ? 400 : 403, "text/html", page);
    },
    fail: (connection) => {
      deed = "renegotiation-failed";
      connection.destroy();
    },
  };
}

function describe(
  request: Exchange["request"],
  { shown, tlsVersion, target }: Arrival,
  site: Site,
  wasAsked: boolean,
): Omit<Visit, "deed" | "app"> {
  const inHandshake = tlsVersion !== undefined && whenAsked(site) === "in-handshake";
  return {
    kind: "request",
    method: request.method ?? "",
    target,
    httpVersion: request.httpVersion,
    tlsVersion,
    certificate: shown?.certificate,
    asked: inHandshake ? "in-handshake" : wasAsked ? "by-renegotiation" : "not",
    isExcluded: isExcluded(target, site.exclude),
    hasForgedHeader: hasCertificateHeader(rawHeadersOf(request), site.ways),
  };
}

function arrivalOf(request: IncomingMessage | Http2ServerRequest): Arrival {
  const { socket, url: target = "/" } = request;
  const client = { address: socket.remoteAddress ?? "", port: socket.remotePort ?? 0 };
  if (!(socket instanceof TLSSocket))
    return { protocol: "http", client, target, shown: undefined, tlsVersion: undefined };
  return { protocol: "https", client, target, shown: shownOn(socket), tlsVersion: socket.getProtocol() ?? undefined };
}
