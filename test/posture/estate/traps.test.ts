import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../src/posture/index.ts";
import { app, demandIn, demandOf, ON, scanTree, versions, web } from "./parts.ts";

const FACTORY = '  data_factory_id = "/subscriptions/0/factories/adf"\n';
const REQUIRED = { clientCertEnabled: true, clientCertMode: "Required", httpsOnly: true };

function planOf(type: string, values: object, more: object = {}): string {
  const provider = type.startsWith("azapi") ? "azure/azapi" : "hashicorp/azurerm";
  const resource = {
    address: `${type}.app`,
    mode: "managed",
    type,
    name: "app",
    provider_name: `registry.terraform.io/${provider}`,
    values,
  };
  const constraint = { azurerm: { name: "azurerm", version_constraint: "~> 4.0" } };
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.9.0",
    planned_values: { root_module: { resources: [resource] } },
    configuration: { provider_config: constraint },
    ...more,
  });
}

const withVersion = (version: string): object => ({
  configuration: { provider_config: { azurerm: { name: "azurerm", version_constraint: version } } },
});

describe("a plan", () => {
  const DEFAULTS = { name: "x", client_certificate_enabled: false, client_certificate_mode: "Required" };

  it("has the provider's defaults in it, so a mode alone demands nothing", async () => {
    expect(await demandOf({ "plan.json": planOf("azurerm_linux_web_app", DEFAULTS) })).toBe("off");
    expect(await demandOf({ "plan.json": planOf("azurerm_linux_function_app", DEFAULTS) })).toBe("off");
  });

  it("of a logic app under azurerm 5 proves nothing, and is no pass", async () => {
    const plan = planOf("azurerm_logic_app_standard", { client_certificate_mode: "Required" }, withVersion("~> 5.0"));
    const report = await scanTree({ "plan.json": plan });
    expect(demandIn(report)).toBe("unproven");
    expect(exitCodeOf(report)).not.toBe(0);
  });

  it("of a logic app under a version that nobody knows proves nothing either", async () => {
    const plan = planOf("azurerm_logic_app_standard", { client_certificate_mode: "Required" }, { configuration: {} });
    expect(await demandOf({ "plan.json": plan })).toBe("unproven");
  });

  it("of a logic app under azurerm 4 is believed", async () => {
    const plan = planOf("azurerm_logic_app_standard", { client_certificate_mode: "Required" });
    expect(await demandOf({ "plan.json": plan })).toBe("demanded");
  });

  it("is doubt, and no failure, where values are known after apply", async () => {
    const change = { actions: ["create"], after_unknown: { client_certificate_mode: true } };
    const more = { resource_changes: [{ address: "azurerm_linux_web_app.app", change }] };
    const values = { client_certificate_enabled: true };
    const report = await scanTree({ "plan.json": planOf("azurerm_linux_web_app", values, more) });
    expect(demandIn(report)).toBe("unknown");
    expect(report.results.some(({ expression }) => expression === "known after apply")).toBe(true);
  });

  it.each<[string, (text: string) => Uint8Array]>([
    ["UTF-8 with a mark", (text) => Buffer.from(`\ufeff${text}`)],
    ["UTF-16 as PowerShell redirects it", (text) => Buffer.from(`\ufeff${text}`, "utf16le")],
    ["UTF-16 without a mark", (text) => Buffer.from(text, "utf16le")],
    ["UTF-16, the high byte first", (text) => Buffer.from(`\ufeff${text}`, "utf16le").swap16()],
  ])("is read in %s", async (_title, encode) => {
    const values = { client_certificate_enabled: true, client_certificate_mode: "Optional" };
    expect(await demandOf({ "plan.json": encode(planOf("azurerm_linux_web_app", values)) })).toBe("not required");
  });

  it("in one line is told at the lines of its source", async () => {
    const values = { client_certificate_enabled: true, client_certificate_mode: "Optional" };
    const source = web(`${ON}  client_certificate_mode = var.mode`);
    const report = await scanTree({ "plan.json": planOf("azurerm_linux_web_app", values), "main.tf": source });
    const found = report.results.find(({ status, severity }) => status === "fail" && severity === "high");
    expect(found?.position).toMatchObject({ file: "main.tf", line: 11 });
  });

  it("of one root says nothing of another root's resource of the same name", async () => {
    const values = { client_certificate_enabled: true, client_certificate_mode: "Required" };
    const files = { "dev/plan.json": planOf("azurerm_linux_web_app", values), "prod/main.tf": web("") };
    const { results } = await scanTree(files);
    const off = results.filter(({ rule, status }) => rule === "client-certificates-disabled" && status === "fail");
    expect(off.map(({ position }) => position.file)).toEqual(["prod/main.tf"]);
  });

  it.each([
    ["an object", REQUIRED, "demanded"],
    ["an object that lets everyone in", { ...REQUIRED, clientCertMode: "Optional" }, "not required"],
  ])("holds azapi's body as %s and as text", async (_title, properties, demand) => {
    const values = { type: "Microsoft.Web/sites@2024-04-01", name: "x" };
    for (const body of [{ properties }, JSON.stringify({ properties })]) {
      expect(await demandOf({ "plan.json": planOf("azapi_resource", { ...values, body }) })).toBe(demand);
    }
  });
});

