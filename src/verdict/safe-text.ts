/**
 * Characters that end a line, steer a terminal, turn the direction of text or are not seen: controls, format characters
 * (bidirectional marks, zero-width characters, tags), fillers and variation selectors, lone surrogates, private use,
 * unassigned, line and paragraph separators.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/**
 * Text from a certificate or a request, made fit for a log line or a terminal: one line, nothing that acts, nothing
 * that hides. An unsafe character becomes `\u{...}` with its code point in hexadecimal. A backslash stays as it is,
 * since names come with their own (RFC 4514); so the result is for reading, not for decoding.
 *
 * @param limit The most UTF-16 units of the result, at least 32; default 256. A longer text is cut and says so.
 */
export function safeText(text: string, limit = 256): string {
  const mark = `...[${text.length} characters]`;
  let safe = "";
  let lengthBesideMark = 0;
  // Ends at the limit, however long the text is.
  for (const character of text) {
    safe += UNSAFE.test(character) ? escaped(character) : character;
    if (safe.length <= limit - mark.length) lengthBesideMark = safe.length;
    if (safe.length > limit) return safe.slice(0, lengthBesideMark) + mark;
  }
  return safe;
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}
