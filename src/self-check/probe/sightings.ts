import type { Nonces } from "./nonces.ts";
import type { Arrival } from "./shot.ts";

/** What became of a nonce as far as this process can see. */
export type Sighting =
  | { readonly kind: "arrived"; readonly arrival: Arrival }
  /** This process was watching all the while and no request brought it. */
  | { readonly kind: "not-arrived" }
  /**
   * No evidence of anything, neither of an arrival nor of a refusal. `replayed`: more than one request brought it.
   * `expired`: it was not issued here, or too long ago. `not-watching`: a request would not have been seen.
   */
  | { readonly kind: "cannot-tell"; readonly reason: "replayed" | "expired" | "not-watching" };

export const NOT_WATCHING: Sighting = Object.freeze({ kind: "cannot-tell", reason: "not-watching" });

const NOT_ARRIVED: Sighting = Object.freeze({ kind: "not-arrived" });
const REPLAYED: Sighting = Object.freeze({ kind: "cannot-tell", reason: "replayed" });
const EXPIRED: Sighting = Object.freeze({ kind: "cannot-tell", reason: "expired" });

/** What was seen of the nonces of this process, as long as they are remembered. */
export class Sightings {
  readonly #nonces: Nonces;
  readonly #seen = new Map<string, Sighting>();
  readonly #waiting = new Map<string, Set<(isCleared: boolean) => void>>();

  constructor(nonces: Nonces) {
    this.#nonces = nonces;
  }

  record(nonce: string, arrival: Arrival, isFirst: boolean): void {
    this.#dropForgotten();
    this.#seen.set(nonce, isFirst ? Object.freeze({ kind: "arrived", arrival }) : REPLAYED);
    this.#wake(nonce);
  }

  of(nonce: string): Sighting {
    return this.#seen.get(nonce) ?? (this.#nonces.isLive(nonce) ? NOT_ARRIVED : EXPIRED);
  }

  /** The same as soon as there is something to say, or after so many milliseconds. */
  async when(nonce: string, milliseconds: number): Promise<Sighting> {
    const sighting = this.of(nonce);
    if (sighting !== NOT_ARRIVED) return sighting;
    const isCleared = await this.#wait(nonce, milliseconds);
    return isCleared ? NOT_WATCHING : this.of(nonce);
  }

  /** For the end of a watch: whoever still waits cannot be told. */
  clear(): void {
    this.#seen.clear();
    for (const nonce of this.#waiting.keys()) this.#wake(nonce, true);
  }

  #wake(nonce: string, isCleared = false): void {
    for (const wake of this.#waiting.get(nonce) ?? []) wake(isCleared);
  }

  /** The timer does not keep the process alive. */
  #wait(nonce: string, milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const wakes = this.#waiting.get(nonce) ?? new Set();
      const wake = (isCleared: boolean): void => {
        clearTimeout(timer);
        wakes.delete(wake);
        if (wakes.size === 0) this.#waiting.delete(nonce);
        resolve(isCleared);
      };
      const timer = setTimeout(wake, milliseconds, false).unref();
      this.#waiting.set(nonce, wakes.add(wake));
    });
  }

  /** They stand in the order in which they came. */
  #dropForgotten(): void {
    for (const nonce of this.#seen.keys()) {
      if (this.#nonces.remembers(nonce)) return;
      this.#seen.delete(nonce);
    }
  }
}
