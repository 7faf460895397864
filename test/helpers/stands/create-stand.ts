import { type AddressInfo, createServer, type Server } from "node:net";
import { createAcceptor } from "./accept.ts";
import { Connections } from "./connections.ts";
import { createIdentity, createOffer, endTls } from "./handshake.ts";
import type { Stand, StandOptions } from "./options.ts";

/**
 * A front end as App Service's, on 127.0.0.1, right or wrong in ways that matter to whoever probes it. Each connection
 * in HTTP/1.1 serves one request. Nothing in it is a server of `node:http`, so an app in the same thread that watches
 * those sees only what arrives at itself.
 *
 * Throws RangeError for options that contradict each other.
 */
export async function createStand(options: StandOptions): Promise<Stand> {
  assertPossible(options);
  const identity = createIdentity(options);
  const connections = new Connections();
  const complaints: string[] = [];
  const complain = (complaint: string): void => void complaints.push(complaint);
  // Kept, since a request may still be under way when the server no longer has one.
  let tlsPort = 0;
  const acceptor = createAcceptor({ options, connections, complain, tlsPort: () => tlsPort });

  const offer = createOffer(options);
  const secure = createServer((raw) => {
    connections.add(raw);
    const socket = endTls(raw, identity, options, offer());
    connections.add(socket);
    socket.once("secure", () => acceptor.secure(socket, raw));
  });
  const plain = createServer((socket) => {
    connections.add(socket);
    acceptor.plain(socket);
  });
  const servers = options.plainHttp === "off" ? [secure] : [secure, plain];
  await Promise.all(servers.map(listen));
  tlsPort = portOf(secure);
  return {
    host: "localhost",
    port: tlsPort,
    plainHttpPort: plain.listening ? portOf(plain) : undefined,
    ca: identity.ca,
    complaints,
    close: async () => {
      await Promise.all([...servers.map(stop), connections.close()]);
    },
  };
}

function assertPossible({ refuses, asks, mode, targets, stranger }: StandOptions): void {
  if (refuses === "alert" && (mode !== "required" || asks === "after-request")) {
    throw new RangeError("only a handshake that demands a certificate can be refused by an alert");
  }
  if (targets.length === 0 && stranger === undefined) throw new RangeError("nobody stands behind the front end");
}

export function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
