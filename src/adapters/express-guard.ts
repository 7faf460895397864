import type { IncomingMessage, ServerResponse } from "node:http";
import type { GuardCore } from "../guard/guard.ts";
import type { GuardSelfCheck, SelfCheckOff } from "../guard/guard-self-check.ts";
import type { Health } from "../guard/health.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { ObservedServer } from "../self-check/app-probe.ts";
import type { VerifiedOptions } from "../self-check/self-check.ts";
import type { SelfCheckStatus } from "../self-check/status.ts";
import { attempt, isOver } from "./http.ts";
import { assertCalledByHand } from "./misuse.ts";
import { describe, expose, type NodeRequest, refuse, settle } from "./node-request.ts";
import { type GuardedUpgradeListener, guardUpgrade, type UpgradeListener } from "./upgrade.ts";

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
  /**
   * Guards a listener for `upgrade`, as of WebSockets, which no middleware sees: Node hands such requests to the server's
   * own listener. Refusals are written to the socket.
   *
   *     const sockets = new WebSocketServer({ noServer: true });
   *     server.on("upgrade", guard.upgrade((request, socket, head) => {
   *       sockets.handleUpgrade(request, socket, head, (ws) => serve(ws, request.clientCert));
   *     }));
   *
   * @param rules Whom of those whom the guard admits it is for. Absent: all of them, and the open paths count.
   * @throws ConfigurationError with every problem of the rules.
   */
  upgrade(listener: GuardedUpgradeListener, rules?: ClientRule | readonly ClientRule[]): UpgradeListener;
  /** For a health endpoint, to be answered with 200: says what wants an operator. Holds no secret. */
  health(): Health;
  /** What is known of the host that the app runs on, and how to wait for it. */
  readonly selfCheck: GuardSelfCheck;
  /**
   * Has the probe watch a server that it does not see by itself: one of HTTP/2, or one that another copy of `node:http`
   * made. Call it when the server has its request listener. `close` ends it; before, the function that it returns does.
   */
  observe(server: ObservedServer): () => void;
  /** Short for `selfCheck.verified`. */
  verified(options?: VerifiedOptions): Promise<SelfCheckStatus | SelfCheckOff>;
  /** Writes what the log still owes and stops the timers; for the end of the process. */
  close(): void;
}

/** Middleware around a guard. */
export function createExpressGuard(core: GuardCore): ExpressGuard {
  function clientCertificateGuard(request: IncomingMessage, response: ServerResponse, next: () => void): void {
    core.see(request, response);
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
    return function clientCertificateOnly(request: NodeRequest, response, next) {
      const decision = core.narrow(request.clientCert, narrowing, describe(request));
      if (decision.kind === "admitted") next();
      else attempt(response, () => refuse(response, decision));
    };
  }

  return Object.assign(clientCertificateGuard, {
    only,
    upgrade: (listener: GuardedUpgradeListener, rules?: ClientRule | readonly ClientRule[]) =>
      guardUpgrade(core, listener, rules),
    health: () => core.health(),
    selfCheck: core.selfCheck,
    observe: (server: ObservedServer) => core.observe(server),
    verified: (options?: VerifiedOptions) => core.selfCheck.verified(options),
    close: () => core.close(),
  });
}
