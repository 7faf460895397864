import { excerpt } from "../facts/excerpt.ts";
import type { Setting } from "../facts/host-settings.ts";

/** A JSON object. Read it with the functions of this file only: they see own properties and nothing inherited. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value as an object; undefined when it is anything else, an array too. */
export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** An own property; undefined when there is none, or no object. */
export function own(object: JsonObject | undefined, name: string): unknown {
  return object !== undefined && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An own property that is an object. */
export function ownObject(object: JsonObject | undefined, name: string): JsonObject | undefined {
  return asObject(own(object, name));
}

/** An own property that is a string and not empty. */
export function ownText(object: JsonObject | undefined, name: string): string | undefined {
  const value = own(object, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function stringSetting(object: JsonObject | undefined, name: string): Setting<string> {
  return setting(object, name, (value) => (typeof value === "string" ? value : undefined));
}

/** Only the two booleans of JSON: `"true"` is a string, and what Azure makes of it is not for us to guess. */
export function booleanSetting(object: JsonObject | undefined, name: string): Setting<boolean> {
  return setting(object, name, (value) => (typeof value === "boolean" ? value : undefined));
}

/** A setting as the object has it; unresolved where `read` finds no value in what is there. */
export function setting<Value>(
  object: JsonObject | undefined,
  name: string,
  read: (value: unknown) => Value | undefined,
): Setting<Value> {
  const found = own(object, name);
  if (found === undefined) return ABSENT;
  if (found === null) return NULL;
  const value = read(found);
  return Object.freeze(
    value === undefined ? { kind: "unresolved", expression: excerpt(found) } : { kind: "value", value },
  );
}

const ABSENT: { readonly kind: "absent" } = Object.freeze({ kind: "absent" });
const NULL: { readonly kind: "null" } = Object.freeze({ kind: "null" });
