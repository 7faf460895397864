import type { GuardLogger } from "../config/options.ts";

export type Level = keyof GuardLogger;

/**
 * The logger of an app that names none: one line of JSON per call on the standard error stream, ASCII only, so that
 * no value can end the line or turn its direction. `debug` is dropped.
 */
export const standardErrorLog: GuardLogger = {
  debug: () => undefined,
  info: (fields, message) => writeLine("info", fields, message),
  warn: (fields, message) => writeLine("warn", fields, message),
  error: (fields, message) => writeLine("error", fields, message),
};

function writeLine(level: Level, fields: object, message: string): void {
  const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...fields });
  process.stderr.write(`${line.replace(/[^\x20-\x7e]/g, escapeUnit)}\n`, surviveBrokenPipe);
}

/** Whoever read the error stream is gone: the stream is about to say so in an event that ends a process not listening. */
function surviveBrokenPipe(error: Error | null | undefined): void {
  if (error && process.stderr.listenerCount("error") === 0) process.stderr.once("error", () => undefined);
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * The same logger, unable to do harm: what it throws, at once or later, is dropped, because a line that cannot be
 * written must not decide about a request.
 */
export function safeLog(logger: GuardLogger): GuardLogger {
  const call = (level: Level, fields: object, message: string): void => {
    try {
      const result: unknown = logger[level](fields, message);
      if (result instanceof Promise) result.catch(() => undefined);
    } catch {
      // Nowhere is left to report it.
    }
  };
  return {
    debug: (fields, message) => call("debug", fields, message),
    info: (fields, message) => call("info", fields, message),
    warn: (fields, message) => call("warn", fields, message),
    error: (fields, message) => call("error", fields, message),
  };
}
