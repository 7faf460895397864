import type { SourceText } from "../syntax/source-text.ts";
import type { Expression } from "../syntax/tree.ts";
import { toSet } from "./functions.ts";
import {
  isNull,
  isUnknown,
  known,
  listOf,
  type Mapping,
  mappingOf,
  mistake,
  NULL,
  toBoolean,
  toNumber,
  toText,
  type Unknown,
  unknown,
  type Value,
} from "./value.ts";

/** A type as it stands after `type =`, and where. */
export interface WrittenType {
  readonly type: Expression;
  readonly source: SourceText;
  /** What the default of an optional member comes to. */
  readonly compute: (expression: Expression) => Value;
}

/**
 * Gives a value the type of its variable (Terraform, "Type Constraints"): words become true and false, objects lose members
 * that are not named and get the optional ones that are. A type that is not understood makes the value unknown.
 */
export function convertTo(value: Value, written: WrittenType): Value {
  if (value.kind === "unknown" || value.kind === "encoded" || isNull(value)) return value;
  const { type } = written;
  if (type.kind === "call") return convertToCollection(value, { ...written, type }, type.name);
  const name = type.kind === "name" ? type.name : type.kind === "literal" ? type.value : undefined;
  switch (name) {
    case "any":
      return value;
    case "string":
      return primitive(toText(value));
    case "number":
      return primitive(toNumber(value));
    case "bool":
      return primitive(toBoolean(value));
    case "list":
    case "map":
      return value;
    default:
      return unknown(`the type ${written.source.quote(type)} is not understood`);
  }
}

function primitive(converted: string | number | boolean | Unknown): Value {
  return isUnknown(converted) ? converted : known(converted);
}

type Call = Extract<Expression, { readonly kind: "call" }>;

function convertToCollection(value: Value, written: WrittenType & { readonly type: Call }, name: string): Value {
  const [inner] = written.type.parameters;
  if (inner === undefined) return unknown(`the type ${written.source.quote(written.type)} is not understood`);
  const convertItem = (item: Value): Value => convertTo(item, { ...written, type: inner });
  switch (name) {
    case "object":
      return convertToObject(value, written, inner);
    case "map":
      if (value.kind !== "mapping") return mistake("it is no map");
      return mappingOf(
        [...value.entries].map(([key, item]) => [key, convertItem(item)]),
        value.further,
      );
    case "list":
      return value.kind === "list" ? listOf(value.items.map(convertItem)) : mistake("it is no list");
    case "set":
      if (value.kind !== "list") return mistake("it is no list");
      return toSet(value.items.map(convertItem));
    default:
      return unknown(`the type ${written.source.quote(written.type)} is not understood`);
  }
}

function convertToObject(value: Value, written: WrittenType, members: Expression): Value {
  if (value.kind !== "mapping") return mistake("it is no object");
  if (members.kind !== "object") return unknown(`the type ${written.source.quote(members)} is not understood`);
  const entries: [string, Value][] = [];
  for (const [key, type] of members.entries) {
    if (key.kind !== "literal") return unknown(`the type ${written.source.quote(members)} is not understood`);
    const name = String(key.value);
    const member = convertMember(value.entries.get(name) ?? missingOf(value), { ...written, type });
    if (member === undefined) return mistake(`it has no member ${name}`);
    entries.push([name, member]);
  }
  return mappingOf(entries, undefined);
}

function missingOf({ further }: Mapping): Value | undefined {
  return further === undefined ? undefined : unknown(further);
}

/** An optional member that is missing or null is its default, and null where it has none. */
function convertMember(value: Value | undefined, written: WrittenType): Value | undefined {
  const { type } = written;
  if (type.kind !== "call" || type.name !== "optional")
    return value === undefined ? undefined : convertTo(value, written);
  const [inner, otherwise] = type.parameters;
  if (inner === undefined) return unknown("optional() is given too little");
  const isMissing = value === undefined || isNull(value);
  if (!isMissing) return convertTo(value, { ...written, type: inner });
  return otherwise === undefined ? NULL : convertTo(written.compute(otherwise), { ...written, type: inner });
}
