import { describe, expect, it } from "vitest";
import { addressesOf, readTree, resourceIn, settingIn } from "../parts.ts";

function readJson(content: unknown): ReturnType<typeof readTree> {
  return readTree({ "main.tf.json": JSON.stringify(content, undefined, 2) });
}

describe("Terraform in JSON", () => {
  it.each<[string, unknown, unknown]>([
    ["text", "a", "a"],
    ["numbers", 1.5, 1.5],
    ["true", true, true],
    ["null", null, "null"],
    ["lists", [1, "a"], [1, "a"]],
    ["templates", "a-${var.on}", "a-true"],
    ["a template alone", "${var.on}", true],
    ["templates on lines", "a\n${var.on}\nEND\n", "a\ntrue\nEND\n"],
    ["quotes in templates", '${lookup({ a = "b" }, "a")}', "b"],
    ["backslashes, which mean nothing in templates", "\\n${var.on}", "\\ntrue"],
    ["doubled signs", "$${a} %%{b}", "${a} %{b}"],
    ["what is not known", "${var.nope}", { unresolved: '"${var.nope}" (var.nope is not declared)' }],
    ["what is no template", "${", { unresolved: '"${" (is not computed)' }],
    ["objects", { a: 1, "${var.name}": 2 }, { a: 1, n: 2 }],
  ])("has %s", (_title, value, computed) => {
    const reading = readJson({
      variable: { on: { type: "bool", default: "true" }, name: [{ default: "n" }], tpl: { default: "${x}" } },
      resource: { azurerm_app: { x: { v: value } } },
    });
    expect(settingIn(reading, "v")).toEqual(computed);
  });

  it("has defaults that are no templates, and types in quotes", () => {
    const reading = readJson({
      variable: { a: { default: "${x}" }, b: { type: "object({ on = optional(bool, true) })", default: {} } },
      resource: { azurerm_app: { x: { a: "${var.a}", b: "${var.b.on}" } } },
    });
    expect([settingIn(reading, "a"), settingIn(reading, "b")]).toEqual(["${x}", true]);
  });

  it("may have lists at every level", () => {
    const reading = readJson({
      resource: [{ azurerm_app: [{ x: [{ a: 1 }] }, { y: { a: 2 } }] }, { other: { z: {} } }],
    });
    expect(addressesOf(reading)).toEqual(["azurerm_app.x", "azurerm_app.y", "other.z"]);
  });

  it("has nested blocks, dynamic ones too", () => {
    const reading = readJson({
      resource: {
        azurerm_app: {
          x: {
            "//": "a comment",
            site_config: { a: 1, dynamic: { inner: { for_each: [1, 2], content: { v: "${inner.value}" } } } },
            many: [{ a: 1 }, { a: 2 }],
            tags: { k: "v" },
          },
        },
      },
    });
    const { body } = resourceIn(reading, "azurerm_app.x");
    const site = body.blocks("site_config");
    const inner = site.kind === "known" ? site.bodies[0]?.blocks("inner") : undefined;
    expect(inner?.kind === "known" && inner.bodies.map((one) => one.attribute("v"))).toMatchObject([
      { value: 1 },
      { value: 2 },
    ]);
    expect(body.blocks("many")).toMatchObject({ bodies: [{}, {}] });
    expect(settingIn(reading, "tags")).toEqual({ k: "v" });
    expect(body.names).toEqual(["site_config", "many", "tags"]);
    expect(reading.comments).toMatchObject([{ text: "a comment" }]);
  });

  it("has places", () => {
    const { position, extent, body } = resourceIn(
      readJson({ resource: { azurerm_app: { x: { a: "${f()}" } } } }),
      "azurerm_app.x",
    );
    expect(position).toEqual({ file: "main.tf.json", line: 4, column: 7, endLine: 4, endColumn: 10 });
    expect(extent).toEqual({ file: "main.tf.json", line: 4, column: 7, endLine: 6, endColumn: 8 });
    expect(body.attribute("a").origin?.at).toMatchObject({ line: 5, column: 9, endColumn: 22 });
  });

  it("knows modules, locals and providers", () => {
    const reading = readJson({
      terraform: { required_providers: { azurerm: { source: "hashicorp/azurerm", version: "~> 4.0" } } },
      locals: { on: true },
      module: { m: { source: "./m", on: "${local.on}" } },
      resource: { azurerm_app: { x: { a: "${local.on}" } } },
    });
    expect(settingIn(reading, "a")).toBe(true);
    expect(resourceIn(reading, "azurerm_app.x").provider).toMatchObject({ major: 4 });
    expect(reading.modules).toMatchObject([{ address: "module.m", source: "./m" }]);
  });

  it.each<[string, string]>([
    ["a comma too many", '{"resource": {"azurerm_app": {"x": {"a": 1,}}}}'],
    ["an open brace", '{"resource": {"azurerm_app": {"x": {"a": 1}}}'],
    ["a comment of another language", '{"resource": {"azurerm_app": {"x": {"a": 1 /* b */}}}}'],
  ])("with %s is told, and read as far as it can be", (_title, text) => {
    const reading = readTree({ "main.tf.json": text });
    expect(reading.unreadable.length).toBeGreaterThan(0);
    expect(settingIn(reading, "a")).toBe(1);
    expect(settingIn(reading, "b")).toHaveProperty("unresolved");
  });

  it.each(["", "[]", "1", '"a"', "null", "nonsense", '{"a": '.repeat(20_000), "[".repeat(20_000)])(
    "is not %.20s",
    (text) => {
      const reading = readTree({ "main.tf.json": text });
      expect(reading.unreadable.length).toBeGreaterThan(0);
      expect(reading.resources).toEqual([]);
    },
  );
});
