import type { AppProbe } from "./app-probe.ts";
import type { SelfCheck } from "./self-check.ts";

/**
 * When to probe after a server has begun to listen, in milliseconds. The front end sends requests to an instance only once
 * the platform calls it started, for which App Service waits up to 230 seconds unless told otherwise (Azure:
 * WEBSITES_CONTAINER_START_TIME_LIMIT), so the last attempts come after that.
 */
const ATTEMPTS: readonly number[] = [500, 6_000, 15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 600_000];

/** A series is as long as that: whoever listens meanwhile, on a port for metrics or in a test, begins no other. */
const BETWEEN_SERIES = 600_000;

/**
 * Has the self-check ask again while a deployment comes up, until the probe has settled whether clients can write the header.
 * No timer keeps the process alive. Returns what ends it.
 *
 * @param monotonic Milliseconds on a clock that is never set.
 */
export function keepProbing(
  selfCheck: Pick<SelfCheck, "state" | "recheck">,
  probe: Pick<AppProbe, "onListening">,
  monotonic: () => number,
): () => void {
  const timers = new Set<NodeJS.Timeout>();
  let begunAt = Number.NEGATIVE_INFINITY;
  const stop = (): void => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };
  const attempt = (): void => {
    if (selfCheck.state.current.judgement.authenticity === "unknown") selfCheck.recheck();
    else stop();
  };
  const unsubscribe = probe.onListening(() => {
    const now = monotonic();
    if (now < begunAt + BETWEEN_SERIES) return;
    begunAt = now;
    stop();
    for (const delay of ATTEMPTS) {
      const timer = setTimeout(() => {
        timers.delete(timer);
        attempt();
      }, delay);
      timers.add(timer.unref());
    }
  });
  return () => {
    unsubscribe();
    stop();
  };
}
