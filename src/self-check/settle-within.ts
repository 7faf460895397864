/** How something awaited ended. `late`: not within its bound, and what it says afterwards is ignored. */
export type Outcome<Value> =
  | { readonly kind: "done"; readonly value: Value }
  | { readonly kind: "failed" }
  | { readonly kind: "late" }
  | { readonly kind: "abandoned" };

/**
 * Waits for something, but not for ever, and never rejects.
 *
 * @param task Called in a turn of its own, so that whoever asks goes on at once. What it throws is `failed`.
 * @param milliseconds Its bound. The timer does not keep a process alive.
 * @param signal Ends the waiting at once, as `abandoned`. Absent: nothing does.
 */
export function settleWithin<Value>(
  task: () => Promise<Value>,
  milliseconds: number,
  signal?: AbortSignal,
): Promise<Outcome<Value>> {
  return new Promise((resolve) => {
    const end = (outcome: Outcome<Value>): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abandon);
      resolve(outcome);
    };
    const abandon = (): void => end({ kind: "abandoned" });
    const timer = setTimeout(() => end({ kind: "late" }), milliseconds);
    timer.unref();
    if (signal?.aborted) return abandon();
    signal?.addEventListener("abort", abandon, { once: true });
    Promise.resolve()
      .then(task)
      .then(
        (value) => end({ kind: "done", value }),
        () => end({ kind: "failed" }),
      );
  });
}
