import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keepProbing } from "../../src/self-check/keep-probing.ts";
import { MINUTE, SECOND, stand } from "./parts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function begin() {
  const rechecks: number[] = [];
  const start = Date.now();
  const monotonic = (): number => Date.now() - start;
  const { state } = stand({ hasProbe: true }).check;
  let authenticity: "unknown" | "proven" = "unknown";
  let listener: (() => void) | undefined;
  const selfCheck = {
    get state() {
      return { ...state, current: { ...state.current, judgement: { ...state.current.judgement, authenticity } } };
    },
    recheck: () => void rechecks.push(monotonic() / SECOND),
  };
  const probe = {
    onListening: (call: () => void) => {
      listener = call;
      return () => {
        listener = undefined;
      };
    },
  };
  const end = keepProbing(selfCheck, probe, monotonic);
  return {
    rechecks,
    end,
    listen: () => listener?.(),
    settle: () => {
      authenticity = "proven";
    },
  };
}

const SERIES = [0.5, 6, 15, 30, 60, 120, 240, 300, 600];

describe("the attempts after a server has begun to listen", () => {
  it("are a series, which servers that begin meanwhile do not begin anew", async () => {
    const made = begin();
    for (let at = 0; at < 600; at += 1) {
      made.listen();
      await vi.advanceTimersByTimeAsync(SECOND);
    }
    expect(made.rechecks).toEqual(SERIES);
  });

  it("are another series after ten minutes", async () => {
    const made = begin();
    made.listen();
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    made.listen();
    await vi.advanceTimersByTimeAsync(10 * MINUTE);
    expect(made.rechecks).toHaveLength(2 * SERIES.length);
  });

  it("end when the probe has settled it, and with the guard", async () => {
    const made = begin();
    made.listen();
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    made.settle();
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect([made.rechecks, vi.getTimerCount()]).toEqual([[0.5, 6], 0]);
    const other = begin();
    other.listen();
    other.end();
    other.listen();
    expect(vi.getTimerCount()).toBe(0);
  });
});
