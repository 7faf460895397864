import { compileRules } from "../rules/compile.ts";
import type { ClientRule, CompiledRule } from "../rules/rule.ts";
import { readJson, unwrapJsonString } from "./json-value.ts";
import type { Reporter } from "./problems.ts";
import { didYouMean } from "./suggest.ts";
import { excerpt } from "./text.ts";

/** Which of the anchors' clients to admit. */
export type Allow = "any-from-anchors" | readonly CompiledRule[];

const ANY = "any-from-anchors";

/** The words `any-from-anchors`, or rules as a JSON array. */
export function allowFromText(text: string, report: Reporter): Allow | undefined {
  const written = unwrapJsonString(text);
  if (written === ANY) return ANY;
  if (!/^[[{]/.test(written)) {
    const message = `${excerpt(written)} is neither JSON nor the words "${ANY}".${didYouMean(written, [ANY])}`;
    report.add("value_not_allowed", message, REMEDY);
    return undefined;
  }
  const rules = readJson(written, CODES, report);
  return rules === undefined ? undefined : compile(rules, report);
}

/** The words, one rule, or an array of rules. */
export function allowFromCode(value: unknown, report: Reporter): Allow | undefined {
  if (value === ANY) return ANY;
  if (typeof value !== "string") return compile(Array.isArray(value) ? value : [value], report);
  report.add("value_not_allowed", `${excerpt(value)} is not allowed.${didYouMean(value, [ANY])}`, REMEDY);
  return undefined;
}

const REMEDY = `Write ${ANY}, or rules: [{"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}].`;

const CODES = { syntax: "allow_not_json", repeated: "allow_member_repeated" } as const;

function compile(rules: unknown, report: Reporter): Allow | undefined {
  // The compiler of rules looks at everything anew; the type says what it expects from those who write TypeScript.
  const compiled = compileRules(rules as readonly ClientRule[], report.source);
  report.addAll(compiled);
  return compiled.problems.length === 0 ? compiled.rules : undefined;
}
