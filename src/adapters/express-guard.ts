import type { IncomingMessage, ServerResponse } from "node:http";
import type { Decision, GuardRequest, Refused } from "../guard/decision.ts";
import type { GuardCore } from "../guard/guard.ts";
import type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
import type { Health } from "../guard/health.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { VerifiedOptions } from "../self-check/self-check.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { attempt, isOver, rawHeadersOf } from "./http.ts";
import { assertCalledByHand } from "./misuse.ts";

/** What Express, connect and their like call: a request, a response and what comes next. */
export type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;

/** Middleware that lets only those callers through whom the configuration admits. */
export interface ExpressGuard extends Middleware {
  /**
   * Middleware that narrows one route to some of those whom this guard admitted, and refuses everyone else with 403. By
   * name, SAN or issuer it refuses callers admitted by a pinned key, since their names are not verified.
   *
   * @throws ConfigurationError with every problem of the rules.
   */
  only(rules: ClientRule | readonly ClientRule[]): Middleware;
  /** For a health endpoint, to be answered with 200: says what wants an operator. Holds no secret. */
  health(): Health;
  /** What is known of the host that the app runs on, and how to wait for it. */
  readonly selfCheck: GuardSelfCheck;
  /** Short for `selfCheck.verified`. */
  verified(options?: VerifiedOptions): Promise<SelfCheckStatus | SelfCheckOff>;
  /** Writes what the log still owes and stops the timers; for the end of the process. */
  close(): void;
}

interface GuardedRequest extends IncomingMessage {
  /** Express and connect: the request target before a mount took its part away. */
  readonly originalUrl?: unknown;
  readonly clientCert?: ClientCertificate | undefined;
}

/** Middleware around a guard. */
export function createExpressGuard(core: GuardCore): ExpressGuard {
  function clientCertificateGuard(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    // Whatever stands there now, an earlier guard or another middleware wrote it.
    if (!attempt(response, () => expose(request, undefined, undefined))) return;
    const decision = core.decide(describe(request));
    if (!(decision instanceof Promise)) {
      if (settle(request, response, decision)) next();
      return;
    }
    decision
      .then((late) => {
        // The client may have gone, or a time limit of the app may have answered.
        if (!isOver(response) && settle(request, response, late)) next();
      })
      // Express keeps what handlers throw to itself; a `next` that does not must not end the process by a rejection.
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  }

  function only(...args: [rules: ClientRule | readonly ClientRule[]]): Middleware {
    assertCalledByHand(args, 1, { name: "guard.only", meant: 'guard.only({ subject: "CN=ops,O=Contoso,C=DE" })' });
    const narrowing = core.compileNarrowing(args[0]);
    return function clientCertificateOnly(request: GuardedRequest, response, next) {
      const decision = core.narrow(request.clientCert, narrowing, describe(request));
      if (decision.kind === "admitted") next();
      else attempt(response, () => refuse(response, decision));
    };
  }

  return Object.assign(clientCertificateGuard, {
    only,
    health: () => core.health(),
    selfCheck: core.selfCheck,
    verified: (options?: VerifiedOptions) => core.selfCheck.verified(options),
    close: () => core.close(),
  });
}

function describe(request: GuardedRequest): GuardRequest {
  const { method = "", originalUrl, url = "" } = request;
  return {
    method,
    rawUrl: typeof originalUrl === "string" ? originalUrl : url,
    rawHeaders: rawHeadersOf(request),
    native: request,
  };
}

/** Whether the request goes on to what comes next. Never throws. */
function settle(request: IncomingMessage, response: ServerResponse, decision: Decision): boolean {
  return (
    attempt(response, () => {
      if (decision.kind === "refused") refuse(response, decision);
      else if (decision.kind === "admitted") expose(request, decision.client, decision.report);
      else if (decision.kind === "reported") expose(request, undefined, decision.report);
    }) && decision.kind !== "refused"
  );
}

/** Own properties, so that neither a setter nor a read-only property of another middleware gets in the way. */
function expose(request: IncomingMessage, client: ClientCertificate | undefined, report: Verdict | undefined): void {
  const how = { writable: true, enumerable: true, configurable: true };
  Object.defineProperties(request, {
    clientCert: { ...how, value: client },
    clientCertReport: { ...how, value: report },
  });
}

function refuse(response: ServerResponse, { status, headers, body }: Refused): void {
  if (isOver(response)) return;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}
