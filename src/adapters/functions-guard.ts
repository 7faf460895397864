import type { app, HttpHandler } from "@azure/functions";
import type { GuardCore } from "../guard/guard.ts";
import type { ClientRule } from "../rules/rule.ts";
import { assertCalledByHand, assertFunction } from "./misuse.ts";
import { type GuardUpkeep, upkeepOf } from "./upkeep.ts";
import { judgeWebRequest, type WebPolicy } from "./web-request.ts";

/** Puts a guard before handlers. */
export interface FunctionsProtection {
  /**
   * The handler behind the guard. It runs for those who are let through and finds the caller by `clientCertOf(request)`.
   *
   * @throws ConfigurationError when there is no handler.
   */
  protect(handler: HttpHandler): HttpHandler;
}

/** What is needed of `app` of `@azure/functions`. */
export type FunctionsApp = Pick<typeof app, "http">;

/** A guard for all HTTP functions of an app. */
export interface FunctionsGuard extends FunctionsProtection, GuardUpkeep {
  /**
   * The same guard for some of those whom it admits, everyone else being refused with 403. By name, SAN or issuer it
   * refuses callers admitted by a pinned key.
   *
   * @throws ConfigurationError with every problem of the rules.
   */
  only(rules: ClientRule | readonly ClientRule[]): FunctionsProtection;
  /**
   * Registers the function that the probe of the self-check calls, `GET /azure-client-cert-probe`, anonymous, as its
   * certificate is its key. Whoever is not the probe is refused there, or, with a certificate, finds nothing.
   *
   * The host puts its route prefix before the route, `api` unless told otherwise, and the probe does not: write
   * `"extensions": { "http": { "routePrefix": "" } }` into host.json, and `api/...` into the routes that are to keep it.
   * The probe begins when a server listens in this process, which in Functions takes `app.setup({ enableHttpStream: true })`.
   * Without any of this the probe finds out nothing, and what Resource Manager says stands alone.
   */
  registerSelfCheck(functionsApp: FunctionsApp): void;
}

/** As the probe calls it. */
const PROBE_ROUTE = "azure-client-cert-probe";

export function createFunctionsGuardOf(core: GuardCore): FunctionsGuard {
  // The host has routed before, by a path that it decoded in its own way and a URL that it puts together again.
  const all = protectionOf(core, { override: "protected" });
  return {
    ...all,
    only(...args) {
      assertCalledByHand(args, 1, { name: "guard.only", meant: 'guard.only({ subject: "CN=ops,O=Contoso,C=DE" })' });
      return protectionOf(core, { override: "protected", narrowing: core.compileNarrowing(args[0]) });
    },
    registerSelfCheck(functionsApp) {
      functionsApp.http(PROBE_ROUTE, {
        methods: ["GET"],
        authLevel: "anonymous",
        route: PROBE_ROUTE,
        handler: all.protect(() => ({ status: 404 })),
      });
    },
    ...upkeepOf(core),
  };
}

function protectionOf(core: GuardCore, policy: WebPolicy): FunctionsProtection {
  return {
    protect(handler) {
      assertFunction(handler, {
        name: "guard.protect",
        meant: 'app.http("orders", { handler: guard.protect(handler) })',
      });
      return async function clientCertificateGuard(request, context) {
        return (await judgeWebRequest(core, request, policy)) ?? handler(request, context);
      };
    },
  };
}
