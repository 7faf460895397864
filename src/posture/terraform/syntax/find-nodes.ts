import type { Span } from "./source-text.ts";
import type { Node, TreeCursor } from "./tree-sitter.ts";

export interface FoundNode extends Span {
  readonly type: string;
}

/**
 * The outermost nodes of some types around some offsets. Only what stands around an offset is looked into, and every node
 * once, so that the cost grows with the tree alone.
 *
 * @param offsets In ascending order.
 */
export function findNodes(root: Node, offsets: readonly number[], types: ReadonlySet<string>): readonly FoundNode[] {
  const found: FoundNode[] = [];
  const cursor = root.walk();
  let at = 0;
  const passTo = (end: number): void => {
    while (at < offsets.length && (offsets[at] ?? end) < end) at += 1;
  };
  try {
    do {
      const { nodeType: type, startIndex: start, endIndex: end } = cursor;
      passTo(start);
      const isAround = at < offsets.length && (offsets[at] ?? end) < end;
      const isWanted = isAround && types.has(type);
      if (isWanted) found.push({ type, start, end });
      if (isAround && !isWanted && cursor.gotoFirstChild()) continue;
      if (isAround) passTo(end);
      if (!gotoNext(cursor)) break;
    } while (at < offsets.length);
  } finally {
    cursor.delete();
  }
  return found;
}

/** Beside or above, never into. False at the end of the tree. */
function gotoNext(cursor: TreeCursor): boolean {
  while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return false;
  return true;
}
