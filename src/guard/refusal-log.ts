import type { GuardLogger } from "../config/options.ts";
import type { Level } from "./log.ts";

/** Writes refusals without letting a client fill the log. */
export interface RefusalLog {
  /** `fields` is called only when the line is written. */
  record(entry: RefusalEntry): void;
  /** Writes the counts of what was not written so far, and stops the timer. */
  close(): void;
}

export interface RefusalEntry {
  /** What is counted together: a code, or `platform_ping`. One of a small set, whatever clients send. */
  readonly kind: string;
  readonly level: Level;
  readonly message: string;
  readonly fields: () => object;
}

/**
 * Lines a window for each kind. Ten show what is wrong and with whom, and trouble of one kind does not use up the lines
 * of another. A client can provoke some forty codes at most, so whatever clients do, the log grows by less than about
 * half a megabyte a minute (400 lines of about a kilobyte); the rest is counted.
 */
const LINES_PER_WINDOW = 10;
const WINDOW_MILLISECONDS = 60_000;

/**
 * Aggregates in windows of a minute that begin with a refusal. At the end of each one line says how many refusals of
 * which kind were left out. Nothing is counted and then forgotten: `close` writes what is pending.
 */
export function createRefusalLog(log: GuardLogger): RefusalLog {
  const counts = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function endWindow(): void {
    clearTimeout(timer);
    timer = undefined;
    const suppressed = [...counts].filter(([, count]) => count > LINES_PER_WINDOW);
    counts.clear();
    if (suppressed.length === 0) return;
    const byKind = Object.fromEntries(suppressed.map(([kind, count]) => [kind, count - LINES_PER_WINDOW]));
    const total = Object.values(byKind).reduce((sum, count) => sum + count, 0);
    log.warn(
      { event: "client_certificate_refusals_suppressed", suppressed: total, byKind },
      "more client certificates were refused than were written to this log",
    );
  }

  return {
    record({ kind, level, message, fields }) {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (timer === undefined) {
        timer = setTimeout(endWindow, WINDOW_MILLISECONDS);
        timer.unref();
      }
      if (count <= LINES_PER_WINDOW) log[level](fields(), message);
    },
    close: endWindow,
  };
}
