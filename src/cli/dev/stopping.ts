/** Whoever says that it is enough. */
export interface Stopping {
  /** Resolves when told so. Listens only from the call on. */
  whenTold(): Promise<void>;
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** The signals of a process. Only the first counts: a second one ends the process as it always does. */
export function stoppingOf(process: Pick<NodeJS.Process, "on" | "removeListener">): Stopping {
  return {
    whenTold: () =>
      new Promise((resolve) => {
        const stop = (): void => {
          for (const signal of SIGNALS) process.removeListener(signal, stop);
          resolve();
        };
        for (const signal of SIGNALS) process.on(signal, stop);
      }),
  };
}
