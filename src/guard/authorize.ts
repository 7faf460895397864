import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { GuardFinding } from "./findings.ts";
import { describeThrown } from "./thrown.ts";

/** The user's last word on a caller whose certificate is right. `request` is the framework's own request object. */
export type Authorize = (certificate: ClientCertificate, request: unknown) => unknown;

/** Undefined when the caller is admitted, else why not. */
export type Answer = GuardFinding | undefined;

/** How long the user's answer is waited for: enough for a look-up in a database, too little to pile requests up. */
export const AUTHORIZE_MILLISECONDS = 5000;

/**
 * Asks the user. Only `true`, returned or resolved within the time, admits: what is merely truthy, any other answer,
 * anything thrown and silence refuse. An answer after the time is dropped, also when it is a rejection.
 *
 * @param monotonic Milliseconds on a clock that is never set. A function that blocks for longer than the time and then
 *   returns `true` comes too late as well.
 * @returns At once when the user answers at once, else a promise that never rejects.
 */
export function askAuthorize(
  authorize: Authorize,
  certificate: ClientCertificate,
  request: unknown,
  monotonic: () => number,
): Answer | Promise<Answer> {
  const start = monotonic();
  const isLate = (): boolean => monotonic() - start > AUTHORIZE_MILLISECONDS;
  let answer: unknown;
  try {
    answer = authorize(certificate, request);
    if (isThenable(answer)) return waitFor(answer, isLate);
  } catch (error) {
    return failed(error);
  }
  return isLate() ? timedOut() : judge(answer);
}

function waitFor(answer: PromiseLike<unknown>, isLate: () => boolean): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(timedOut()), AUTHORIZE_MILLISECONDS);
    // The request itself keeps the process alive; a question nobody answers must not.
    timer.unref();
    const settle = (outcome: Answer): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    // A promise of our own adopts the user's, whatever its `then` does: throws, calls back twice or calls back at once.
    new Promise<unknown>((adopt) => adopt(answer)).then(
      (value) => settle(isLate() ? timedOut() : judge(value)),
      (error: unknown) => settle(failed(error)),
    );
  });
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  const canHaveMembers = (typeof value === "object" && value !== null) || typeof value === "function";
  return canHaveMembers && "then" in value && typeof value.then === "function";
}

function judge(answer: unknown): Answer {
  if (answer === true) return undefined;
  return { code: "authorize_refused", certificateIndex: 0, severity: "error", details: {} };
}

function failed(error: unknown): GuardFinding {
  const details = { problem: describeThrown(error) };
  return { code: "authorize_failed", certificateIndex: 0, severity: "error", details };
}

function timedOut(): GuardFinding {
  const details = { milliseconds: AUTHORIZE_MILLISECONDS };
  return { code: "authorize_timed_out", certificateIndex: 0, severity: "error", details };
}
