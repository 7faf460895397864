import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../../../src/posture/check-host.ts";
import type { ScannedResource } from "../../../../src/posture/scan/model.ts";
import { modulesToScanned } from "../../../../src/posture/terraform/resources/modules.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { context } from "../../parts.ts";
import { readTree } from "../parts.ts";

const PROVIDERS = (version: string) =>
  `terraform {\n  required_providers {\n    azurerm = {\n      source  = "hashicorp/azurerm"\n      version = "${version}"\n    }\n  }\n}\n`;

function scan(text: string, version = "~> 4.0"): readonly ScannedResource[] {
  const { resources, modules } = readTree({ "versions.tf": PROVIDERS(version), "main.tf": text });
  return [...resources.flatMap((input) => toScanned(input) ?? []), ...modulesToScanned(modules).resources];
}

function demand(text: string, version?: string): string | undefined {
  const subject = scan(text, version)[0]?.subject;
  const isHost = subject?.kind === "site" || subject?.kind === "slot" || subject?.kind === "container-app";
  return isHost ? demandOf(checkHost(subject, context())) : subject?.kind;
}

const app = (type: string, body: string) => `resource "${type}" "orders" {\n  name = "orders"\n${body}\n}\n`;
const web = (body: string) => app("azurerm_linux_web_app", `  https_only = true\n${body}`);

describe("the same text under other versions of azurerm", () => {
  const LOGIC_APP = app("azurerm_logic_app_standard", "  https_only = true");

  it.each([
    ["~> 2.99", "no"],
    ["~> 3.0", "no"],
    [">= 3.0, < 4.0", "no"],
    ["4.14.0", "no"],
    [">= 4.0", "no"],
    ["~> 5.0", "yes"],
    [">= 5.1, < 6.0", "yes"],
  ])("a logic app without a mode under %s", (version, expected) => {
    expect(demand(LOGIC_APP, version)).toBe(expected);
  });

  it("without any version the unsafe default is assumed, and said", () => {
    const { resources } = readTree({ "main.tf": LOGIC_APP });
    const [scanned] = resources.map((input) => toScanned(input));
    expect(scanned?.subject).toMatchObject({
      clientCertEnabled: {
        value: false,
        origin: { assumed: "azurerm version not known: the default of <= 4.x is assumed" },
      },
    });
  });

  it.each(["~> 2.99", "~> 3.0", "~> 4.0", "~> 5.0"])("web apps and function apps differ under %s", (version) => {
    const body = "  https_only = true\n  client_certificate_enabled = true";
    expect(demand(app("azurerm_windows_web_app", body), version)).toBe("yes");
    expect(demand(app("azurerm_windows_function_app", body), version)).toBe("no");
  });
});

describe("what people write", () => {
  it.each([
    ["a variable without a default", 'variable "on" {}', "client_certificate_enabled = var.on", "unknown"],
    ["a variable with one", 'variable "on" {\n  default = true\n}', "client_certificate_enabled = var.on", "yes"],
    [
      "a condition that is known",
      "locals {\n  on = true\n}",
      "client_certificate_enabled = local.on ? true : false",
      "yes",
    ],
    ["a condition that is not", 'variable "on" {}', "client_certificate_enabled = var.on ? true : false", "unknown"],
    [
      "lookup with a null",
      'variable "settings" {\n  default = {}\n}',
      'client_certificate_enabled = lookup(var.settings, "on", null)',
      "no",
    ],
    [
      "lookup of something unknown",
      'variable "settings" {}',
      'client_certificate_enabled = lookup(var.settings, "on", null)',
      "unknown",
    ],
    ["a word for a boolean", "", 'client_certificate_enabled = "true"', "yes"],
    ["a null mode", "", "client_certificate_enabled = true\n  client_certificate_mode = null", "yes"],
    ["each.value", "", "for_each = { a = { on = true } }\n  client_certificate_enabled = each.value.on", "yes"],
  ])("%s", (_title, beside, body, expected) => {
    expect(demand(`${beside}\n${web(`  ${body}`)}`)).toBe(expected);
  });

  it("count = 0 makes nothing to be judged", () => {
    expect(scan(web("  count = 0"))).toEqual([]);
  });

  it.each([
    ["", "no"],
    ['client_certificate_mode = "require"', "yes"],
    ["client_certificate_mode = ingress.value", "yes"],
  ])("a dynamic ingress with %j", (mode, expected) => {
    const dynamic = (over: string) =>
      app(
        "azurerm_container_app",
        `  dynamic "ingress" {\n    for_each = ${over}\n    content {\n      ${mode}\n    }\n  }`,
      );
    expect(demand(dynamic('["require"]'))).toBe(expected);
    expect(demand(`variable "all" {}\n${dynamic("var.all")}`)).toBe("unknown");
  });

  it("places are those of the attributes", () => {
    const [scanned] = scan(
      `${web('  client_certificate_enabled = false\n  tags = merge({ team = "a" }, var.tags)\n')}variable "tags" {}\n`,
    );
    expect(scanned).toMatchObject({
      position: { file: "main.tf", line: 1 },
      extent: { line: 1, endLine: 7 },
      subject: { clientCertEnabled: { origin: { at: { file: "main.tf", line: 4, column: 3 } } } },
      tags: { isComplete: false },
    });
  });

  it("a slot is told by the reference to its site", () => {
    const text =
      'resource "azurerm_linux_web_app_slot" "s" {\n  name = "staging"\n  app_service_id = azurerm_linux_web_app.orders.id\n}\n';
    expect(scan(text)[0]?.subject).toMatchObject({
      kind: "slot",
      slot: "staging",
      site: "azurerm_linux_web_app.orders",
    });
  });

  it("a restriction to a subnet or a Front Door that other resources make", () => {
    const restricted = (rule: string) =>
      web(`  site_config {\n    ip_restriction_default_action = "Deny"\n    ip_restriction {\n${rule}\n    }\n  }`);
    expect(scan(restricted("      virtual_network_subnet_id = azurerm_subnet.a.id"))[0]?.exposure).toBe("internal");
    const door =
      '      service_tag = "AzureFrontDoor.Backend"\n      headers {\n        x_azure_fdid = [azurerm_cdn_frontdoor_profile.p.resource_guid]\n      }';
    expect(scan(restricted(door))[0]?.exposure).toBe("unknown");
  });
});

