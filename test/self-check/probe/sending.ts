import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer as createRawServer, type Socket } from "node:net";
import { afterEach, vi } from "vitest";
import { type SendOptions, sendShot } from "../../../src/self-check/probe/send.ts";
import type { Answer, Shot } from "../../../src/self-check/probe/shot.ts";
import { CREDENTIALS, type Stand, shotAt } from "./tls-stand.ts";

const closers: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A stand that is closed after the test. */
export async function kept(stand: Promise<Stand>): Promise<Stand> {
  closers.push((await stand).close);
  return stand;
}

export const fine: RequestListener = (_request, response) => {
  response.writeHead(200, { "content-type": "text/plain" }).end("fine");
};

export function send(
  stand: Pick<Stand, "port">,
  changes: Partial<Shot> = {},
  options: Partial<SendOptions> = {},
): Promise<Answer> {
  return sendShot(shotAt(stand.port, changes), { ...CREDENTIALS, timeoutMs: 5000, ...options });
}

/** A server that does with a connection what it likes. */
export async function serveRaw(onConnection: (socket: Socket) => void): Promise<{ readonly port: number }> {
  const sockets = new Set<Socket>();
  const server = createRawServer((socket) => {
    sockets.add(socket.on("error", () => socket.destroy()));
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0 };
}
