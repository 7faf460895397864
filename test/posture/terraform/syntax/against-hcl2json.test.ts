import { parse } from "@cdktf/hcl2json";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block, Body, Expression } from "../../../../src/posture/terraform/syntax/tree.ts";
import { readText } from "../parts.ts";

const EXAMPLES: Readonly<Record<string, string>> = {
  "an app": `# an app
resource "azurerm_linux_web_app" "a" {
  name                       = "\${var.prefix}-app"
  https_only                 = true
  client_certificate_enabled = var.mtls ? true : false
  site_config {
    minimum_tls_version = "1.2" // fine
    ip_restriction { priority = 100 }
    ip_restriction {
      priority = 200
      headers  = [{ x_azure_fdid = ["a", "b"] }]
    }
  }
  tags = merge(local.tags, { a = "b" })
  lifecycle { ignore_changes = [tags["x"], app_settings] }
}
variable "mtls" {
  type    = bool
  default = true
}
locals {
  list = [for s in var.list : upper(s) if s != ""]
  map  = { for k, v in var.map : k => v... }
}
`,
  heredocs: `locals {
  plain = <<EOT
  a "b" \\n $\${c}

    d
EOT
  indented = <<-EOT
    a
   \t
      b

    EOT
  json = <<JSON
{ "a": [1, 2], "b": "\\"" }
JSON
  both = [<<A
a
A
  , "b"]
}
`,
  "nested quotes": `locals {
  a = "\${lookup(var.m, "k\${var.i}", "d")}"
  b = { "k \${var.i}" = "v", plain = "w", 1 = "x", (var.z) = "y" }
  c = ["a", ["b", []], {}, { d = { e = [] } }]
  d = "tab\\tnewline\\nquote\\"backslash\\\\ e\\u00e9 \\U0001F600"
}
`,
  comments: "/* a */ locals /* b */ {\n  # c\n  x = 1 // d\n  y = [ # e\n    1, /* f */ 2,\n  ]\n}\n",
};

describe("the same as another reader of the language", () => {
  it.each(Object.entries(EXAMPLES))("finds in %s", async (_title, text) => {
    await compare(text);
    await compare(text.replace(/\n/g, "\r\n"));
  });

  it("finds in generated files", async () => {
    await fc.assert(fc.asyncProperty(file(), compare), { numRuns: 150 });
  }, 80_000);
});

async function compare(text: string): Promise<void> {
  const read = readText(text);
  expect(read.problems, text).toEqual([]);
  expectSame(toJson(read.body), await parse("main.tf", text), text);
}

/** Marks what is no literal: the other reader repeats its text, in the form of a template. */
const COMPUTED: unique symbol = Symbol("computed");

/** An object with keys that are computed, which the other reader repeats in forms of its own. */
const SOME_OBJECT: unique symbol = Symbol("some object");

function expectSame(own: unknown, other: unknown, text: string): void {
  if (own === COMPUTED) {
    expect(other, text).toMatch(/[$%]\{/);
  } else if (own === SOME_OBJECT) {
    expect(other, text).toBeTypeOf("object");
  } else if (typeof own === "object" && own !== null) {
    expect(Array.isArray(own), text).toBe(Array.isArray(other));
    expect(Object.keys(own).sort(), text).toEqual(Object.keys(other ?? {}).sort());
    for (const [name, value] of Object.entries(own)) expectSame(value, Reflect.get(other ?? {}, name), text);
  } else {
    expect(typeof own === "string" ? own.replace(/([$%])\{/g, "$1$1{") : own, text).toEqual(other);
  }
}

function toJson({ attributes, blocks }: Body): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [name, { value }] of attributes) made[name] = literalOf(value);
  for (const block of blocks) addBlock(made, block);
  return made;
}

function addBlock(made: Record<string, unknown>, { type, labels, body }: Block): void {
  let at = made;
  for (const label of [type, ...labels].slice(0, -1)) {
    const next = at[label] ?? {};
    at[label] = next;
    at = next as Record<string, unknown>;
  }
  const last = labels.at(-1) ?? type;
  at[last] = [...((at[last] as unknown[] | undefined) ?? []), toJson(body)];
}

