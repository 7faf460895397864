/** The last word of a witness that counts, and when it was said, in milliseconds on a clock that is never set. */
export interface Word {
  readonly said: "yes" | "no" | "unknown";
  readonly at: number;
}

/** What a word is worth now. `expired`: a yes that is too old; `unheard`: nothing was ever said. */
export type Standing = "yes" | "no" | "unknown" | "expired" | "unheard";

/** What a witness says. `unknown`: nothing, such as a null; `unclear`: something that is no yes and no no. */
export type Heard = Word["said"] | "unclear";

/**
 * Takes in what a witness says. A yes and a no count at once. Silence changes neither: the yes goes on to age from when
 * it was said, and the no stays until a yes lifts it. What was said and is unclear ends a yes at once and lifts no no.
 */
export function hear(previous: Word | undefined, heard: Heard, at: number): Word {
  if (previous?.said === "no" && heard !== "yes" && heard !== "no") return previous;
  if (previous?.said === "yes" && heard === "unknown") return previous;
  return Object.freeze({ said: heard === "unclear" ? "unknown" : heard, at });
}

/** @param maxAge Milliseconds after which a yes no longer counts. A no has no such limit. */
export function standing(word: Word | undefined, now: number, maxAge: number): Standing {
  if (word === undefined) return "unheard";
  // Written so that a time that is no number has expired.
  if (word.said === "yes" && !(now < word.at + maxAge)) return "expired";
  return word.said;
}

/** When what the word is worth changes by itself; infinite when it never does. */
export function expiryOf(word: Word | undefined, now: number, maxAge: number): number {
  return word !== undefined && standing(word, now, maxAge) === "yes" ? word.at + maxAge : Number.POSITIVE_INFINITY;
}

/** The same for a judgement, to which an old yes is as good as none. */
export function spoken(is: Standing): Word["said"] {
  return is === "yes" || is === "no" ? is : "unknown";
}
