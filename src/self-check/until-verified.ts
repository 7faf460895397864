import { HostNotVerifiedError } from "./host-not-verified.ts";
import { settleWithin } from "./settle-within.ts";
import type { SelfCheckStatus } from "./status.ts";

/** What is waited on. */
export interface Verifiable {
  isVerified(): boolean;
  status(): SelfCheckStatus;
  /** The check that runs or begins now; undefined when none may begin yet. */
  check(): Promise<void> | undefined;
  /** Milliseconds until one may. */
  blockedForMs(): number;
  readonly signal: AbortSignal;
}

/** The longest time that Node's timers can wait. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/**
 * Has the witnesses asked until every host is trusted. The one timer of the self-check that keeps a process alive: whoever
 * awaits this before listening has nothing else that does.
 */
export async function untilVerified(subject: Verifiable, timeoutMs: number): Promise<SelfCheckStatus> {
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LONGEST_TIMEOUT) {
    throw new TypeError(`timeoutMs must be a whole number of milliseconds from 1 to ${LONGEST_TIMEOUT}.`);
  }
  const bound = new AbortController();
  const signal = AbortSignal.any([bound.signal, subject.signal]);
  const timer = setTimeout(() => bound.abort(), timeoutMs);
  try {
    while (!subject.isVerified()) {
      if (signal.aborted) throw new HostNotVerifiedError(subject.status());
      const check = subject.check();
      if (check === undefined) await pause(subject.blockedForMs(), signal);
      else await settleWithin(() => check, timeoutMs, signal);
    }
    return subject.status();
  } finally {
    clearTimeout(timer);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<unknown> {
  return settleWithin(() => new Promise<never>(() => undefined), Math.max(1, milliseconds), signal);
}
