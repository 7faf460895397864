import type { Setting } from "../../facts/host-settings.ts";
import type { Origin, Position } from "../../facts/origin.ts";
import type { NestedBlocks, ResourceBody } from "../resource-input.ts";
import { type Nested, nestedIn } from "./nested.ts";
import { ABSENT, at } from "./settings.ts";

/**
 * What an attribute that takes JSON holds: a text of JSON, written or made by `jsonencode`, or an object. Names count
 * without case, and all of a text has the place of the attribute.
 */
export function jsonIn(body: ResourceBody, name: string, position: Position): Nested {
  const setting = body.attribute(name);
  if (setting.kind !== "value" || typeof setting.value !== "string") {
    const nested = nestedIn({ kind: "body", body }, name);
    return nested.kind === "body" ? { kind: "body", body: ignoringCase(nested.body) } : nested;
  }
  const object = parseObject(setting.value);
  return object === undefined
    ? { kind: "unresolved", expression: "a text that is no JSON object" }
    : { kind: "body", body: ignoringCase(bodyOf(object, setting.origin, position)) };
}

function parseObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Azure reads the names of its properties without regard to case, so an unusual spelling hides nothing. */
function ignoringCase(body: ResourceBody): ResourceBody {
  const writtenAs = (name: string): readonly string[] =>
    body.names.filter((other) => other.toLowerCase() === name.toLowerCase());
  return {
    names: body.names,
    attribute: (name) => {
      const [written = name, ...others] = writtenAs(name);
      return others.length === 0 ? body.attribute(written) : twice(name);
    },
    blocks: (name) => {
      const [written = name, ...others] = writtenAs(name);
      const blocks = others.length === 0 ? body.blocks(written) : twice(name);
      if (blocks.kind === "unresolved") return blocks;
      const bodies = blocks.bodies.map((inner) => ({ ...ignoringCase(inner), position: inner.position }));
      return { kind: "known", bodies };
    },
  };
}

/** Which of them Azure takes, nobody says. */
function twice(name: string): { readonly kind: "unresolved"; readonly expression: string } {
  return { kind: "unresolved", expression: `${name} in several spellings` };
}

type JsonObject = Readonly<Record<string, unknown>>;

function bodyOf(object: JsonObject, origin: Origin | undefined, position: Position): ResourceBody {
  return {
    names: Object.keys(object),
    attribute: (name) => at(settingOf(object, name), origin),
    blocks: (name) => blocksOf(Object.hasOwn(object, name) ? object[name] : undefined, origin, position),
  };
}

function settingOf(object: JsonObject, name: string): Setting<unknown> {
  if (!Object.hasOwn(object, name)) return ABSENT;
  const value = object[name];
  return value === null ? { kind: "null" } : { kind: "value", value };
}

function blocksOf(value: unknown, origin: Origin | undefined, position: Position): NestedBlocks {
  const objects = (Array.isArray(value) ? value : [value]).filter(isObject);
  return { kind: "known", bodies: objects.map((object) => ({ ...bodyOf(object, origin, position), position })) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
