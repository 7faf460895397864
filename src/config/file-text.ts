import { statedLength } from "./encoded-kind.ts";

/**
 * The text that bytes hold, or undefined when they are binary. Knows UTF-16 by its byte order mark, as Windows
 * PowerShell writes it. Text beside PEM blocks may be in any encoding, so other bytes are read one to a character.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (statedLength(bytes) === bytes.length) return undefined; // one whole DER element, whatever its octets spell
  if (first === 0xff && second === 0xfe) return Buffer.from(bytes.subarray(2)).toString("utf16le");
  if (first === 0xfe && second === 0xff) return bigEndian(bytes.subarray(2));
  const text = Buffer.from(bytes).toString("latin1");
  return isText(text) || text.includes("-----BEGIN ") ? text.replace(/^\u00ef\u00bb\u00bf/, "") : undefined;
}

function isText(text: string): boolean {
  return !/[\x00-\x08\x0e-\x1f\x7f]/.test(text);
}

function bigEndian(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2)))
    .swap16()
    .toString("utf16le");
}
