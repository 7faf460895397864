import type { Setting } from "../../facts/host-settings.ts";
import type { Origin } from "../../facts/origin.ts";
import type { NestedBlocks, ResourceBody } from "../resource-input.ts";
import type { SourceText } from "../syntax/source-text.ts";
import { hasTrue, isTrue, itemsOf, memberOf, namesOf, type PlanNode, positionOf, propertyOf } from "./plan-nodes.ts";

/** The values of a resource, with what Terraform says beside them in the same shape. */
export interface Marked {
  readonly values: PlanNode | undefined;
  /** True where a value is known only after apply. */
  readonly unknown: PlanNode | undefined;
  /** True where a value is not to be shown. */
  readonly sensitive: PlanNode | undefined;
}

/** How a value of a JSON tree becomes one of JavaScript. */
export type Evaluate = (node: PlanNode) => unknown;

/** What a plan or a state says of a resource; the provider's defaults are filled in. */
export function planBody(marked: Marked, text: SourceText, evaluate: Evaluate): ResourceBody {
  const { values, unknown, sensitive } = marked;
  const inner = (name: string): Marked => ({
    values: memberOf(values, name),
    unknown: memberOf(unknown, name),
    sensitive: memberOf(sensitive, name),
  });
  return {
    names: [...new Set([...namesOf(values), ...namesOf(unknown).filter((name) => hasTrue(memberOf(unknown, name)))])],
    attribute: (name) => settingOf(inner(name), originOf(propertyOf(values, name), text), evaluate),
    blocks: (name) => blocksOf(inner(name), text, evaluate),
  };
}

const AFTER_APPLY = "known after apply";
const SENSITIVE = "a sensitive value";

function settingOf(
  { values, unknown, sensitive }: Marked,
  origin: Origin | undefined,
  evaluate: Evaluate,
): Setting<unknown> {
  const place = origin === undefined ? {} : { origin };
  if (hasTrue(unknown)) return { kind: "unresolved", expression: AFTER_APPLY, ...place };
  if (values === undefined) return { kind: "absent" };
  if (values.type === "null") return { kind: "null", ...place };
  if (hasTrue(sensitive)) return { kind: "unresolved", expression: SENSITIVE, ...place };
  return { kind: "value", value: evaluate(values), ...place };
}

function blocksOf({ values, unknown, sensitive }: Marked, text: SourceText, evaluate: Evaluate): NestedBlocks {
  if (isTrue(unknown)) return { kind: "unresolved", expression: AFTER_APPLY };
  if (isTrue(sensitive)) return { kind: "unresolved", expression: SENSITIVE };
  const isList = values?.type === "array" || (values === undefined && unknown?.type === "array");
  const parts = isList ? partsOf({ values, unknown, sensitive }) : [{ values, unknown, sensitive }];
  if (parts.some((part) => isTrue(part.unknown))) return { kind: "unresolved", expression: AFTER_APPLY };
  const bodies = parts.flatMap((part) => {
    const node = part.values ?? part.unknown;
    return node?.type === "object" ? [{ ...planBody(part, text, evaluate), position: positionOf(text, node) }] : [];
  });
  return { kind: "known", bodies };
}

/** The blocks of a list with their marks. A set has its marks in the order of its values. */
function partsOf({ values, unknown, sensitive }: Marked): readonly Marked[] {
  const [items, unknowns, sensitives] = [itemsOf(values), itemsOf(unknown), itemsOf(sensitive)];
  return Array.from({ length: Math.max(items.length, unknowns.length) }, (_, index) => ({
    values: items[index],
    unknown: unknowns[index],
    sensitive: sensitives[index],
  }));
}

function originOf(property: PlanNode | undefined, text: SourceText): Origin | undefined {
  return property === undefined ? undefined : { at: positionOf(text, property), assumed: undefined };
}
