import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from "node:crypto";

/** Fewest octets of the key's text: as long as HMAC-SHA256's output (RFC 2104 section 3 discourages shorter ones). */
const SHORTEST_KEY = 32;

/** The secret by which instances of one host know each other's probe. Shows nothing of itself when it is printed. */
export class ProbeKey {
  readonly #key: KeyObject;

  /**
   * @param text The secret, 32 octets or more. Throws RangeError when it is shorter, without quoting it.
   * @param scope What the instances of one host have in common and another host has not: the name of the site and its
   *   slot. Hosts that share the text then still do not vouch for one another, so a public host name that leads to the
   *   wrong app proves nothing.
   */
  constructor(text: string, scope: string) {
    if (Buffer.byteLength(text) < SHORTEST_KEY) {
      throw new RangeError(`a probe key is at least ${SHORTEST_KEY} octets long`);
    }
    this.#key = createSecretKey(createHmac("sha256", text).update(`azure-client-cert probe\n${scope}`).digest());
  }

  /**
   * HMAC-SHA256 in base64url: 43 characters.
   *
   * @param purpose Keeps what is signed for one end from passing for another.
   * @param parts None may hold a line end, or two lists of parts could sign alike. Throws RangeError.
   */
  sign(purpose: "nonce" | "seen", ...parts: readonly string[]): string {
    if (parts.some((part) => part.includes("\n"))) throw new RangeError("what is signed must not hold a line end");
    return createHmac("sha256", this.#key)
      .update([purpose, ...parts].join("\n"))
      .digest("base64url");
  }

  /** Whether `signature` is what `sign` writes, character by character, in constant time. */
  verify(signature: string, purpose: "nonce" | "seen", ...parts: readonly string[]): boolean {
    const given = Buffer.from(signature);
    const wanted = Buffer.from(this.sign(purpose, ...parts));
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  }
}
