import type * as JsoncParser from "jsonc-parser";
import { toJsonExpression } from "./json-expressions.ts";
import type { TerraformTools } from "./load-tools.ts";
import { isLongLiteral } from "./long-literals.ts";
import { MOST_PROBLEMS } from "./problems.ts";
import type { IsWanted } from "./read-hcl.ts";
import { SourceText, type Span } from "./source-text.ts";
import {
  type Attribute,
  type Block,
  type Body,
  type LongLiteral,
  NO_BODY,
  type SourceComment,
  type SyntaxProblem,
  type TerraformFile,
} from "./tree.ts";

type JsonNode = JsoncParser.Node;

type JsonTools = Pick<TerraformTools, "parser" | "jsonc">;

/** How many names stand between the type of a block and its body (Terraform, "JSON Configuration Syntax"). */
const LABELS: Readonly<Record<string, number>> = {
  terraform: 0,
  locals: 0,
  provider: 1,
  variable: 1,
  module: 1,
  output: 1,
  resource: 2,
  data: 2,
};

/** Deeper than configurations nest, and far from the end of the stack. */
const DEEPEST = 100;

/** Reads a `.tf.json` file into the same tree as the native syntax. What stands under `//` is a comment. */
export function readTerraformJson(path: string, text: string, tools: JsonTools, isWanted: IsWanted): TerraformFile {
  return new JsonReader(new SourceText(path, text), tools).read((root, reader) => ({
    ...NO_BODY,
    blocks: propertiesOf(root).flatMap(([type, value]) => reader.topBlocks(type, value, isWanted)),
  }));
}

/** Reads a `.tfvars.json` file, whose texts are never templates. */
export function readVariablesJson(path: string, text: string, tools: JsonTools): TerraformFile {
  const source = new SourceText(path, text);
  return new JsonReader(source, tools).read((root, reader) => reader.bodyOf(root, { isLiteral: true }));
}

interface Reading {
  /** Texts are as they stand, without templates. */
  readonly isLiteral: boolean;
}

class JsonReader {
  readonly #source: SourceText;
  readonly #tools: JsonTools;
  #isDamaged = false;

  constructor(source: SourceText, tools: JsonTools) {
    this.#source = source;
    this.#tools = tools;
  }

