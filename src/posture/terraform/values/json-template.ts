import { known, listOf, mappingOf, type Unknown, unknown, type Value } from "./value.ts";

/** Deeper than settings nest, and far from the end of the stack. */
const DEEPEST = 50;

/** Stand for what is not known, with its number between them. Nobody writes these: Unicode leaves them without a meaning. */
const [OPENING, CLOSING] = ["\ue000", "\ue001"];

const PLACEHOLDER = new RegExp(`${OPENING}(\\d+)${CLOSING}`);

/**
 * The object that a text of JSON holds although something filled into it is not known: `{"type": "Basic", "url":
 * "${var.url}"}` says its type. Taken as filled in as a value or a part of one, as nobody fills in half an object.
 *
 * @returns Undefined: it is no such text.
 */
export function decodeJsonTemplate(parts: readonly (string | Unknown)[]): Value | undefined {
  const [first] = parts;
  if (typeof first !== "string" || !first.trimStart().startsWith("{") || parts.some(holdsPlaceholder)) return undefined;
  try {
    return { kind: "encoded", of: toValue(JSON.parse(textOf(parts)), parts, 0) };
  } catch {
    return undefined;
  }
}

function holdsPlaceholder(part: string | Unknown): boolean {
  return typeof part === "string" && (part.includes(OPENING) || part.includes(CLOSING));
}

/** What is not known is a text of its own, unless it stands in one. */
function textOf(parts: readonly (string | Unknown)[]): string {
  let isInText = false;
  return parts
    .map((part, at) => {
      if (typeof part !== "string") return isInText ? `${OPENING}${at}${CLOSING}` : `"${OPENING}${at}${CLOSING}"`;
      for (const [sign] of part.matchAll(/\\[\s\S]|"/g)) if (sign === '"') isInText = !isInText;
      return part;
    })
    .join("");
}

function toValue(json: unknown, parts: readonly (string | Unknown)[], depth: number): Value {
  if (depth > DEEPEST) return unknown("it is nested too deep to compute");
  if (typeof json === "string") return unknownIn(json, parts) ?? known(json);
  if (typeof json === "number" || typeof json === "boolean" || json === null) return known(json);
  if (Array.isArray(json)) return listOf(json.map((item: unknown) => toValue(item, parts, depth + 1)));
  const members = Object.entries(json ?? {});
  const further = members.map(([name]) => unknownIn(name, parts)).find((missing) => missing !== undefined);
  const named = members.filter(([name]) => !PLACEHOLDER.test(name));
  const valueIn = (value: unknown): Value => (further === undefined ? toValue(value, parts, depth + 1) : further);
  return mappingOf(
    named.map(([name, value]) => [name, valueIn(value)]),
    further?.why,
  );
}

function unknownIn(text: string, parts: readonly (string | Unknown)[]): Unknown | undefined {
  const [, at] = PLACEHOLDER.exec(text) ?? [];
  const part = at === undefined ? undefined : parts[Number(at)];
  return typeof part === "object" ? part : undefined;
}
