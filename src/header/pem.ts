import { type Decoded, decodeBase64 } from "./base64.ts";

/** Decoded blocks in order, or in one clause what the text holds that it must not. */
export type DecodedChain =
  | { readonly ok: true; readonly blocks: readonly Uint8Array[] }
  | { readonly ok: false; readonly problem: string };

const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";

/** Line ends of RFC 7468 section 3, for text that can hold them. */
export const LINE_END: RegExp = /\r?\n/;

/**
 * Decodes exactly one block with these very markers (RFC 7468 section 5), nothing before it or after it. Other readers
 * take the first of several blocks, skip text around them, or take other labels: of one text they read different
 * certificates.
 *
 * @param lineEnd What may stand between two lines and beside the markers, once each.
 */
export function decodePem(text: string, lineEnd: RegExp): Decoded {
  if (!text.startsWith(BEGIN) || !text.endsWith(END)) {
    return { ok: false, problem: "it is not one PEM block with the label CERTIFICATE" };
  }
  // Empty where the markers overlap.
  const body = text.slice(BEGIN.length, -END.length);
  if (body.includes("-----")) return { ok: false, problem: "it holds more than one PEM block" };
  const lines = body.split(lineEnd);
  if (lines.slice(1, -1).includes("")) return { ok: false, problem: "it holds an empty line" };
  return decodeBase64(lines.join(""));
}

/** Decodes one block after the other, each of which may end with one line end. No block at all is a problem. */
export function decodePemChain(text: string): DecodedChain {
  const blocks: Uint8Array[] = [];
  let start = 0;
  do {
    const marker = text.indexOf(END, start);
    const end = marker < 0 ? text.length : marker + END.length;
    const block = decodePem(text.slice(start, end), LINE_END);
    if (!block.ok) return block;
    blocks.push(block.bytes);
    start = end + lineEndAt(text, end);
  } while (start < text.length);
  return { ok: true, blocks };
}

/** Characters of the line end that stands there. */
function lineEndAt(text: string, at: number): number {
  if (text.startsWith("\n", at)) return 1;
  return text.startsWith("\r\n", at) ? 2 : 0;
}
