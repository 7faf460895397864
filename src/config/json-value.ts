import { findJsonProblem } from "./json-problem.ts";
import type { ProblemCode } from "./problem-codes.ts";
import type { Reporter } from "./problems.ts";
import { unquote } from "./text.ts";

/** Under which codes one variable reports what is wrong with its JSON. */
export interface JsonCodes {
  readonly syntax: ProblemCode;
  readonly repeated: ProblemCode;
}

/** The value of a JSON text; undefined when it is none, which is reported with its line and column. */
export function readJson(text: string, codes: JsonCodes, report: Reporter): unknown {
  const problem = findJsonProblem(text);
  if (problem === undefined) return JSON.parse(text);
  const { kind, message, line, column } = problem;
  const code = kind === "syntax" ? codes.syntax : codes.repeated;
  const remedy = kind === "syntax" ? REMEDY_SYNTAX : "Write the member once; several values go into an array.";
  report.add(code, `${message}.`, remedy, `line ${line}, column ${column}`);
  return undefined;
}

const REMEDY_SYNTAX =
  "Mend the JSON there. In JSON a backslash is written twice, names stand in double quotes, and nothing follows " +
  "the last entry.";

/**
 * A variable's text without quotation marks around the whole. The portal's JSON view may leave it as one JSON string,
 * the marks inside escaped.
 */
export function unwrapJsonString(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"') || findJsonProblem(trimmed) !== undefined) return unquote(trimmed);
  const inner: unknown = JSON.parse(trimmed);
  return typeof inner === "string" ? unwrapJsonString(inner) : trimmed;
}
