import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { parseEnv } from "node:util";
import express from "express";
import { onTestFinished } from "vitest";
import { clientCertificate } from "../../../src/adapters/express.ts";

export interface App {
  readonly server: Server;
  readonly url: string;
  /** Headers of the requests that arrived. */
  readonly seen: IncomingHttpHeaders[];
}

/** An app without a guard that answers 200. */
export function startPlainApp(): Promise<App> {
  return start((_request, response) => void response.end("ok"));
}

/** An Express app that is told whom to admit by the file that `--write-env` wrote, and answers with the caller. */
export function startGuardedApp(envFile: string): Promise<App> {
  const env = parseEnv(readFileSync(envFile, "utf8")) as Record<string, string>;
  const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const app = express();
  app.use(clientCertificate({ env, log: silent }));
  app.use((request, response) => void response.json({ caller: request.clientCert?.caller ?? null }));
  return start(app);
}

async function start(listener: RequestListener): Promise<App> {
  const seen: IncomingHttpHeaders[] = [];
  const server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume();
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close(() => undefined).closeAllConnections());
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}
