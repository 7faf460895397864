import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Position } from "../../../../src/posture/facts/origin.ts";
import { readTree } from "../parts.ts";

const SEED = `# azure-client-cert:ignore x
resource "azurerm_linux_web_app" "a" {
  for_each = { a = 1 }
  name = "\${var.prefix}-\${each.key}" # c
  tags = merge(local.t, { "x" = <<-EOT
    a \${var.b}
  EOT
  })
  site_config { x = [for a in b : a] }
  dynamic "d" {
    for_each = [1, 2]
    content { v = d.value ? "y" : null }
  }
}
variable "prefix" { default = "p" }
locals { t = { k = try(var.b.c, "d") } }
module "m" { source = "./m" }
`;

const SEED_JSON = `{"//": "c", "variable": {"a": {"type": "bool", "default": "true"}},
"resource": {"azurerm_app": {"x": {"on": "\${var.a}", "tags": {"a": [1, null, "b \${a} c"]}, "dynamic": {"d": {"for_each": [1], "content": {}}}}}}}
`;

const PIECES = [
  "{",
  "}",
  "(",
  ")",
  "[",
  "]",
  '"',
  "${",
  "%{",
  "~}",
  "=",
  ".",
  ",",
  "?",
  ":",
  "<<EOT\n",
  "EOT",
  "/*",
  "*/",
  "#",
  "\n",
  "\r",
  "\\",
];
const FOREIGN = [
  "\0",
  "\ufeff",
  "\ud800",
  "\udc00",
  "\u{1f600}",
  "\u2028",
  "for",
  "null",
  "-----BEGIN ",
  "[*]",
  ".*",
  "::",
  "0x1",
  "%%{",
];

describe("a file with random damage", () => {
  it.each([
    ["native", "main.tf", SEED],
    ["JSON", "main.tf.json", SEED_JSON],
  ])("%s is read without throwing, and every place is in it", (_title, path, seed) => {
    fc.assert(
      fc.property(fc.array(damage(seed.length), { minLength: 1, maxLength: 6 }), (all) => {
        const text = all.reduce((so, { at, remove, insert }) => so.slice(0, at) + insert + so.slice(at + remove), seed);
        readAll(path, text);
      }),
      { numRuns: 400 },
    );
  });
});

interface Damage {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

function damage(length: number): fc.Arbitrary<Damage> {
  return fc.record({
    at: fc.nat({ max: length }),
    remove: fc.oneof(fc.constant(0), fc.nat({ max: 3 }), fc.nat({ max: 60 })),
    insert: fc.oneof(fc.constant(""), fc.constantFrom(...PIECES, ...FOREIGN), fc.string({ maxLength: 3 })),
  });
}

function readAll(path: string, text: string): void {
  const reading = readTree({ [path]: text });
  const places = [
    ...reading.comments,
    ...reading.literals,
    ...reading.variables,
    ...reading.unreadable,
    ...reading.absent,
  ];
  for (const { position } of places) expectInside(position, text);
  for (const { address, position, extent, body } of [...reading.resources, ...reading.modules]) {
    expect(address).not.toBe("");
    expectInside(position, text);
    expectInside(extent, text);
    for (const name of body.names) {
      const at = body.attribute(name).origin?.at;
      if (at !== undefined) expectInside(at, text);
      const blocks = body.blocks(name);
      if (blocks.kind === "known") for (const block of blocks.bodies) expectInside(block.position, text);
    }
  }
}

function expectInside({ line, column, endLine, endColumn }: Position, given: string): void {
  const lines = (given.startsWith("\ufeff") ? given.slice(1) : given).split("\n");
  const isInside = (at: number, offset: number): boolean =>
    at >= 1 && offset >= 1 && offset <= (lines[at - 1]?.length ?? -9) + 1;
  expect(isInside(line, column) && isInside(endLine, endColumn), JSON.stringify(given)).toBe(true);
  expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true);
}
