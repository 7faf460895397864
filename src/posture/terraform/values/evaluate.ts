import type { SourceText } from "../syntax/source-text.ts";
import type { Expression } from "../syntax/tree.ts";
import type { Effort } from "./effort.ts";
import { callFunction } from "./functions.ts";
import { decodeJsonTemplate } from "./json-template.ts";
import { choose, computeBinary, computeUnary } from "./operators.ts";
import {
  isUnknown,
  known,
  listOf,
  mappingOf,
  mistake,
  toNumber,
  toText,
  type Unknown,
  unknown,
  type Value,
} from "./value.ts";

/** What the names in an expression stand for. */
export interface Scope {
  readonly effort: Effort;
  /** `var.name`. */
  variable(name: string): Value;
  /** `local.name`. */
  local(name: string): Value;
  /** `each`, `count`, or the name that a `dynamic` block goes through its elements by. Undefined: nothing of this module. */
  bound(name: string): Value | undefined;
}

/** Longer texts are not computed. In UTF-16 code units. */
const LONGEST_TEXT = 1_000_000;

/**
 * Computes what can be computed without a provider, a state or the command line. Everything else is unknown, with the
 * reason: a guess would be worse than a question.
 */
export function evaluate(expression: Expression, source: SourceText, scope: Scope): Value {
  const compute = (): Value => computeKind(expression, source, scope);
  return scope.effort.spend(compute, () => unknown("it is too much to compute"));
}

function computeKind(expression: Expression, source: SourceText, scope: Scope): Value {
  const compute = (inner: Expression): Value => evaluate(inner, source, scope);
  switch (expression.kind) {
    case "literal":
      return known(expression.value);
    case "template":
      return computeTemplate(expression.parts, source, compute);
    case "tuple":
      return computeTuple(expression.items.map((item) => withText(compute(item), item, source)));
    case "object":
      return computeObject(expression.entries, source, compute);
    case "name":
    case "attribute":
    case "index":
      return computeTraversal(expression, source, scope);
    case "call":
      return callFunction(expression, compute);
    case "conditional":
      return choose(
        compute(expression.condition),
        () => compute(expression.yes),
        () => compute(expression.no),
      );
    case "unary":
      return computeUnary(expression.operator, compute(expression.operand));
    case "binary":
      return computeBinary(expression.operator, compute(expression.left), compute(expression.right));
    case "opaque":
      return unknown(`${source.quote(expression)} is not computed`);
  }
}

/** `"${x}"` alone is the value itself; beside anything else it is text. */
function computeTemplate(
  parts: readonly (string | Expression)[],
  source: SourceText,
  compute: (inner: Expression) => Value,
): Value {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && typeof only !== "string") return compute(only);
  const texts = parts.map((part) => (typeof part === "string" ? part : filledIn(compute(part), part, source)));
  const missing = texts.find(isUnknown);
  if (missing !== undefined) return missing.isError ? missing : (decodeJsonTemplate(texts) ?? withoutText(missing));
  const length = texts.reduce<number>((sum, text) => sum + String(text).length, 0);
  return length > LONGEST_TEXT ? unknown("it is too long to compute") : known(texts.join(""));
}

function filledIn(value: Value, expression: Expression, source: SourceText): string | Unknown {
  const text = toText(value);
  return isUnknown(text) ? { ...text, text: source.quote(expression) } : text;
}

function withoutText(value: Unknown): Unknown {
  return { ...value, text: undefined };
}

/** A mistake in one of its items is one of the whole, for `try`. */
function computeTuple(items: readonly Value[]): Value {
  return items.find(isMistake) ?? listOf(items);
}

function isMistake(value: Value): boolean {
  return value.kind === "unknown" && value.isError;
}

function computeObject(
  pairs: readonly (readonly [Expression, Expression])[],
  source: SourceText,
  compute: (inner: Expression) => Value,
): Value {
  const entries = new Map<string, Value>();
  let further: string | undefined;
  for (const [key, item] of pairs) {
    const name = toText(compute(key));
    const value = withText(compute(item), item, source);
    if (isMistake(value)) return value;
    if (!isUnknown(name)) entries.set(name, value);
    else if (name.isError) return name;
    else further = name.why;
  }
  if (further === undefined) return mappingOf(entries, undefined);
  return unsettled(entries, further);
}

/** A member whose name is not known may be any of those that are. */
function unsettled(entries: ReadonlyMap<string, Value>, further: string): Value {
  return mappingOf(
    [...entries.keys()].map((name) => [name, unknown(further)]),
    further,
  );
}

function withText(value: Value, expression: Expression, source: SourceText): Value {
  return value.kind === "unknown" ? { ...value, text: source.quote(expression) } : value;
}

type Traversal = Extract<Expression, { readonly kind: "name" | "attribute" | "index" }>;

function computeTraversal(expression: Traversal, source: SourceText, scope: Scope): Value {
  const root = rootOf(expression);
  const isOwn = root === undefined || root === "var" || root === "local" || scope.bound(root) !== undefined;
  if (!isOwn) return unknown(`${source.quote(expression)} is known to Terraform only`);
  if (expression.kind === "name") return scope.bound(expression.name) ?? mistake(`${expression.name} is no value`);
  const of = expression.of;
  if (expression.kind === "attribute") {
    if (of.kind === "name" && of.name === "var") return scope.variable(expression.name);
    if (of.kind === "name" && of.name === "local") return scope.local(expression.name);
    return memberOf(evaluate(of, source, scope), known(expression.name));
  }
  return memberOf(evaluate(of, source, scope), evaluate(expression.key, source, scope));
}

function rootOf(expression: Expression): string | undefined {
  let at = expression;
  while (at.kind === "attribute" || at.kind === "index") at = at.of;
  return at.kind === "name" ? at.name : undefined;
}

/** What an object or list has under a key. A key that is not there is a mistake, where all keys are known. */
function memberOf(of: Value, key: Value): Value {
  if (of.kind === "unknown") return of;
  if (key.kind === "unknown") return key;
  if (of.kind === "list") {
    const at = toNumber(key);
    return isUnknown(at) ? at : (of.items[at] ?? mistake(`it has no element ${at}`));
  }
  if (of.kind !== "mapping") return of.kind === "encoded" ? unknown("it is text") : mistake("it has no members");
  const name = toText(key);
  if (isUnknown(name)) return name;
  const missing = of.further === undefined ? mistake(`it has no member ${name}`) : unknown(of.further);
  return of.entries.get(name) ?? missing;
}
