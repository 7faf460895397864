import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express5 from "express";
import fastify from "fastify";
import { createExpressGuard } from "../../src/adapters/express-guard.ts";
import { createFastifyPlugin, type FastifyGuard } from "../../src/adapters/fastify-guard.ts";
import type { GuardCore } from "../../src/guard/guard.ts";
import { BILLING } from "./callers.ts";
import { express4 } from "./frameworks.ts";
import { certificate, type RawAnswer, type RawRequest, send } from "./raw-client.ts";

/** An app behind a guard, on a real socket. Its handlers answer `{ caller }`. */
export interface GuardedApp {
  readonly port: number;
  readonly guard: Pick<FastifyGuard, "selfCheck" | "verified" | "close" | "health">;
  close(): Promise<void>;
}

export interface Surface {
  readonly name: string;
  start(core: GuardCore): Promise<GuardedApp>;
}

export const SURFACES: readonly Surface[] = [
  { name: "Express 4", start: (core) => startExpress(express4, core, "*") },
  { name: "Express 5", start: (core) => startExpress(express5, core, "/{*rest}") },
  { name: "Fastify", start: startFastify },
];

async function startExpress(express: typeof express5, core: GuardCore, anyPath: string): Promise<GuardedApp> {
  const app = express();
  const guard = createExpressGuard(core);
  app.get("/healthz", (_request, response) => {
    response.json(guard.health());
  });
  app.use(guard);
  app.all(anyPath, (request, response) => {
    response.json({ caller: request.clientCert?.caller ?? null });
  });
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: portOf(server), guard, close: () => end(server) };
}

async function startFastify(core: GuardCore): Promise<GuardedApp> {
  const app = fastify();
  app.register(createFastifyPlugin(() => core));
  app.get("/healthz", () => app.clientCert.health());
  app.all("/*", (request) => ({ caller: request.clientCert?.caller ?? null }));
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { port: portOf(app.server), guard: app.clientCert, close: () => app.close() };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** What a caller with a good certificate gets, or one without any. */
export function ask(port: number, target = "/orders", headers: RawRequest["headers"] = []): Promise<RawAnswer> {
  return send(port, { target, headers: [certificate(BILLING), ...headers] });
}

export function askWithout(port: number, target = "/orders"): Promise<RawAnswer> {
  return send(port, { target });
}

/** The host that the front end says a request came to. */
export function host(name: string): readonly [name: string, value: string] {
  return ["WAS-DEFAULT-HOSTNAME", name];
}
