import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import express5 from "express";
import fastify from "fastify";
import { clientCertificate } from "../../src/adapters/express.ts";
import fastifyPlugin from "../../src/adapters/fastify.ts";
import { createHttpGuard, type GuardedHttpRequest } from "../../src/adapters/node-http.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import type { ClientRule } from "../../src/rules/rule.ts";
import { type Line, recorder } from "../guard/parts.ts";

// Express 4 has the interface of Express 5, as far as these tests go, and no types of its own under this name.
const express4 = createRequire(import.meta.url)("express4") as typeof express5;

export interface TestRoute {
  readonly name: string;
  /** `*` at the end takes any rest, `:name` a segment. */
  readonly path: string;
  readonly only?: ClientRule;
  /** What the handler throws. */
  readonly throws?: Error;
}

export interface Setup {
  readonly options: GuardOptions;
  readonly routes: readonly TestRoute[];
}

/** One run of a handler. */
export interface Run {
  readonly route: string;
  readonly caller: string | undefined;
  /** Of the report: `ok` or a code; undefined without a report. */
  readonly report: string | undefined;
}

export interface TestApp {
  readonly port: number;
  readonly runs: Run[];
  /** What the guard logged. */
  readonly lines: Line[];
  close(): Promise<void>;
}

export interface Framework {
  readonly name: string;
  start(setup: Setup): Promise<TestApp>;
}

/** One suite, every surface: the same routes behind the same guard. */
export const FRAMEWORKS: readonly Framework[] = [
  { name: "Express 4", start: (setup) => startExpress(express4, setup, (path) => path) },
  { name: "Express 5", start: (setup) => startExpress(express5, setup, (path) => path.replace(/\*$/, "*rest")) },
  { name: "Fastify", start: startFastify },
  { name: "node:http", start: startNodeHttp },
];

export { express4 };

async function startExpress(
  express: typeof express5,
  { options, routes }: Setup,
  toPattern: (path: string) => string,
): Promise<TestApp> {
  const { log, lines } = recorder();
  const runs: Run[] = [];
  const app = express();
  // Else the framework writes the handlers' errors to the console.
  app.set("env", "test");
  const guard = clientCertificate({ log, ...options });
  app.use(guard);
  for (const { name, path, only, throws } of routes) {
    const narrowing = only === undefined ? [] : [guard.only(only)];
    app.all(toPattern(path), ...narrowing, (request, response) => {
      runs.push(runOf(name, request));
      if (throws !== undefined) throw throws;
      response.json({ route: name, caller: request.clientCert?.caller });
    });
  }
  const server = app.listen(0, "127.0.0.1");
  return { ...(await listening(server)), runs, lines };
}

async function startFastify({ options, routes }: Setup): Promise<TestApp> {
  const { log, lines } = recorder();
  const runs: Run[] = [];
  const app = fastify();
  app.register(fastifyPlugin, { log, ...options });
  for (const { name, path, only, throws } of routes) {
    app.all(path, { config: { clientCert: only } }, (request) => {
      runs.push(runOf(name, request));
      if (throws !== undefined) throw throws;
      return { route: name, caller: request.clientCert?.caller };
    });
  }
  await app.listen({ port: 0, host: "127.0.0.1" });
  return { port: portOf(app.server), runs, lines, close: () => app.close() };
}

function startNodeHttp({ options, routes }: Setup): Promise<TestApp> {
  const { log, lines } = recorder();
  const runs: Run[] = [];
  const guard = createHttpGuard({ log, ...options });
  const handlers = routes.map(({ name, path, only, throws }) => {
    const narrow = only === undefined ? undefined : guard.only(only);
    const handle = (request: GuardedHttpRequest, response: ServerResponse): void => {
      runs.push(runOf(name, request));
      response.statusCode = throws === undefined ? 200 : 500;
      response.end(JSON.stringify({ route: name, caller: request.clientCert?.caller }));
    };
    return { pattern: toRegExp(path), narrow, handle };
  });
  const listener = guard.handler((request, response) => {
    const found = handlers.find(({ pattern }) => pattern.test(request.url?.split("?", 1)[0] ?? ""));
    if (found === undefined) response.writeHead(404).end();
    else if (found.narrow === undefined) found.handle(request, response);
    else found.narrow(request, response, () => found.handle(request, response));
  });
  return listen(createServer(listener)).then((server) => ({ ...server, runs, lines }));
}

function toRegExp(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:\w+/g, "[^/]+").replace(/\*$/, ".*")}$`);
}

function runOf(route: string, request: Pick<Express.Request, "clientCert" | "clientCertReport">): Run {
  const { clientCert, clientCertReport } = request;
  const report = clientCertReport?.ok === false ? clientCertReport.code : clientCertReport && "ok";
  return { route, caller: clientCert?.caller, report };
}

/** An app that is nothing but `node:http` and a listener. */
export async function listen(
  server: Server<typeof IncomingMessage, typeof ServerResponse>,
): Promise<Pick<TestApp, "port" | "close">> {
  return listening(server.listen(0, "127.0.0.1"));
}

async function listening(server: Server): Promise<Pick<TestApp, "port" | "close">> {
  if (!server.listening) await new Promise((resolve) => server.once("listening", resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { port: portOf(server), close };
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
