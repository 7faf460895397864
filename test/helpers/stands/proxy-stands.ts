import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAuthority } from "../../../src/testing/index.ts";
import { HAPROXY, type HaproxyKind } from "../../front-ends/haproxy.ts";
import { NGINX, type NginxKind } from "../../front-ends/nginx.ts";
import { type ProxyServer, type Site, startProxy } from "../../front-ends/proxy.ts";
import { createAcceptor } from "./accept.ts";
import { Connections } from "./connections.ts";
import { listen, portOf, stop } from "./create-stand.ts";
import type { Stand } from "./options.ts";
import type { Truth } from "./stands.ts";

export interface ProxyStandOptions<Kind extends string, Plain extends string = never> {
  /** Path of the program. */
  readonly program: string;
  /** What it is configured like over TLS, with HTTP/2. */
  readonly kind: Kind;
  /** What speaks plain HTTP. `redirect`: a server beside the proxy. Default `redirect`. */
  readonly plain?: "redirect" | "off" | Plain;
  /** Of the app, on 127.0.0.1. */
  readonly port: number;
}

export type HaproxyPlain = "plain" | "plain-appending";
type SecureHaproxyKind = Exclude<HaproxyKind, HaproxyPlain>;

/** HAProxy in front of an app. Where it is missing, `describeWith` skips. */
export function createHaproxyStand(options: ProxyStandOptions<SecureHaproxyKind, HaproxyPlain>): Promise<Stand> {
  return createProxyStand<HaproxyKind>(HAPROXY, options);
}

/** nginx in front of an app. Where it is missing, `describeWith` skips. */
export function createNginxStand(options: ProxyStandOptions<NginxKind>): Promise<Stand> {
  return createProxyStand<NginxKind>(NGINX, options);
}

interface ProxyRow<Options> {
  readonly name: string;
  readonly options: Omit<Options, "program" | "port">;
  readonly truth: Truth;
}

const RIGHT: Truth = { demand: "yes", authenticity: "holds", mayBeProven: true };
const OPEN: Truth = { ...RIGHT, demand: "no" };
const FORGEABLE: Truth = { ...RIGHT, authenticity: "broken" };
const WORST: Truth = { ...OPEN, authenticity: "broken" };

/** As `STANDS`. None of them writes `WAS-DEFAULT-HOSTNAME`: the client's own passes. */
export const HAPROXY_STANDS: readonly ProxyRow<ProxyStandOptions<SecureHaproxyKind, HaproxyPlain>>[] = [
  { name: "required", options: { kind: "required" }, truth: RIGHT },
  { name: "required, passes over plain HTTP", options: { kind: "required", plain: "plain" }, truth: FORGEABLE },
  { name: "optional, an empty header", options: { kind: "optional" }, truth: OPEN },
  { name: "optional, appends a line", options: { kind: "appending" }, truth: WORST },
  { name: "optional, passes without certificate", options: { kind: "passing" }, truth: WORST },
];

/** As `STANDS`. None of them writes `WAS-DEFAULT-HOSTNAME`: the client's own passes. */
export const NGINX_STANDS: readonly ProxyRow<ProxyStandOptions<NginxKind>>[] = [
  { name: "required", options: { kind: "required" }, truth: RIGHT },
  { name: "optional", options: { kind: "optional" }, truth: OPEN },
  { name: "optional, rewrites the path", options: { kind: "normalising" }, truth: OPEN },
  { name: "optional, appends a line", options: { kind: "appending" }, truth: WORST },
  { name: "optional, appends with a comma", options: { kind: "joining" }, truth: WORST },
  { name: "optional, passes without certificate", options: { kind: "passing" }, truth: WORST },
  { name: "optional, passes", options: { kind: "untouched" }, truth: WORST },
];

async function createProxyStand<Kind extends string>(
  proxy: ProxyServer<Kind>,
  { program, kind, plain = "redirect", port }: ProxyStandOptions<Kind, Kind>,
): Promise<Stand> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "stand-")));
  const closers: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const socketOf = (wanted: Kind): string => join(folder, `${wanted}.sock`);
    const { ca, ...files } = writeServerFiles(folder);
    const site: Site<Kind> = { folder, ...files, targets: [{ name: "app", port }], socketOf };
    const configuration = write(folder, "proxy.conf", proxy.configure(site));
    const running = await startProxy(program, proxy.commandLine(configuration, folder), proxy.kinds.map(socketOf));
    closers.push(running.stop);

    const open = async (create: (connections: Connections) => Server): Promise<number> => {
      const connections = new Connections();
      const server = create(connections);
      await listen(server);
      closers.push(async () => void (await Promise.all([stop(server), connections.close()])));
      return portOf(server);
    };
    const secure = await open((connections) => createBridge(connections, socketOf(kind)));
    const openPlain = (wanted: Kind | "redirect"): Promise<number> =>
      open((connections) =>
        isKind(wanted) ? createBridge(connections, socketOf(wanted)) : createRedirector(connections, secure),
      );
    const plainHttpPort = plain === "off" ? undefined : await openPlain(plain);
    return { host: "localhost", port: secure, plainHttpPort, ca, complaints: [], close };
  } catch (error) {
    await close();
    throw error;
  }
}

function isKind<Kind extends string>(plain: Kind | "redirect"): plain is Exclude<Kind, "redirect"> {
  return plain !== "redirect";
}

/** A port for a Unix socket: no other program can take that, as one could take a port between choice and use. */
function createBridge(connections: Connections, path: string): Server {
  return createServer({ allowHalfOpen: true }, (client) => {
    const proxy = connect({ path, allowHalfOpen: true });
    connections.add(client);
    connections.add(proxy);
    client.pipe(proxy).pipe(client);
    client.on("close", () => proxy.destroy());
    proxy.on("close", () => client.end());
  });
}

function createRedirector(connections: Connections, tlsPort: number): Server {
  const options = { mode: "required", plainHttp: "redirect", targets: [] } as const;
  const { plain } = createAcceptor({ options, connections, complain: () => undefined, tlsPort: () => tlsPort });
  return createServer((socket) => {
    connections.add(socket);
    plain(socket);
  });
}

function writeServerFiles(folder: string): Pick<Site<string>, "certificate" | "key" | "certificateAndKey"> & {
  readonly ca: string;
} {
  const authority = createAuthority({ subject: "CN=Stand CA" });
  const { pem, privateKeyPem } = authority.issue({
    subject: "CN=localhost",
    extKeyUsage: ["serverAuth"],
    subjectAltName: ["dns:localhost"],
  });
  return {
    ca: authority.pem,
    certificate: write(folder, "server.crt", pem),
    key: write(folder, "server.key", privateKeyPem),
    certificateAndKey: write(folder, "server.pem", pem + privateKeyPem),
  };
}

function write(folder: string, name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content, { mode: 0o600 });
  return path;
}
