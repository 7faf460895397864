import { describe, expect, it } from "vitest";
import type { Expression } from "../../../../src/posture/terraform/syntax/tree.ts";
import { attributeIn, readText } from "../parts.ts";

describe("an expression of the native syntax", () => {
  it.each<[string, string, unknown]>([
    ["a quoted string", '"Required"', "Required"],
    ["an empty string", '""', ""],
    ["white space in a string", '"  a  "', "  a  "],
    ["escapes", '"a\\n\\t\\r\\"\\\\b"', 'a\n\t\r"\\b'],
    ["Unicode escapes", '"\\u00e9\\U0001F600"', "\u00e9\u{1f600}"],
    ["an escape before a doubled sign", '"\\\\$${a}"', "\\${a}"],
    ["doubled signs", '"$${a} %%{b}"', "${a} %{b}"],
    ["a sign that is no template", '"$a $ %"', "$a $ %"],
    ["a number", "12", 12],
    ["a fraction", "1.50", 1.5],
    ["an exponent", "1.5e3", 1500],
    ["true", "true", true],
    ["false", "false", false],
    ["null", "null", null],
    ["parentheses", '(("a"))', "a"],
    ["a heredoc", "<<EOT\n a\n  b\nEOT", " a\n  b\n"],
    ["an empty heredoc", "<<EOT\nEOT", ""],
    ["a heredoc with quotes and backslashes", '<<EOT\n"a\\n"\nEOT', '"a\\n"\n'],
    ["a heredoc whose end is indented", "<<EOT\na\n  EOT", "a\n"],
    ["an indented heredoc", "<<-EOT\n    a\n\n      b\n    EOT", "a\n\n  b\n"],
    ["an indented heredoc that begins at the margin", "<<-EOT\na\n  b\n  EOT", "a\n  b\n"],
    ["a doubled sign in a heredoc", "<<EOT\n$${a}\nEOT", "${a}\n"],
  ])("%s", (_title, text, value) => {
    expect(attributeIn(`x = ${text}\n`).value).toMatchObject({ kind: "literal", value });
    expect(attributeIn(`x = ${text}\n`.replace(/\n/g, "\r\n")).value).toMatchObject({ kind: "literal" });
  });

  it.each<[string, string, string]>([
    ["an attribute", "var.a.b", "((var .a) .b)"],
    ["an index", 'var.a["b"]', '((var .a) ["b"])'],
    ["an index that is computed", "a[b.c]", "(a [(b .c)])"],
    ["a legacy index", "a.0.b", "((a [0]) .b)"],
    ["a splat", "a[*].b", "?"],
    ["a legacy splat", "a.*.b", "?"],
    ["a list comprehension", "[for a in b : a]", "?"],
    ["an object comprehension", "{ for k, v in b : k => v if v }", "?"],
    ["a call", 'lookup(a, "b", null)', 'lookup(a, "b", null)'],
    ["a call of a provider's function", "provider::azurerm::f(a)", "provider::azurerm::f(a)"],
    ["a call with a list of parameters", "merge(a...)", "merge(a...)"],
    ["a call of nothing", "timestamp()", "timestamp()"],
    ["an attribute of a call", "f(a).b", "(f(a) .b)"],
    ["a condition", "a ? b : c", "(a ? b : c)"],
    ["conditions after each other", "a ? b : c ? d : e ? f : g", "(a ? b : (c ? d : (e ? f : g)))"],
    ["conditions in each other", "a ? b ? c : d : e", "(a ? (b ? c : d) : e)"],
    ["a condition in parentheses", "(a ? b : c) ? d : e", "((a ? b : c) ? d : e)"],
    ["not", "!a", "(! a)"],
    ["minus", "-a.b", "(- (a .b))"],
    ["products before sums", "a + b * c", "(a + (b * c))"],
    ["from the left", "a - b - c", "((a - b) - c)"],
    ["comparisons before equality", "a < b == c > d", "((a < b) == (c > d))"],
    ["and before or", "a || b && c", "(a || (b && c))"],
    ["equality before and", 'a.b == "c" && d.e != null', '(((a .b) == "c") && ((d .e) != null))'],
    ["not before and", "!a && b", "((! a) && b)"],
    ["a condition of an operation", "a.b == 1 ? c : d", "(((a .b) == 1) ? c : d)"],
    ["parentheses before all", "(a || b) && c", "((a || b) && c)"],
    ["a comment inside", "a /* b */ && # c\n d", "(a && d)"],
    ["a tuple", '[a, "b",]', '[a, "b"]'],
    ["an empty tuple", "[]", "[]"],
    ["an object", '{ a = 1, "b" : c, (d) = e }', '{"a" = 1, "b" = c, d = e}'],
    ["an object on lines", "{\n a = 1\n # c\n b = 2\n}", '{"a" = 1, "b" = 2}'],
    ["an object with template keys", `{ "\${a}b" = 1 }`, '{<a "b"> = 1}'],
    ["a template", '"a${b}c"', '<"a" b "c">'],
    ["white space around what is filled in", '"a ${b} ${c} "', '<"a " b " " c " ">'],
    ["a template alone", '"${a.b}"', "<(a .b)>"],
    ["a template in a template", '"a${f("b${c}")}"', '<"a" f(<"b" c>)>'],
    ["markers that strip", '"a ${~ b ~} c"', '<"a" b "c">'],
    ["a directive", '"a%{ if b }c%{ endif }"', '<"a" ?>'],
    ["a heredoc with something filled in", "<<EOT\na ${b}\n c\nEOT", '<"a " b "\\n c\\n">'],
    ["an indented one", "<<-EOT\n   a ${b}\n    c\n   EOT", '<"a " b "\\n c\\n">'],
    ["an indented one that begins with it", "<<-EOT\n  ${b}\n    c\n  EOT", '<b "\\n  c\\n">'],
    ["an indented one with it at the margin", "<<-EOT\n${b}\n    c\n  EOT", '<b "\\n    c\\n">'],
    ["a heredoc that strips", "<<EOT\na ${~ b}\nEOT", "?"],
    ["a sign before two more", '"$$${a}"', "?"],
    ["a hexadecimal number, which the language does not have", "0x10", "?"],
  ])("%s", (_title, text, shown) => {
    expect(show(attributeIn(`x = ${text}\n`).value)).toBe(shown);
  });
});

