import type { Value } from "./value.ts";
import { known, unknown } from "./value.ts";

/** More members than any setting has. */
const MOST_MEMBERS = 20_000;

/** `jsonencode`: the text where all of it is known, else what it would be the JSON of. */
export function encodeJson(value: Value): Value {
  if (value.kind === "unknown") return value;
  const counted = { members: 0 };
  const text = textOf(value, counted);
  if (counted.members > MOST_MEMBERS) return unknown("it is too much to compute");
  return text === undefined ? { kind: "encoded", of: value } : known(text);
}

/** Members are sorted by name, and `<`, `>` and `&` escaped (Terraform, "jsonencode"). Undefined: something is not known. */
function textOf(value: Value, counted: { members: number }): string | undefined {
  counted.members += 1;
  if (counted.members > MOST_MEMBERS) return undefined;
  if (value.kind === "known") return escapeHtml(JSON.stringify(value.value));
  if (value.kind === "list") {
    const items = value.items.map((item) => textOf(item, counted));
    return items.includes(undefined) ? undefined : `[${items.join(",")}]`;
  }
  if (value.kind !== "mapping" || value.further !== undefined) return undefined;
  const names = [...value.entries.keys()].sort();
  const members = names.map((name) => memberText(name, value.entries.get(name), counted));
  return members.includes(undefined) ? undefined : `{${members.join(",")}}`;
}

function memberText(name: string, value: Value | undefined, counted: { members: number }): string | undefined {
  const text = value === undefined ? undefined : textOf(value, counted);
  return text === undefined ? undefined : `${escapeHtml(JSON.stringify(name))}:${text}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`);
}
