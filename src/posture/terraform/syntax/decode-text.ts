/** Which encodings are told from what. */
type Encoding = "utf-8" | "utf-16le" | "utf-16be";

/** How much is looked at where nothing says which encoding it is, in bytes. */
const SAMPLE = 4096;

/**
 * The text of a file, without its byte order mark: UTF-8, UTF-16 with a mark, and UTF-16LE without one, as PowerShell's
 * redirection writes.
 *
 * @returns Undefined where the bytes are no text in any of these.
 */
export function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = encodingOf(bytes);
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text;
  } catch {
    return undefined;
  }
}

function encodingOf(bytes: Uint8Array): Encoding {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return looksLikeUtf16(bytes) ? "utf-16le" : "utf-8";
}

/** Terraform is mostly ASCII, whose second byte in UTF-16LE is zero; the first one hardly ever is. UTF-8 has no zero at all. */
function looksLikeUtf16(bytes: Uint8Array): boolean {
  if (bytes.length < 2 || bytes.length % 2 !== 0) return false;
  const sample = bytes.subarray(0, SAMPLE);
  const first = sample.filter((byte, at) => at % 2 === 0 && byte === 0).length;
  const second = sample.filter((byte, at) => at % 2 === 1 && byte === 0).length;
  return second >= sample.length / 4 && first <= second / 4;
}
