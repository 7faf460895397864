import { excerpt } from "../../facts/excerpt.ts";
import { spanOf } from "./nodes.ts";
import type { SourceText } from "./source-text.ts";
import type { SyntaxProblem } from "./tree.ts";
import type { Node } from "./tree-sitter.ts";

/** Enough to mend a file by; one damaged place often shows as many. */
export const MOST_PROBLEMS = 10;

/** The outermost places that are no Terraform, in order. */
export function findProblems(root: Node, source: SourceText): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const waiting: Node[] = [root];
  for (let node = waiting.pop(); node !== undefined && problems.length < MOST_PROBLEMS; node = waiting.pop()) {
    const position = (): SyntaxProblem["position"] => source.positionOf(spanOf(node as Node));
    if (node.isMissing) problems.push({ position: position(), problem: missing(node) });
    else if (node.isError) problems.push({ position: position(), problem: "this is no Terraform" });
    else if (node.hasError) {
      for (const child of node.children.toReversed()) if (child !== null) waiting.push(child);
    }
  }
  return problems;
}

/** The parser also misses what it only guesses at, such as the mark of a heredoc where any value would do. */
function missing({ type }: Node): string {
  return /^[\])}"=]$/.test(type) ? `${excerpt(type)} is missing` : "this is no Terraform";
}
