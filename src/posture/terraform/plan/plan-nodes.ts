import type { Node } from "jsonc-parser";
import type { Position } from "../../facts/origin.ts";
import type { SourceText } from "../syntax/source-text.ts";

/** A value of JSON with its place. */
export type PlanNode = Node;

export function positionOf(text: SourceText, { offset, length }: Pick<PlanNode, "offset" | "length">): Position {
  return text.positionOf({ start: offset, end: offset + length });
}

/** The whole property, name and value; the last of one name, as JSON's readers have it. */
export function propertyOf(node: PlanNode | undefined, name: string): PlanNode | undefined {
  if (node?.type !== "object") return undefined;
  return node.children?.findLast((property) => property.children?.[0]?.value === name);
}

export function memberOf(node: PlanNode | undefined, ...path: readonly string[]): PlanNode | undefined {
  return path.reduce((inner, name) => propertyOf(inner, name)?.children?.[1], node);
}

export function itemsOf(node: PlanNode | undefined): readonly PlanNode[] {
  return node?.type === "array" ? (node.children ?? []) : [];
}

export function namesOf(node: PlanNode | undefined): readonly string[] {
  const properties = node?.type === "object" ? (node.children ?? []) : [];
  return properties.flatMap(({ children }) => (children?.[1] === undefined ? [] : String(children[0]?.value)));
}

export function textIn(node: PlanNode | undefined, name: string): string | undefined {
  const value = memberOf(node, name);
  return value?.type === "string" ? String(value.value) : undefined;
}

export function isTrue(node: PlanNode | undefined): boolean {
  return node?.type === "boolean" && node.value === true;
}

/** Whether anything in it is true. Terraform marks what is not known, and what is sensitive, by the value's own shape. */
export function hasTrue(node: PlanNode | undefined): boolean {
  const waiting = node === undefined ? [] : [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (isTrue(next)) return true;
    for (const child of next.children ?? []) waiting.push(child);
  }
  return false;
}
