import type * as JsoncParser from "jsonc-parser";
import { toExpression } from "./expressions.ts";
import { partsOf } from "./nodes.ts";
import type { Span } from "./source-text.ts";
import type { Expression } from "./tree.ts";
import type { Parser } from "./tree-sitter.ts";

type JsonNode = JsoncParser.Node;

/** What a text in JSON is: as it stands, with things filled in, or an expression as a whole. */
type Texts = "literal" | "template" | "expression";

/** Terraform, "JSON Configuration Syntax", section "Expression Mapping". */
export function toJsonExpression(node: JsonNode, parser: Parser, texts: Texts): Expression {
  const span: Span = { start: node.offset, end: node.offset + node.length };
  switch (node.type) {
    case "string":
      return textExpression(String(node.value), span, parser, texts);
    case "array":
      return {
        kind: "tuple",
        items: (node.children ?? []).map((item) => toJsonExpression(item, parser, texts)),
        ...span,
      };
    case "object":
      return {
        kind: "object",
        entries: (node.children ?? []).flatMap((child) => entryOf(child, parser, texts)),
        ...span,
      };
    case "number":
    case "boolean":
    case "null":
      return { kind: "literal", value: node.value as number | boolean | null, ...span };
    default:
      return { kind: "opaque", ...span };
  }
}

function entryOf(property: JsonNode, parser: Parser, texts: Texts): readonly (readonly [Expression, Expression])[] {
  const [key, value] = property.children ?? [];
  if (key === undefined || value === undefined) return [];
  return [[toJsonExpression(key, parser, texts), toJsonExpression(value, parser, texts)]];
}

function textExpression(text: string, span: Span, parser: Parser, texts: Texts): Expression {
  const isPlain = texts === "literal" || (texts === "template" && !/[$%]\{/.test(text));
  if (isPlain) return { kind: "literal", value: text, ...span };
  return texts === "template" ? parseTemplate(text, span, parser) : parseNative(`x = ${text}\n`, span, parser);
}

/** As a heredoc, in which no escape means anything, as none does in a JSON text once JSON has read it. */
function parseTemplate(text: string, span: Span, parser: Parser): Expression {
  const mark = unusedMark(text);
  const parsed = parseNative(`x = <<${mark}\n${text}\n${mark}\n`, span, parser);
  if (parsed.kind === "literal" && typeof parsed.value === "string")
    return { ...parsed, value: parsed.value.slice(0, -1) };
  if (parsed.kind !== "template") return { kind: "opaque", ...span };
  const last = parsed.parts.at(-1);
  const end = typeof last === "string" && last !== "\n" ? [last.slice(0, -1)] : [];
  return { ...parsed, parts: [...parsed.parts.slice(0, -1), ...end] };
}

function unusedMark(text: string): string {
  let mark = "END";
  while (text.includes(mark)) mark += "_";
  return mark;
}

function parseNative(text: string, span: Span, parser: Parser): Expression {
  const tree = parser.parse(text);
  if (tree === null) return { kind: "opaque", ...span };
  try {
    const body = partsOf(tree.rootNode)[0];
    const value = body === undefined ? undefined : partsOf(body)[0];
    const expression = value === undefined ? undefined : partsOf(value).find(({ type }) => type === "expression");
    if (tree.rootNode.hasError || expression === undefined) return { kind: "opaque", ...span };
    return placedAt(toExpression(expression, text), span);
  } finally {
    tree.delete();
  }
}

/** The same expression with all of its parts standing in one place. Expressions are bounded in depth. */
function placedAt(expression: Expression, span: Span): Expression {
  const place = (one: Expression): Expression => placedAt(one, span);
  switch (expression.kind) {
    case "template":
      return {
        ...expression,
        parts: expression.parts.map((one) => (typeof one === "string" ? one : place(one))),
        ...span,
      };
    case "tuple":
      return { ...expression, items: expression.items.map(place), ...span };
    case "object":
      return { ...expression, entries: expression.entries.map(([key, value]) => [place(key), place(value)]), ...span };
    case "attribute":
      return { ...expression, of: place(expression.of), ...span };
    case "index":
      return { ...expression, of: place(expression.of), key: place(expression.key), ...span };
    case "call":
      return { ...expression, parameters: expression.parameters.map(place), ...span };
    case "conditional":
      return {
        ...expression,
        condition: place(expression.condition),
        yes: place(expression.yes),
        no: place(expression.no),
        ...span,
      };
    case "unary":
      return { ...expression, operand: place(expression.operand), ...span };
    case "binary":
      return { ...expression, left: place(expression.left), right: place(expression.right), ...span };
    default:
      return { ...expression, ...span };
  }
}
