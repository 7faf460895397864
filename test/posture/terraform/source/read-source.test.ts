import { describe, expect, it } from "vitest";
import { addressesOf, readTree, resourceIn, settingIn } from "../parts.ts";

const APP = 'variable "on" {}\nresource "azurerm_app" "x" {\n  on = var.on\n}\n';

describe("modules of the tree", () => {
  it("are seen as each of their callers calls them, and not alone", () => {
    const reading = readTree({
      "main.tf":
        'module "a" {\n  source = "./app"\n  on = true\n}\nmodule "b" {\n  source = "./app/"\n  on = false\n}\n',
      "app/main.tf": APP,
    });
    expect(addressesOf(reading)).toEqual(["module.a.azurerm_app.x", "module.b.azurerm_app.x"]);
    expect(settingIn(reading, "on", "module.a.azurerm_app.x")).toBe(true);
    expect(settingIn(reading, "on", "module.b.azurerm_app.x")).toBe(false);
    expect(resourceIn(reading, "module.a.azurerm_app.x").position).toMatchObject({ file: "app/main.tf", line: 2 });
  });

  it("are not seen alone either where their files come first", () => {
    const reading = readTree({ "app/main.tf": APP, "main.tf": 'module "a" {\n  source = "./app"\n  on = true\n}\n' });
    expect(addressesOf(reading)).toEqual(["module.a.azurerm_app.x"]);
  });

  it("are seen with their defaults where nobody calls them", () => {
    const reading = readTree({ "a/main.tf": APP, "b/main.tf": APP.replace("{}", "{ default = true }") });
    expect(reading.resources.map(({ body }) => body.attribute("on").kind)).toEqual(["unresolved", "value"]);
  });

  it("get what their caller knows, through several calls", () => {
    const reading = readTree({
      "live/prod/main.tf": 'locals { on = true }\nmodule "a" {\n  source = "../../modules/outer"\n  on = local.on\n}\n',
      "modules/outer/main.tf": 'variable "on" {}\nmodule "b" {\n  source = "../app"\n  on = !var.on\n}\n',
      "modules/app/main.tf": APP,
    });
    expect(addressesOf(reading)).toEqual(["module.a.module.b.azurerm_app.x"]);
    expect(settingIn(reading, "on", "module.a.module.b.azurerm_app.x")).toBe(false);
  });

  it("say what their caller does not know", () => {
    const reading = readTree({
      "main.tf": 'module "a" {\n  source = "./app"\n  on = data.x.y.z\n}\nmodule "b" {\n  source = "./app"\n}\n',
      "app/main.tf": APP,
    });
    expect(settingIn(reading, "on", "module.a.azurerm_app.x")).toEqual({
      unresolved: "var.on (data.x.y.z is known to Terraform only)",
    });
    expect(settingIn(reading, "on", "module.b.azurerm_app.x")).toEqual({ unresolved: "var.on (has no default)" });
  });

  it("take null for a value, unless it is not allowed", () => {
    const variable = (more: string): string => `variable "on" {\n default = true\n ${more}\n}\n`;
    const app = 'resource "azurerm_app" "x" {\n on = var.on\n}\n';
    const reading = readTree({
      "main.tf": 'module "a" {\n source = "./a"\n on = null\n}\nmodule "b" {\n source = "./b"\n on = null\n}\n',
      "a/main.tf": `${variable("")}${app}`,
      "b/main.tf": `${variable("nullable = false")}${app}`,
    });
    expect(settingIn(reading, "on", "module.a.azurerm_app.x")).toBe("null");
    expect(settingIn(reading, "on", "module.b.azurerm_app.x")).toBe(true);
  });

  it("that call themselves, or each other in a ring, are told and read all the same", () => {
    const reading = readTree({
      "a/main.tf": 'module "b" {\n  source = "../b"\n}\nresource "azurerm_app" "a" {}\n',
      "b/main.tf": 'module "a" {\n  source = "../a"\n}\nresource "azurerm_app" "b" {}\n',
      "c/main.tf": 'module "c" {\n  source = "./"\n}\nresource "azurerm_app" "c" {}\n',
    });
    expect(addressesOf(reading)).toEqual(["azurerm_app.a", "module.b.azurerm_app.b", "azurerm_app.c"]);
    expect(reading.unreadable.map(({ file, problem }) => [file, problem])).toEqual([
      ["b/main.tf", "this module calls itself"],
      ["c/main.tf", "this module calls itself"],
    ]);
  });

  it("that call more and more of each other are not followed for ever", () => {
    const files: Record<string, string> = {};
    for (let at = 0; at < 30; at += 1) {
      const call = (name: string): string => `module "${name}" {\n  source = "../m${at + 1}"\n}\n`;
      files[`m${at}/main.tf`] = `${call("a")}${call("b")}resource "azurerm_app" "r${at}" {}\n`;
    }
    files["m30/main.tf"] = 'resource "azurerm_app" "last" {}\n';
    const reading = readTree(files);
    expect(reading.resources.length).toBeLessThan(20_000);
    expect(reading.resources.some(({ address }) => address.endsWith("azurerm_app.last"))).toBe(true);
    expect(reading.unreadable.length).toBeGreaterThan(0);
  });
});

