import { excerpt } from "../../facts/excerpt.ts";
import type { Position } from "../../facts/origin.ts";
import type { Unreadable } from "../model.ts";
import type { Exception, ExceptionReading } from "./exception.ts";
import { knownRules, problemsOf, type Words } from "./words.ts";

/** A comment of a source, with its marks. */
export interface Comment {
  readonly position: Position;
  readonly text: string;
}

/**
 * Exceptions in comments: `azure-client-cert:ignore RULE[,RULE] reason="..." until=YYYY-MM-DD owner=...`. A comment
 * inside a block is meant for that block, one that stands alone on the lines directly above a block for the one below.
 *
 * @param comments All comments of one file, in its order.
 * @param lines The lines of that file.
 */
export function readInlineExceptions(comments: readonly Comment[], lines: readonly string[]): ExceptionReading {
  const found = comments.flatMap((comment) => directivesIn(comment).map((directive) => ({ comment, ...directive })));
  if (found.length === 0) return NONE;
  const commentLines = linesOfComments(comments, lines);
  const exceptions: Exception[] = [];
  const problems: Unreadable[] = [];
  for (const { comment, position, text } of found) {
    const { words, problems: wrong } = readDirective(text);
    problems.push(...wrong.map((problem) => ({ file: position.file, position, problem })));
    if (wrong.length > 0) continue;
    const lineBelow = lineBelowOf(comment, commentLines);
    exceptions.push(exceptionOf(words, position, lineBelow));
  }
  return { exceptions, problems };
}

const NONE: ExceptionReading = Object.freeze({ exceptions: [], problems: [] });
const MARK = "azure-client-cert:";

interface Directive {
  readonly position: Position;
  /** What follows the mark. */
  readonly text: string;
}

/** Every line of a comment that begins with the mark. Prose that only mentions it is none. */
function directivesIn({ position, text }: Comment): readonly Directive[] {
  if (!text.includes(MARK)) return [];
  return text.split(/\r\n|[\r\n]/).flatMap((line, index) => {
    const [, before = "", rest] = /^([\s#/*]*)azure-client-cert:(.*)$/.exec(line) ?? [];
    if (rest === undefined) return [];
    const column = (index === 0 ? position.column : 1) + before.length;
    const at = position.line + index;
    const shown = rest.replace(/\s*(?:\*\/)?\s*$/, "");
    const endColumn = column + MARK.length + shown.length;
    return { position: { file: position.file, line: at, column, endLine: at, endColumn }, text: shown };
  });
}

/** Lines that hold nothing but a comment, or a part of one. */
function linesOfComments(comments: readonly Comment[], lines: readonly string[]): ReadonlySet<number> {
  const alone = comments.filter(({ position }) => {
    const before = lines[position.line - 1]?.slice(0, position.column - 1) ?? "";
    return before.trim() === "";
  });
  return new Set(alone.flatMap(({ position }) => range(position.line, lastLine(position))));
}

/** Undefined: the comment stands behind something on its line. */
function lineBelowOf({ position }: Comment, commentLines: ReadonlySet<number>): number | undefined {
  if (!commentLines.has(position.line)) return undefined;
  let line = lastLine(position) + 1;
  while (commentLines.has(line)) line += 1;
  return line;
}

/** The end is exclusive: a comment that takes its line's end along ends at the first column of the next. */
function lastLine({ line, endLine, endColumn }: Position): number {
  return endColumn === 1 && endLine > line ? endLine - 1 : endLine;
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const PART = /\s*(?:([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"(?=\s|$)|([^\s"]\S*))|([^\s=]+)(?=\s|$))/y;

function readDirective(text: string): { readonly words: Words; readonly problems: readonly string[] } {
  const [, verb = "", rest = ""] = /^(\S*)(.*)$/.exec(text) ?? [];
  const problems: string[] = [];
  if (verb !== "ignore") problems.push(`${excerpt(MARK + verb)} is nothing: write ${MARK}ignore.`);
  const rules: string[] = [];
  const members = new Map<string, string>();
  const part = new RegExp(PART);
  while (part.lastIndex < rest.trimEnd().length) {
    const at = part.lastIndex;
    const [, name, quoted, bare, word] = part.exec(rest) ?? [];
    if (word !== undefined) rules.push(...word.split(",").filter((rule) => rule !== ""));
    else if (name !== undefined)
      problems.push(...addMember(members, name, quoted?.replace(/\\(.)/g, "$1") ?? bare ?? ""));
    else {
      problems.push(`${excerpt(rest.slice(at).trim())} cannot be read: write name=value or name="several words".`);
      break;
    }
  }
  const words: Words = {
    rules,
    reason: members.get("reason"),
    until: members.get("until"),
    owner: members.get("owner"),
  };
  return { words, problems: problems.length > 0 ? problems : problemsOf(words) };
}

const NAMES: readonly string[] = ["reason", "until", "owner"];

function addMember(members: Map<string, string>, name: string, value: string): readonly string[] {
  if (!NAMES.includes(name)) return [`An exception has no ${excerpt(name)}: it has ${NAMES.join(", ")}.`];
  if (members.has(name)) return [`${name} is there twice.`];
  members.set(name, value);
  return [];
}

function exceptionOf(words: Words, position: Position, lineBelow: number | undefined): Exception {
  const { reason = "", owner, until } = words;
  const meant = { by: "place", lineBelow } as const;
  return { kind: "inline", rules: knownRules(words.rules), position, reason, owner, until, meant };
}
