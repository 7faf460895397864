/** A PEM boundary, or base64 in a run as long as the lines it is broken into (RFC 7468 section 2: 64 characters). */
const KEY_CANDIDATE = "-----BEGIN |[A-Za-z0-9+/]{60,}";

/** Whether a text is worth being looked at for a key. */
export function isLongLiteral(text: string): boolean {
  return new RegExp(KEY_CANDIDATE).test(text);
}

/** Where comments and strings that may hold a key may begin, or be. */
export function findCandidates(text: string): readonly number[] {
  return [...text.matchAll(new RegExp(`#|//|/\\*|${KEY_CANDIDATE}`, "g"))].map(({ index }) => index);
}