describe("modules from elsewhere", () => {
  it("are told with their arguments", () => {
    const reading = readTree({
      "main.tf":
        'module "web" {\n  source  = "Azure/avm-res-web-site/azurerm"\n  version = "~> 0.10"\n  kind = "webapp"\n}\n',
    });
    expect(reading.modules).toMatchObject([
      { address: "module.web", source: "Azure/avm-res-web-site/azurerm", version: "~> 0.10", position: { line: 1 } },
    ]);
    expect(reading.modules[0]?.body.attribute("kind")).toMatchObject({ value: "webapp" });
    expect(reading.modules[0]?.extent).toMatchObject({ line: 1, endLine: 5 });
  });

  it.each<[string, string, string]>([
    ["outside of the tree", '"../../elsewhere"', "../../elsewhere"],
    ["not there", '"./missing"', "./missing"],
    ["in a repository", '"git::https://example.com/x.git//app?ref=v1"', "git::https://example.com/x.git//app?ref=v1"],
    ["computed", '"./${var.x}"', '"./${var.x}"'],
  ])("%s", (_title, source, told) => {
    expect(readTree({ "a/main.tf": `module "m" {\n  source = ${source}\n}\n` }).modules).toMatchObject([
      { source: told },
    ]);
  });

  it("are entered where terraform init has put them, and not judged alone", () => {
    const list = {
      Modules: [
        { Key: "", Source: "", Dir: "." },
        { Key: "web", Source: "x/y/z", Dir: ".terraform/modules/web" },
      ],
    };
    const reading = readTree({
      "live/main.tf": 'module "web" {\n  source = "x/y/z"\n  on = true\n}\n',
      "live/.terraform/modules/modules.json": JSON.stringify(list),
      "live/.terraform/modules/web/main.tf": APP,
      "live/.terraform/modules/web/examples/main.tf": APP,
    });
    expect(addressesOf(reading)).toEqual(["module.web.azurerm_app.x"]);
    expect(settingIn(reading, "on", "module.web.azurerm_app.x")).toBe(true);
    expect(reading.modules).toEqual([]);
  });
});

describe("count and for_each", () => {
  const read = (inner: string): ReturnType<typeof readTree> =>
    readTree({ "main.tf": `variable "u" {}\nresource "azurerm_app" "x" {\n${inner}\n}\n` });

  it.each(["count = 0", "count = false ? 1 : 0", "for_each = {}", "for_each = toset([])"])(
    "%s leaves it out",
    (inner) => {
      expect(read(inner)).toMatchObject({
        resources: [],
        absent: [{ address: "azurerm_app.x", position: { line: 2 } }],
      });
    },
  );

  it.each(["count = 1", "count = 2", "count = var.u", "for_each = var.u", "for_each = { a = 1 }"])(
    "%s does not",
    (inner) => {
      expect(addressesOf(read(inner))).toEqual(["azurerm_app.x"]);
    },
  );

  it.each<[string, string, unknown]>([
    ["for_each = { a = { on = true } }", "each.value.on", true],
    ["for_each = { a = { on = true }, b = { on = true } }", "each.value.on", true],
    [
      "for_each = { a = { on = true }, b = { on = false } }",
      "each.value.on",
      { unresolved: "each.value.on (it is not the same for all elements)" },
    ],
    [
      "for_each = { a = { on = true }, b = {} }",
      "each.value.on",
      { unresolved: "each.value.on (it is not the same for all elements)" },
    ],
    ['for_each = toset(["a"])', "each.key", "a"],
    ["for_each = var.u", "each.value.on", { unresolved: "each.value.on (var.u has no default)" }],
    ["count = 1", "count.index", 0],
    ["count = 2", "count.index", { unresolved: "count.index (is another in each of them)" }],
  ])("%s makes of %s", (repeated, expression, value) => {
    expect(settingIn(read(`${repeated}\non = ${expression}`), "on")).toEqual(value);
  });

  it("on a call leave out what it would make, and the module is not judged alone", () => {
    const reading = readTree({
      "main.tf": 'module "a" {\n  source = "./a"\n  count = 0\n}\nmodule "r" {\n  source = "x/y/z"\n  count = 0\n}\n',
      "a/main.tf": 'module "b" {\n  source = "../b"\n}\nresource "azurerm_app" "x" {}\n',
      "b/main.tf": 'resource "azurerm_app" "y" {}\n',
    });
    expect(reading).toMatchObject({ resources: [], modules: [] });
    expect(reading.absent.map(({ address }) => address)).toEqual([
      "module.a.azurerm_app.x",
      "module.a.module.b.azurerm_app.y",
      "module.r",
    ]);
  });
});

