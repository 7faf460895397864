/** Files that one part of the tree has: a root module, a module of its own, and what both are given. */
const FILES_OF_A_PART = 10;

/**
 * A tree of Terraform as a large company has it, the same at every call: parts with a root module, a module that it
 * calls, values, a lock file, and much that no scan judges. 300 parts are 3,000 files with some 4 MB.
 */
export function terraformTree(files: number): ReadonlyMap<string, string> {
  const parts = Array.from({ length: Math.ceil(files / FILES_OF_A_PART) }, (_, number) => partOf(number));
  return new Map(parts.flat());
}

function partOf(number: number): readonly (readonly [string, string])[] {
  const root = `live/part-${number}`;
  const module = `modules/part-${number}`;
  return [
    [`${root}/main.tf`, rootModule(number)],
    [`${root}/network.tf`, network(number)],
    [`${root}/storage.tf`, storage(number)],
    [`${root}/variables.tf`, variables(["stage", "location", "mode", "owner"])],
    [`${root}/terraform.tfvars`, `stage = "prod"\nmode  = "${number % 3 === 0 ? "Optional" : "Required"}"\n`],
    [`${root}/.terraform.lock.hcl`, lockFile(number)],
    [`${module}/main.tf`, appModule(number)],
    [`${module}/variables.tf`, variables(["name", "mode", "location", "tags"])],
    [`${module}/outputs.tf`, outputs()],
    [`${module}/diagnostics.tf`, storage(number)],
  ];
}

function rootModule(number: number): string {
  return `locals {
  name = "app-\${var.stage}-${number}"
  tags = merge({ environment = var.stage }, { owner = var.owner, cost-center = "${1000 + number}" })
}

module "orders" {
  source   = "../../modules/part-${number}"
  name     = "orders-\${local.name}"
  mode     = var.mode
  location = var.location
  tags     = local.tags
}

module "billing" {
  source   = "../../modules/part-${number}"
  name     = "billing-\${local.name}"
  mode     = "Required"
  location = var.location
  tags     = local.tags
}
`;
}

function appModule(number: number): string {
  const settings = Array.from({ length: 8 }, (_, at) => `    SETTING_${at} = "value-${number}-${at}"`).join("\n");
  return `# Orders come in here; see the runbook of team ${number % 40}.
resource "azurerm_linux_web_app" "this" {
  name                = var.name
  resource_group_name = "rg-\${var.name}"
  location            = var.location
  service_plan_id     = azurerm_service_plan.this.id
  https_only          = true

  public_network_access_enabled = false
  client_certificate_enabled    = true
  client_certificate_mode       = var.mode

  site_config {
    minimum_tls_version = "1.2"
    health_check_path   = "/healthz"
  }

  app_settings = {
${settings}
  }

  tags = merge(var.tags, { module = "part-${number}" })
}

resource "azurerm_service_plan" "this" {
  name                = "asp-\${var.name}"
  resource_group_name = "rg-\${var.name}"
  location            = var.location
  os_type             = "Linux"
  sku_name            = "P1v3"
}
`;
}

function network(number: number): string {
  const subnets = Array.from({ length: 7 }, (_, at) => {
    return `resource "azurerm_subnet" "subnet_${at}" {
  name                 = "snet-${number}-${at}"
  resource_group_name  = "rg-network-${number}"
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = ["10.${number % 250}.${at}.0/24"]

  delegation {
    name = "web"

    service_delegation {
      name    = "Microsoft.Web/serverFarms"
      actions = ["Microsoft.Network/virtualNetworks/subnets/action"]
    }
  }
}
`;
  });
  return `resource "azurerm_virtual_network" "this" {
  name                = "vnet-${number}"
  location            = var.location
  resource_group_name = "rg-network-${number}"
  address_space       = ["10.${number % 250}.0.0/16"]
}

${subnets.join("\n")}`;
}

function storage(number: number): string {
  return ["logs", "data", "archive", "reports"]
    .map(
      (name, at) => `resource "azurerm_storage_account" "${name}" {
  name                     = "st${name}${number}"
  resource_group_name      = "rg-storage-${number}"
  location                 = var.location
  account_tier             = "Standard"
  account_replication_type = "ZRS"
  min_tls_version          = "TLS1_2"

  blob_properties {
    versioning_enabled  = true
    change_feed_enabled = ${at % 2 === 0}

    dynamic "cors_rule" {
      for_each = var.location == "westeurope" ? ["https://${name}.example"] : []
      content {
        allowed_headers    = ["*"]
        allowed_methods    = ["GET", "HEAD"]
        allowed_origins    = [cors_rule.value]
        exposed_headers    = ["x-ms-request-id"]
        max_age_in_seconds = ${60 * (at + 1)}
      }
    }
  }
}
`,
    )
    .join("\n");
}

function variables(names: readonly string[]): string {
  return names
    .map((name) => {
      const type = name === "tags" ? "map(string)" : "string";
      const value = name === "tags" ? "{}" : `"${name === "mode" ? "Required" : name}"`;
      const description = `What is meant by ${name}, and where it comes from.`;
      return `variable "${name}" {\n  description = "${description}"\n  type        = ${type}\n  default     = ${value}\n}\n`;
    })
    .join("\n");
}

function outputs(): string {
  return ["id", "name", "default_hostname", "outbound_ip_addresses"]
    .map((name) => `output "${name}" {\n  value = azurerm_linux_web_app.this.${name}\n}\n`)
    .join("\n");
}

function lockFile(number: number): string {
  const hashes = Array.from({ length: 12 }, (_, at) => `    "zh:${String(number * 100 + at).padStart(64, "0")}",`);
  return `provider "registry.terraform.io/hashicorp/azurerm" {
  version     = "${3 + (number % 3)}.${number % 40}.0"
  constraints = ">= 3.0.0"
  hashes = [
${hashes.join("\n")}
  ]
}
`;
}