  read(toBody: (root: JsonNode, reader: JsonReader) => Body): TerraformFile {
    const { text } = this.#source;
    const { jsonc } = this.#tools;
    if (isDeeperThan(DEEPEST, text, jsonc)) return this.#unread(`it is nested deeper than ${DEEPEST} levels`);
    const errors: JsoncParser.ParseError[] = [];
    const root = jsonc.parseTree(text, errors, { disallowComments: true, allowEmptyContent: false });
    if (root === undefined) return this.#unread("this is no JSON");
    const problems = errors.slice(0, MOST_PROBLEMS).map(({ error, offset, length }): SyntaxProblem => {
      return this.#problem(jsonc.printParseErrorCode(error), { start: offset, end: offset + length });
    });
    this.#isDamaged = problems.length > 0;
    if (root.type !== "object") problems.push(this.#problem("this is no object", spanOf(root)));
    const { comments, literals } = this.#strings(root);
    return { source: this.#source, body: toBody(root, this), comments, literals, problems };
  }

  topBlocks(type: string, value: JsonNode, isWanted: IsWanted): readonly Block[] {
    const count = Object.hasOwn(LABELS, type) ? LABELS[type] : undefined;
    if (count === undefined) return [];
    return this.#labelled(type, [], value, count).filter((block) => isWanted(block.type, block.labels));
  }

  bodyOf(node: JsonNode, reading: Reading): Body {
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    for (const [name, value, property] of propertiesOf(node)) {
      attributes.set(name, this.#attribute(name, value, property, reading));
      if (!reading.isLiteral) blocks.push(...this.#nestedBlocks(name, value));
    }
    return { attributes, blocks, isDamaged: this.#isDamaged };
  }

  /** An object may be a block or a value, which only a provider's schema tells: it is both. */
  #nestedBlocks(name: string, value: JsonNode): readonly Block[] {
    const items = value.type === "array" ? (value.children ?? []) : [value];
    if (items.length === 0 || items.some(({ type }) => type !== "object")) return [];
    return this.#labelled(name, [], value, name === "dynamic" ? 1 : 0);
  }

  #labelled(type: string, labels: readonly string[], node: JsonNode, missing: number): readonly Block[] {
    if (node.type === "array") {
      return (node.children ?? []).flatMap((child) => this.#labelled(type, labels, child, missing));
    }
    if (node.type !== "object") return [];
    if (missing > 0) {
      return propertiesOf(node).flatMap(([label, value]) =>
        this.#labelled(type, [...labels, label], value, missing - 1),
      );
    }
    const property = node.parent?.type === "property" ? node.parent : node;
    const head = spanOf(property.children?.[0] ?? node);
    const body = this.bodyOf(node, { isLiteral: false });
    return [
      {
        type,
        labels,
        body: type === "variable" ? this.#declared(body, node) : body,
        source: this.#source,
        head,
        extent: spanOf(property),
      },
    ];
  }

  /** A default is a value as it stands, and a type is an expression in quotes. */
  #declared(body: Body, node: JsonNode): Body {
    const attributes = new Map(body.attributes);
    for (const [name, value, property] of propertiesOf(node)) {
      if (name === "default") attributes.set(name, this.#attribute(name, value, property, { isLiteral: true }));
      if (name !== "type" || value.type !== "string") continue;
      const type = toJsonExpression(value, this.#tools.parser, "expression");
      attributes.set(name, { ...this.#attribute(name, value, property, { isLiteral: true }), value: type });
    }
    return { ...body, attributes };
  }

  #attribute(name: string, value: JsonNode, property: JsonNode, { isLiteral }: Reading): Attribute {
    const expression = toJsonExpression(value, this.#tools.parser, isLiteral ? "literal" : "template");
    return { name, value: expression, source: this.#source, ...spanOf(property) };
  }

  #strings(root: JsonNode): { readonly comments: readonly SourceComment[]; readonly literals: readonly LongLiteral[] } {
    const comments: SourceComment[] = [];
    const literals: LongLiteral[] = [];
    const visit = (node: JsonNode): void => {
      const text: unknown = node.value;
      if (node.type === "string" && typeof text === "string") {
        const found = { position: this.#source.positionOf(spanOf(node)), text };
        if (isCommentValue(node)) comments.push(found);
        else if (isLongLiteral(text)) literals.push(found);
      }
      for (const child of node.children ?? []) visit(child);
    };
    visit(root);
    return { comments, literals };
  }

  #problem(problem: string, span: Span): SyntaxProblem {
    return { position: this.#source.positionOf(span), problem };
  }

  #unread(problem: string): TerraformFile {
    const problems = [this.#problem(problem, { start: 0, end: 0 })];
    return { source: this.#source, body: NO_BODY, comments: [], literals: [], problems };
  }
}

/** Properties that are whole; without `//`, which is a comment. */
function propertiesOf(node: JsonNode): readonly (readonly [name: string, value: JsonNode, property: JsonNode])[] {
  if (node.type !== "object") return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    if (key === undefined || value === undefined || key.value === "//") return [];
    return [[String(key.value), value, property] as const];
  });
}

function isCommentValue(node: JsonNode): boolean {
  const [key, value] = node.parent?.type === "property" ? (node.parent.children ?? []) : [];
  return key?.value === "//" && value === node;
}

function spanOf({ offset, length }: JsonNode): Span {
  return { start: offset, end: offset + length };
}

/** The parser calls itself for every level, so the levels are counted before. */
function isDeeperThan(most: number, text: string, jsonc: typeof JsoncParser): boolean {
  const scanner = jsonc.createScanner(text, true);
  // The kinds of `jsonc-parser`'s tokens: 1 and 3 open, 2 and 4 close, 17 ends.
  let depth = 0;
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan()) {
    if (token === 1 || token === 3) depth += 1;
    if (token === 2 || token === 4) depth -= 1;
    if (depth > most) return true;
  }
  return false;
}