describe("files of values", () => {
  const app = 'variable "on" { default = "d" }\nresource "azurerm_app" "x" {\n  on = var.on\n}\n';

  it.each<[string, Readonly<Record<string, string>>, unknown]>([
    ["none", {}, "d"],
    ["terraform.tfvars", { "terraform.tfvars": 'on = "t"\n' }, "t"],
    [
      "its JSON form, which comes later",
      { "terraform.tfvars": 'on = "t"\n', "terraform.tfvars.json": '{"on": "j"}' },
      "j",
    ],
    [
      "automatic ones, which come later still",
      { "terraform.tfvars.json": '{"on": "j"}', "a.auto.tfvars": 'on = "a"\n' },
      "a",
    ],
    ["automatic ones by name", { "b.auto.tfvars": 'on = "b"\n', "a.auto.tfvars.json": '{"on": "a"}' }, "b"],
    ["of a folder below", { "env/terraform.tfvars": 'on = "t"\n' }, { unresolved: expect.stringContaining("env/") }],
    ["text that is no template in JSON", { "terraform.tfvars.json": '{"on": "${x}"}' }, "${x}"],
    ["null", { "terraform.tfvars": "on = null\n" }, "null"],
    ["others that say the same", { "prod.tfvars": 'on = "d"\n' }, "d"],
    [
      "others that say something else",
      { "prod.tfvars": 'on = "p"\n', "dev.tfvars": 'on = "d"\n' },
      { unresolved: "var.on (depends on whether prod.tfvars, dev.tfvars is used)" },
    ],
  ])("%s", (_title, files, value) => {
    expect(settingIn(readTree({ "main.tf": app, ...files }), "on")).toEqual(value);
  });

  it("do not reach the modules that are called", () => {
    const reading = readTree({
      "main.tf": 'module "a" {\n  source = "./a"\n}\n',
      "a/main.tf": app,
      "a/terraform.tfvars": 'on = "t"\n',
    });
    expect(settingIn(reading, "on", "module.a.azurerm_app.x")).toBe("d");
  });

  it("give what has no default", () => {
    const reading = readTree({ "main.tf": APP, "prod.tfvars": "on = true\n" });
    expect(settingIn(reading, "on")).toBe(true);
  });
});

describe("override files", () => {
  it("change attributes one by one and blocks by their names", () => {
    const reading = readTree({
      "main.tf": 'resource "azurerm_app" "x" {\n a = 1\n b = 1\n c { d = 1 }\n c { d = 2 }\n e {}\n}\n',
      "override.tf": 'resource "azurerm_app" "x" {\n b = 2\n c { d = 3 }\n}\n',
      "z_override.tf.json": '{"locals": {"l": 1}, "resource": {"azurerm_app": {"y": {"a": "${local.l}"}}}}',
    });
    expect(addressesOf(reading)).toEqual(["azurerm_app.x", "azurerm_app.y"]);
    expect([settingIn(reading, "a"), settingIn(reading, "b")]).toEqual([1, 2]);
    const { body } = resourceIn(reading, "azurerm_app.x");
    expect(body.blocks("c")).toMatchObject({ bodies: [{ names: ["d"] }] });
    expect(body.blocks("e")).toMatchObject({ bodies: [{}] });
    expect(settingIn(reading, "a", "azurerm_app.y")).toBe(1);
  });
});

describe("what else a tree says", () => {
  it("are comments, variables and long texts, with their places", () => {
    const key = `-----BEGIN PRIVATE KEY-----\\n${"M".repeat(64)}\\n-----END PRIVATE KEY-----`;
    const pfx = "MIIQ".repeat(50);
    const reading = readTree({
      "main.tf": `# one\nresource "other_thing" "x" {\n  key = "${key}"\n}\nvariable "p" {\n  default = "${pfx}"\n  sensitive = true\n}\n`,
      "terraform.tfvars": `p = <<EOT\n${pfx}\nEOT\n# ${pfx}\n`,
      "x.tf.json": `{"//": "two", "locals": {"k": "${key}"}}`,
    });
    expect(reading.comments.map(({ text, position }) => [text.slice(0, 5), position.file])).toEqual([
      ["# one", "main.tf"],
      ["# MII", "terraform.tfvars"],
      ["two", "x.tf.json"],
    ]);
    expect(reading.literals.map(({ text, position }) => [text.slice(0, 12), position.file, position.line])).toEqual([
      ["-----BEGIN P", "main.tf", 3],
      ["MIIQMIIQMIIQ", "main.tf", 6],
      ["MIIQMIIQMIIQ", "terraform.tfvars", 1],
      ["-----BEGIN P", "x.tf.json", 1],
    ]);
    expect(reading.literals[0]?.text).toContain("\nMMMM");
    expect(reading.variables).toMatchObject([{ name: "p", isSensitive: true, default: { kind: "value", value: pfx } }]);
  });

  it("are texts of base64 in lines, and no shorter ones", () => {
    const lines = `${"A".repeat(64)}\n`.repeat(3);
    const reading = readTree({ "main.tf": `x = <<EOT\n${lines}EOT\ny = "${"A".repeat(59)}"\n` });
    expect(reading.literals.map(({ text }) => text)).toEqual([lines]);
  });
});
