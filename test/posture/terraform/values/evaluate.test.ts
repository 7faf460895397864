import { describe, expect, it } from "vitest";
import { furtherMembersOf, UnresolvedMember } from "../../../../src/posture/terraform/resource-input.ts";
import { computed } from "../parts.ts";

/** Declarations beside the expressions: known ones, and `var.u`, which nobody knows. */
const BESIDE = `
variable "u" {}
variable "on" { default = true }
variable "name" { default = "web" }
variable "m" { default = { mtls = true, mode = "Required", none = null } }
variable "l" { default = ["a", "b"] }
locals {
  body  = { properties = { on = var.on, mode = var.u } }
  twice = "\${var.name}-\${var.name}"
  chain = local.twice
  ring  = local.gnir
  gnir  = { a = local.ring }
  part  = merge({ a = 1 }, var.u, { b = 2 })
}
`;

describe("what is known", () => {
  it.each<[string, unknown]>([
    ['"a"', "a"],
    ["1", 1],
    ["-1", -1],
    ["true", true],
    ["null", "null"],
    ['[1, "a"]', [1, "a"]],
    ['{ a = 1, (var.name) = 2, "${var.name}-x" = 3 }', { a: 1, web: 2, "web-x": 3 }],
    ["var.on", true],
    ["var.m.mode", "Required"],
    ['var.m["mode"]', "Required"],
    ["var.m.none", "null"],
    ["var.l[1]", "b"],
    ["var.l.0", "a"],
    ["local.chain", "web-web"],
    ["local.body.properties.on", true],
    ["local.part.b", 2],
    ['"${var.on}"', true],
    ['"a-${var.on}-${1}-${1.5}"', "a-true-1-1.5"],
    ["<<-E\n  a ${var.name}\n  E", "a web\n"],
    ["var.on ? 1 : 2", 1],
    ['"false" ? 1 : 2', 2],
    ["var.on ? 1 : var.u", 1],
    ["var.u ? 1 : 1", 1],
    ["!var.on", false],
    ['!"true"', false],
    ["1 + 2 * 3 - 4", 3],
    ["7 % 4", 3],
    ["8 / 2", 4],
    ['"3" > 2', true],
    ["2 <= 2", true],
    ["2 >= 3", false],
    ["1 < 1", false],
    ['1 == "1"', false],
    ['"a" == "a"', true],
    ['"a" != "a"', false],
    ["null == null", true],
    ["var.l == null", false],
    ["{ a = var.u } != null", true],
    ["var.on && false", false],
    ["false && var.u", false],
    ["var.u && false", false],
    ["true || var.u", true],
    ["var.u || true", true],
  ])("%s", (expression, value) => {
    expect(computed(expression, BESIDE)).toEqual(value);
  });
});

