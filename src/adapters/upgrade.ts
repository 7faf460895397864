import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Decision, Refused } from "../guard/decision.ts";
import type { GuardCore } from "../guard/guard.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { assertFunction } from "./misuse.ts";
import { narrowed } from "./narrowed.ts";
import { describe, expose, exposeDecision } from "./node-request.ts";

/** What a server of `node:http` calls for `upgrade`. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** The same behind a guard. */
export type GuardedUpgradeListener = (
  request: IncomingMessage & {
    /** The caller. Undefined on open paths, and in report mode for those who would have been refused. */
    readonly clientCert: ClientCertificate | undefined;
    /** Report mode only: what was found. */
    readonly clientCertReport: Verdict | undefined;
  },
  socket: Duplex,
  head: Buffer,
) => void;

/**
 * Puts a guard before a listener for `upgrade`, which Node calls in the place of the one for `request`, so that no
 * middleware ever sees such a request.
 *
 * @param core The guard itself.
 * @param listener Runs only for those who are let through.
 * @param rules Whom of them it is for. Absent: all of them, and the open paths count.
 * @throws ConfigurationError with every problem of the rules, or when there is no listener.
 */
export function guardUpgrade(
  core: GuardCore,
  listener: GuardedUpgradeListener,
  rules?: ClientRule | readonly ClientRule[],
): UpgradeListener {
  assertFunction(listener, { name: "guard.upgrade", meant: 'server.on("upgrade", guard.upgrade(listener))' });
  const narrowing = rules === undefined ? undefined : core.compileNarrowing(rules, "guard.upgrade");
  const override = narrowing && "protected";

  return function clientCertificateUpgrade(request, socket, head) {
    // Node has taken its own listeners away: an error that nobody listens to would end the process.
    socket.on("error", ignore);
    core.see(request);
    const described = describe(request);
    const finish = (decision: Decision): void => {
      const isIn = admits(request, socket, narrowed(core, decision, narrowing, described));
      if (!isIn) return;
      // From here on the socket is the app's, as without a guard.
      socket.off("error", ignore);
      listener(request as Parameters<GuardedUpgradeListener>[0], socket, head);
    };
    const decision = core.decide(described, override);
    if (!(decision instanceof Promise)) return finish(decision);
    decision.then(finish).catch(() => socket.destroy());
  };
}

/** Whether the connection goes on to the app; else it is ended here. Never throws. */
function admits(request: IncomingMessage, socket: Duplex, decision: Decision): boolean {
  // The client may have gone while the decision was made.
  if (socket.destroyed) return false;
  try {
    // Whatever stands there now, somebody else wrote it.
    expose(request, undefined, undefined);
    if (decision.kind !== "refused") {
      exposeDecision(request, decision);
      return true;
    }
    endWith(socket, answerOf(decision));
  } catch {
    socket.destroy();
  }
  return false;
}

/** Reason phrases of the two statuses (RFC 9110 sections 15.5.4 and 15.6.4). */
const PHRASES = { 403: "Forbidden", 503: "Service Unavailable" } as const;

/** RFC 9112 section 4: there is no response object for an upgrade. */
function answerOf({ status, headers, body }: Refused): string {
  const lines = Object.entries({ ...headers, "content-length": Buffer.byteLength(body), connection: "close" });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `HTTP/1.1 ${status} ${PHRASES[status]}\r\n${head}\r\n${body}`;
}

/** Milliseconds for the answer to leave this machine; a client that reads nothing must not keep the socket. */
const LONGEST_FAREWELL = 5000;

function endWith(socket: Duplex, answer: string): void {
  const destroy = (): void => void socket.destroy();
  const timer = setTimeout(destroy, LONGEST_FAREWELL).unref();
  socket.once("close", () => clearTimeout(timer));
  // Octets that the client sent ahead would have the system reset the connection, and the answer be lost with it.
  socket.resume();
  socket.end(answer, destroy);
}

function ignore(): void {
  // The connection has gone, and there is nobody to tell.
}
