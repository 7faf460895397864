import type { Expression } from "../syntax/tree.ts";
import { encodeJson } from "./json.ts";
import {
  isNull,
  isUnknown,
  known,
  listOf,
  mappingOf,
  mistake,
  NULL,
  toBoolean,
  toNumber,
  toText,
  type Unknown,
  unknown,
  unusable,
  type Value,
} from "./value.ts";

type Call = Extract<Expression, { readonly kind: "call" }>;

/** Each as Terraform's documentation of functions has it; of what it leaves open, the answer is unknown. */
const FUNCTIONS: Readonly<Record<string, (given: readonly Value[]) => Value>> = {
  coalesce: computeCoalesce,
  concat: computeConcat,
  contains: ([list, item]) => computeContains(list, item),
  jsonencode: ([value]) => (value === undefined ? tooFew("jsonencode") : encodeJson(value)),
  keys: ([of]) => computeKeys(of),
  length: ([of]) => computeLength(of),
  lookup: ([of, key, otherwise]) => computeLookup(of, key, otherwise),
  lower: ([text]) => mapText(text, "lower", (value) => value.toLowerCase()),
  merge: computeMerge,
  nonsensitive: ([value]) => value ?? tooFew("nonsensitive"),
  sensitive: ([value]) => value ?? tooFew("sensitive"),
  tobool: ([value]) => convert(value, "tobool", toBoolean),
  tolist: ([value]) => (value?.kind === "list" ? value : unknown("tolist() is computed of lists only")),
  tomap: ([value]) => (value?.kind === "mapping" ? value : unusable(value ?? NULL, "map")),
  tonumber: ([value]) => convert(value, "tonumber", toNumber),
  toset: ([value]) => computeSet(value),
  tostring: ([value]) => convert(value, "tostring", toText),
  trimspace: ([text]) => mapText(text, "trimspace", (value) => value.trim()),
  upper: ([text]) => mapText(text, "upper", (value) => value.toUpperCase()),
};

export function callFunction(call: Call, compute: (inner: Expression) => Value): Value {
  if (call.name === "try") return computeTry(call, compute);
  if (call.name === "can") return computeCan(call, compute);
  const run = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (run === undefined) return unknown(`${call.name}() is not computed`);
  const given = call.parameters.map(compute);
  if (!call.isExpanded) return run(given);
  const last = given.at(-1);
  return last?.kind === "list" ? run([...given.slice(0, -1), ...last.items]) : unusable(last ?? NULL, "list");
}

/** The first that is no mistake. What is not known may be one, so it decides that nothing is known. */
function computeTry(call: Call, compute: (inner: Expression) => Value): Value {
  if (call.isExpanded) return unknown("try() with ... is not computed");
  for (const parameter of call.parameters) {
    const value = compute(parameter);
    if (value.kind !== "unknown" || !value.isError) return value;
  }
  return mistake("try() has nothing left to try");
}

function computeCan(call: Call, compute: (inner: Expression) => Value): Value {
  const [parameter] = call.parameters;
  const value = parameter === undefined || call.isExpanded ? tooFew("can") : compute(parameter);
  if (value.kind !== "unknown") return known(true);
  return value.isError ? known(false) : value;
}

/** The first that is neither null nor an empty text. Where types differ, all become text. */
function computeCoalesce(given: readonly Value[]): Value {
  for (const value of given) {
    if (value.kind === "unknown") return value;
    if (isNull(value) || (value.kind === "known" && value.value === "")) continue;
    const types = new Set(given.flatMap((one) => (one.kind === "known" && !isNull(one) ? [typeof one.value] : [])));
    return types.size > 1 ? convert(value, "coalesce", toText) : value;
  }
  return mistake("coalesce() has nothing that is neither null nor empty");
}

