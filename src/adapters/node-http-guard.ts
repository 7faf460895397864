import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { GuardCore } from "../guard/guard.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { createExpressGuard, type ExpressGuard } from "./express-guard.ts";
import { assertFunction } from "./misuse.ts";
import type { GuardUpkeep } from "./upkeep.ts";

/** A request of `node:http` or `node:https`, or of `node:http2` with a listener for `request`. */
export type HttpRequest = IncomingMessage | Http2ServerRequest;

export type HttpResponse = ServerResponse | Http2ServerResponse;

/** A request that the guard has let through. */
export type GuardedHttpRequest<Request extends HttpRequest = IncomingMessage> = Request & {
  /** The caller. Undefined on open paths, and in report mode for those who would have been refused. */
  readonly clientCert: ClientCertificate | undefined;
  /** Report mode only: what was found. */
  readonly clientCertReport: Verdict | undefined;
};

/** Lets the request on to `next`, or answers it. */
export type HttpMiddleware = (request: HttpRequest, response: HttpResponse, next: () => void) => void;

/** A guard for servers of Node itself. */
export interface HttpGuard extends GuardUpkeep, Pick<ExpressGuard, "upgrade" | "observe"> {
  /**
   * A listener for `request` that runs `listener` only for those who are let through:
   *
   *     createServer(guard.handler((request, response) => response.end(request.clientCert?.caller)))
   *
   * Node hands some requests to other listeners, if the server has them: those for `checkContinue` and
   * `checkExpectation` are put into `handler` too, and the one for `upgrade` into `upgrade`. A server without a listener
   * for `connect` closes such a connection by itself, over HTTP/2 with 405. One that has it over HTTP/2, for WebSockets
   * there, has to put that listener into `handler` too: it is called with a request and a response.
   *
   * @throws ConfigurationError when there is no listener.
   */
  handler<Request extends HttpRequest = IncomingMessage, Response extends HttpResponse = ServerResponse>(
    listener: (request: GuardedHttpRequest<Request>, response: Response) => unknown,
  ): (request: Request, response: Response) => void;
  /**
   * Narrows a route inside of the listener to some of those whom this guard admitted, and refuses everyone else with 403:
   * `ops(request, response, () => answerOps(request, response))`.
   *
   * @throws ConfigurationError with every problem of the rules.
   */
  only(rules: ClientRule | readonly ClientRule[]): HttpMiddleware;
}

/** Express' middleware is one of `node:http`; HTTP/2's compatibility layer has all of it that the guard touches. */
export function createHttpGuardOf(core: GuardCore): HttpGuard {
  const guard = createExpressGuard(core);
  const { only, upgrade, health, selfCheck, observe, verified, close } = guard;
  return {
    handler(listener) {
      assertFunction(listener, { name: "guard.handler", meant: "createServer(guard.handler(listener))" });
      return function clientCertificateHandler(request, response) {
        const guarded = request as Parameters<typeof listener>[0];
        guard(request as IncomingMessage, response as ServerResponse, () => void listener(guarded, response));
      };
    },
    only: (...args) => only(...args) as HttpMiddleware,
    upgrade,
    health,
    selfCheck,
    observe,
    verified,
    close,
  };
}
