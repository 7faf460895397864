import { trimEndUnescaped } from "./trim.ts";

/** One entry of a list, without surrounding spaces, and never empty. */
export interface ListEntry {
  readonly text: string;
  /** Where the entry begins in the list, counted from 0 in UTF-16 units. */
  readonly offset: number;
}

/**
 * Splits a list of names at `;` and at line ends, as the readers of names see them: not inside quotation marks and not
 * behind a backslash. A quotation mark opens only where a value or an entry begins; elsewhere the readers refuse it, and it
 * must not swallow the entries that follow. Blank entries are left out.
 */
export function splitList(list: string): readonly ListEntry[] {
  const entries: ListEntry[] = [];
  let start = 0;
  let at = 0;
  while (at < list.length) {
    const character = list.charAt(at);
    if (character === ";" || character === "\n" || character === "\r") {
      addEntry(entries, list, start, at);
      start = at + 1;
      at++;
    } else if (character === '"' && /(?:^|=)\s*$/.test(list.slice(start, at))) {
      at = quotedEnd(list, at);
    } else {
      at += character === "\\" ? 2 : 1;
    }
  }
  addEntry(entries, list, start, list.length);
  return entries;
}

/** Behind the closing quotation mark; a doubled one and one behind a backslash do not close. */
function quotedEnd(list: string, opening: number): number {
  const [quoted] = /^"(?:\\[\s\S]|""|[^"\\])*"?/.exec(list.slice(opening)) ?? [];
  return opening + (quoted?.length ?? 1);
}

function addEntry(entries: ListEntry[], list: string, start: number, end: number): void {
  const text = trimEndUnescaped(list.slice(start, end));
  const begin = text.trimStart();
  if (begin !== "") entries.push({ text: begin, offset: start + text.length - begin.length });
}