/** Later ones win. One that is not known may have any member, and so decides about all that came before. */
function computeMerge(given: readonly Value[]): Value {
  let entries = new Map<string, Value>();
  let further: string | undefined;
  for (const value of given) {
    if (isNull(value)) continue;
    if (value.kind !== "mapping" && value.kind !== "unknown") return unusable(value, "map");
    const unknowable = value.kind === "unknown" ? value.why : value.further;
    if (value.kind === "unknown" && value.isError) return value;
    if (unknowable !== undefined) {
      entries = new Map([...entries.keys()].map((name) => [name, unknown(unknowable)]));
      further = unknowable;
    }
    if (value.kind === "mapping") for (const [name, member] of value.entries) entries.set(name, member);
  }
  return mappingOf(entries, further);
}

function computeLookup(of: Value | undefined, key: Value | undefined, otherwise: Value | undefined): Value {
  if (of === undefined || key === undefined) return tooFew("lookup");
  if (of.kind !== "mapping") return unusable(of, "map");
  const name = toText(key);
  if (isUnknown(name)) return name;
  const member = of.entries.get(name);
  if (member !== undefined) return member;
  if (of.further !== undefined) return unknown(of.further);
  return otherwise ?? mistake(`it has no member ${name}`);
}

function computeConcat(given: readonly Value[]): Value {
  const other = given.find(({ kind }) => kind !== "list");
  if (other !== undefined) return unusable(other, "list");
  return listOf(given.flatMap((value) => (value.kind === "list" ? value.items : [])));
}

/** Texts in lists of texts; other types would have to be converted first. */
function computeContains(list: Value | undefined, item: Value | undefined): Value {
  if (list?.kind !== "list") return unusable(list ?? NULL, "list");
  if (item?.kind !== "known" || typeof item.value !== "string") return unusable(item ?? NULL, "text");
  if (list.items.some((one) => one.kind === "known" && one.value === item.value)) return known(true);
  const other = list.items.find((one) => one.kind !== "known" || typeof one.value !== "string");
  return other === undefined ? known(false) : unknown("contains() is computed of known texts only");
}

function computeKeys(of: Value | undefined): Value {
  if (of?.kind !== "mapping") return unusable(of ?? NULL, "map");
  if (of.further !== undefined) return unknown(of.further);
  return listOf([...of.entries.keys()].sort().map(known));
}

function computeLength(of: Value | undefined): Value {
  if (of?.kind === "list") return known(of.items.length);
  if (of?.kind === "mapping") return of.further === undefined ? known(of.entries.size) : unknown(of.further);
  if (of?.kind === "known" && of.value === "") return known(0);
  return of?.kind === "known" && of.value !== null
    ? unknown("the length of text is not computed")
    : unusable(of ?? NULL, "list");
}

function computeSet(value: Value | undefined): Value {
  return value?.kind === "list" ? toSet(value.items) : unusable(value ?? NULL, "list");
}

/** Known texts, sorted and each once. Of anything else not even the number is known. */
export function toSet(items: readonly Value[]): Value {
  const texts = items.flatMap((item) => (item.kind === "known" && typeof item.value === "string" ? [item.value] : []));
  if (texts.length !== items.length) return unknown("sets are computed of known texts only");
  return listOf([...new Set(texts)].sort().map(known));
}

function mapText(value: Value | undefined, name: string, change: (text: string) => string): Value {
  if (value === undefined) return tooFew(name);
  const text = toText(value);
  if (isUnknown(text)) return text;
  return /^[\x20-\x7e\s]*$/.test(text) ? known(change(text)) : unknown(`${name}() is computed of ASCII only`);
}

function convert(
  value: Value | undefined,
  name: string,
  to: (value: Value) => string | number | boolean | Unknown,
): Value {
  if (value === undefined) return tooFew(name);
  if (isNull(value)) return NULL;
  const converted = to(value);
  return isUnknown(converted) ? converted : known(converted);
}

function tooFew(name: string): Unknown {
  return mistake(`${name}() is given too little`);
}
