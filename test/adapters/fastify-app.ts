import fastify, { type FastifyInstance, type FastifyServerOptions } from "fastify";
import { afterEach } from "vitest";
import clientCertificate, { type FastifyGuardOptions } from "../../src/adapters/fastify.ts";
import { type Line, recorder } from "../guard/parts.ts";
import { BILLING, ENVIRONMENT } from "./callers.ts";

export const CALLER = "CN=billing,O=Contoso,C=DE";

let app: FastifyInstance | undefined;

/** To be called in each file that makes apps. */
export function closeAfterEach(): void {
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });
}

/** An app that lives until the end of the test. */
export function createApp(options: FastifyServerOptions = {}): FastifyInstance {
  app = fastify(options);
  return app;
}

/** The same with the guard registered, and what the guard logs. */
export function createGuarded(
  options: FastifyServerOptions = {},
  guard: FastifyGuardOptions = {},
): { readonly app: FastifyInstance; readonly lines: Line[] } {
  const { log, lines } = recorder();
  const guarded = createApp(options);
  guarded.register(clientCertificate, { env: ENVIRONMENT, log, ...guard });
  return { app: guarded, lines };
}

/** The status of a request without a certificate, or with the one that `value` says. */
export async function statusOf(guarded: FastifyInstance, url: string, value?: string): Promise<number> {
  const headers = value === undefined ? {} : { "x-arr-clientcert": value };
  return (await guarded.inject({ url, headers })).statusCode;
}

/** The statuses without and with the right certificate. */
export async function statuses(guarded: FastifyInstance, url: string): Promise<readonly [number, number]> {
  return [await statusOf(guarded, url), await statusOf(guarded, url, BILLING)];
}
