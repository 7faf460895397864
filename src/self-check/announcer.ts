import type { Judgement } from "./judgement.ts";
import { agingLine, changeKey, changeLine, type LogLine, type SelfCheckLog } from "./log-lines.ts";
import type { Memory } from "./memory.ts";
import type { SelfCheckState } from "./state.ts";
import type { SelfCheckStatus } from "./status.ts";

export type ChangeListener = (status: SelfCheckStatus) => void;

/** As often as the guard reminds of report mode: seen by whoever watches, and no flood. */
const HOUR = 3_600_000;

/** Tells the log and the listeners what changes, once each, and survives them. */
export class Announcer {
  readonly #log: SelfCheckLog;
  readonly #listeners = new Set<{ readonly call: ChangeListener }>();
  #lastKey: string | undefined;
  #remindedAt = Number.NEGATIVE_INFINITY;
  /** Infinite: nothing was announced yet. */
  #announcedAt = Number.POSITIVE_INFINITY;

  constructor(log: SelfCheckLog) {
    this.#log = log;
  }

  onChange(call: ChangeListener): () => void {
    const listener = { call };
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Whether a status is news; the same one is not news again. */
  isChange(status: SelfCheckStatus): boolean {
    const key = changeKey(status);
    if (key === this.#lastKey) return false;
    this.#lastKey = key;
    return true;
  }

  /** @param now Milliseconds on the clock that is never set. */
  announce(status: SelfCheckStatus, now: number): void {
    this.#announcedAt = now;
    this.#write(changeLine(status));
    for (const { call } of [...this.#listeners]) survive(() => call(status));
  }

  /**
   * When the next reminder is due, on the clock that is never set: that headers do not count, or count without a yes, or
   * by an old one only. Infinite: never.
   */
  remindAt(memory: Memory, { current }: SelfCheckState): number {
    if (isTrouble(current.judgement)) return Math.max(this.#announcedAt, this.#remindedAt) + HOUR;
    return isAging(memory) ? Math.max(oldestYes(memory), this.#remindedAt) + HOUR : Number.POSITIVE_INFINITY;
  }

  remind(memory: Memory, status: SelfCheckStatus, now: number): void {
    this.#remindedAt = now;
    const hours = Math.floor((now - oldestYes(memory)) / HOUR);
    this.#write(isTrouble(status) ? changeLine(status) : agingLine(status, hours));
  }

  checked({ checks, failure, because }: SelfCheckStatus): void {
    const fields = { event: "client_certificate_host_checked", checks, because, failure: failure?.code ?? null };
    this.#write({ level: "debug", fields, message: "the host was checked" });
  }

  prompted(reason: string): void {
    const fields = { event: "client_certificate_host_check_prompted", reason };
    this.#write({ level: "debug", fields, message: "a request had the host checked out of turn" });
  }

  #write({ level, fields, message }: LogLine): void {
    survive(() => this.#log[level](fields, message));
  }
}

/** Headers do not count, or count though nobody says that certificates are demanded. */
function isTrouble({ serves, demand }: Judgement): boolean {
  return !serves || demand !== "yes";
}

/** Resource Manager's last word did not confirm what counts. */
function isAging({ declarationFailure, records }: Memory): boolean {
  return declarationFailure !== undefined || records.some(({ lastSaid, declared }) => lastSaid !== declared.said);
}

function oldestYes({ records }: Memory): number {
  return Math.min(...records.map(({ declared }) => declared.at));
}

/** Calls what is not ours. What it throws, at once or later, is dropped. */
function survive(action: () => unknown): void {
  try {
    const result = action();
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // Nowhere is left to report it.
  }
}
