import type { Setting } from "../../facts/host-settings.ts";
import type { Position } from "../../facts/origin.ts";
import type { NestedBlocks, ResourceBody } from "../resource-input.ts";
import type { Attribute, Block, Body } from "../syntax/tree.ts";
import { evaluate, type Scope } from "./evaluate.ts";
import { withBound } from "./module-scope.ts";
import { elementsOf } from "./repetition.ts";
import { explain, toMemberSetting, toSetting } from "./settings.ts";
import { isNull, isUnknown, type Mapping, unknown, type Value } from "./value.ts";

type NestedBody = ResourceBody & { readonly position: Position };

const ABSENT: Setting<never> = Object.freeze({ kind: "absent" });

/** What is not there in a block that is damaged may be in the damage. */
const UNREAD = Object.freeze({ kind: "unresolved", expression: "a part of the block that could not be read" });

/** What stands in a block, computed when it is asked for. */
export function toResourceBody(body: Body, scope: Scope): ResourceBody {
  return {
    attribute: (name) => {
      const attribute = body.attributes.get(name);
      if (attribute === undefined) return body.isDamaged ? UNREAD : ABSENT;
      return toSetting(evaluate(attribute.value, attribute.source, scope), attribute);
    },
    blocks: (name) => nestedBlocks(body, name, scope),
    names: namesOf(body),
  };
}

function namesOf({ attributes, blocks }: Body): readonly string[] {
  const named = blocks.map((block) => (block.type === "dynamic" ? (block.labels[0] ?? "dynamic") : block.type));
  return [...new Set([...attributes.keys(), ...named])];
}

function nestedBlocks(body: Body, name: string, scope: Scope): NestedBlocks {
  const written = body.blocks.filter(({ type, labels }) => type === name || (type === "dynamic" && labels[0] === name));
  const attribute = body.attributes.get(name);
  if (written.length === 0 && attribute !== undefined) {
    return blocksOfValue(evaluate(attribute.value, attribute.source, scope), attribute);
  }
  if (written.length === 0 && body.isDamaged) return UNREAD;
  const bodies: NestedBody[] = [];
  for (const block of written) {
    const found = block.type === name ? [bodyOf(block, scope)] : dynamicBodies(block, name, scope);
    if (typeof found === "string") return { kind: "unresolved", expression: found };
    bodies.push(...found);
  }
  return { kind: "known", bodies };
}

function bodyOf(block: Block, scope: Scope): NestedBody {
  return { ...toResourceBody(block.body, scope), position: block.source.positionOf(block.extent) };
}

/** One for each element; or the expression that decides how many there are. */
function dynamicBodies({ body, source, extent }: Block, name: string, scope: Scope): readonly NestedBody[] | string {
  const forEach = body.attributes.get("for_each");
  const content = body.blocks.find(({ type }) => type === "content");
  if (forEach === undefined || content === undefined) return source.quote(extent);
  const over = evaluate(forEach.value, forEach.source, scope);
  const elements = elementsOf(over, () => unknown(`${name}.key is not computed`));
  if (isUnknown(elements)) return explain(forEach.source.quote(forEach.value), elements.why);
  const iterator = body.attributes.get("iterator")?.value;
  const bound =
    iterator?.kind === "name" ? iterator.name : iterator?.kind === "literal" ? String(iterator.value) : name;
  return elements.map((element) => bodyOf(content, withBound(scope, bound, element)));
}

/** Objects under a name are blocks of that name, as JSON writes them and `azapi` has them. */
function blocksOfValue(value: Value, attribute: Attribute): NestedBlocks {
  if (isNull(value)) return { kind: "known", bodies: [] };
  if (value.kind === "encoded") return blocksOfValue(value.of, attribute);
  const items = value.kind === "list" ? value.items : [value];
  const bodies: NestedBody[] = [];
  for (const item of items) {
    if (item.kind !== "mapping") return { kind: "unresolved", expression: expressionOf(item, attribute) };
    bodies.push(bodyOfObject(item, attribute));
  }
  return { kind: "known", bodies };
}

function expressionOf(value: Value, { source, value: written }: Attribute): string {
  const text = source.quote(written);
  return value.kind === "unknown" ? explain(value.text ?? text, value.why) : explain(text, "it is no object");
}

function bodyOfObject({ entries, further }: Mapping, attribute: Attribute): NestedBody {
  const position = attribute.source.positionOf(attribute);
  const text = attribute.source.quote(attribute.value);
  const missing = further === undefined ? undefined : explain(text, further);
  return {
    position,
    names: [...entries.keys()],
    attribute: (name) => {
      const member = entries.get(name);
      if (member !== undefined) return toMemberSetting(member, attribute);
      if (missing === undefined) return ABSENT;
      return { kind: "unresolved", expression: missing, origin: { at: position, assumed: undefined } };
    },
    blocks: (name) => {
      const member = entries.get(name);
      if (member !== undefined) return blocksOfValue(member, attribute);
      return missing === undefined ? { kind: "known", bodies: [] } : { kind: "unresolved", expression: missing };
    },
  };
}
