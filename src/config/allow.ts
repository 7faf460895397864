import { compileRules } from "../rules/compile.ts";
import type { ClientRule, CompiledRule } from "../rules/rule.ts";
import { findJsonProblem } from "./json-problem.ts";
import type { Reporter } from "./problems.ts";
import { didYouMean } from "./suggest.ts";
import { excerpt, unquote } from "./text.ts";

/** Which of the anchors' clients to admit. */
export type Allow = "any-from-anchors" | readonly CompiledRule[];

const ANY = "any-from-anchors";

/** The words `any-from-anchors`, or rules as a JSON array. */
export function allowFromText(text: string, report: Reporter): Allow | undefined {
  const written = unwrapString(text);
  if (written === ANY) return ANY;
  if (!/^[[{]/.test(written)) {
    const message = `${excerpt(written)} is neither JSON nor the words "${ANY}".${didYouMean(written, [ANY])}`;
    report.add("value_not_allowed", message, REMEDY);
    return undefined;
  }
  const problem = findJsonProblem(written);
  if (problem === undefined) return compile(JSON.parse(written), report);
  const { kind, message, line, column } = problem;
  const code = kind === "syntax" ? "allow_not_json" : "allow_member_repeated";
  const remedy = kind === "syntax" ? REMEDY_SYNTAX : "Write the member once; several values go into an array.";
  report.add(code, `${message}.`, remedy, `line ${line}, column ${column}`);
  return undefined;
}

/** The words, one rule, or an array of rules. */
export function allowFromCode(value: unknown, report: Reporter): Allow | undefined {
  if (value === ANY) return ANY;
  if (typeof value !== "string") return compile(Array.isArray(value) ? value : [value], report);
  report.add("value_not_allowed", `${excerpt(value)} is not allowed.${didYouMean(value, [ANY])}`, REMEDY);
  return undefined;
}

const REMEDY = `Write ${ANY}, or rules: [{"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}].`;

const REMEDY_SYNTAX =
  "Mend the JSON there. In JSON a backslash is written twice, names stand in double quotes, and nothing follows " +
  "the last entry.";

/** The portal's JSON view may leave a whole text as one JSON string, its quotation marks escaped. */
function unwrapString(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"') || findJsonProblem(trimmed) !== undefined) return unquote(trimmed);
  const inner: unknown = JSON.parse(trimmed);
  return typeof inner === "string" ? unwrapString(inner) : trimmed;
}

function compile(rules: unknown, report: Reporter): Allow | undefined {
  // The compiler of rules looks at everything anew; the type says what it expects from those who write TypeScript.
  const compiled = compileRules(rules as readonly ClientRule[], report.source);
  report.addAll(compiled);
  return compiled.problems.length === 0 ? compiled.rules : undefined;
}