describe("a block", () => {
  it("has its labels, attributes and blocks, and their places", () => {
    const [block] = readText('# first\nresource "a" b {\n  c = 1\n  d "e" {\n    f = "g"\n  }\n}\n').body.blocks;
    expect(block).toMatchObject({ type: "resource", labels: ["a", "b"] });
    expect([...(block?.body.attributes.keys() ?? [])]).toEqual(["c"]);
    expect(block?.body.blocks[0]).toMatchObject({ type: "d", labels: ["e"] });
    expect(block?.source.positionOf(block.head)).toEqual({
      file: "main.tf",
      line: 2,
      column: 1,
      endLine: 2,
      endColumn: 15,
    });
    expect(block?.source.positionOf(block.extent)).toEqual({
      file: "main.tf",
      line: 2,
      column: 1,
      endLine: 7,
      endColumn: 2,
    });
  });

  it.each(["a {}", "a { x = 1 }", "a {\r\n x = 1\r\n}\r\n", 'a "b\\"c" {\n}'])("is read: %j", (text) => {
    expect(readText(text)).toMatchObject({ problems: [], body: { blocks: [{ type: "a" }] } });
  });

  it("counts columns in UTF-16 code units", () => {
    const attribute = attributeIn('y = "\u{1f600}"\na = "\u00e9" \nx = 1 # \u{1f600}\n');
    expect(attribute.source.positionOf(attribute)).toMatchObject({ line: 3, column: 1, endColumn: 6 });
    const [comment] = readText('y = "\u{1f600}" # z\n').comments;
    expect(comment).toEqual({
      text: "# z",
      position: { file: "main.tf", line: 1, column: 10, endLine: 1, endColumn: 13 },
    });
  });

  it("says all comments, in blocks that nobody wants too", () => {
    const text = "# a\n// b\n/* c\n d */\nx = [1, # e\n]\nblock {\n# f\n}\n";
    expect(readText(text).comments.map((comment) => comment.text)).toEqual([
      "# a",
      "// b",
      "/* c\n d */",
      "# e",
      "# f",
    ]);
    expect(readText('x = "# no"\ny = <<E\n# no\nE\n').comments).toEqual([]);
  });
});

