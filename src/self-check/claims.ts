import { headerLines } from "../header/raw-headers.ts";
import type { SeenRequest } from "./probe/arrival.ts";
import { MOST_NONCES, NONCE_HEADER } from "./probe/nonces.ts";

/** Twice what is alive at a time, of this process and of others: whoever was claimed before is known to have expired. */
const MOST_CLAIMS: number = 4 * MOST_NONCES;

/**
 * Which request was the first to bring its nonce. Whoever repeats it sends an ordinary request, which is decided and
 * logged as any other.
 */
export class Claims {
  readonly #requests = new WeakSet<object>();
  readonly #nonces = new Set<string>();

  /** @param request With a nonce that is good; others would fill the memory. */
  isFirst({ rawHeaders }: SeenRequest): boolean {
    if (this.#requests.has(rawHeaders)) return true;
    const [nonce] = headerLines(rawHeaders, NONCE_HEADER);
    if (nonce === undefined || this.#nonces.has(nonce)) return false;
    this.#requests.add(rawHeaders);
    this.#nonces.add(nonce);
    this.#forget();
    return true;
  }

  /** They stand in the order in which they came. */
  #forget(): void {
    for (const nonce of this.#nonces) {
      if (this.#nonces.size <= MOST_CLAIMS) return;
      this.#nonces.delete(nonce);
    }
  }
}
