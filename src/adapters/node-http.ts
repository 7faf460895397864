import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { GuardOptions } from "../config/options.ts";
import { createGuardCore } from "../guard/guard.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { assertCalledByHand } from "./misuse.ts";
import { createHttpGuardOf, type HttpGuard } from "./node-http-guard.ts";

export type { FrontEndOption, FrontEndOptions } from "../config/front-end.ts";
export { ConfigurationError, type ConfigurationProblem } from "../errors.ts";
export type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
export type { Health } from "../guard/health.ts";
export type { ClientRule } from "../rules/rule.ts";
export { HostNotVerifiedError } from "../self-check/host-not-verified.ts";
export type { VerifiedOptions } from "../self-check/self-check.ts";
export type { SelfCheckStatus } from "../self-check/status.ts";
export type { GuardedHttpRequest, HttpMiddleware, HttpRequest, HttpResponse } from "./node-http-guard.ts";
export type { GuardedUpgradeListener, UpgradeListener } from "./upgrade.ts";
export type { ClientCertificate, HttpGuard, Verdict };

/** What the guard is told in code; `authorize` gets Node's request. */
export type HttpGuardOptions = GuardOptions<IncomingMessage & Http2ServerRequest>;

/**
 * A guard for `node:http`, `node:https`, and `node:http2` with its compatibility layer, without a framework:
 * `createServer(guard.handler(listener))`. It reads `CLIENT_CERT_*`, protects every request but those for the open
 * paths, and sets `request.clientCert`. WebSockets have their own listener, and `guard.upgrade` for it.
 *
 * A server of `node:http2` that has a listener for `stream` answers there without a request object, and is not
 * protected. The probe does not see HTTP/2 servers by itself: `guard.observe(server)` shows it one.
 *
 * @throws ConfigurationError with every problem of the environment and the options.
 */
export function createHttpGuard(...args: [options?: HttpGuardOptions]): HttpGuard {
  assertCalledByHand(args, 1, { name: "createHttpGuard", meant: "createServer(createHttpGuard().handler(listener))" });
  return createHttpGuardOf(createGuardCore(args[0] as GuardOptions | undefined));
}
