import { findNodes } from "./find-nodes.ts";
import { findCandidates, isLongLiteral } from "./long-literals.ts";
import type { SourceText } from "./source-text.ts";
import { readEscapes, undouble } from "./strings.ts";
import type { TerraformFile } from "./tree.ts";
import type { Node } from "./tree-sitter.ts";

const TYPES: ReadonlySet<string> = new Set(["comment", "string_lit", "quoted_template", "heredoc_template"]);

/** The comments of a file, and its strings that may hold a key. Looked for in the text first: most of a file has neither. */
export function findRemarkable(root: Node, source: SourceText): Pick<TerraformFile, "comments" | "literals"> {
  const found = findNodes(root, findCandidates(source.text), TYPES);
  const comments = found.filter(({ type }) => type === "comment");
  const literals = found.filter((node) => node.type !== "comment" && isLongLiteral(source.sliceOf(node)));
  return {
    comments: comments.map((node) => ({ position: source.positionOf(node), text: source.sliceOf(node) })),
    literals: literals.map((node) => ({
      position: source.positionOf(node),
      text: contentOf(source.sliceOf(node), node.type === "heredoc_template"),
    })),
  };
}

function contentOf(raw: string, isHeredoc: boolean): string {
  if (isHeredoc) return undouble(raw.slice(raw.indexOf("\n") + 1, raw.lastIndexOf("\n") + 1));
  return readEscapes(raw.slice(1, -1));
}
