/**
 * A signal that is aborted after some milliseconds. Its timer does not keep the process alive.
 *
 * @returns With what ends the timer, once nobody needs the signal any more.
 */
export function limitTo(milliseconds: number): { readonly signal: AbortSignal; readonly end: () => void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  timer.unref();
  return { signal: controller.signal, end: () => clearTimeout(timer) };
}
