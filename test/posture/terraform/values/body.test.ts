import { describe, expect, it } from "vitest";
import type { NestedBlocks } from "../../../../src/posture/terraform/resource-input.ts";
import { readTree, resourceIn } from "../parts.ts";

const BESIDE = 'variable "u" {}\nvariable "on" { default = true }\n';

function blocksIn(inner: string, name: string): NestedBlocks {
  const text = `${BESIDE}resource "azurerm_app" "x" {\n${inner}\n}\n`;
  return resourceIn(readTree({ "main.tf": text }), "azurerm_app.x").body.blocks(name);
}

/** The attribute `a` of each block, or the expression in its place. */
function valuesOf(inner: string, name = "b"): unknown {
  const blocks = blocksIn(inner, name);
  if (blocks.kind === "unresolved") return blocks.expression;
  return blocks.bodies.map((body) => {
    const setting = body.attribute("a");
    return setting.kind === "value" ? setting.value : setting.kind;
  });
}

describe("nested blocks", () => {
  it.each<[string, string, unknown]>([
    ["none", "c = 1", []],
    ["one", "b {\n a = var.on\n}", [true]],
    ["several", "b { a = 1 }\nc {}\nb { a = 2 }", [1, 2]],
    ["empty", "b {}", ["absent"]],
    ["an object in their place", "b = { a = 1 }", [1]],
    ["objects in their place", "b = [{ a = 1 }, { a = null }]", [1, "null"]],
    ["null in their place", "b = null", []],
    ["JSON in their place", "b = jsonencode({ a = 1, c = var.u })", [1]],
    ["a dynamic block over a list", "dynamic b {\n for_each = [1, 2]\n content { a = b.value }\n}", [1, 2]],
    [
      "a dynamic block over an object",
      'dynamic "b" {\n for_each = { x = 1 }\n content { a = "${b.key}${b.value}" }\n}',
      ["x1"],
    ],
    ["a dynamic block over nothing", 'dynamic "b" {\n for_each = []\n content { a = 1 }\n}', []],
    ["a dynamic block behind a condition", 'dynamic "b" {\n for_each = var.on ? [1] : []\n content { a = 1 }\n}', [1]],
    ["another name for the element", 'dynamic "b" {\n for_each = [1]\n iterator = i\n content { a = i.value }\n}', [1]],
    ["both kinds", 'b { a = 1 }\ndynamic "b" {\n for_each = [2]\n content { a = b.value }\n}', [1, 2]],
    ["elements that are not known", 'dynamic "b" {\n for_each = [var.u]\n content { a = b.value }\n}', ["unresolved"]],
    ["how many is not known", 'dynamic "b" {\n for_each = var.u\n content { a = 1 }\n}', "var.u (has no default)"],
    ["a dynamic block of null", 'dynamic "b" {\n for_each = null\n content { a = 1 }\n}', "null (it is null)"],
    ["an expression in their place", "b = var.u", "var.u (has no default)"],
    ["a word in their place", 'b = "x"', '"x" (it is no object)'],
    ["an object that is not known among others", "b = [{ a = 1 }, var.u]", "var.u (has no default)"],
    ["a dynamic block without content", 'dynamic "b" {\n for_each = [1]\n}', 'dynamic "b" { for_each = [1] }'],
  ])("%s", (_title, inner, values) => {
    expect(valuesOf(inner)).toEqual(values);
  });

  it("stand in each other", () => {
    const outer = blocksIn(
      'dynamic "o" {\n for_each = [1]\n content {\n dynamic "b" {\n for_each = [2]\n content { a = "${o.value}${b.value}" }\n}\n}\n}',
      "o",
    );
    const inner = outer.kind === "known" ? outer.bodies[0]?.blocks("b") : undefined;
    expect(inner).toMatchObject({ kind: "known" });
    expect(inner?.kind === "known" && inner.bodies[0]?.attribute("a")).toMatchObject({ value: "12" });
  });

  it("may have members that nobody knows", () => {
    const blocks = blocksIn("b = merge(var.u, { a = 1 })", "b");
    const [body] = blocks.kind === "known" ? blocks.bodies : [];
    expect(body?.attribute("a")).toMatchObject({ kind: "value", value: 1 });
    expect(body?.attribute("c")).toMatchObject({ kind: "unresolved" });
    expect(body?.blocks("c")).toMatchObject({ kind: "unresolved" });
  });
});

describe("what is written", () => {
  it("is all named, each once", () => {
    const text =
      'resource "azurerm_app" "x" {\n a = 1\n b {}\n b {}\n dynamic "c" {\n for_each = []\n content {}\n}\n}\n';
    expect(resourceIn(readTree({ "main.tf": text }), "azurerm_app.x").body.names).toEqual(["a", "b", "c"]);
  });

  it("has its place", () => {
    const text = 'resource "azurerm_app" "x" {\n  a = [\n    1\n  ]\n}\n';
    const at = { file: "d/main.tf", line: 2, column: 3, endLine: 4, endColumn: 4 };
    const { body } = resourceIn(readTree({ "d/main.tf": text }), "azurerm_app.x");
    expect(body.attribute("a")).toEqual({ kind: "value", value: [1], origin: { at, assumed: undefined } });
    expect(body.attribute("b")).toEqual({ kind: "absent" });
  });

  it("in a damaged block is not all there may be", () => {
    const text = 'resource "azurerm_app" "x" {\n  a = 1\n  b = (\n}\n';
    const { body } = resourceIn(readTree({ "main.tf": text }), "azurerm_app.x");
    expect(body.attribute("a")).toMatchObject({ kind: "value", value: 1 });
    expect(body.attribute("c")).toMatchObject({ kind: "unresolved" });
    expect(body.blocks("d")).toMatchObject({ kind: "unresolved" });
  });
});
