import type { IncomingMessage } from "node:http";
import type { GuardOptions } from "../config/options.ts";
import { createGuardCore } from "../guard/guard.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { createExpressGuard, type ExpressGuard } from "./express-guard.ts";
import { assertCalledByHand } from "./misuse.ts";

export type { FrontEndOption, FrontEndOptions } from "../config/front-end.ts";
export { ConfigurationError, type ConfigurationProblem } from "../errors.ts";
export type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
export type { Health } from "../guard/health.ts";
export type { ClientRule } from "../rules/rule.ts";
export { HostNotVerifiedError } from "../self-check/host-not-verified.ts";
export type { VerifiedOptions } from "../self-check/self-check.ts";
export type { SelfCheckStatus } from "../self-check/status.ts";
export type { ExpressGuard, Middleware } from "./express-guard.ts";
export type { GuardedUpgradeListener, UpgradeListener } from "./upgrade.ts";
export type { ClientCertificate, Verdict };

declare global {
  namespace Express {
    interface Request {
      /** The caller. Undefined on open paths, and in report mode for those who would have been refused. */
      clientCert?: ClientCertificate | undefined;
      /** Report mode only: what was found. */
      clientCertReport?: Verdict | undefined;
    }
  }
}

/** What the guard is told in code; `authorize` gets Express' request. */
export type ExpressGuardOptions = GuardOptions<IncomingMessage & Express.Request>;

/**
 * A guard for Express 4 and 5, and for connect: `app.use(clientCertificate())`. It reads `CLIENT_CERT_*`, protects every
 * request that reaches it except the open paths, and sets `req.clientCert`. Open paths are relative to the root of the
 * app wherever the guard is mounted. What is registered before it is not protected, and neither are `upgrade` requests
 * (WebSockets), which never reach Express: `guard.upgrade` guards their listener.
 *
 * @throws ConfigurationError with every problem of the environment and the options.
 */
export function clientCertificate(...args: [options?: ExpressGuardOptions]): ExpressGuard {
  assertCalledByHand(args, 1, { name: "clientCertificate", meant: "app.use(clientCertificate())" });
  return createExpressGuard(createGuardCore(args[0] as GuardOptions | undefined));
}
