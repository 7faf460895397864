import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { type HttpResponseInit, InvocationContext } from "@azure/functions";
import express5 from "express";
import fastify, { type FastifyServerFactory } from "fastify";
import { clientCertOf } from "../../src/adapters/callers.ts";
import { clientCertificate } from "../../src/adapters/express.ts";
import fastifyPlugin from "../../src/adapters/fastify.ts";
import { createFetchGuard } from "../../src/adapters/fetch.ts";
import { createFunctionsGuard } from "../../src/adapters/functions.ts";
import { createHttpGuard } from "../../src/adapters/node-http.ts";
import type { GuardedUpgradeListener, UpgradeListener } from "../../src/adapters/upgrade.ts";
import { express4 } from "../adapters/frameworks.ts";
import { toFunctionsRequest, toRequest, toResponse } from "../adapters/web-apps.ts";
import { type Line, recorder } from "../guard/parts.ts";

/** An app with `/orders`, which names its caller, and `/healthz`, which is open. It believes every `X-Forwarded-For`. */
export interface App {
  readonly port: number;
  /** Why it refused, by the body of its answer. Undefined: the answer is no refusal of the guard's. */
  codeOf(body: string): string | undefined;
  /** Begins a new minute for the log, which writes ten refusals of a kind in each. */
  turnPage(): void;
  close(): Promise<void>;
}

export interface AppSetup {
  /** `CLIENT_CERT_*`. */
  readonly environment: Readonly<Record<string, string>>;
  /** What listens. Default a server of `node:http`. */
  readonly createServer?: (listener: RequestListener) => Server;
  /** Whether that is a server of `node:http2`. Default false. */
  readonly http2?: boolean;
}

export interface Framework {
  readonly name: string;
  /** Whether requests come with the connection that they came over, and with header lines as they came. */
  readonly hasSocket: boolean;
  readonly speaksHttp2?: boolean;
  start(setup: AppSetup): Promise<App>;
}

/** As large as App Service's front end lets them be, so that it is the package that says what is too long. */
const MAX_HEADER_SIZE = 65_536;

export const FRAMEWORKS: readonly Framework[] = [
  { name: "Express 4", hasSocket: true, start: (setup) => startExpress(express4, setup) },
  { name: "Express 5", hasSocket: true, start: (setup) => startExpress(express5, setup) },
  { name: "Fastify 5", hasSocket: true, speaksHttp2: true, start: startFastify },
  { name: "node:http", hasSocket: true, speaksHttp2: true, start: startNodeHttp },
  { name: "Functions", hasSocket: false, start: startFunctions },
  { name: "Fetch", hasSocket: false, start: startFetch },
];

/** As much of a guard as an app needs beside its own framework's part of it. */
interface Guard {
  close(): void;
  upgrade?(listener: GuardedUpgradeListener): UpgradeListener;
}

const plainServer = (listener: RequestListener): Server =>
  createHttpServer({ maxHeaderSize: MAX_HEADER_SIZE }, listener);

function startExpress(express: typeof express5, { environment, createServer = plainServer }: AppSetup): Promise<App> {
  const { log, lines } = recorder();
  const guard = clientCertificate({ env: environment, log });
  const app = express();
  app.set("env", "test");
  app.set("trust proxy", true);
  app.use(guard);
  app.get("/orders", (request, response) => void response.json({ caller: request.clientCert?.caller }));
  app.get("/healthz", (_request, response) => void response.json({}));
  return serve(createServer(app), guard, lines);
}

async function startFastify(setup: AppSetup): Promise<App> {
  const { environment, createServer = plainServer, http2 = false } = setup;
  const { log, lines } = recorder();
  const serverFactory: FastifyServerFactory = (handler) => createServer(handler as RequestListener);
  const app = fastify({ serverFactory, trustProxy: true, ...(http2 && { http2 }) } as {
    serverFactory: typeof serverFactory;
  });
  app.register(fastifyPlugin, { env: environment, log });
  app.get("/orders", (request) => ({ caller: request.clientCert?.caller }));
  app.get("/healthz", () => ({}));
  await app.ready();
  return serve(app.server, app.clientCert, lines);
}

function startNodeHttp({ environment, createServer = plainServer }: AppSetup): Promise<App> {
  const { log, lines } = recorder();
  const guard = createHttpGuard({ env: environment, log });
  const listener = guard.handler((request, response) =>
    response.end(JSON.stringify({ caller: request.clientCert?.caller })),
  );
  return serve(createServer(listener), guard, lines);
}

function startFetch({ environment }: AppSetup): Promise<App> {
  const { log, lines } = recorder();
  const guard = createFetchGuard({ env: environment, log });
  const handle = guard.protect((request) => Response.json({ caller: clientCertOf(request)?.caller }));
  return serve(plainServer(answering(async (incoming) => handle(toRequest(incoming)))), guard, lines);
}

/** Open paths open no function; what is to be open is not wrapped. */
function startFunctions({ environment }: AppSetup): Promise<App> {
  const { log, lines } = recorder();
  const guard = createFunctionsGuard({ env: environment, log });
  const orders = guard.protect((request) => ({ jsonBody: { caller: clientCertOf(request)?.caller } }));
  const healthz = (): HttpResponseInit => ({ jsonBody: {} });
  const listener = answering(async (incoming) => {
    const request = await toFunctionsRequest(incoming);
    const handler = new URL(request.url).pathname === "/healthz" ? healthz : orders;
    return toResponse((await handler(request, new InvocationContext())) as HttpResponseInit);
  });
  return serve(plainServer(listener), guard, lines);
}

function answering(answer: (incoming: IncomingMessage) => Promise<Response>): RequestListener {
  return (incoming: IncomingMessage, response: ServerResponse) => {
    const write = async (): Promise<void> => {
      const answered = await answer(incoming);
      const body = Buffer.from(await answered.arrayBuffer());
      response.writeHead(answered.status, Object.fromEntries(answered.headers)).end(body);
    };
    write().catch((error: Error) => response.writeHead(500).end(error.message));
  };
}

async function serve(server: Server, guard: Guard, lines: Line[]): Promise<App> {
  const greet = guard.upgrade?.((request, socket) => {
    const body = JSON.stringify({ caller: request.clientCert?.caller });
    socket.end(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n\r\n${body}`);
  });
  if (greet !== undefined) server.on("upgrade", greet);
  // Node no longer knows the sockets that were upgraded.
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => void sockets.add(socket));
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    codeOf: (body) => findCode(body, lines),
    turnPage: () => guard.close(),
    close: () =>
      new Promise((resolve) => {
        guard.close();
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** By the id that the client got, as an operator finds it. */
function findCode(body: string, lines: readonly Line[]): string | undefined {
  const { instance } = body.startsWith("{") ? (JSON.parse(body) as { readonly instance?: string }) : {};
  if (instance === undefined) return undefined;
  const line = lines.find(({ fields }) => fields["id"] === instance);
  return line === undefined ? "(no log line)" : `${line.fields["code"]}`;
}
