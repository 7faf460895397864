import { decodeOctets } from "./attribute-value.ts";
import { codePoint, shown, TextError } from "./text-problem.ts";

/** The text of a value as it was written. */
export interface WrittenValue {
  readonly value: string;
  /** What stood there unescaped, for warnings. */
  readonly raw: string;
  /** Offset after the value. */
  readonly end: number;
  /** Whether quotes or an escape show that even a blank value is meant. */
  readonly isExplicit: boolean;
}

/** A run of escaped octets. */
const OCTETS = /(?:\\[0-9A-Fa-f]{2})+/y;

/** One step of reading: the text it stands for, and where it ends. */
interface Piece {
  readonly text: string;
  readonly end: number;
}

/**
 * A value without quotes, up to the next separator (RFC 4514 section 2.4). Spaces around it need not be cut: preparation
 * for comparison does that. Throws `TextError`.
 */
export function readStringValue(text: string, start: number): WrittenValue {
  let value = "";
  let raw = "";
  let at = start;
  while (at < text.length && !/[,+;]/.test(text.charAt(at))) {
    if (text[at] === "\\") {
      const piece = readEscape(text, at, /[ "#+,;<=>\\]/);
      value += piece.text;
      at = piece.end;
      continue;
    }
    assertPlain(text, at);
    value += text.charAt(at);
    raw += text.charAt(at);
    at++;
  }
  return { value, raw, end: at, isExplicit: value.length > raw.length };
}

/**
 * A value in quotation marks. RFC 1779, RFC 2253 and OpenSSL escape a quotation mark by a backslash, .NET and Windows double
 * it. In theirs a backslash is itself, in ours it escapes; so only what they cannot mean otherwise is taken, and any other
 * backslash is an error instead of a guess. Throws `TextError`.
 */
export function readQuotedValue(text: string, start: number): WrittenValue {
  let value = "";
  let raw = "";
  let at = start + 1;
  for (;;) {
    if (at >= text.length) {
      throw new TextError("the quotation mark is never closed", start + 1, 'Write " at the end of the value.');
    }
    if (text[at] === "\\") {
      const piece = readEscape(text, at, /["\\]/);
      value += piece.text;
      at = piece.end;
      continue;
    }
    if (text[at] === '"' && text[at + 1] !== '"') return { value, raw, end: at + 1, isExplicit: true };
    assertNoControl(text, at);
    value += text.charAt(at);
    raw += text.charAt(at);
    at += text[at] === '"' ? 2 : 1;
  }
}

/** A backslash with what follows: one of `special`, or a run of octets as pairs of hexadecimal digits. */
function readEscape(text: string, at: number, special: RegExp): Piece {
  const next = text.charAt(at + 1);
  if (next !== "" && special.test(next)) return { text: next, end: at + 2 };
  OCTETS.lastIndex = at;
  const [run = ""] = OCTETS.exec(text) ?? [];
  if (run === "") {
    const remedy = "Write \\\\ for a backslash that belongs to the value.";
    throw new TextError(`a backslash before ${shown(next)} is no escape`, at + 1, remedy);
  }
  const octets = run.split("\\").slice(1);
  return {
    text: decodeOctets(
      octets.map((pair) => Number.parseInt(pair, 16)),
      at + 1,
    ),
    end: at + run.length,
  };
}

/** RFC 4514 section 2.4: these must be escaped, and tools do so. */
function assertPlain(text: string, at: number): void {
  const character = text.charAt(at);
  if (/["<>]/.test(character)) {
    const remedy = `Write \\${character} when it belongs to the value.`;
    throw new TextError(`an unescaped ${character} stands in a value`, at + 1, remedy);
  }
  assertNoControl(text, at);
}

/** Line breaks and the like: Node's `subject` and the Windows dialog put each attribute on a line of its own. */
export function assertNoControl(text: string, at: number): void {
  const character = text.charAt(at);
  if (!/\p{Cc}/u.test(character)) return;
  const remedy = "Write the whole name on one line, with commas between its parts.";
  throw new TextError(`a control character (${codePoint(character)}) stands in the name`, at + 1, remedy);
}
