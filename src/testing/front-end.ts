import { createAuthority } from "./authority.ts";
import { APP_SERVICE } from "./front-end-app-service.ts";
import { CONTAINER_APPS } from "./front-end-container-apps.ts";
import type { Target } from "./front-end-forward.ts";
import type { ForgedHeader } from "./front-end-headers.ts";
import {
  createPlainListener,
  createRedirector,
  createTlsListener,
  type Listener,
  type Place,
  type ServerIdentity,
} from "./front-end-server.ts";
import type { Site } from "./front-end-site.ts";
import type { FrontEndEvent } from "./front-end-visit.ts";

/** Which platform the front end is like, how it treats client certificates, and where it sends requests. */
export interface FrontEndOptions {
  /**
   * `app-service` hands the certificate over in `X-ARR-ClientCert`, `container-apps` with its chain in
   * `X-Forwarded-Client-Cert`. Default `app-service`.
   */
  readonly platform?: "app-service" | "container-apps";
  /**
   * App Service's client certificate modes, and with `container-apps` its `require`, `accept` and `ignore`.
   *
   * - `required`: asks for a certificate; without one App Service answers 403, and Container Apps ends the connection.
   * - `optional`: asks, and forwards either way.
   * - `interactive`: App Service's OptionalInteractiveUser; asks by renegotiation, and forwards either way.
   * - `disabled`: does not ask.
   */
  readonly mode: "required" | "optional" | "interactive" | "disabled";
  /**
   * App Service's `clientCertExclusionPaths`: no certificate is asked for where the path starts with one of them,
   * without regard to case. With any of them, as in `interactive`, the front end asks by renegotiation once it knows
   * the path, so over TLS 1.2 and HTTP/1.1 alone: on every other connection there is no certificate. A body of more than
   * 100 KB that comes before the renegotiation is a 403. Default: none.
   */
  readonly exclude?: readonly string[];
  /** Whether HTTP/2 is spoken beside HTTP/1.1. Default: with `container-apps`. */
  readonly http2?: boolean;
  /** What becomes of a certificate header that the client wrote. Default `drop`. */
  readonly forgedHeader?: ForgedHeader;
  /** The app: `http://127.0.0.1:8080`, or host and port. */
  readonly target: string | Target;
  /**
   * A second listener without TLS. `redirect`: 301 to https, as with App Service's "HTTPS Only" and without Container
   * Apps' `allowInsecure`. `forward`: to the app, without a certificate, whatever the mode. Default `off`: no such
   * listener.
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
 * A front end like Azure's, on 127.0.0.1: ends TLS, asks for a client certificate, checks nothing about it, and hands it
 * to the app in the platform's header. The request target and all other header lines travel unchanged, bodies as they
 * come. Sessions are not resumed, so that every connection carries the certificate shown on it. A dead app is a 502.
 *
 * Throws TypeError for a target that is neither host and port nor an http URL, and for what Container Apps does not
 * have: the mode `interactive`, and `exclude`.
 */
export async function createFrontEnd(options: FrontEndOptions): Promise<FrontEnd> {
  const { plainHttp = "off", defaultHostname = "localhost" } = options;
  const site = siteOf(options, () => undefined);
  const authority = createAuthority({ subject: "CN=Test Front End CA" });
  const names = new Set(["dns:localhost", `dns:${defaultHostname}`, "ip:127.0.0.1", "ip:::1"]);
  const identity = authority.issue({
    subject: "CN=Test Front End",
    extKeyUsage: ["serverAuth"],
    subjectAltName: [...names],
  });

  const secure = createTlsListener(identity, site);
  await secure.listen(ANYWHERE);
  const plain = plainListener(plainHttp, site, secure.port());
  await plain?.listen(ANYWHERE);

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

/** What a front end is given by whoever starts it for longer than a test. */
export interface Lodging {
  readonly identity: ServerIdentity;
  readonly place: Place;
  /** Told of every request, and of every connection that was refused. */
  readonly tell: (event: FrontEndEvent) => void;
}

/**
 * The same front end with a certificate and at a place of the caller's choice, without a listener for plain HTTP. Rejects
 * with the system's error when it cannot listen there.
 */
export async function lodgeFrontEnd(
  options: Omit<FrontEndOptions, "plainHttp">,
  { identity, place, tell }: Lodging,
): Promise<Pick<FrontEnd, "port" | "close">> {
  const listener = createTlsListener(identity, siteOf(options, tell));
  await listener.listen(place);
  return { port: listener.port(), close: () => listener.close() };
}

const ANYWHERE: Place = { host: "127.0.0.1", port: 0 };

function siteOf(options: FrontEndOptions, tell: Site["tell"]): Site {
  const {
    platform = "app-service",
    mode,
    exclude = [],
    forgedHeader = "drop",
    defaultHostname = "localhost",
  } = options;
  const isContainerApps = platform === "container-apps";
  if (isContainerApps && mode === "interactive") throw new TypeError("Container Apps has no mode `interactive`");
  if (isContainerApps && exclude.length > 0) throw new TypeError("Container Apps has no exclusion paths");
  return {
    ways: isContainerApps ? CONTAINER_APPS : APP_SERVICE,
    mode,
    exclude,
    refuses: isContainerApps ? "by-closing" : "by-answer",
    forgedHeader,
    target: parseTarget(options.target),
    defaultHostname,
    http2: options.http2 ?? isContainerApps,
    tell,
  };
}

function parseTarget(target: string | Target): Target {
  if (typeof target !== "string") return target;
  const { protocol, hostname, port } = new URL(target);
  if (protocol !== "http:") throw new TypeError(`the target is no http URL: ${target}`);
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 80 : Number(port) };
}

function plainListener(
  plainHttp: "off" | "redirect" | "forward",
  site: Site,
  securePort: number,
): Listener | undefined {
  if (plainHttp === "off") return undefined;
  return plainHttp === "forward" ? createPlainListener(site) : createRedirector(() => securePort);
}
