/** How much of a foreign value a message shows, in characters. */
const LONGEST = 60;

/**
 * A value of a source, for a message: strings in quotation marks, shortened, in printable ASCII, so that nothing in
 * them can forge a line of a log. Objects and arrays are named and never shown. Never throws.
 */
export function excerpt(value: unknown): string {
  if (typeof value === "string") return `"${escapeText(value)}"`;
  if (Array.isArray(value)) return "an array";
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  return String(value).slice(0, LONGEST);
}

/** Several strings of a source, at most eight of them. */
export function excerptList(values: readonly string[]): string {
  const shown = values.slice(0, 8).map(excerpt).join(", ");
  return values.length > 8 ? `${shown} and ${values.length - 8} more` : shown;
}

/** A text of a source in printable ASCII, so that nothing in it can forge a line or steer a terminal. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, unicodeEscape);
}

function escapeText(text: string): string {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return printable(short.replace(/["\\]/g, "\\$&"));
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
