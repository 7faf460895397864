import type { HttpRequest } from "@azure/functions";
import type { GuardOptions } from "../config/options.ts";
import { createSocketlessGuardCore } from "../guard/socketless-guard.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { createFunctionsGuardOf, type FunctionsGuard } from "./functions-guard.ts";
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
export type { FunctionsApp, FunctionsProtection } from "./functions-guard.ts";
export type { ClientCertificate, FunctionsGuard, Verdict };

/** What the guard is told in code; `authorize` gets the request of Functions. */
export type FunctionsGuardOptions = GuardOptions<HttpRequest>;

/**
 * A guard for the HTTP functions of an app of Azure Functions, in the Node.js model v4. Made once, where modules load, so
 * that a wrong configuration is told at the start:
 *
 *     export const guard = createFunctionsGuard(); // reads CLIENT_CERT_*
 *     app.http("orders", { handler: guard.protect((request) => ({ jsonBody: clientCertOf(request)?.caller })) });
 *
 * What is not wrapped is open, and what is wrapped never is: open paths open nothing here, since the host routes by a
 * path that the worker does not see as it came. They only tell the self-check which paths are meant to be open, and a
 * warning says so. A request has no socket here: the front end `socket` is an error, and so is a list of `trustedPeers`:
 * off Azure, where nobody else reaches the app, write `network-enforced`.
 *
 * @throws ConfigurationError with every problem of the environment and the options.
 */
export function createFunctionsGuard(...args: [options?: FunctionsGuardOptions]): FunctionsGuard {
  assertCalledByHand(args, 1, { name: "createFunctionsGuard", meant: "createFunctionsGuard().protect(handler)" });
  const adapter = { name: "azure-client-cert/functions", openPaths: "told" } as const;
  return createFunctionsGuardOf(createSocketlessGuardCore(adapter, args[0] as GuardOptions | undefined));
}
