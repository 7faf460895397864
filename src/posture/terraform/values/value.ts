/** What an expression comes to, as far as that can be known without Terraform. */
export type Value = Known | List | Mapping | Encoded | Unknown;

export type Primitive = string | number | boolean | null;

export interface Known {
  readonly kind: "known";
  readonly value: Primitive;
}

/** A tuple, list or set. */
export interface List {
  readonly kind: "list";
  readonly items: readonly Value[];
}

/** An object or map. */
export interface Mapping {
  readonly kind: "mapping";
  readonly entries: ReadonlyMap<string, Value>;
  /** Why there may be members beside these. Undefined: there are none. */
  readonly further: string | undefined;
}

/** The JSON of something that is known in part: no text is known, and what is in it is. */
export interface Encoded {
  readonly kind: "encoded";
  readonly of: Value;
}

export interface Unknown {
  readonly kind: "unknown";
  /** `var.mode has no default`. */
  readonly why: string;
  /** What is written where it stands in a list or object. Undefined: the attribute's own expression says it. */
  readonly text: string | undefined;
  /** Terraform would refuse it, so that `try` goes on to what comes next. */
  readonly isError: boolean;
}

export const NULL: Known = Object.freeze({ kind: "known", value: null });

export function known(value: Primitive): Known {
  return { kind: "known", value };
}

export function listOf(items: readonly Value[]): List {
  return { kind: "list", items };
}

export function mappingOf(entries: Iterable<readonly [string, Value]>, further: string | undefined): Mapping {
  return { kind: "mapping", entries: new Map(entries), further };
}

export function unknown(why: string): Unknown {
  return { kind: "unknown", why, text: undefined, isError: false };
}

/** What Terraform would refuse. */
export function mistake(why: string): Unknown {
  return { kind: "unknown", why, text: undefined, isError: true };
}

export function isNull(value: Value): boolean {
  return value.kind === "known" && value.value === null;
}

/** Why nothing can be made of a value where one of another kind is needed. */
export function unusable(value: Value, needed: string): Unknown {
  if (value.kind === "unknown") return value;
  return value.kind === "encoded" ? unknown("it is not known to the last part") : mistake(`it is no ${needed}`);
}

/** The value as text (Terraform, "Type Conversion"): a number in digits, true and false as words. */
export function toText(value: Value): string | Unknown {
  if (value.kind !== "known" || value.value === null) return unusable(value, "text");
  if (typeof value.value !== "number") return String(value.value);
  const text = String(value.value);
  return text.includes("e") ? unknown(`how ${text} is written out is not computed`) : text;
}

export function toNumber(value: Value): number | Unknown {
  if (value.kind !== "known") return unusable(value, "number");
  if (typeof value.value === "number") return value.value;
  const isWritten = typeof value.value === "string" && /^-?\d+(?:\.\d+)?$/.test(value.value);
  return isWritten ? Number(value.value) : mistake("it is no number");
}

export function toBoolean(value: Value): boolean | Unknown {
  if (value.kind !== "known") return unusable(value, "true or false");
  if (typeof value.value === "boolean") return value.value;
  if (value.value === "true" || value.value === "1") return true;
  return value.value === "false" || value.value === "0" ? false : mistake("it is neither true nor false");
}

/** Whether a conversion came to something. */
export function isUnknown(result: unknown): result is Unknown {
  return typeof result === "object" && result !== null && Reflect.get(result, "kind") === "unknown";
}