describe("Data Factory", () => {
  const linked = async (text: string) => {
    const { results } = await scanTree({ "main.tf": versions("~> 4.0") + text });
    return results.find(({ rule }) => rule === "linked-service-authentication");
  };
  const custom = (type: string, authentication: string): string =>
    app(
      "azurerm_data_factory_linked_custom_service",
      `${FACTORY}  type = "${type}"\n  type_properties_json = jsonencode({ authenticationType = "${authentication}" })`,
    );

  it.each(["Anonymous", "Basic", "ClientCertificate"])(
    "azurerm's own linked service never shows one: %s",
    async (how) => {
      const body = `${FACTORY}  url = "https://x.example"\n  authentication_type = "${how}"`;
      const found = await linked(app("azurerm_data_factory_linked_service_web", body));
      expect(found?.status).toBe("fail");
      expect(found?.remedies.find(({ kind }) => kind === "terraform")?.text).toContain(
        "azurerm_data_factory_linked_custom_service",
      );
    },
  );

  it.each([
    ["Web", "ClientCertificate", "pass"],
    ["HttpServer", "ClientCertificate", "pass"],
    ["Web", "Anonymous", "fail"],
    ["HttpServer", "Windows", "fail"],
  ])("a custom one of type %s with %s", async (type, how, status) => {
    expect((await linked(custom(type, how)))?.status).toBe(status);
  });

  it("one of another type is asked nothing", async () => {
    expect(await linked(custom("AzureBlobStorage", "Anonymous"))).toBeUndefined();
  });
});

describe("azapi", () => {
  const site = (body: string, type = "Microsoft.Web/sites@2024-04-01"): string =>
    `resource "azapi_resource" "app" {\n  type = "${type}"\n  name = "x"\n  body = ${body}\n}\n`;
  const PROPERTIES = '{ clientCertEnabled = true, clientCertMode = "Required", httpsOnly = true }';

  it.each<[string, string, string]>([
    ["an object", site(`{ properties = ${PROPERTIES} }`), "demanded"],
    ["jsonencode", site(`jsonencode({ properties = ${PROPERTIES} })`), "demanded"],
    ["locals", `locals {\n  body = { properties = ${PROPERTIES} }\n}\n${site("local.body")}`, "demanded"],
    [
      "a heredoc",
      site('<<JSON\n{"properties": {"clientCertEnabled": true, "clientCertMode": "Optional"}}\nJSON'),
      "not required",
    ],
    [
      "defaults of variables",
      `variable "on" {\n  default = false\n}\n${site("{ properties = { clientCertEnabled = var.on } }")}`,
      "off",
    ],
    ["names in another case", site("{ Properties = { ClientCertEnabled = false } }"), "off"],
    ["a type in another case", site("{ properties = {} }", "microsoft.web/SITES@2024-04-01"), "off"],
    [
      "one name in two spellings",
      site("{ properties = { clientCertEnabled = true, clientcertenabled = false } }"),
      "unknown",
    ],
    [
      "the string true, of which nobody says what Azure makes",
      site('{ properties = { clientCertEnabled = "true" } }'),
      "unknown",
    ],
    ["no body", 'resource "azapi_resource" "app" {\n  type = "Microsoft.Web/sites@2024-04-01"\n}\n', "off"],
    [
      "a merge with what nobody knows",
      `variable "more" {}\n${site(`{ properties = merge(${PROPERTIES}, var.more) }`)}`,
      "unknown",
    ],
  ])("%s", async (_title, text, demand) => {
    expect(await demandOf(text)).toBe(demand);
  });
});

