import { excerpt } from "../../facts/excerpt.ts";
import type { Setting } from "../../facts/host-settings.ts";
import type { Origin } from "../../facts/origin.ts";

/** A string. Terraform makes one of numbers and booleans where an attribute wants one (`minimum_tls_version = 1.2`). */
export function textOf(setting: Setting<unknown>): Setting<string> {
  return mapSetting(setting, (value) => (isScalar(value) ? String(value) : undefined));
}

/**
 * One of azurerm's words. It validates them by case, so another spelling is one that no plan goes through with; Azure's
 * own answers, which a plan may repeat, are not as strict.
 */
export function wordOf(setting: Setting<unknown>, words: readonly string[]): Setting<string> {
  const text = textOf(setting);
  if (text.kind !== "value" || words.includes(text.value)) return text;
  const meant = words.find((word) => word.toLowerCase() === text.value.toLowerCase());
  if (meant === undefined) return text;
  const expression = `${excerpt(text.value)} (azurerm takes it as ${excerpt(meant)} alone)`;
  return at({ kind: "unresolved", expression }, text.origin);
}

/** A boolean. Terraform reads `"true"` and `"1"` as true and `"false"` and `"0"` as false, and refuses other strings. */
export function truthOf(setting: Setting<unknown>): Setting<boolean> {
  return mapSetting(setting, (value) => (typeof value === "boolean" ? value : TRUTHS.get(value)));
}

/** What Azure's own API takes for a boolean: nobody says what it makes of the string `"true"`. */
export function strictTruthOf(setting: Setting<unknown>): Setting<boolean> {
  return mapSetting(setting, (value) => (typeof value === "boolean" ? value : undefined));
}

/** Unresolved where `read` finds no value in what is there; the place stays. */
export function mapSetting<From, To>(setting: Setting<From>, read: (value: From) => To | undefined): Setting<To> {
  if (setting.kind !== "value") return setting;
  const value = read(setting.value);
  const { origin } = setting;
  return value === undefined
    ? at({ kind: "unresolved", expression: excerpt(setting.value) }, origin)
    : at({ kind: "value", value }, origin);
}

/**
 * What counts where nothing is written. A written null is the default too, as Terraform has it.
 *
 * @param fallback Undefined: there is no default, and the setting stays missing.
 * @param assumed Which default it is, in words.
 */
export function orDefault<Value>(
  setting: Setting<Value>,
  fallback: Value | undefined,
  assumed: string,
): Setting<Value> {
  if (setting.kind === "value" || setting.kind === "unresolved") return setting;
  const origin: Origin = { at: setting.origin?.at, assumed };
  return fallback === undefined ? { kind: setting.kind, origin } : { kind: "value", value: fallback, origin };
}

/** With its place, where it has one. */
export function at<Value>(setting: Setting<Value>, origin: Origin | undefined): Setting<Value> {
  return origin === undefined ? setting : { ...setting, origin };
}

export const ABSENT: Setting<never> = Object.freeze({ kind: "absent" });

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** The strings that `go-cty` converts to booleans. */
const TRUTHS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  ["true", true],
  ["1", true],
  ["false", false],
  ["0", false],
]);
