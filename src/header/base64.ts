/** Decoded bytes, or in one clause what the text holds that it must not. */
export type Decoded =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: string };

/**
 * Decodes base64 as RFC 4648 section 4 writes it and in no other spelling: that alphabet, padded, zero trailing bits,
 * nothing between. `Buffer.from` alone would skip what it does not know and take the URL alphabet too, so of a joined
 * `forged, real` it would return the forged one.
 *
 * The bytes live in memory of their own. Node cuts small buffers out of a pool that all requests share, and whoever
 * reaches such a slice's `buffer` can read and alter what stands beside it.
 */
export function decodeBase64(text: string): Decoded {
  const decoded = Buffer.from(text, "base64");
  // One text only encodes these bytes canonically. So this comparison is the whole check; the rest finds words for it.
  if (text === "" || decoded.toString("base64") !== text) return { ok: false, problem: describeProblem(text) };
  return { ok: true, bytes: new Uint8Array(decoded) };
}

function describeProblem(text: string): string {
  if (text === "") return "it holds no base64";
  if (text.includes(",")) return "it holds a comma, as two lines joined into one do";
  if (/\s/.test(text)) return "it holds white space";
  if (/[-_]/.test(text)) return "it uses the URL alphabet of base64";
  if (/[^A-Za-z0-9+/=]/.test(text)) return "it holds a character that base64 does not have";
  if (/=[^=]/.test(text)) return "it goes on after the padding";
  if (text.length % 4 !== 0 || text.endsWith("===")) return "its base64 is not padded to whole groups of four";
  return "the unused bits of its last base64 character are not zero";
}
