/** Longest text that is shown whole, in UTF-16 units: a remedy of several lines is some 1,000. */
const LONGEST = 4_096;

/** What steers a terminal, ends a line, turns the direction of text, is not seen, or cannot stand in XML 1.0 at all. */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * What a pipeline would obey in its log: `::` at the beginning of a line of GitHub's, which may be that of any word once
 * lines are broken, and `##vso[` or `##[` anywhere in one of Azure DevOps's.
 */
const COMMAND = /(?<=^| ):(?=:)|#(?=#(?:vso)?\[)/giu;

/**
 * One line of a foreign text in which nothing acts and nothing hides: an unsafe character becomes `\u{...}` with its
 * code point in hexadecimal. For reading, not for decoding.
 */
export function harmless(text: string, longest: number = LONGEST): string {
  // Cut before as well as after: replacing makes text longer, and a text may be megabytes.
  const begin = text.slice(0, longest);
  const safe = begin.replace(UNSAFE, spell).replace(COMMAND, spell);
  return safe.length < longest && begin.length === text.length ? safe : `${cut(safe, longest - 3)}...`;
}

/** The beginning of a text, never with half of a pair of surrogates at its end. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, "");
}

function spell(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

/** The same for a text of several lines, which stay lines; a tab becomes two blanks. */
export function harmlessLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).map((line) => harmless(line.replaceAll("\t", "  ")));
}
