import type { ScannedResource } from "../model.ts";

/** What Terraform has to say for a resource to ask every caller for a certificate. Undefined: this type cannot. */
export function requireCertificates({ type, subject, address }: ScannedResource): string | undefined {
  if (subject.kind === "container-app") return requireOfIngress(type);
  if (isOfManager(type, address)) return bodyOf("clientCertEnabled = true", 'clientCertMode    = "Required"');
  switch (type) {
    case "azurerm_logic_app_standard":
      return 'client_certificate_mode = "Required"';
    case "azurerm_app_service":
      return 'client_cert_enabled = true\nclient_cert_mode    = "Required"';
    case "azurerm_function_app":
      return 'client_cert_mode = "Required"';
    default:
      return 'client_certificate_enabled = true\nclient_certificate_mode    = "Required"';
  }
}

export function allowHttpsOnly({ type, subject, address }: ScannedResource): string {
  if (subject.kind !== "container-app") {
    return isOfManager(type, address) ? bodyOf("httpsOnly = true") : "https_only = true";
  }
  if (type === "module") return "ingress = {\n  allow_insecure_connections = false\n}";
  return type === "azurerm_container_app"
    ? "ingress {\n  allow_insecure_connections = false\n}"
    : ingressBody("allowInsecure = false");
}

export function raiseMinimumTls({ type, address }: ScannedResource): string {
  if (isOfManager(type, address)) return bodyOf("siteConfig = {", '  minTlsVersion = "1.2"', "}");
  const name = OLD_TLS.has(type) ? "min_tls_version" : "minimum_tls_version";
  return `site_config {\n  ${name} = "1.2"\n}`;
}

const OLD_TLS: ReadonlySet<string> = new Set([
  "azurerm_app_service",
  "azurerm_app_service_slot",
  "azurerm_function_app",
  "azurerm_function_app_slot",
  "azurerm_logic_app_standard",
]);

export function dropExclusionPaths({ type, address }: ScannedResource): string {
  return isOfManager(type, address)
    ? bodyOf(
        "clientCertEnabled        = true",
        'clientCertMode           = "Required"',
        'clientCertExclusionPaths = ""',
      )
    : 'client_certificate_enabled = true\nclient_certificate_mode    = "Required"\n# and no client_certificate_exclusion_paths';
}

/** An ingress of HTTP, the only one that asks for certificates. */
export function makeIngressHttp({ type }: ScannedResource): string {
  if (type === "module")
    return 'ingress = {\n  transport               = "auto"\n  client_certificate_mode = "require"\n}';
  return type === "azurerm_container_app"
    ? 'ingress {\n  transport               = "auto"\n  client_certificate_mode = "require"\n}'
    : ingressBody('transport             = "auto"', 'clientCertificateMode = "require"');
}

/** azurerm's linked service for the web has no attribute for a certificate; the one of any type takes what Azure takes. */
export function showCertificate(name: string, serviceType: string): string {
  const key = serviceType === "Web" ? "pfx" : "embeddedCertData";
  return [
    'resource "azurerm_data_factory_linked_custom_service" "example" {',
    `  name            = "${name}"`,
    "  data_factory_id = azurerm_data_factory.example.id",
    `  type            = "${serviceType}"`,
    "  type_properties_json = jsonencode({",
    '    url                = "https://..."',
    '    authenticationType = "ClientCertificate"',
    `    ${key.padEnd(18)} = ${secret("<name of the secret with the PFX in base64>")}`,
    `    password           = ${secret("<name of the secret with its password>")}`,
    "  })",
    "}",
  ].join("\n");
}

function secret(name: string): string {
  const store = '{ type = "LinkedServiceReference", referenceName = "<linked service of the key vault>" }';
  return `{ type = "AzureKeyVaultSecret", store = ${store}, secretName = "${name}" }`;
}

function requireOfIngress(type: string): string {
  if (type === "module") return 'ingress = {\n  client_certificate_mode = "require"\n}';
  return type === "azurerm_container_app"
    ? 'ingress {\n  client_certificate_mode = "require" # azurerm 4.20 or newer\n}'
    : ingressBody('clientCertificateMode = "require"');
}

/** Whether its settings are spelled as Resource Manager spells them. */
function isOfManager(type: string, address: string): boolean {
  return /^azapi_|^Microsoft\./i.test(type) || /(?:^|\.)azapi_(?:update_)?resource\./.test(address);
}

function bodyOf(...lines: readonly string[]): string {
  return nest(["body", "properties"], lines);
}

function ingressBody(...lines: readonly string[]): string {
  return nest(["body", "properties", "configuration", "ingress"], lines);
}

function nest(names: readonly string[], lines: readonly string[]): string {
  const indents = names.map((_, depth) => "  ".repeat(depth));
  const open = names.map((name, depth) => `${indents[depth]}${name} = {`);
  const inner = lines.map((line) => `${"  ".repeat(names.length)}${line}`);
  return [...open, ...inner, ...indents.map((indent) => `${indent}}`).reverse()].join("\n");
}
