import { codePoint, shown, TextError, type TextWarning } from "./text-problem.ts";

/** A digest as an operator wrote it. */
export interface WrittenDigest {
  /** Lower-case hexadecimal, without separators. */
  readonly hex: string;
  readonly warnings: readonly TextWarning[];
}

/** Characters nobody sees: marks of direction, zero-width characters, a byte order mark. */
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/**
 * A digest in hexadecimal, forgiving in form: any letter case, with `:`, `-` or spaces between the digits. `lengths` are
 * the counts of digits that are possible. Throws `TextError`.
 *
 * The Windows certificate dialog puts an invisible U+200E before the thumbprint that it lets people copy; it is left out,
 * with a warning, since the same text pasted elsewhere makes a thumbprint that never matches.
 */
export function readHexDigest(text: string, column: number, lengths: readonly number[]): WrittenDigest {
  const invisible = INVISIBLE.exec(text);
  const digits = text.replace(new RegExp(`[-: ]|${INVISIBLE.source}`, "gu"), "");
  const bad = /[^0-9A-Fa-f]/u.exec(digits);
  if (bad !== null) {
    const remedy = `Write ${lengths.join(" or ")} hexadecimal digits.`;
    throw new TextError(`${shown(bad[0])} is no hexadecimal digit`, column + text.indexOf(bad[0]), remedy);
  }
  if (!lengths.includes(digits.length)) throw wrongLength(digits.length, column, lengths);
  const warnings = invisible === null ? [] : [invisibleWarning(invisible, column)];
  return { hex: digits.toLowerCase(), warnings };
}

/** The 32 octets of a SHA-256 in base64 (RFC 4648 section 4), as lower-case hexadecimal; undefined for any other text. */
export function readBase64Digest(text: string): string | undefined {
  // 43 characters hold 258 bits: the last two of them must be zero, else two texts would mean one digest.
  if (!/^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/.test(text)) return undefined;
  return Buffer.from(text, "base64").toString("hex");
}

function wrongLength(digits: number, column: number, lengths: readonly number[]): TextError {
  const names: ReadonlyMap<number, string> = new Map([
    [40, "SHA-1 has 40"],
    [64, "SHA-256 has 64"],
  ]);
  const known = lengths.map((length) => names.get(length) ?? String(length)).join(", ");
  return new TextError(`there are ${digits} hexadecimal digits, and ${known}`, column, "Copy the whole thumbprint.");
}

function invisibleWarning({ 0: character, index }: RegExpExecArray, column: number): TextWarning {
  return {
    message: `an invisible character (${codePoint(character)}) is left out`,
    column: column + index,
    remedy: "Delete it: type the first digit anew, without what stands before it.",
  };
}
