import { HostNotVerifiedError } from "./host-not-verified.ts";
import { settleWithin } from "./settle-within.ts";
import type { SelfCheckStatus } from "./status.ts";

/** What is waited on. */
export interface Verifiable {
  isVerified(): boolean;
  status(): SelfCheckStatus;
  /** Has a check begin unless one runs or none may begin yet. Whether one runs now. */
  check(): boolean;
  /** Resolves when a witness has been heard. */
  heard(): Promise<void>;
  /** Milliseconds until one may. */
  blockedForMs(): number;
  readonly signal: AbortSignal;
}

/** The longest time that Node's timers can wait. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** As long as one question to Resource Manager may take with all its attempts. */
const DEFAULT_TIMEOUT = 60_000;

/**
 * Has the witnesses asked until the host is trusted. The one timer of the self-check that keeps a process alive: whoever
 * awaits this before listening has nothing else that does.
 */
export async function untilVerified(
  subject: Verifiable,
  timeoutMs: number = DEFAULT_TIMEOUT,
): Promise<SelfCheckStatus> {
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LONGEST_TIMEOUT) {
    throw new TypeError(`timeoutMs must be a whole number of milliseconds from 1 to ${LONGEST_TIMEOUT}.`);
  }
  const bound = new AbortController();
  const signal = AbortSignal.any([bound.signal, subject.signal]);
  const timer = setTimeout(() => bound.abort(), timeoutMs);
  try {
    while (!subject.isVerified()) {
      if (signal.aborted) throw new HostNotVerifiedError(subject.status());
      // Somebody else may begin a check before one may begin here.
      const patience = subject.check() ? timeoutMs : Math.max(1, subject.blockedForMs());
      const heard = subject.heard();
      await settleWithin(() => heard, patience, signal);
    }
    return subject.status();
  } finally {
    clearTimeout(timer);
  }
}
