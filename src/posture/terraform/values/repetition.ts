import type { Attribute, Body } from "../syntax/tree.ts";
import { agree } from "./agreement.ts";
import { evaluate, type Scope } from "./evaluate.ts";
import { withBound } from "./module-scope.ts";
import {
  isNull,
  isUnknown,
  known,
  type Mapping,
  mappingOf,
  toNumber,
  type Unknown,
  unknown,
  type Value,
} from "./value.ts";

/** How often a resource or module is there, as far as that is known, and what `each` and `count` mean in it. */
export interface Repetition {
  /** It is not there at all: `count = 0`, or `for_each` over nothing. */
  readonly isAbsent: boolean;
  readonly scope: Scope;
}

/** It is judged once, so `each.value` is what all elements have in common. */
export function repetitionOf({ attributes }: Body, scope: Scope): Repetition {
  const [count, forEach] = [attributes.get("count"), attributes.get("for_each")];
  if (forEach !== undefined) return overElements(forEach, scope);
  return count === undefined ? { isAbsent: false, scope } : counted(count, scope);
}

function counted({ value, source }: Attribute, scope: Scope): Repetition {
  const count = toNumber(evaluate(value, source, scope));
  const index = count === 1 ? known(0) : unknown("count.index is another in each of them");
  const bound = withBound(scope, "count", mappingOf([["index", index]], undefined));
  return { isAbsent: count === 0, scope: bound };
}

function overElements({ value, source }: Attribute, scope: Scope): Repetition {
  const over = evaluate(value, source, scope);
  // Resources and modules go through sets, in which what is in them is its own key.
  const elements = elementsOf(over, (item) => item);
  const why = isUnknown(elements) ? elements.why : "it is not the same for all elements";
  const bound = withBound(scope, "each", sharedElement(isUnknown(elements) ? [] : elements, why));
  return { isAbsent: !isUnknown(elements) && elements.length === 0, scope: bound };
}

function sharedElement(elements: readonly Mapping[], why: string): Value {
  const shared = (name: string): Value =>
    agree(
      elements.flatMap((one) => one.entries.get(name) ?? []),
      why,
    );
  return mappingOf(
    [
      ["key", shared("key")],
      ["value", shared("value")],
    ],
    undefined,
  );
}

/**
 * What `for_each` goes through, each with `key` and `value`; or why that is not known.
 *
 * @param keyOf The key of what is in a list.
 */
export function elementsOf(over: Value, keyOf: (item: Value) => Value): readonly Mapping[] | Unknown {
  if (over.kind === "unknown") return over;
  if (over.kind === "list") return over.items.map((item) => elementOf(keyOf(item), item));
  if (over.kind !== "mapping") return unknown(isNull(over) ? "it is null" : "it is no list and no map");
  if (over.further !== undefined) return unknown(over.further);
  return [...over.entries].map(([key, value]) => elementOf(known(key), value));
}

function elementOf(key: Value, value: Value): Mapping {
  return mappingOf(
    [
      ["key", key],
      ["value", value],
    ],
    undefined,
  );
}
