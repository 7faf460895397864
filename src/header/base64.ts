/** Decoded bytes, or in one clause what the text holds that it must not. */
export type Decoded =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly problem: string };

/**
 * Decodes base64 as RFC 4648 section 4 writes it and in no other spelling: that alphabet, padded, zero trailing bits,
 * nothing between. `Buffer.from` alone would skip what it does not know and take the URL alphabet too, so of a joined
 * `forged, real` it would return the forged one.
 *
 * The bytes live in memory that holds what clients sent as certificates and nothing else. Node cuts small buffers out
 * of a pool that serves the whole process, secrets included, and whoever clones such a slice, or reaches its `buffer`,
 * gets what stands beside it.
 */
export function decodeBase64(text: string): Decoded {
  if (text.length > piece.length - used) {
    piece = Buffer.alloc(Math.max(PIECE, text.length));
    used = 0;
  }
  const end = used + piece.write(text, used, "base64");
  // One text only encodes these bytes canonically. So this comparison is the whole check; the rest finds words for it.
  if (text === "" || piece.toString("base64", used, end) !== text) return { ok: false, problem: describeProblem(text) };
  const bytes = new Uint8Array(piece.buffer, piece.byteOffset + used, end - used);
  used = end;
  return { ok: true, bytes };
}

/**
 * Octets of one piece of memory: what some ten certificates need. Memory of its own for each certificate would cost
 * more than parsing it does. One that is kept for long keeps its neighbours.
 */
const PIECE = 16_384;

let piece = Buffer.alloc(PIECE);
let used = 0;

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