function literalOf(expression: Expression): unknown {
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "tuple":
      return expression.items.map(literalOf);
    case "object": {
      const keys = expression.entries.map(([key]) => key);
      if (keys.some(({ kind }) => kind !== "literal")) return SOME_OBJECT;
      return Object.fromEntries(expression.entries.map(([key, value]) => [String(literalOf(key)), literalOf(value)]));
    }
    case "unary":
      return expression.operand.kind === "literal" ? -Number(expression.operand.value) : COMPUTED;
    default:
      return COMPUTED;
  }
}

const DEEP_BLOCKS = { maxDepth: 3, depthIdentifier: "blocks", withCrossShrink: true } as const;
const DEEP_EXPRESSIONS = { maxDepth: 3, depthIdentifier: "expressions", withCrossShrink: true } as const;

/** A grammar of files, as people write them and as they do not. */
function file(): fc.Arbitrary<string> {
  const { body } = fc.letrec<{ body: string; block: string; expression: string }>((tie) => ({
    body: fc
      .tuple(
        fc.uniqueArray(fc.tuple(name(), tie("expression")), { selector: ([key]) => key, maxLength: 4 }),
        fc.oneof(DEEP_BLOCKS, fc.constant<string[]>([]), fc.array(tie("block"), { maxLength: 3 })),
        fc.constantFrom("\n", "\n\n", " # c\n", ' // c ${x} "\n', "\n/* d\n */\n"),
      )
      .map(([attributes, blocks, end]) => {
        return [...attributes.map(([key, value]) => `${key} = ${value}`), ...blocks, ""].join(end);
      }),
    block: fc
      .tuple(name(), fc.array(fc.oneof(name(), quotedLabel()), { maxLength: 2 }), tie("body"))
      .map(([type, labels, inner]) => `b_${[type, ...labels].join(" ")} {\n${inner}}`),
    expression: fc.oneof(
      DEEP_EXPRESSIONS,
      fc.constantFrom("true", "false", "null", "0", "1.25", "-7", "1.5e3"),
      fc.array(piece(), { maxLength: 5 }).map((pieces) => `"${pieces.join("")}"`),
      heredoc(),
      fc.constantFrom("var.a", "a.b[0].c", 'a["b"]', "a.*.b", "a[*].b.0", "f()", "f(a, b...)", "(a)", "!a"),
      fc.constantFrom(
        "a ? b : c",
        "a ? b : c ? d : e",
        "a == b && c || !d",
        "a * (b + c) % 2",
        "[for a in b : a if c]",
      ),
      fc.array(tie("expression"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc
        .uniqueArray(fc.tuple(fc.oneof(name(), quotedLabel()), tie("expression")), { selector: keyOf, maxLength: 3 })
        .map((entries) => `{\n${entries.map(([key, value]) => `  ${key} = ${value}\n`).join("")}}`),
    ),
  }));
  return body.map((text) => `${text}\n`);
}

function keyOf([key]: readonly [string, string]): string {
  return key.replace(/^"|"$/g, "");
}

function name(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/).filter((word) => !["true", "false", "null", "for"].includes(word));
}

function quotedLabel(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[a-zA-Z0-9 ._/-]{1,6}$/).map((word) => `"${word}"`);
}

function piece(): fc.Arbitrary<string> {
  const texts = [
    "a",
    " ",
    "  b ",
    "\\n",
    '\\"',
    "\\\\",
    "\\u00e9",
    "$ ",
    "% ",
    "$${",
    "%%{",
    "}",
    "#",
    "//",
    "/*",
    "'",
    "$$ ",
    "\\t",
  ];
  const filled = ["${a}", "${ a.b }", '${f("x")}', '${f("${a}")}', "${a ? b : c}", "%{ if a }b%{ else }c%{ endif }"];
  return fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...texts) }, fc.constantFrom(...filled));
}

function heredoc(): fc.Arbitrary<string> {
  const line = fc.constantFrom("", "a", "  b", "    c \\n", '"d"', "\t", "$${e}", "# f", "${a}", "  ${b} c", "\u00e9");
  return fc
    .tuple(fc.constantFrom("<<", "<<-"), fc.array(line, { maxLength: 4 }), fc.constantFrom("", "  "))
    .map(([mark, lines, indent]) => `${mark}EOT\n${lines.map((one) => `${one}\n`).join("")}${indent}EOT\n`);
}
