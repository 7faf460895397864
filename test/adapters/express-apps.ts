import { createServer, type RequestListener } from "node:http";
import express5, { type Express, type RequestHandler } from "express";
import { afterEach } from "vitest";
import { clientCertificate, type ExpressGuard } from "../../src/adapters/express.ts";
import { recorder } from "../guard/parts.ts";
import { BILLING, ENVIRONMENT } from "./callers.ts";
import { express4, listen, type TestApp } from "./frameworks.ts";
import { certificate } from "./raw-client.ts";

export const CALLER = "CN=billing,O=Contoso,C=DE";
export const WITH_BILLING = [certificate(BILLING)];

/** What a middleware that means ill, or well, writes in the place of the guard. */
export const FORGED = { caller: CALLER, subject: CALLER, namesVerified: true };

export const EXPRESSES = [
  { name: "Express 4", create: () => quiet(express4), Router: express4.Router },
  { name: "Express 5", create: () => quiet(express5), Router: express5.Router },
];

/** Does not write the handlers' errors to the console. */
function quiet(express: typeof express5): Express {
  const app = express();
  app.set("env", "test");
  return app;
}

export function guardWith(env: Readonly<Record<string, string>> = ENVIRONMENT): ExpressGuard {
  return clientCertificate({ env, log: recorder().log });
}

export const answerCaller: RequestHandler = (request, response) => {
  response.json({ caller: request.clientCert?.caller ?? null });
};

let server: Pick<TestApp, "port" | "close"> | undefined;

/** Serves until the end of the test. */
export async function serve(listener: RequestListener): Promise<number> {
  server = await listen(createServer(listener));
  return server.port;
}

/** To be called in each file that serves. */
export function closeAfterEach(): void {
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
}