describe("a damaged file", () => {
  const good = 'resource "a" "good" {\n  x = 1\n}\n';
  it.each<[string, string, number]>([
    ["no value", 'resource "a" "bad" {\n  x = = 1\n}\n', 2],
    ["an open brace", 'resource "a" "bad" {\n  x = 1\n', 1],
    ["an open bracket", 'resource "a" "bad" {\n  x = [1\n}\n', 2],
    ["an open quotation mark", 'resource "a" "bad" {\n  x = "1\n}\n', 2],
    ["an open template", 'resource "a" "bad" {\n  x = "${1\n}\n', 2],
    ["an open heredoc", 'resource "a" "bad" {\n  x = <<EOT\n}\n', 2],
    ["an open comment", 'resource "a" "bad" {\n  /* x\n}\n', 1],
    ["a brace too many", 'resource "a" "bad" {\n}}\n', 2],
    ["words", "these are words\n", 1],
    ["a mark of a merge", "<<<<<<< HEAD\n", 1],
    ["a number in place of a name", "1 = 2\n", 1],
    ["a brace on the next line", 'resource "a" "bad"\n{\n}\n', 1],
  ])("%s hides nothing beside it", (_title, bad, line) => {
    const file = readText(`${good}${bad}${good}${good}`);
    const whole = file.body.blocks.filter(({ labels, body }) => labels[1] === "good" && body.attributes.has("x"));
    expect(whole).toHaveLength(3);
    expect(whole.map(({ source, extent }) => source.positionOf(extent).line)).toEqual([
      1,
      4 + bad.split("\n").length - 1,
      7 + bad.split("\n").length - 1,
    ]);
    expect(file.problems.length).toBeGreaterThan(0);
    expect(file.problems[0]?.position.line).toBeGreaterThanOrEqual(3 + line - 1);
    expect(file.problems[0]?.position.line).toBeLessThanOrEqual(4 + bad.split("\n").length);
    expect(whole.every(({ body }) => !body.isDamaged)).toBe(true);
  });

  it("keeps what could be read of the damaged block, and says that it is not all", () => {
    const [block] = readText('resource "a" "b" {\n  x = 1\n  y = (2\n  z = 3\n}\n').body.blocks;
    expect(block?.body.isDamaged).toBe(true);
    expect(block?.body.attributes.get("x")?.value).toMatchObject({ value: 1 });
    const damaged = block?.body.attributes.get("y")?.value ?? { kind: "opaque" };
    expect(damaged.kind).toBe("opaque");
  });

  it("shows ten problems at most", () => {
    expect(readText('resource "a" "b" {\n  x = (1\n}\n'.repeat(100)).problems).toHaveLength(10);
  });
});

describe("depth", () => {
  it.each<[string, string]>([
    ["parentheses", `x = ${"(".repeat(20_000)}1${")".repeat(20_000)}\n`],
    ["lists", `x = ${"[".repeat(20_000)}1${"]".repeat(20_000)}\n`],
    ["objects", `x = ${"{a=".repeat(20_000)}1${"}".repeat(20_000)}\n`],
    ["blocks", `${"a {\n".repeat(20_000)}${"}\n".repeat(20_000)}x = 1\n`],
    ["operations", `x = ${"1 + ".repeat(20_000)}1\n`],
    ["signs", `x = ${"!".repeat(20_000)}true\n`],
    ["steps", `x = a${".b".repeat(20_000)}\n`],
    ["templates", `x = ${'"${'.repeat(2000)}1${'}"'.repeat(2000)}\n`],
    ["open parentheses", `x = ${"(".repeat(20_000)}\n`],
    ["open blocks", "a {\n".repeat(20_000)],
  ])("of %s neither throws nor hides what follows", (_title, text) => {
    const file = readText(`${text}resource "a" "b" {\n}\n`);
    const all = [...file.body.blocks];
    expect(all.some(({ labels }) => labels[1] === "b") || text.startsWith("a {")).toBe(true);
  });
});

/** An expression in one line: what belongs together in brackets, opaque ones as a question mark. */
function show(expression: Expression): string {
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.value);
    case "template":
      return `<${expression.parts.map((part) => (typeof part === "string" ? JSON.stringify(part) : show(part))).join(" ")}>`;
    case "tuple":
      return `[${expression.items.map(show).join(", ")}]`;
    case "object":
      return `{${expression.entries.map(([key, value]) => `${show(key)} = ${show(value)}`).join(", ")}}`;
    case "name":
      return expression.name;
    case "attribute":
      return `(${show(expression.of)} .${expression.name})`;
    case "index":
      return `(${show(expression.of)} [${show(expression.key)}])`;
    case "call":
      return `${expression.name}(${expression.parameters.map(show).join(", ")}${expression.isExpanded ? "..." : ""})`;
    case "conditional":
      return `(${show(expression.condition)} ? ${show(expression.yes)} : ${show(expression.no)})`;
    case "unary":
      return `(${expression.operator} ${show(expression.operand)})`;
    case "binary":
      return `(${show(expression.left)} ${expression.operator} ${show(expression.right)})`;
    case "opaque":
      return "?";
  }
}
