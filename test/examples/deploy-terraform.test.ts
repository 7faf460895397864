import { describe, expect, it } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import { VARIABLE_NAMES } from "../../src/config/variables.ts";
import { checkHost, demandOf } from "../../src/posture/check-host.ts";
import type { HostSettings } from "../../src/posture/facts/host-settings.ts";
import { readContainerApp } from "../../src/posture/sources/container-app.ts";
import { readSite } from "../../src/posture/sources/site.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { readProjectFile } from "../house/repository.ts";

/** A block of HCL: its attributes as they are written. */
interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly blocks: readonly Block[];
}

const FILES = ["app-service/main.tf", "container-app/main.tf"] as const;
const appService = readHcl(readProjectFile("examples/deploy/app-service/main.tf"));
const containerApp = readHcl(readProjectFile("examples/deploy/container-app/main.tf"));

describe.each(FILES)("%s", (file) => {
  const root = readHcl(readProjectFile(`examples/deploy/${file}`));

  it("declares what it refers to, and uses its variables and locals", () => {
    const declared = root.blocks.flatMap(addressesOf);
    const named = expressionsIn(root).flatMap(referencesIn);
    expect(new Set(declared).size).toBe(declared.length);
    expect(named.filter((address) => !declared.includes(address))).toEqual([]);
    const unused = declared.filter((address) => /^(?:var|local|data)\./.test(address) && !named.includes(address));
    expect(unused).toEqual([]);
  });

  it("pins the provider to one major version", () => {
    const azurerm = root.blocks.find(({ type }) => type === "terraform")?.blocks[0]?.attributes["azurerm"] ?? "";
    expect(azurerm).toMatch(/source\s+= "hashicorp\/azurerm"/);
    expect(azurerm).toMatch(/version\s+= "~> 4\.\d+"/);
  });

  it("gives the identity two roles, and nobody else any", () => {
    const roles = root.blocks.filter(({ labels }) => labels[0] === "azurerm_role_assignment");
    const given = roles.map(({ attributes }) => [attributes["role_definition_name"], attributes["scope"]]);
    expect(given).toEqual([
      ['"Key Vault Secrets User"', "data.azurerm_key_vault.vault.id"],
      ['"Reader"', expect.stringMatching(/^(?:azurerm_linux_web_app\.site|data\.azurerm_resource_group\.group)\.id$/)],
    ]);
    for (const { attributes } of roles) {
      expect(attributes["principal_id"]).toBe(`${IDENTITY}.principal_id`);
      expect(attributes["principal_type"]).toBe('"ServicePrincipal"');
    }
  });

  it("sets only variables that are read, and leaves the self-check as strict as it is", () => {
    const set = settingsIn(root);
    const own = Object.keys(set).filter((name) => name.startsWith("CLIENT_CERT_"));
    expect(own.length).toBeGreaterThan(2);
    expect(own.filter((name) => !VARIABLE_NAMES.includes(name))).toEqual([]);
    expect(own).not.toContain("CLIENT_CERT_SELF_CHECK");
    expect(set["AZURE_CLIENT_ID"]).toBe(`${IDENTITY}.client_id`);
  });
});