describe("modules of Microsoft that are not here", () => {
  const call = (source: string, body: string): string => `module "app" {\n  source = "${source}"\n${body}\n}\n`;
  const SITE = "Azure/avm-res-web-site/azurerm";

  it.each<[string, string, string]>([
    ["a site with nothing said", call(SITE, ""), "off"],
    ["a site that is on, by a mode that early versions made Optional", call(SITE, ON), "unknown"],
    ["a site with both", call(SITE, `${ON}  client_certificate_mode = "Required"`), "demanded"],
    ["a container app with an ingress", call("Azure/avm-res-app-containerapp/azurerm", "  ingress = {}"), "off"],
  ])("%s", async (_title, text, demand) => {
    expect(await demandOf(text)).toBe(demand);
  });

  it("are mended by the arguments that they take", async () => {
    const { results } = await scanTree({
      "main.tf": call("Azure/avm-res-app-containerapp/azurerm", "  ingress = {}"),
    });
    const found = results.find(({ rule }) => rule === "client-certificates-disabled");
    expect(found?.remedies.find(({ kind }) => kind === "terraform")?.text).toBe(
      'ingress = {\n  client_certificate_mode = "require"\n}',
    );
    expect(found?.message).toContain('client_certificate_mode is "ignore"');
  });
});

describe("what is seen in the wild", () => {
  it.each<[string, string, string]>([
    [
      "lookup with null",
      `variable "s" {\n  default = {}\n}\n${web('  client_certificate_enabled = lookup(var.s, "on", null)')}`,
      "off",
    ],
    [
      "lookup with a default",
      `variable "s" {\n  default = {}\n}\n${web('  client_certificate_enabled = lookup(var.s, "on", true)')}`,
      "demanded",
    ],
    [
      "a condition that nobody knows",
      `variable "x" {}\n${web("  client_certificate_enabled = var.x ? true : false")}`,
      "unknown",
    ],
    [
      "a condition that does not matter",
      `variable "x" {}\n${web("  client_certificate_enabled = var.x ? true : true")}`,
      "demanded",
    ],
    ["count = 0", web("  count = 0"), "none"],
    [
      "for_each with one value for all",
      web("  for_each = { a = true, b = true }\n  client_certificate_enabled = each.value"),
      "demanded",
    ],
    [
      "for_each with several",
      web("  for_each = { a = true, b = false }\n  client_certificate_enabled = each.value"),
      "unknown",
    ],
  ])("%s", async (_title, text, demand) => {
    expect(await demandOf(text)).toBe(demand);
  });

  it("a dynamic ingress", async () => {
    const dynamic = (over: string): string =>
      app(
        "azurerm_container_app",
        `  dynamic "ingress" {\n    for_each = ${over}\n    content {\n      client_certificate_mode = ingress.value\n    }\n  }`,
      );
    expect(await demandOf(dynamic('["require"]'))).toBe("demanded");
    expect(await demandOf(dynamic('["accept"]'))).toBe("not required");
    expect(await demandOf(dynamic("[]"))).toBe("none");
    expect(await demandOf(dynamic("var.ingresses"))).toBe("unknown");
  });
});

describe("what the portal calls by other names", () => {
  const found = async (body: string) => {
    const { results } = await scanTree({ "main.tf": web(body) });
    return results.find(({ status, severity }) => status === "fail" && severity === "high");
  };

  it.each([
    ["Optional", "called it Allow until late 2024"],
    ["OptionalInteractiveUser", "called it Optional until late 2024"],
  ])("%s", async (mode, words) => {
    const result = await found(`${ON}  client_certificate_mode = "${mode}"`);
    expect(result?.message).toContain(words);
    expect(result?.remedies.find(({ kind }) => kind === "portal")?.text).toContain("Require");
  });

  it("Ignore, which leaves the mode as it was", async () => {
    const result = await found('  client_certificate_enabled = false\n  client_certificate_mode = "Required"');
    expect(result?.rule).toBe("client-certificates-disabled");
    expect(result?.remedies.find(({ kind }) => kind === "az")?.text).toContain(
      "clientCertEnabled=true clientCertMode=Required",
    );
  });
});
