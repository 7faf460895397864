import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demandIn, demandOf, type Files, ON, scanTree, versions, web } from "./parts.ts";

const MODE = (value: string): string => `${ON}  client_certificate_mode = ${value}\n`;
const SWITCH = (value: string): string => `  client_certificate_enabled = ${value}\n`;
const OPTIONAL = web(MODE('"Optional"'));
const X = 'variable "x" {}\n';

describe("values that are nearly good", () => {
  it.each<[string, string, string]>([
    ["a heredoc, which ends its line", MODE("<<EOT\nRequired\nEOT"), "not required"],
    ["a heredoc that is trimmed", MODE("trimspace(<<-EOT\n    Required\n    EOT\n  )"), "demanded"],
    ["an escape", MODE('"\\u0052equired"'), "demanded"],
    ["a letter that only looks the same", MODE('"R\u0435quired"'), "not required"],
    ["a blank after it", MODE('"Required "'), "not required"],
    ["capitals, which azurerm refuses", MODE('"REQUIRED"'), "unknown"],
    ["the string true", SWITCH('"true"'), "demanded"],
    ["the string 1", SWITCH('"1"'), "demanded"],
    ["the number 1, which Terraform refuses", SWITCH("1"), "unknown"],
    ["the string TRUE, which Terraform refuses", SWITCH('"TRUE"'), "unknown"],
    ["the string false", SWITCH('"false"'), "off"],
    ["the string 0", SWITCH('"0"'), "off"],
    ["null", SWITCH("null"), "off"],
    ["an escaped template", MODE('"$${Required}"'), "not required"],
    ["a template directive", MODE('"%{ if true }Required%{ endif }"'), "unknown"],
    ["equality across types, which is never given", SWITCH('"true" == true'), "off"],
    ["an element out of range", SWITCH("[true][1]"), "unknown"],
    ["the workspace", SWITCH('terraform.workspace == "prod"'), "unknown"],
    ["a function that is not computed", SWITCH("anytrue([true])"), "unknown"],
    ["a for expression", SWITCH("[for one in [true] : one][0]"), "unknown"],
    ["coalesce, to which false is a value", SWITCH("coalesce(false, true)"), "off"],
    ["a comment", "  # client_certificate_enabled = true\n  /* client_certificate_enabled = true */\n", "off"],
    ["a block of another name", "  auth_settings {\n    client_certificate_enabled = true\n  }\n", "off"],
    ["a string", "  tags = {\n    x = <<EOT\nclient_certificate_enabled = true\nEOT\n  }\n", "off"],
  ])("%s", async (_title, body, demand) => {
    expect(await demandOf(web(body))).toBe(demand);
  });
});

describe("values that nobody knows", () => {
  it.each<[string, string, string]>([
    [
      "a merge that ends with it",
      `locals {\n  m = merge({ on = true }, var.x)\n}\n${web(SWITCH("local.m.on"))}`,
      "local.m.on",
    ],
    ["try, of which it is the first", web(SWITCH("try(var.x.on, true)")), "try(var.x.on, true)"],
    ["coalesce, of which it is the first", web(SWITCH("coalesce(var.x, true)")), "coalesce(var.x, true)"],
    ["lookup in it", web(SWITCH('lookup(var.x, "on", true)')), 'lookup(var.x, "on", true)'],
    ["a condition", web(SWITCH("var.x ? true : false")), "var.x ? true : false"],
    ["a ring of locals", `locals {\n  a = local.b\n  b = local.a\n}\n${web(SWITCH("local.a"))}`, "local.a"],
    ["an element of many", web(`  for_each = { a = true, b = var.x }\n${SWITCH("each.value")}`), "each.value"],
    [
      "a map with further elements",
      web(`  for_each = merge(var.x, { a = true })\n${SWITCH("each.value")}`),
      "each.value",
    ],
    ["the count", web(`  count = 2\n${SWITCH("count.index == 0")}`), "count.index == 0"],
  ])("%s is quoted", async (_title, text, expression) => {
    const report = await scanTree({ "main.tf": X + text });
    expect(demandIn(report)).toBe("unknown");
    const doubt = report.results.find(({ rule }) => rule === "client-certificates-disabled");
    expect(doubt?.expression).toContain(expression);
  });

  it("but a merge that ends with what is known is known", async () => {
    const locals = "locals {\n  m = merge(var.x, { on = true })\n}\n";
    expect(await demandOf(X + locals + web(SWITCH("local.m.on")))).toBe("demanded");
  });
});

