import { encodedKind, statedLength } from "./encoded-kind.ts";
import { textOf } from "./file-text.ts";
import { decodeLooseBase64 } from "./loose-base64.ts";
import { holdsPemMarker } from "./pem-text.ts";
import { unquote } from "./text.ts";

/**
 * The entries of a text that names certificates and holds no PEM block: paths, pins, base64. They stand on lines of
 * their own or between `;`; base64 that a tool wrapped into lines is one entry. Backslashes are not escapes here,
 * because Windows paths are full of them. `besideBlocks`: the text stood between PEM blocks, so quotation marks and
 * commas are left-overs.
 */
export function materialEntries(text: string, besideBlocks: boolean): readonly string[] {
  const own = besideBlocks ? text.replace(LEFT_OVERS_BEFORE, "").replace(LEFT_OVERS_AFTER, "") : text;
  return own.split(";").flatMap((piece) => {
    const lines = piece.split(/\r\n|\n|\r/).map(unquote);
    return joinWrapped(lines.filter((line) => line !== ""));
  });
}

const LEFT_OVERS_BEFORE = /^(?:\\+[rn]|[\s"',;])+/;
const LEFT_OVERS_AFTER = /(?:\\+[rn]|[\s"',;])+$/;

/** Whether decoded base64 begins like an encoding or is PEM again: a path may happen to be base64 too. */
export function looksEncoded(bytes: Uint8Array): boolean {
  if (encodedKind(bytes) === "key_store") return true;
  if (bytes[0] === 0x30 && (statedLength(bytes) === bytes.length || (bytes[1] ?? 0) >= 0x80)) return true;
  return holdsPemMarker(textOf(bytes) ?? "");
}

function joinWrapped(lines: readonly string[]): readonly string[] {
  const entries: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const count = wrappedLines(lines, at);
    entries.push(lines.slice(at, at + count).join(""));
    at += count;
  }
  return entries;
}

/** How many lines from `start` on are one base64 text; 1 when the line stands for itself. */
function wrappedLines(lines: readonly string[], start: number): number {
  const first = lines[start] as string;
  const head = decodeLooseBase64(first.slice(0, 4 * Math.floor(first.length / 4)));
  if (!head.ok || isWhole(first)) return 1;
  const isDer = head.bytes[0] === 0x30;
  const needed = isDer ? Math.ceil(((statedLength(head.bytes) ?? 0) * 4) / 3) : Number.POSITIVE_INFINITY;
  let joined = "";
  let end = start;
  // Tools wrap all lines alike and the last one shorter; where DER says how long it is, that counts.
  while (end < lines.length && joined.length < needed && BASE64_LINE.test(lines[end] as string)) {
    const line = lines[end] as string;
    joined += line;
    end++;
    if (line.length < first.length || line.endsWith("=")) break;
  }
  const decoded = decodeLooseBase64(joined);
  return (decoded.ok && looksEncoded(decoded.bytes)) || (!decoded.ok && isDer) ? Math.max(1, end - start) : 1;
}

const BASE64_LINE = /^[A-Za-z0-9+/]+={0,2}$/;

/** Whether a line is a certificate by itself. */
function isWhole(line: string): boolean {
  const decoded = decodeLooseBase64(line);
  if (!decoded.ok) return false;
  return statedLength(decoded.bytes) === decoded.bytes.length || (textOf(decoded.bytes) ?? "").includes("-----END ");
}
