/** What a text that should be base64 decodes to. */
export type LooseBase64 =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** `foreign`: it holds other characters. `cut`: it stops in the middle of an octet. */
  | { readonly ok: false; readonly problem: "foreign" | "cut" };

/**
 * Decodes base64 that has been through a shell, a portal or JSON: white space and written-out line ends (`\n`,
 * `\r\n`, with any number of backslashes) between the characters do not count, and padding may be missing. The
 * characters themselves are strict: the alphabet of RFC 4648 section 4, and no stray bits at the end.
 */
export function decodeLooseBase64(text: string): LooseBase64 {
  const compact = text.replace(WRITTEN_LINE_END, "").replace(/\s+/g, "");
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return { ok: false, problem: "foreign" };
  const characters = compact.replace(/=+$/, "");
  const bytes = Buffer.from(characters, "base64");
  if (bytes.toString("base64").replace(/=+$/, "") !== characters) return { ok: false, problem: "cut" };
  return { ok: true, bytes: Uint8Array.from(bytes) };
}

/** `\n`, `\r\n` and `\r` written as characters; nested JSON doubles the backslashes. */
const WRITTEN_LINE_END = /(?:\\+r)?\\+n|\\+r/g;
