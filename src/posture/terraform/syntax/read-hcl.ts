import { toExpression } from "./expressions.ts";
import type { TerraformTools } from "./load-tools.ts";
import { partsOf, spanOf } from "./nodes.ts";
import { findProblems, MOST_PROBLEMS } from "./problems.ts";
import { findRemarkable } from "./remarkable.ts";
import { splitAtBlocks } from "./segments.ts";
import { SourceText } from "./source-text.ts";
import { unquote } from "./strings.ts";
import {
  type Attribute,
  type Block,
  type Body,
  type Expression,
  NO_BODY,
  type SyntaxProblem,
  type TerraformFile,
} from "./tree.ts";
import type { Node } from "./tree-sitter.ts";

/** Which blocks at the top of a file are read whole; of the others nothing is wanted. */
export type IsWanted = (type: string, labels: readonly string[]) => boolean;

/** Deeper than any provider's blocks go, and far from the end of the stack. */
const DEEPEST_BLOCK = 50;

/**
 * Reads a file of HCL's native syntax (hashicorp/hcl, hclsyntax specification). A place that cannot be read is a problem,
 * and hides nothing beside it.
 *
 * @param text Without a byte order mark.
 */
export function readHcl(path: string, text: string, tools: HclTools, isWanted: IsWanted): TerraformFile {
  const source = new SourceText(path, text);
  const whole = readWhole(source, tools, isWanted);
  return whole.problems.length === 0 ? whole : readDamaged(source, tools, isWanted);
}

type HclTools = Pick<TerraformTools, "parser">;

/** Block by block, so that the damage stays where it is. */
function readDamaged(source: SourceText, tools: HclTools, isWanted: IsWanted): TerraformFile {
  const parts = splitAtBlocks(source.text).map(({ text, firstLine }) => {
    return readWhole(new SourceText(source.path, text, firstLine), tools, isWanted);
  });
  const problems = parts.flatMap((part) => part.problems);
  return {
    source,
    body: {
      attributes: new Map(parts.flatMap(({ body }) => [...body.attributes])),
      blocks: parts.flatMap(({ body }) => body.blocks),
      isDamaged: true,
    },
    comments: parts.flatMap(({ comments }) => comments),
    literals: parts.flatMap(({ literals }) => literals),
    // Apart they may all be in order, as when a brace is missing after the last line of a block that stands alone.
    problems: problems.length > 0 ? problems.slice(0, MOST_PROBLEMS) : [unreadProblem(source)],
  };
}

function readWhole(source: SourceText, { parser }: HclTools, isWanted: IsWanted): TerraformFile {
  const tree = parser.parse(source.text);
  if (tree === null) return { source, body: NO_BODY, comments: [], literals: [], problems: [unreadProblem(source)] };
  try {
    const root = tree.rootNode;
    const problems = root.hasError ? [...findProblems(root, source)] : [];
    return {
      source,
      body: toBody(topOf(root), { source, isDamaged: root.hasError, problems }, isWanted),
      ...findRemarkable(root, source),
      problems,
    };
  } finally {
    tree.delete();
  }
}

function unreadProblem(source: SourceText): SyntaxProblem {
  return { position: source.positionOf({ start: 0, end: 0 }), problem: "this is no Terraform" };
}

interface FileState {
  readonly source: SourceText;
  readonly isDamaged: boolean;
  readonly problems: SyntaxProblem[];
}

/** A damaged file may have what belongs in its body beside it, or in the damage itself. */
function topOf(root: Node): readonly Node[] {
  const loose = (node: Node): boolean => node.type === "body" || node.type === "ERROR";
  return partsOf(root).flatMap((node) => (loose(node) ? partsOf(node) : [node]));
}

/** An attribute twice in one body is the last; a body that is damaged holds what could be read of it. */
function toBody(nodes: readonly Node[], file: FileState, isWanted: IsWanted = () => true, depth = 0): Body {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (const node of nodes) {
    if (node.type === "attribute") {
      const attribute = toAttribute(node, file);
      if (attribute !== undefined) attributes.set(attribute.name, attribute);
    }
    if (node.type !== "block" || depth >= DEEPEST_BLOCK) continue;
    const head = headOf(node, file.source);
    if (head.isBroken) file.problems.push({ position: file.source.positionOf(spanOf(node)), problem: BROKEN_HEAD });
    if (isWanted(head.type, head.labels)) blocks.push(toBlock(node, head, file, depth));
  }
  return { attributes, blocks, isDamaged: file.isDamaged };
}

/** A value with damage in it may be anything. */
function toAttribute(node: Node, { source, isDamaged }: FileState): Attribute | undefined {
  const parts = partsOf(node);
  const [name, value] = [parts[0], parts.findLast(({ type }) => type === "expression")];
  if (name?.type !== "identifier" || value === undefined) return undefined;
  const isUnread = isDamaged && node.hasError;
  const expression: Expression = isUnread ? { kind: "opaque", ...spanOf(value) } : toExpression(value, source.text);
  return { name: source.sliceOf(spanOf(name)), value: expression, source, ...spanOf(node) };
}

interface Head {
  readonly type: string;
  readonly labels: readonly string[];
  readonly end: number;
  readonly rest: readonly Node[];
  /** It does not end in the line where it begins: words without a block have taken the next one for theirs. */
  readonly isBroken: boolean;
}

const BROKEN_HEAD = "the words before a brace stand on more than one line";

/** The words before the brace: identifiers and quoted labels. */
function headOf(node: Node, { text }: SourceText): Head {
  const parts = partsOf(node);
  const after = parts.findIndex(({ type }) => type !== "identifier" && type !== "string_lit");
  const words = after < 0 ? parts : parts.slice(0, after);
  const [type, ...labels] = words.map(({ type: kind, startIndex, endIndex }) => {
    const word = text.slice(startIndex, endIndex);
    return kind === "string_lit" ? unquote(word) : word;
  });
  const end = words.at(-1)?.endIndex ?? node.endIndex;
  const brace = parts[words.length]?.startIndex ?? end;
  const isBroken = text.slice(node.startIndex, brace).includes("\n");
  return { type: type ?? "", labels, end, rest: parts.slice(words.length), isBroken };
}

function toBlock(node: Node, { type, labels, end, rest }: Head, file: FileState, depth: number): Block {
  const inner = rest.flatMap((part) => (part.type === "body" || part.type === "ERROR" ? partsOf(part) : []));
  const head = { start: node.startIndex, end };
  const isDamaged = file.isDamaged && node.hasError;
  const body = toBody(inner, { ...file, isDamaged }, undefined, depth + 1);
  return { type, labels, body, source: file.source, head, extent: spanOf(node) };
}
