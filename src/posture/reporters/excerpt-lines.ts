import type { Position } from "../facts/origin.ts";
import { harmless } from "./harmless.ts";

/** One line of a source, for people. */
export interface ExcerptLine {
  readonly number: number;
  /** Harmless, and without what looks like a secret. */
  readonly text: string;
  /** Whether the finding is on it. */
  readonly isMarked: boolean;
}

/** Lines around a finding that are shown with it, above and below. */
const AROUND = 1;

/** Most lines of a finding itself. */
const MOST = 3;

/** Longest line that is shown whole. */
const LONGEST = 200;

/** How much of a line is looked at: a plan is one line of many megabytes, and may have thousands of findings. */
const LOOKED_AT = 1000;

/** Tells the lines of files, each of which is taken apart once, since one file may have thousands of findings. */
export function linesOfFiles(
  textOf: (file: string) => string | undefined,
): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  return (file) => {
    if (!known.has(file)) known.set(file, textOf(file)?.split(/\r\n|\r|\n/));
    return known.get(file);
  };
}

/** The lines that a finding is on, with one more above and below. Empty: they are not known. */
export function excerptLines(
  lines: readonly string[] | undefined,
  { line, endLine, endColumn }: Position,
): readonly ExcerptLine[] {
  if (lines === undefined || line > lines.length) return [];
  // An end at the first column is an end before that line.
  const last = Math.min(Math.max(line, endColumn > 1 ? endLine : endLine - 1), line + MOST - 1);
  const from = Math.max(1, line - AROUND);
  return lines.slice(from - 1, last + AROUND).map((found, index) => {
    const number = from + index;
    return { number, text: showLine(found), isMarked: number >= line && number <= last };
  });
}

function showLine(line: string): string {
  return harmless(withoutSecrets(line.slice(0, LOOKED_AT).replaceAll("\t", "  ").trimEnd()), LONGEST);
}

/** What is set as a password, key or token; lines of PEM; and all that is as long and dense as a key in base64. */
function withoutSecrets(line: string): string {
  return line
    .replace(
      /(\b\w*(?:password|passphrase|secret|token|private_?key|access_?key|connection_?string|pfx)\w*"?\s*[=:]\s*)".*/i,
      '$1"..."',
    )
    .replace(/-{5}BEGIN [A-Z ]+-{5}.*/, "-----BEGIN ...")
    .replace(/[A-Za-z0-9+/_-]{48,}={0,2}/g, (run) => (isDense(run) ? "..." : run));
}

/** Names and paths of that length have a word in them; a key has letters of both kinds and digits all over. */
function isDense(run: string): boolean {
  return /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run) && !/[A-Za-z][a-z]{7}/.test(run);
}