describe("azapi in Terraform's language", () => {
  const azapi = (body: string, type = '"Microsoft.Web/sites@2024-04-01"') =>
    `resource "azapi_resource" "web" {\n  name = "orders"\n  type = ${type}\n  body = ${body}\n}\n`;
  const REQUIRED = 'clientCertEnabled = true, clientCertMode = "Required", httpsOnly = true';

  it.each([
    ["an object", `{ properties = { ${REQUIRED} } }`, "yes"],
    ["jsonencode", `jsonencode({ properties = { ${REQUIRED} } })`, "yes"],
    [
      "jsonencode with something unknown beside",
      `jsonencode({ location = var.x, properties = { ${REQUIRED}, serverFarmId = var.x } })`,
      "yes",
    ],
    [
      "jsonencode with an unknown switch",
      'jsonencode({ properties = { clientCertEnabled = var.x, clientCertMode = "Required", httpsOnly = true } })',
      "unknown",
    ],
    ["a local body", "local.body", "yes"],
    ["merge with something unknown", `{ properties = merge(var.x, { ${REQUIRED} }) }`, "unknown"],
    ["a file", 'file("site.json")', "unknown"],
    ["nothing of certificates", "{ properties = {} }", "no"],
  ])("%s", (_title, body, expected) => {
    const beside = `variable "x" {}\nlocals {\n  body = { properties = { ${REQUIRED} } }\n}\n`;
    expect(demand(azapi(body) + beside)).toBe(expected);
  });

  it("a type whose version is a variable", () => {
    const kind = (type: string) => scan(`variable "x" {}\n${azapi("{}", type)}`)[0]?.subject.kind;
    expect(kind(`"Microsoft.Web/sites@\${var.x}"`)).toBe("site");
    expect(kind(`"Microsoft.Web/serverfarms@\${var.x}"`)).toBeUndefined();
    expect(kind("var.x")).toBe("opaque");
  });
});

describe("Data Factory and modules in Terraform's language", () => {
  it("a custom service by its JSON", () => {
    const text = app(
      "azurerm_data_factory_linked_custom_service",
      '  type = "HttpServer"\n  type_properties_json = jsonencode({ url = var.url, authenticationType = "ClientCertificate" })',
    );
    expect(scan(`variable "url" {}\n${text}`)[0]?.subject).toMatchObject({
      serviceType: { value: "HttpServer" },
      authenticationType: { value: "ClientCertificate" },
    });
    const heredoc = app(
      "azurerm_data_factory_linked_custom_service",
      '  type = "Web"\n  type_properties_json = <<JSON\n{"authenticationType": "Basic"}\nJSON',
    );
    expect(scan(heredoc)[0]?.subject).toMatchObject({ authenticationType: { value: "Basic" } });
  });

  it("Microsoft's modules by their arguments", () => {
    const module = (source: string, body: string) =>
      `module "orders" {\n  source = "${source}"\n  version = "0.19.0"\n  name = "orders"\n${body}\n}\n`;
    const site = module(
      "Azure/avm-res-web-site/azurerm",
      '  client_certificate_enabled = true\n  client_certificate_mode = "Required"\n  https_only = true\n  deployment_slots = {\n    staging = { client_certificate_enabled = false }\n  }',
    );
    expect(scan(site).map(({ address, subject }) => [address, subject.kind])).toEqual([
      ["module.orders", "site"],
      ['module.orders.deployment_slots["staging"]', "slot"],
    ]);
    expect(demand(site)).toBe("yes");
    expect(demand(module("Azure/avm-res-app-containerapp/azurerm", "  ingress = { external_enabled = true }"))).toBe(
      "no",
    );
    expect(demand(module("contoso/web-app/azurerm", ""))).toBe("opaque");
    expect(demand(module("contoso/vnet/azurerm", ""))).toBeUndefined();
  });
});