describe("functions", () => {
  it.each<[string, unknown]>([
    ['lookup(var.m, "mode", "x")', "Required"],
    ['lookup(var.m, "nope", "x")', "x"],
    ['lookup(var.m, "none", "x")', "null"],
    ['lookup({}, "a", null)', "null"],
    ['lookup(local.part, "b", "x")', 2],
    ['try(var.m.mode, "x")', "Required"],
    ['try(var.m.nope, "x")', "x"],
    ["try(var.m.nope.deeper, null)", "null"],
    ['try([var.m.nope], "x")', "x"],
    ['try({ a = var.m.nope }, "x")', "x"],
    ['try(tobool("yes"), "x")', "x"],
    ['try("yes" ? 1 : 1, "x")', "x"],
    ['try("a ${var.m.nope}", "x")', "x"],
    ["can(var.m.mode)", true],
    ["can(var.m.nope)", false],
    ['coalesce(null, "", "a", var.u)', "a"],
    ['coalesce(var.m.none, "a")', "a"],
    ["coalesce(false, null)", false],
    ['coalesce(1, "a")', "1"],
    ["merge({ a = 1, b = 2 }, { b = 3 }, null)", { a: 1, b: 3 }],
    ["merge([{ a = 1 }, { b = 2 }]...)", { a: 1, b: 2 }],
    ['jsonencode({ b = [1, null], a = "<&>" })', '{"a":"\\u003c\\u0026\\u003e","b":[1,null]}'],
    ["jsonencode(local.body).properties", { unresolved: expect.stringContaining("it is text") }],
    ["concat([1], var.l)", [1, "a", "b"]],
    ['contains(var.l, "a")', true],
    ['contains(var.l, "c")', false],
    ['contains(["a", var.u], "a")', true],
    ["length(var.l)", 2],
    ["length([var.u])", 1],
    ['length("")', 0],
    ["keys({ b = 1, a = 2 })", ["a", "b"]],
    ['tobool("true")', true],
    ['tonumber("12")', 12],
    ["tostring(true)", "true"],
    ["tostring(null)", "null"],
    ['toset(["b", "a", "b"])', ["a", "b"]],
    ['upper("aB")', "AB"],
    ['lower("aB")', "ab"],
    ['trimspace(" a\\n")', "a"],
    ["sensitive(true)", true],
    ["nonsensitive(sensitive(1))", 1],
  ])("%s", (expression, value) => {
    expect(computed(expression, BESIDE)).toEqual(value);
  });
});