describe("app-service/main.tf", () => {
  const site = resource(appService, "azurerm_linux_web_app");
  const staging = resource(appService, "azurerm_linux_web_app_slot");

  it.each([
    ["site", site],
    ["slot", staging],
  ])("has the %s pass the rules that decide about trust, and fail none", (_, { attributes, blocks }) => {
    const { site_config: config } = Object.fromEntries(blocks.map((block) => [block.type, block.attributes]));
    const properties = {
      clientCertEnabled: literal(attributes["client_certificate_enabled"]),
      clientCertMode: literal(attributes["client_certificate_mode"]),
      clientCertExclusionPaths: literal(attributes["client_certificate_exclusion_paths"]),
      httpsOnly: literal(attributes["https_only"]),
    };
    expect(Object.values(properties)).not.toContain(undefined);
    const webConfig = {
      minTlsVersion: literal(config?.["minimum_tls_version"]),
      healthCheckPath: literal(config?.["health_check_path"]),
    };
    const body = { id: ID, type: "Microsoft.Web/sites", name: "orders", properties };
    expect(failuresOf(readSite(body, { properties: webConfig }))).toEqual([]);
  });

  it("gives site and slot the same identity, settings and configuration", () => {
    expect(staging.attributes["app_service_id"]).toBe("azurerm_linux_web_app.site.id");
    expect(staging.blocks).toEqual(site.blocks);
    for (const { attributes } of [site, staging]) {
      expect(attributes["app_settings"]).toBe("local.app_settings");
      expect(attributes["key_vault_reference_identity_id"]).toBe(`${IDENTITY}.id`);
    }
    const identity = { type: '"UserAssigned"', identity_ids: `[${IDENTITY}.id]` };
    expect(site.blocks.find(({ type }) => type === "identity")?.attributes).toEqual(identity);
  });

  it("gives the roles before what needs them", () => {
    expect(site.attributes["depends_on"]).toBe("[azurerm_role_assignment.may_read_secrets]");
    expect(staging.attributes["depends_on"]).toBe("[azurerm_role_assignment.may_read_site]");
    expect(resource(appService, "azurerm_role_assignment", "may_read_site").attributes["scope"]).toBe(
      "azurerm_linux_web_app.site.id",
    );
  });

  it("pings a path that is open, and says for how long it may fail, as the provider wants it", () => {
    const { attributes } = site.blocks.find(({ type }) => type === "site_config") ?? site;
    expect(attributes["health_check_path"]).toBe('"/healthz"');
    expect(settingsIn(appService)["CLIENT_CERT_OPEN_PATHS"]).toBe(attributes["health_check_path"]);
    expect(attributes).toHaveProperty("health_check_eviction_time_in_min");
  });

  it("has a plan that can have slots", () => {
    const sku = appService.blocks.find(({ type, labels }) => type === "variable" && labels[0] === "sku");
    expect(sku?.attributes["default"]).toBe('"S1"');
    expect(resource(appService, "azurerm_service_plan").attributes["sku_name"]).toBe("var.sku");
  });

  it("starts an app that enforces", () => {
    const settings = Object.entries(settingsIn(appService)).map(([name, value]) => [name, resolved(value)] as const);
    const env = { WEBSITE_SITE_NAME: "orders", ...Object.fromEntries(settings) };
    const { selfCheck, allow, openPaths } = loadSettings({ env });
    expect({ selfCheck, rules: allow?.length, openPaths }).toEqual({
      selfCheck: "enforce",
      rules: 1,
      openPaths: ["/healthz"],
    });
  });
});

describe("container-app/main.tf", () => {
  const app = resource(containerApp, "azurerm_container_app");

  it("passes the rules that decide about trust, and fails none", () => {
    const attributes = app.blocks.find(({ type }) => type === "ingress")?.attributes ?? {};
    const ingress = {
      clientCertificateMode: literal(attributes["client_certificate_mode"]),
      allowInsecure: literal(attributes["allow_insecure_connections"]),
      transport: literal(attributes["transport"]),
    };
    expect(Object.values(ingress)).not.toContain(undefined);
    const properties = { configuration: { ingress } };
    expect(failuresOf(readContainerApp({ id: ID, type: "Microsoft.App/containerApps", properties }))).toEqual([]);
  });

  it("has its secrets from the vault, and each that is used", () => {
    const secrets = app.blocks.filter(({ type }) => type === "secret").map(({ attributes }) => attributes);
    for (const secret of secrets) {
      expect(secret["identity"]).toBe(`${IDENTITY}.id`);
      expect(secret["key_vault_secret_id"]).toMatch(/^"\$\{local\.secrets_uri\}\/\$\{var\.\w+_secret\}"$/);
      expect(secret).not.toHaveProperty("value");
    }
    const used = environmentOf(app).flatMap(({ secret_name = [] }) => secret_name);
    expect(used).toEqual(secrets.map(({ name }) => name));
  });

  it("has its identity, which has its roles before the app starts", () => {
    const identity = { type: '"UserAssigned"', identity_ids: `[${IDENTITY}.id]` };
    expect(app.blocks.find(({ type }) => type === "identity")?.attributes).toEqual(identity);
    const before = app.attributes["depends_on"]?.match(/\w+\.\w+/g);
    expect(before).toEqual(["may_read_secrets", "may_read_group"].map((name) => `azurerm_role_assignment.${name}`));
    expect(resource(containerApp, "azurerm_role_assignment", "may_read_group").attributes["scope"]).toBe(
      "data.azurerm_resource_group.group.id",
    );
  });

  it("tells the app its own id", () => {
    const id = settingsIn(containerApp)["CLIENT_CERT_HOST_RESOURCE_ID"];
    expect(id?.replaceAll("$", "")).toBe(
      '"{data.azurerm_resource_group.group.id}/providers/Microsoft.App/containerApps/{var.name}"',
    );
  });
});

const IDENTITY = "azurerm_user_assigned_identity.identity";
const ID = "/subscriptions/0000/resourceGroups/rg/providers/x/y/orders";

/** What is wrong with a host, as the package itself sees it. */
function failuresOf(host: HostSettings | undefined): readonly string[] {
  if (host === undefined) return ["it is no host"];
  const results = checkHost(host, { headerFrom: "host", openPaths: ["/healthz"], appSettings: {} });
  const failures = results.filter(({ status }) => status === "fail").map(({ message }) => message);
  return demandOf(results) === "yes" ? failures : [`demand is ${demandOf(results)}`, ...failures];
}

