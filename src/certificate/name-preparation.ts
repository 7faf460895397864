/** Only what RFC 4518 leaves as it is but for case and spaces. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/**
 * Characters that make a value incomparable: RFC 4518 section 2.4 prohibits surrogates, private use, unassigned,
 * U+0340, U+0341 and U+FFFD. It maps controls and other invisible characters to nothing (section 2.2); that would make a name with a NUL
 * or a zero-width space equal to the one without, so here they make the value incomparable too.
 */
const INCOMPARABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\ufffd]|\u0340|\u0341/u;

/** Unicode's Stream-Safe Text Format (UAX #15 section 13) ends at 30; normalizing longer runs costs the square of them. */
const MANY_MARKS = /\p{M}{31}/u;

/**
 * An attribute value as RFC 5280 section 7.1 compares it: RFC 4518 string preparation with case folding. Undefined when
 * it holds a character that no two values may be called equal over.
 */
export function prepare(value: string): string | undefined {
  if (PLAIN.test(value)) return value.toLowerCase();
  if (INCOMPARABLE.test(value) || MANY_MARKS.test(value)) return undefined;
  const normalized = foldCase(value).normalize("NFKC");
  // A space that carries a combining mark counts as a character (RFC 4518 section 2.6.1).
  return foldCase(normalized)
    .replace(/[\p{Zs}\p{Zl}\p{Zp}]+(?!\p{M})/gu, " ")
    .replace(/^ (?!\p{M})| $/gu, "");
}

/**
 * Case folding as RFC 3454 table B.2 has it: by way of upper case, so that sharp s becomes "ss"; no final sigma; and
 * dotless i, whose upper case is I, stays what it is.
 */
function foldCase(value: string): string {
  const folded = value.replace(/[^\u0131]+/gu, (part) => part.toUpperCase().toLowerCase());
  return folded.replaceAll("\u03c2", "\u03c3");
}
