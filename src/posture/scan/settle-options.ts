import { excerpt } from "../facts/excerpt.ts";
import { isDate, unknownRule } from "./exceptions/words.ts";
import { type ScanOptions, ScanOptionsError } from "./options.ts";
import { isScanRuleId, type ScanRuleId } from "./scan-rules.ts";
import { KINDS, type ScopeRules } from "./scope.ts";

/** Options with their defaults, checked. */
export interface Settled extends ScopeRules {
  readonly today: string;
  readonly inlineIgnores: boolean;
  readonly isAsked: (rule: ScanRuleId) => boolean;
}

/** Throws a `ScanOptionsError` with all that is wrong at once. */
export function settleOptions(options: ScanOptions): Settled {
  const {
    scope = "default",
    tags = ["requires-mtls"],
    kinds = [],
    paths = [],
    rules = {},
    today = todayInUtc(),
  } = options;
  const problems = [
    ...unknownNames(options),
    ...(["default", "all", "required"].includes(scope)
      ? []
      : [`There is no scope ${excerpt(scope)}: it is default, all or required.`]),
    ...kinds.filter(isNoKind).map(unknownKind),
    ...[...(rules.only ?? []), ...(rules.skip ?? [])].filter((rule) => !isScanRuleId(rule)).map(unknownRule),
    ...(isDate(today) ? [] : [`today: ${excerpt(today)} is no date as YYYY-MM-DD.`]),
    ...([...tags, ...kinds, ...paths].some((text) => text.trim() === "")
      ? ["Tags, kinds and paths are not empty."]
      : []),
  ];
  const isAsked = askedOf(rules);
  if (problems.length > 0) throw new ScanOptionsError(problems);
  return { scope, tags, kinds, paths, today, inlineIgnores: options.inlineIgnores ?? true, isAsked };
}

const NAMES: Readonly<Record<keyof ScanOptions, true>> = {
  scope: true,
  tags: true,
  kinds: true,
  paths: true,
  rules: true,
  today: true,
  exceptions: true,
  baseline: true,
  inlineIgnores: true,
  unreadable: true,
  onProgress: true,
};

function unknownNames(options: ScanOptions): readonly string[] {
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(NAMES, name));
  return unknown.map((name) => `There is no option ${excerpt(name)}.`);
}

/** A word of ours, or something that looks like a type, with `*` or whole. */
function isNoKind(kind: string): boolean {
  return kind.trim() !== "" && !KINDS.includes(kind) && !/[_/*]/.test(kind) && kind !== "module";
}

function unknownKind(kind: string): string {
  return `There is no kind ${excerpt(kind)}: write a resource type, or one of ${KINDS.join(", ")}.`;
}

function askedOf({ only, skip }: NonNullable<ScanOptions["rules"]>): (rule: ScanRuleId) => boolean {
  const asked = only === undefined ? undefined : new Set(only);
  const skipped = new Set(skip);
  return (rule) => (asked === undefined || asked.has(rule)) && !skipped.has(rule);
}

function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}