/** What the platform makes of a setting: secrets of references, the identity's id, the rules as text. */
function resolved(value: string): string {
  const reference = /^"@Microsoft\.KeyVault\(SecretUri=\$\{local\.secrets_uri\}\/\$\{var\.\w+_secret\}\)"$/;
  if (reference.test(value)) return AUTHORITY.pem;
  if (value !== "jsonencode(var.rules)") return value.replace(/^"|"$/g, "");
  return '[{"name":"billing","subject":"CN=billing,O=Contoso,C=DE"}]';
}

const AUTHORITY = createAuthority();

/** Environment variables: a map among the locals, or blocks of a container. */
function settingsIn(root: Block): Readonly<Record<string, string>> {
  const map = root.blocks.find(({ type }) => type === "locals")?.attributes["app_settings"] ?? "";
  const entries = [...map.matchAll(/^\s*(\w+)\s*= (.+)$/gm)].map(([, name = "", value = ""]) => [name, value]);
  const app = root.blocks.find(({ labels }) => labels[0] === "azurerm_container_app");
  const set = app === undefined ? [] : environmentOf(app);
  const more = set.map(({ name, value, secret_name }) => [literal(name), value ?? secret_name ?? ""]);
  return Object.fromEntries([...entries, ...more]);
}

function environmentOf(app: Block): readonly Readonly<Record<string, string>>[] {
  const containers = app.blocks.filter(({ type }) => type === "template").flatMap(({ blocks }) => blocks);
  return containers.flatMap(({ blocks }) => blocks).map(({ attributes }) => attributes);
}

function resource(root: Block, type: string, name?: string): Block {
  const found = root.blocks.filter(({ labels }) => labels[0] === type && (name ?? labels[1]) === labels[1]);
  if (found[0] === undefined || found.length > 1) throw new Error(`there are ${found.length} of ${type}`);
  return found[0];
}

function literal(text: string | undefined): string | boolean | undefined {
  if (text === "true" || text === "false") return text === "true";
  return text !== undefined && /^"[^"$]*"$/.test(text) ? text.slice(1, -1) : undefined;
}

/** What a block of the root can be called by. */
function addressesOf({ type, labels, attributes }: Block): readonly string[] {
  if (type === "variable") return [`var.${labels[0]}`];
  if (type === "locals") return Object.keys(attributes).map((name) => `local.${name}`);
  if (type === "resource") return [labels.join(".")];
  return type === "data" ? [`data.${labels.join(".")}`] : [];
}

function expressionsIn({ attributes, blocks }: Block): readonly string[] {
  return [...Object.values(attributes), ...blocks.flatMap(expressionsIn)];
}

function referencesIn(expression: string): readonly string[] {
  return expression.match(/(?<![\w./-])(?:(?:data\.)?azurerm_\w+|var|local)\.\w+/g) ?? [];
}

/** Reads what these files are made of, and throws at the rest. */
function readHcl(text: string): Block {
  const code = text.replace(/"(?:\\.|[^"\\])*"|#.*/g, (found) => (found.startsWith("#") ? "" : found));
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = new RegExp(pattern, "y");
    found.lastIndex = position;
    const match = found.exec(code);
    position += match?.[0].length ?? 0;
    return match;
  };
  const readExpression = (): string => {
    const start = position;
    let depth = 0;
    while (depth > 0 || take(/(?=\n)/) === null) {
      const [token = ""] = take(/"(?:\\.|[^"\\\n])*"|[([{]|[)\]}]|[^"()[\]{}\n]+|\n/) ?? [];
      if (token === "") throw new Error(`no expression: ${code.slice(start, start + 40)}`);
      if (/^[([{]$/.test(token)) depth += 1;
      if (/^[)\]}]$/.test(token)) depth -= 1;
    }
    return code.slice(start, position).trim();
  };
  const readBody = (type: string, labels: readonly string[], end: RegExp): Block => {
    const attributes: Record<string, string> = {};
    const blocks: Block[] = [];
    while (take(end) === null) {
      const [, name = ""] = take(/\s*(\w+)[ ]*= */) ?? [];
      if (name !== "") {
        attributes[name] = readExpression();
        continue;
      }
      const [, inner, quoted = ""] = take(/\s*(\w+)((?: "\w+")*) \{/) ?? [];
      if (inner === undefined) throw new Error(`no block: ${code.slice(position, position + 40)}`);
      blocks.push(readBody(inner, quoted.match(/\w+/g) ?? [], /\s*\}/));
    }
    return { type, labels, attributes, blocks };
  };
  return readBody("", [], /\s*$/);
}
