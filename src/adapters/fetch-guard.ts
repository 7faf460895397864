import type { GuardCore } from "../guard/guard.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { clientCertOf, clientCertReportOf } from "./callers.ts";
import { assertCalledByHand, assertFunction } from "./misuse.ts";
import { type GuardUpkeep, upkeepOf } from "./upkeep.ts";
import { judgeWebRequest, type WebPolicy } from "./web-request.ts";

/** Whatever takes a `Request` first and gives a `Response`: a handler of Next.js, of a `fetch` export, of h3. */
export type FetchHandler<Incoming extends Request, Rest extends readonly unknown[]> = (
  request: Incoming,
  ...rest: Rest
) => Response | PromiseLike<Response>;

/** What became of a request. As long as `response` is undefined, and only then, it may go on. */
export type FetchDecision =
  | {
      /** To be answered as it is. */
      readonly response: Response;
      readonly clientCert?: undefined;
      readonly clientCertReport?: undefined;
    }
  | {
      readonly response: undefined;
      /** The caller. Undefined on open paths, and in report mode for those who would have been refused. */
      readonly clientCert: ClientCertificate | undefined;
      /** Report mode only: what was found. */
      readonly clientCertReport: Verdict | undefined;
    };

/** Two ways to put a guard before a handler. */
export interface FetchProtection {
  /**
   * The handler behind the guard. It runs for those who are let through, with what it would have been called with, and
   * finds the caller by `clientCertOf(request)`. A route of Next.js, whose guard
   * is made with the first request, uses `decide`.
   *
   * @throws ConfigurationError when there is no handler.
   */
  protect<Incoming extends Request, Rest extends readonly unknown[]>(
    handler: FetchHandler<Incoming, Rest>,
  ): (request: Incoming, ...rest: Rest) => Promise<Response>;
  /** Decides about a request, for middleware. Never rejects for anything that a client sent. */
  decide(request: Request): Promise<FetchDecision>;
}

/** A guard for handlers of the Fetch API's requests. */
export interface FetchGuard extends FetchProtection, GuardUpkeep {
  /**
   * The same guard for some of those whom it admits, everyone else being refused with 403: it stands by itself, and open
   * paths are not open to it. By name, SAN or issuer it refuses callers admitted by a pinned key.
   *
   * @throws ConfigurationError with every problem of the rules.
   */
  only(rules: ClientRule | readonly ClientRule[]): FetchProtection;
}

export function createFetchGuardOf(core: GuardCore): FetchGuard {
  return {
    ...protectionOf(core, {}),
    only(...args) {
      assertCalledByHand(args, 1, { name: "guard.only", meant: 'guard.only({ subject: "CN=ops,O=Contoso,C=DE" })' });
      return protectionOf(core, { override: "protected", narrowing: core.compileNarrowing(args[0]) });
    },
    ...upkeepOf(core),
  };
}

function protectionOf(core: GuardCore, policy: WebPolicy): FetchProtection {
  async function decide(request: Request): Promise<FetchDecision> {
    const refusal = await judgeWebRequest(core, request, policy);
    if (refusal !== undefined) return { response: new Response(refusal.body, refusal) };
    return { response: undefined, clientCert: clientCertOf(request), clientCertReport: clientCertReportOf(request) };
  }
  return {
    decide,
    protect(handler) {
      assertFunction(handler, { name: "guard.protect", meant: "export const GET = guard.protect(handler)" });
      return async function clientCertificateGuard(request, ...rest) {
        const { response } = await decide(request);
        return response ?? handler(request, ...rest);
      };
    },
  };
}
