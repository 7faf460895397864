import type { Span } from "./source-text.ts";
import type { Node } from "./tree-sitter.ts";

/** What a node consists of: without punctuation and comments. */
export function partsOf(node: Node): readonly Node[] {
  return node.namedChildren.filter((child) => child !== null && child.type !== "comment") as readonly Node[];
}

export function spanOf({ startIndex, endIndex }: Node): Span {
  return { start: startIndex, end: endIndex };
}
