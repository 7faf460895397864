import { excerpt } from "../../facts/excerpt.ts";
import type { Setting } from "../../facts/host-settings.ts";
import type { ResourceBody } from "../resource-input.ts";
import { ABSENT } from "./settings.ts";

/** A block that stands at most once, such as `site_config` and `ingress`, or an object in its place. */
export type Nested =
  | { readonly kind: "body"; readonly body: ResourceBody }
  | { readonly kind: "none" }
  | { readonly kind: "unresolved"; readonly expression: string };

export function nestedIn(parent: Nested, name: string): Nested {
  if (parent.kind !== "body") return parent;
  const blocks = parent.body.blocks(name);
  if (blocks.kind === "unresolved") return blocks;
  const [body, ...others] = blocks.bodies;
  if (body === undefined) return wholeOf(parent.body.attribute(name));
  return others.length === 0
    ? { kind: "body", body }
    : { kind: "unresolved", expression: `${blocks.bodies.length} blocks of ${name}` };
}

/** An attribute of it; absent where there is no such block. */
export function settingIn(nested: Nested, name: string): Setting<unknown> {
  switch (nested.kind) {
    case "body":
      return nested.body.attribute(name);
    case "none":
      return ABSENT;
    case "unresolved":
      return nested;
  }
}

/** No block, unless there is an attribute of that name which is no object. */
function wholeOf(setting: Setting<unknown>): Nested {
  if (setting.kind === "unresolved") return { kind: "unresolved", expression: setting.expression };
  const isNothing = setting.kind !== "value" || (Array.isArray(setting.value) && setting.value.length === 0);
  return isNothing ? { kind: "none" } : { kind: "unresolved", expression: excerpt(setting.value) };
}
