import { safeText } from "../../verdict/safe-text.ts";

/** Longest line that is shown whole: a command with a resource id in it is some 300 characters. */
const LONGEST_LINE = 4_096;

/** One line made fit for a terminal: nothing in it acts, nothing hides. */
export function safeLine(text: string): string {
  return safeText(text, LONGEST_LINE);
}

/** The same for a text of several lines, which stay lines. */
export function safeLines(text: string): string {
  return text.split("\n").map(safeLine).join("\n");
}