describe("values from other files", () => {
  const APP = `variable "mode" {\n  default = "Required"\n}\n${web(MODE("var.mode"))}`;

  it.each<[string, Files, string]>([
    ["terraform.tfvars", { "terraform.tfvars": 'mode = "Optional"' }, "not required"],
    [
      "its JSON form, which wins",
      { "terraform.tfvars": 'mode = "Required"', "terraform.tfvars.json": '{"mode": "Optional"}' },
      "not required",
    ],
    ["a file that is named on the command line", { "prod.tfvars": 'mode = "Optional"' }, "unknown"],
    ["one in a folder below", { "vars/prod.tfvars": 'mode = "Optional"' }, "unknown"],
    ["one in a folder below that says the same", { "vars/prod.tfvars": 'mode = "Required"' }, "demanded"],
    [
      "a variable that is overridden",
      { "override.tf": 'variable "mode" {\n  default = "Optional"\n}' },
      "not required",
    ],
    [
      "an attribute that is overridden",
      { "x_override.tf": 'resource "azurerm_linux_web_app" "app" {\n  client_certificate_mode = "Optional"\n}' },
      "not required",
    ],
    [
      "one that is overridden in JSON",
      { "override.tf.json": '{"resource":{"azurerm_linux_web_app":{"app":{"client_certificate_mode":"Optional"}}}}' },
      "not required",
    ],
  ])("%s", async (_title, files, demand) => {
    expect(await demandOf({ "main.tf": APP, ...files })).toBe(demand);
  });

  it("beside the folder of the configuration", async () => {
    const files = { "infra/main.tf": APP, "environments/prod.tfvars": 'mode = "Optional"' };
    expect(await demandOf(files)).toBe("unknown");
  });

  it("of another team's folder mean nothing", async () => {
    const files = { "a/infra/main.tf": APP, "b/vars/prod.tfvars": 'mode = "Optional"', "b/infra/main.tf": "" };
    expect(await demandOf(files)).toBe("demanded");
  });
});

describe("modules", () => {
  const call = (source: string, more = ""): string => `module "m" {\n  source = "${source}"\n${more}\n}\n`;
  const MODULE = `variable "mode" {\n  default = "Required"\n}\n${web(MODE("var.mode"))}`;

  it("are judged by what they are given, three calls deep", async () => {
    const pass = (source: string): string => `variable "mode" {}\n${call(source, "  mode = var.mode")}`;
    const files = {
      "main.tf": call("./a", '  mode = "Optional"'),
      "a/main.tf": pass("./b"),
      "a/b/main.tf": pass("../../c"),
      "c/main.tf": MODULE,
    };
    expect(await demandOf(files)).toBe("not required");
  });

  it("that call each other in a ring are told, and read once", async () => {
    const report = await scanTree({
      "main.tf": call("./a"),
      "a/main.tf": call("../b") + MODULE,
      "b/main.tf": call("../a"),
    });
    expect(demandIn(report)).toBe("demanded");
    expect(report.unreadable.map(({ problem }) => problem)).toEqual(["this module calls itself"]);
  });

  it("that may not be made are judged as if they were", async () => {
    const files = { "main.tf": X + call("./a", "  count = var.x ? 1 : 0"), "a/main.tf": OPTIONAL };
    expect(await demandOf(files)).toBe("not required");
  });

  it.each(["../../modules/backend", "./backend", `\${path.module}/backend`])(
    "of the same repository that are not here are a doubt, whatever they are called: %s",
    async (source) => {
      const { results } = await scanTree({ "live/main.tf": call(source) });
      expect(results.map(({ rule, status }) => `${status} ${rule}`)).toEqual(["unknown module-not-read"]);
    },
  );

  it("are found above the folder where the scan began", async () => {
    const files = { "main.tf": call("../../modules/web", '  mode = "Optional"'), "../../modules/web/main.tf": MODULE };
    expect(await demandOf(files)).toBe("not required");
  });
});

describe("files that are out of order", () => {
  it.each<[string, Files]>([
    ["CRLF", { "main.tf": OPTIONAL.replaceAll("\n", "\r\n") }],
    ["a byte order mark", { "main.tf": `\ufeff${OPTIONAL}` }],
    ["UTF-16", { "main.tf": Buffer.from(`\ufeff${OPTIONAL}`, "utf16le") }],
    ["a string that does not end above", { "main.tf": `locals {\n  x = "abc\n}\n${OPTIONAL}` }],
    ["a heredoc that does not end above", { "main.tf": `locals {\n  x = <<EOT\nabc\n}\n${OPTIONAL}` }],
    ["a comment that does not end above", { "main.tf": `/* abc\n${OPTIONAL}` }],
    ["a block that does not end below", { "main.tf": `${OPTIONAL}resource "azurerm_linux_web_app" "b" {\n` }],
    ["bytes beside it", { "main.tf": OPTIONAL, "x.tf": Uint8Array.from({ length: 999 }, (_, i) => (i * 7919) % 256) }],
    [
      "JSON that says it in lists",
      {
        "main.tf.json":
          '{"resource":[{"azurerm_linux_web_app":[{"app":[{"client_certificate_enabled":true,"client_certificate_mode":"Optional"}]}]}]}',
      },
    ],
  ])("%s", async (_title, files) => {
    expect(await demandOf(files)).toBe("not required");
  });

  it("a comment in JSON that does not end is told where the file ends", async () => {
    const { unreadable } = await scanTree({ "main.tf.json": '{"resource": {}/*' });
    expect(unreadable[0]?.position).toMatchObject({ line: 1, endColumn: 18 });
  });

  it("any end of a good file is no pass that the whole is not", async () => {
    const text = OPTIONAL + web(ON).replace('"app"', '"other"');
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length), async (length) => {
        expect(await demandOf({ "main.tf": text.slice(0, length) })).not.toBe("demanded");
      }),
      { numRuns: 60 },
    );
  });

  it("thousands of blocks are all judged", async () => {
    const blocks = Array.from(
      { length: 3000 },
      (_, i) => `resource "azurerm_linux_web_app" "app${i}" {\n  name = "x"\n}\n`,
    );
    const report = await scanTree({ "main.tf": versions("~> 4.0") + blocks.join("") });
    const off = report.results.filter(({ rule }) => rule === "client-certificates-disabled");
    expect(off.filter(({ status }) => status === "fail")).toHaveLength(3000);
  });
});
