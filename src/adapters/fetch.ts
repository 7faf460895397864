import type { GuardOptions } from "../config/options.ts";
import { createSocketlessGuardCore } from "../guard/socketless-guard.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { createFetchGuardOf, type FetchGuard } from "./fetch-guard.ts";
import { assertCalledByHand } from "./misuse.ts";

export type { FrontEndOption, FrontEndOptions } from "../config/front-end.ts";
export { ConfigurationError, type ConfigurationProblem } from "../errors.ts";
export type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
export type { Health } from "../guard/health.ts";
export type { ClientRule } from "../rules/rule.ts";
export { HostNotVerifiedError } from "../self-check/host-not-verified.ts";
export type { VerifiedOptions } from "../self-check/self-check.ts";
export type { SelfCheckStatus } from "../self-check/status.ts";
export { clientCertOf, clientCertReportOf } from "./callers.ts";
export type { FetchDecision, FetchHandler, FetchProtection } from "./fetch-guard.ts";
export type { ClientCertificate, FetchGuard, Verdict };

/** What the guard is told in code; `authorize` gets the `Request`. */
export type FetchGuardOptions = GuardOptions<Request>;

/**
 * A guard for handlers that take the Fetch API's `Request`, in Node: Hono, route handlers of Next.js with the Node
 * runtime, and every `(request) => Response`. It reads `CLIENT_CERT_*`. Best made once, where modules load, so that a
 * wrong configuration is told at the start. In Hono, before all routes:
 *
 *     const guard = createFetchGuard();
 *     app.use(async (c, next) => {
 *       const { response, clientCert } = await guard.decide(c.req.raw);
 *       if (response) return response;
 *       c.set("clientCert", clientCert);
 *       return next();
 *     });
 *
 * `next build` loads the modules of routes too, without settings. So in Next.js it is made with the first request:
 *
 *     let guard: FetchGuard | undefined;
 *     export async function GET(request: Request): Promise<Response> {
 *       guard ??= createFetchGuard();
 *       const { response, clientCert } = await guard.decide(request);
 *       return response ?? Response.json({ caller: clientCert?.caller });
 *     }
 *
 * Where modules load with their settings, `guard.protect(handler)` puts it before one handler.
 *
 * Such a request has no socket, so neither the connection's own certificate nor its address can be looked at: the front
 * end `socket` is an error, and so is a list of `trustedPeers`: off Azure, where nobody else reaches the app, write
 * `network-enforced`. An open path is compared with the path in `request.url`, where dot segments have been resolved
 * before, as they have for the framework's router. In a framework that writes the path anew for its router, protect the
 * handlers and leave the open ones unprotected instead of listing open paths.
 *
 * Node's server leaves out what comes after a thousand header lines, and not every maker of Requests lets that be seen
 * here. Where the server is yours, set its `maxHeadersCount` to 0, so that it keeps all that its limit on octets lets in.
 *
 * @throws ConfigurationError with every problem of the environment and the options.
 */
export function createFetchGuard(...args: [options?: FetchGuardOptions]): FetchGuard {
  assertCalledByHand(args, 1, { name: "createFetchGuard", meant: "createFetchGuard().protect(handler)" });
  const adapter = { name: "azure-client-cert/fetch", openPaths: "compared" } as const;
  return createFetchGuardOf(createSocketlessGuardCore(adapter, args[0] as GuardOptions | undefined));
}
