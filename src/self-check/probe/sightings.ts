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

  constructor(nonces: Nonces) {
    this.#nonces = nonces;
  }

  record(nonce: string, arrival: Arrival, isFirst: boolean): void {
    this.#dropForgotten();
    this.#seen.set(nonce, isFirst ? Object.freeze({ kind: "arrived", arrival }) : REPLAYED);
  }

  of(nonce: string): Sighting {
    return this.#seen.get(nonce) ?? (this.#nonces.isLive(nonce) ? NOT_ARRIVED : EXPIRED);
  }

  clear(): void {
    this.#seen.clear();
  }

  /** They stand in the order in which they came. */
  #dropForgotten(): void {
    for (const nonce of this.#seen.keys()) {
      if (this.#nonces.remembers(nonce)) return;
      this.#seen.delete(nonce);
    }
  }
}
