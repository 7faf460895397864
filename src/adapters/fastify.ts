import type { FastifyPluginAsync } from "fastify";
import { createGuardCore } from "../guard/guard.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { createFastifyPlugin, type FastifyGuard, type FastifyGuardOptions } from "./fastify-guard.ts";
import type { RouteProtection } from "./fastify-routes.ts";

export type { FrontEndOption, FrontEndOptions } from "../config/front-end.ts";
export { ConfigurationError, type ConfigurationProblem } from "../errors.ts";
export type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
export type { Health } from "../guard/health.ts";
export type { ClientRule } from "../rules/rule.ts";
export { HostNotVerifiedError } from "../self-check/host-not-verified.ts";
export type { VerifiedOptions } from "../self-check/self-check.ts";
export type { SelfCheckStatus } from "../self-check/status.ts";
export type { FastifyHook } from "./fastify-guard.ts";
export type { GuardedUpgradeListener, UpgradeListener } from "./upgrade.ts";
export type { ClientCertificate, FastifyGuard, FastifyGuardOptions, RouteProtection, Verdict };

declare module "fastify" {
  interface FastifyInstance {
    /** The guard, once its plugin is loaded. */
    clientCert: FastifyGuard;
  }
  interface FastifyRequest {
    /** The caller. Undefined on open routes, and in report mode for those who would have been refused. */
    readonly clientCert: ClientCertificate | undefined;
    /** Report mode only: what was found. */
    readonly clientCertReport: Verdict | undefined;
  }
  interface FastifyContextConfig {
    /**
     * `open`: no certificate is needed. `protected`: one is, also on an open path. Rules: it is, and the route is for
     * those callers only. Absent: the open paths decide.
     */
    clientCert?: RouteProtection | undefined;
  }
}

/**
 * A guard for Fastify 5: `app.register(clientCertificate)`, before every plugin that declares routes. It reads
 * `CLIENT_CERT_*`, protects every route of the app and of its plugins, those of the app itself that were declared
 * earlier too, and what is not found; open are the open paths and routes that say so in `config.clientCert`. It sets
 * `request.clientCert`. `onRequest` hooks that the app adds earlier run before it.
 *
 * Loading it fails with ConfigurationError, which holds every problem of the environment and the options.
 */
const clientCertificate: FastifyPluginAsync<FastifyGuardOptions> = createFastifyPlugin(createGuardCore);

export default clientCertificate;