describe("what is not known says what is written and why", () => {
  it.each<[string, string]>([
    ["var.u", "var.u (has no default)"],
    ["var.nope", "var.nope (is not declared)"],
    ["local.nope", "local.nope (is not declared)"],
    ["var.u ? true : false", "var.u ? true : false (var.u has no default)"],
    ["azurerm_plan.x.id", "azurerm_plan.x.id (is known to Terraform only)"],
    ['"a-${data.x.y.z[0]}"', '"a-${data.x.y.z[0]}" (data.x.y.z[0] is known to Terraform only)'],
    ["module.x.y", "module.x.y (is known to Terraform only)"],
    ["path.module", "path.module (is known to Terraform only)"],
    ["local.ring.a", "local.ring.a (local.ring depends on itself)"],
    ["local.body.properties.mode", "local.body.properties.mode (var.u has no default)"],
    ["var.m.nope", "var.m.nope (it has no member nope)"],
    ["var.l[2]", "var.l[2] (it has no element 2)"],
    ["var.l[-1]", "var.l[-1] (it has no element -1)"],
    ["var.name.x", "var.name.x (it has no members)"],
    ["var.m.none.x", "var.m.none.x (it has no members)"],
    ["[for a in var.l : a]", "[for a in var.l : a] (is not computed)"],
    ["var.l[*]", "var.l[*] (is not computed)"],
    ['"%{ if true }a%{ endif }"', '"%{ if true }a%{ endif }" (%{ if true }a%{ endif } is not computed)'],
    ['file("x")', 'file("x") (file() is not computed)'],
    ["constructor(1)", "constructor(1) (constructor() is not computed)"],
    ["try(var.u, true)", "try(var.u, true) (var.u has no default)"],
    ["can(var.u)", "can(var.u) (var.u has no default)"],
    ["coalesce(var.u, true)", "coalesce(var.u, true) (var.u has no default)"],
    ["coalesce(null)", "coalesce(null) (coalesce() has nothing that is neither null nor empty)"],
    ['lookup(var.m, "nope")', 'lookup(var.m, "nope") (it has no member nope)'],
    ['lookup(var.u, "a", true)', 'lookup(var.u, "a", true) (var.u has no default)'],
    ['lookup(local.part, "c", true)', 'lookup(local.part, "c", true) (var.u has no default)'],
    ["local.part.a", "local.part.a (var.u has no default)"],
    ["1 / 3", "1 / 3 (fractions are not computed)"],
    ["1 / 0", "1 / 0 (it is divided by zero)"],
    ["0.1 + 0.2", "0.1 + 0.2 (fractions are not computed)"],
    ['"a" > 1', '"a" > 1 (it is no number)'],
    ['"yes" ? 1 : 2', '"yes" ? 1 : 2 (it is neither true nor false)'],
    ["[] == []", "[] == [] (lists and objects are not compared)"],
    ["var.u == null", "var.u == null (var.u has no default)"],
    ["var.u && true", "var.u && true (var.u has no default)"],
    ["false || var.u", "false || var.u (var.u has no default)"],
    ['contains(["a", var.u], "b")', 'contains(["a", var.u], "b") (contains() is computed of known texts only)'],
    ["toset([var.u])", "toset([var.u]) (sets are computed of known texts only)"],
    ['upper("\\u00e9")', 'upper("\\u00e9") (upper() is computed of ASCII only)'],
    ['"a${null}"', '"a${null}" (it is no text)'],
    ["null.a", "null.a (it has no members)"],
  ])("%s", (expression, shown) => {
    expect(computed(expression, BESIDE)).toEqual({ unresolved: shown });
  });

  it("on one line and shortened", () => {
    const { unresolved } = computed(`[for a in\n  b : "${"x".repeat(500)}"]`, BESIDE) as { unresolved: string };
    expect(unresolved).toMatch(/^\[for a in b : "x+\.\.\. \(/);
    expect(unresolved.length).toBeLessThan(300);
  });
});

describe("what is known in part", () => {
  it("keeps the members that are", () => {
    expect(computed("local.body", BESIDE)).toEqual({
      properties: { on: true, mode: new UnresolvedMember("var.u (has no default)") },
    });
    expect(computed("[1, var.u]", BESIDE)).toEqual([1, new UnresolvedMember("var.u (has no default)")]);
    expect(computed("jsonencode({ a = 1, b = var.u })", BESIDE)).toEqual({
      a: 1,
      b: new UnresolvedMember("var.u (has no default)"),
    });
  });

  it("keeps what a text of JSON says beside what is filled in", () => {
    const json =
      '<<JSON\n{\n "type": "Client\\"Certificate",\n "url": "https://${var.u}/",\n "port": ${var.u}, "n": [1, null]\n}\nJSON\n';
    const member = new UnresolvedMember("var.u (has no default)");
    expect(computed(json, BESIDE)).toEqual({ type: 'Client"Certificate', url: member, port: member, n: [1, null] });
    expect(computed('"{${var.u}}"', BESIDE)).toHaveProperty("unresolved");
    expect(computed('"{ ${var.u} } or"', BESIDE)).toHaveProperty("unresolved");
    expect(computed('"{\\"a\\": 1, \\"${var.u}\\": 2}"', BESIDE)).toMatchObject({ a: expect.any(UnresolvedMember) });
    expect(computed(`"{\\"a\\": ${"[".repeat(200)}\\"\${var.u}\\"${"]".repeat(200)}}"`, BESIDE)).toBeTypeOf("object");
  });

  it("keeps what comes last in a merge, and tells of what may come beside it", () => {
    const merged = computed("merge({ a = 1 }, var.u, { b = 2 })", BESIDE) as Record<string, unknown>;
    expect(merged).toMatchObject({ a: expect.any(UnresolvedMember), b: 2 });
    expect(furtherMembersOf(merged)).toContain("var.u has no default");
    expect(furtherMembersOf(computed("{ a = 1 }"))).toBeUndefined();
  });

  it("does not trust a member beside one whose name is not known", () => {
    const made = computed('{ a = 1, "${var.u}" = 2 }', BESIDE);
    expect(Object.entries(made as object)).toEqual([["a", expect.any(UnresolvedMember)]]);
    expect(furtherMembersOf(made)).toContain("var.u has no default");
  });

  it("keeps what both sides of a condition have in common", () => {
    const made = computed("var.u ? { a = 1, b = 2 } : { a = 1, b = 3, c = 4 }", BESIDE);
    expect(made).toEqual({ a: 1, b: expect.any(UnresolvedMember), c: expect.any(UnresolvedMember) });
    expect(computed("var.u ? [1, 2] : [1, 3]", BESIDE)).toEqual([1, expect.any(UnresolvedMember)]);
  });

  it("gives objects no members that nobody wrote", () => {
    expect(Reflect.get(computed("{ a = 1 }") as object, "constructor")).toBeUndefined();
    expect(computed("{ __proto__ = 1, constructor = 2 }")).toMatchObject({ constructor: 2 });
  });
});

describe("the type of a variable", () => {
  const typed = (type: string, value: string, more = ""): unknown =>
    computed("var.v", `variable "v" {\n type = ${type}\n default = ${value}\n ${more}\n}\nvariable "u" {}\n`);

  it.each<[string, string, unknown]>([
    ["bool", '"true"', true],
    ["bool", '"1"', true],
    ["number", '"12"', 12],
    ["string", "true", "true"],
    ["string", "12", "12"],
    ["any", '"true"', "true"],
    ['"string"', '"a"', "a"],
    ["bool", "null", "null"],
    ["list(bool)", '["true", false]', [true, false]],
    ["set(string)", '["b", "a", "b"]', ["a", "b"]],
    ["map(string)", "{ a = true }", { a: "true" }],
    ["list(any)", "[1]", [1]],
    ["object({ a = bool })", '{ a = "false", b = 1 }', { a: false }],
    ["object({ a = optional(bool, true) })", "{}", { a: true }],
    ["object({ a = optional(bool, true) })", "{ a = null }", { a: true }],
    ["object({ a = optional(bool, true) })", "{ a = false }", { a: false }],
    ["object({ a = optional(string) })", "{}", { a: null }],
    ["object({ a = optional(object({ b = optional(number, 3) }), {}) })", "{}", { a: { b: 3 } }],
    ["map(object({ a = optional(bool, true) }))", "{ x = {} }", { x: { a: true } }],
  ])("%s makes of %s", (type, value, made) => {
    expect(typed(type, value)).toEqual(made);
  });

  it.each<[string, string]>([
    ["bool", '"yes"'],
    ["object({ a = bool })", "{}"],
    ["list(string)", "{}"],
    ["tuple([string])", '["a"]'],
    ["mystery", "1"],
    ["[for a in b : a]", "1"],
  ])("%s makes nothing of %s that could be relied on", (type, value) => {
    expect(typed(type, value)).toHaveProperty("unresolved");
  });
});

describe("what would take too long", () => {
  it("is not computed: a text that doubles", () => {
    const locals = Array.from({ length: 60 }, (_, at) => `l${at + 1} = "\${local.l${at}}\${local.l${at}}"`);
    expect(computed("local.l60", `locals {\nl0 = "xx"\n${locals.join("\n")}\n}`)).toHaveProperty("unresolved");
  });

  it("is not computed: an object that doubles", () => {
    const locals = Array.from({ length: 60 }, (_, at) => `l${at + 1} = [local.l${at}, local.l${at}]`);
    const beside = `locals {\nl0 = "xx"\n${locals.join("\n")}\n}\nvariable "u" {}`;
    expect(computed("local.l60", beside)).toHaveProperty("unresolved");
    expect(computed("jsonencode(local.l60)", beside)).toHaveProperty("unresolved");
    expect(computed("var.u ? local.l60 : [local.l59, local.l59]", beside)).toHaveProperty("unresolved");
  });

  it("is not computed: a chain of names", () => {
    const locals = Array.from({ length: 5000 }, (_, at) => `l${at + 1} = local.l${at}`);
    expect(computed("local.l5000", `locals {\nl0 = 1\n${locals.join("\n")}\n}`)).toHaveProperty("unresolved");
    expect(computed("local.l50", `locals {\nl0 = 1\n${locals.join("\n")}\n}`)).toBe(1);
  });
});
