import { partsOf, spanOf } from "./nodes.ts";
import type { Span } from "./source-text.ts";
import { unquote } from "./strings.ts";
import { type RawPart, readParts, type TemplateForm } from "./templates.ts";
import type { Expression } from "./tree.ts";
import type { Node } from "./tree-sitter.ts";

/** Deeper than anybody nests by hand, and far from the end of the stack. */
const DEEPEST = 100;

/** What an expression is, without computing anything. */
export function toExpression(node: Node, text: string): Expression {
  return new Reader(text).whole(node);
}

class Reader {
  readonly #text: string;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** What a node of type `expression` holds. It stands where the node does, so that parentheses are quoted too. */
  whole(node: Node): Expression {
    return { ...this.#fold(partsOf(node), node), ...spanOf(node) };
  }

  /** A value, and what is taken out of it by attribute, index and splat. */
  #fold([first, ...steps]: readonly Node[], whole: Node): Expression {
    if (first === undefined || this.#depth >= DEEPEST || steps.length >= DEEPEST) return opaque(whole);
    this.#depth += 1;
    let found = this.#primary(first);
    for (const step of steps) found = this.#step(found, step);
    this.#depth -= 1;
    return found;
  }

  #primary(node: Node): Expression {
    switch (node.type) {
      case "literal_value":
        return this.#literal(node);
      case "template_expr":
        return this.#template(node);
      case "collection_value":
        return this.#collection(node);
      case "variable_expr":
        return { kind: "name", name: this.#textOf(node), ...spanOf(node) };
      case "function_call":
        return this.#call(node);
      case "conditional":
        return this.#conditional(node);
      case "operation":
        return this.#operation(partsOf(node)[0] ?? node);
      case "expression":
        return this.whole(node);
      default:
        return opaque(node);
    }
  }

  #literal(node: Node): Expression {
    const text = this.#textOf(node);
    switch (partsOf(node)[0]?.type) {
      case "numeric_lit":
        return numberOf(text, spanOf(node));
      case "bool_lit":
        return { kind: "literal", value: text === "true", ...spanOf(node) };
      case "null_lit":
        return { kind: "literal", value: null, ...spanOf(node) };
      default:
        return { kind: "literal", value: unquote(text), ...spanOf(node) };
    }
  }

  #step(of: Expression, node: Node): Expression {
    const span = { start: of.start, end: node.endIndex };
    const inner = partsOf(node)[0];
    if (node.type === "get_attr" && inner !== undefined) {
      return { kind: "attribute", of, name: this.#textOf(inner), ...span };
    }
    if (node.type !== "index" || inner === undefined) return { kind: "opaque", ...span };
    if (inner.type === "legacy_index") {
      const key: Expression = { kind: "literal", value: Number(this.#textOf(inner).slice(1)), ...spanOf(inner) };
      return { kind: "index", of, key, ...span };
    }
    const key = partsOf(inner)[0];
    return key === undefined ? { kind: "opaque", ...span } : { kind: "index", of, key: this.#primary(key), ...span };
  }

  #template(node: Node): Expression {
    const inner = partsOf(node)[0];
    if (inner === undefined) return opaque(node);
    const form = this.#formOf(inner);
    if (fillingsOf(inner).some((filling) => this.#isUncertain(filling, form))) return opaque(node);
    const parts = readParts(this.#rawParts(inner, this.#boundsOf(inner)), form);
    if (parts.every((part) => typeof part === "string")) {
      return { kind: "literal", value: parts.join(""), ...spanOf(node) };
    }
    return { kind: "template", parts, ...spanOf(node) };
  }

  /** Markers that strip do it line by line in a heredoc; and `$$${` is read in two ways by those who read it. */
  #isUncertain(filling: Node, form: TemplateForm): boolean {
    const text = this.#textOf(filling);
    const isStripping = text.startsWith("~", 2) || text.endsWith("~}");
    return (form !== "quoted" && isStripping) || this.#text[filling.startIndex - 1] === text[0];
  }

  #formOf(inner: Node): TemplateForm {
    if (inner.type === "quoted_template") return "quoted";
    return this.#text.startsWith("<<-", inner.startIndex) ? "indented heredoc" : "heredoc";
  }

  /** Between the quotes, or between the line of the mark and the line that ends it. */
  #boundsOf(inner: Node): Span {
    if (inner.type === "quoted_template") return { start: inner.startIndex + 1, end: inner.endIndex - 1 };
    const start = this.#text.indexOf("\n", inner.startIndex) + 1;
    return { start, end: Math.max(start, this.#text.lastIndexOf("\n", inner.endIndex - 1) + 1) };
  }

  /** The parser leaves white space out of its literals, so they are what stands between the fillings. */
  #rawParts(inner: Node, { start, end }: Span): readonly RawPart<Expression>[] {
    const parts: RawPart<Expression>[] = [];
    let at = start;
    for (const node of fillingsOf(inner)) {
      if (node.startIndex > at) parts.push({ kind: "text", raw: this.#text.slice(at, node.startIndex) });
      parts.push(this.#filling(node));
      at = node.endIndex;
    }
    if (end > at) parts.push({ kind: "text", raw: this.#text.slice(at, end) });
    return parts;
  }

  #filling(node: Node): RawPart<Expression> {
    const text = this.#textOf(node);
    const expression = partsOf(node).find(({ type }) => type === "expression");
    const isPlain = node.type === "template_interpolation" && expression !== undefined;
    return {
      kind: "filling",
      filling: isPlain ? this.whole(expression) : opaque(node),
      stripsBefore: text.startsWith("~", 2),
      stripsAfter: text.endsWith("~}"),
    };
  }

  #collection(node: Node): Expression {
    const inner = partsOf(node)[0];
    if (inner?.type === "tuple") {
      const items = partsOf(inner).filter(({ type }) => type === "expression");
      return { kind: "tuple", items: items.map((item) => this.whole(item)), ...spanOf(node) };
    }
    if (inner?.type !== "object") return opaque(node);
    const elements = partsOf(inner).filter(({ type }) => type === "object_elem");
    const entries = elements.flatMap((element): readonly (readonly [Expression, Expression])[] => {
      const [key, value] = partsOf(element).filter(({ type }) => type === "expression");
      return key === undefined || value === undefined ? [] : [[this.#key(key), this.whole(value)]];
    });
    return { kind: "object", entries, ...spanOf(node) };
  }

  /** A bare word before `=` is itself, not the value of something by that name. */
  #key(node: Node): Expression {
    const key = this.whole(node);
    const isBare = key.kind === "name" && !this.#text.startsWith("(", node.startIndex);
    return isBare ? { kind: "literal", value: key.name, ...spanOf(node) } : key;
  }

  #call(node: Node): Expression {
    const [name, given] = partsOf(node);
    const nodes = given === undefined ? [] : partsOf(given);
    return {
      kind: "call",
      name: name === undefined ? "" : this.#textOf(name),
      parameters: nodes.filter(({ type }) => type === "expression").map((one) => this.whole(one)),
      isExpanded: nodes.some(({ type }) => type === "ellipsis"),
      ...spanOf(node),
    };
  }

  /** The grammar binds `a ? b : c ? d : e` from the left, and the language from the right. */
  #conditional(node: Node): Expression {
    const branches: (readonly [yes: Node, no: Node])[] = [];
    let condition = node;
    for (let inner: Node | undefined = node; inner?.type === "conditional"; inner = partsOf(condition)[0]) {
      const [asked, yes, no] = partsOf(inner);
      if (asked === undefined || yes === undefined || no === undefined) return opaque(node);
      branches.push([yes, no]);
      condition = asked;
    }
    if (branches.length >= DEEPEST) return opaque(node);
    let found: Expression | undefined;
    // The outermost stands last in the text.
    for (const [at, [yes, no]] of branches.entries()) {
      const asked = branches[at + 1]?.[1] ?? condition;
      const span = { start: asked.startIndex, end: node.endIndex };
      found = {
        kind: "conditional",
        condition: this.whole(asked),
        yes: this.whole(yes),
        no: found ?? this.whole(no),
        ...span,
      };
    }
    return found ?? opaque(node);
  }

  /** Operands stand beside each other with their steps, and only the operator tells where one ends. */
  #operation(node: Node): Expression {
    const all = node.children.filter((child) => child !== null && child.type !== "comment") as readonly Node[];
    const at = all.findIndex(({ isNamed, type }) => !isNamed && OPERATORS.has(type));
    const operator = all[at]?.type;
    const [before, after] = [all.slice(0, at), all.slice(at + 1)].map((some) => some.filter(({ isNamed }) => isNamed));
    if (operator === undefined || before === undefined || after === undefined || after.length === 0)
      return opaque(node);
    const right = this.#fold(after, node);
    if (node.type === "unary_operation") return { kind: "unary", operator, operand: right, ...spanOf(node) };
    return { kind: "binary", operator, left: this.#fold(before, node), right, ...spanOf(node) };
  }

  #textOf({ startIndex, endIndex }: Node): string {
    return this.#text.slice(startIndex, endIndex);
  }
}

const OPERATORS: ReadonlySet<string> = new Set("! - + * / % == != < <= > >= && ||".split(" "));

const FILLINGS: ReadonlySet<string> = new Set(["template_interpolation", "template_directive"]);

function fillingsOf(node: Node): readonly Node[] {
  return partsOf(node).filter(({ type }) => FILLINGS.has(type));
}

function opaque(node: Node): Expression {
  return { kind: "opaque", ...spanOf(node) };
}

/** The grammar knows hexadecimal numbers, and the language does not. */
function numberOf(text: string, span: Span): Expression {
  const value = text.startsWith("0x") ? Number.NaN : Number(text);
  return Number.isFinite(value) ? { kind: "literal", value, ...span } : { kind: "opaque", ...span };
}
