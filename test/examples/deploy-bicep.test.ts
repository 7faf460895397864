import { describe, expect, it } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import { VARIABLE_NAMES } from "../../src/config/variables.ts";
import { checkHost, demandOf } from "../../src/posture/check-host.ts";
import type { HostSettings } from "../../src/posture/facts/host-settings.ts";
import { readContainerApp } from "../../src/posture/sources/container-app.ts";
import { readSite } from "../../src/posture/sources/site.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { readProjectFile } from "../house/repository.ts";

/** An expression as it is written, with the quotation marks of a string, or what it is made of. */
type Value = string | Members | readonly Value[];
interface Members {
  readonly [name: string]: Value;
}

interface Statement {
  readonly kind: "param" | "var" | "resource" | "output";
  readonly name: string;
  /** What stands between the name and the `=`: a type. */
  readonly type: string;
  readonly value: Value | undefined;
}

const FILES = ["app-service.bicep", "container-app.bicep"] as const;
const appService = readBicep(readProjectFile("examples/deploy/app-service.bicep"));
const containerApp = readBicep(readProjectFile("examples/deploy/container-app.bicep"));

/** Functions of Bicep's that the files call. */
const FUNCTIONS = ["guid", "json", "resourceGroup", "resourceId", "string", "subscriptionResourceId"];

describe.each(FILES)("%s", (file) => {
  const statements = readBicep(readProjectFile(`examples/deploy/${file}`));
  const declared = statements.filter(({ kind }) => kind !== "output").map(({ name }) => name);
  const named = statements.flatMap(({ value }) => (value === undefined ? [] : identifiersIn(value)));

  it("declares each name once, uses it, and uses no other", () => {
    expect(new Set(declared).size).toBe(declared.length);
    expect(named.filter((name) => !(declared.includes(name) || FUNCTIONS.includes(name)))).toEqual([]);
    const leaves = ["mayReadSecrets", "mayReadSite", "mayReadGroup", "staging"];
    expect(declared.filter((name) => !(named.includes(name) || leaves.includes(name)))).toEqual([]);
  });

  it("asks for versions of the resources that are known", () => {
    const types = statements.filter(({ kind }) => kind === "resource").map(({ type }) => type.replace(" existing", ""));
    expect(types.filter((type) => !VERSIONS.includes(type))).toEqual([]);
  });

  it("gives the identity two roles, and nobody else any", () => {
    const roles = statements.filter(({ type }) => type.includes("roleAssignments"));
    const secretsUser = membersOf(statements, "mayReadSecrets");
    expect(roles).toHaveLength(2);
    for (const { name } of roles) {
      const properties = at(membersOf(statements, name), "properties") as Members;
      expect(properties["principalId"]).toBe("identity.properties.principalId");
      expect(properties["principalType"]).toBe("'ServicePrincipal'");
    }
    expect(secretsUser["scope"]).toBe("vault");
    expect(at(secretsUser, "properties", "roleDefinitionId")).toBe("secretsUserRole");
    expect(roleOf(statements, "secretsUserRole")).toBe("4633458b-17de-408a-b874-0445c86b69e6");
    expect(roleOf(statements, "readerRole")).toBe("acdd72a7-3385-48ef-bd42-f606fba81ae7");
  });

  it("sets only variables that are read, and leaves the self-check as strict as it is", () => {
    const set = settingsIn(statements).map(({ name }) => name);
    const own = set.filter((name) => name.startsWith("CLIENT_CERT_"));
    expect(own.length).toBeGreaterThan(2);
    expect(own.filter((name) => !VARIABLE_NAMES.includes(name))).toEqual([]);
    expect(own).not.toContain("CLIENT_CERT_SELF_CHECK");
    expect(settingsIn(statements)).toContainEqual({ name: "AZURE_CLIENT_ID", value: "identity.properties.clientId" });
  });
});

describe("app-service.bicep", () => {
  it.each(["site", "staging"])("has the %s pass the rules that decide about trust, and fail none", (name) => {
    const properties = at(membersOf(appService, name), "properties") as Members;
    for (const setting of ["clientCertEnabled", "clientCertMode", "clientCertExclusionPaths", "httpsOnly"]) {
      expect(properties, setting).toHaveProperty(setting);
    }
    const body = { id: ID, type: "Microsoft.Web/sites", name: "orders", properties: toJson(properties) };
    const webConfig = { properties: toJson(declaredValue(appService, "siteConfig")) };
    expect(failuresOf(readSite(body, webConfig))).toEqual([]);
  });

  it("gives site and slot the same identity, references and configuration", () => {
    const [site, staging] = [membersOf(appService, "site"), membersOf(appService, "staging")];
    expect(staging["parent"]).toBe("site");
    expect(site["identity"]).toEqual({ type: "'UserAssigned'", userAssignedIdentities: { [IDENTITY]: {} } });
    expect(staging["identity"]).toEqual(site["identity"]);
    expect(staging["properties"]).toEqual(site["properties"]);
    expect(at(site, "properties", "keyVaultReferenceIdentity")).toBe("identity.id");
    expect(at(site, "properties", "siteConfig")).toBe("siteConfig");
  });

  it("gives the roles before what needs them", () => {
    const reader = membersOf(appService, "mayReadSite");
    expect(reader["scope"]).toBe("site");
    expect(at(reader, "properties", "roleDefinitionId")).toBe("readerRole");
    expect(membersOf(appService, "site")["dependsOn"]).toEqual(["mayReadSecrets"]);
    expect(membersOf(appService, "staging")["dependsOn"]).toEqual(["mayReadSite"]);
  });

  it("pings a path that is open", () => {
    const open = settingsIn(appService).find(({ name }) => name === "CLIENT_CERT_OPEN_PATHS")?.value;
    expect(open).toBe("'/healthz'");
    expect((declaredValue(appService, "siteConfig") as Members)["healthCheckPath"]).toBe(open);
  });

  it("has a plan that can have slots", () => {
    expect(declaredValue(appService, "sku")).toBe("'S1'");
  });

  it("starts an app that enforces", () => {
    const [, rules = ""] = /rules='(.+)'/.exec(readProjectFile("examples/deploy/app-service.bicep")) ?? [];
    const settings = settingsIn(appService).map(({ name, value }) => [name, resolved(value, rules)] as const);
    const env = { WEBSITE_SITE_NAME: "orders", ...Object.fromEntries(settings) };
    const { selfCheck, allow, openPaths } = loadSettings({ env });
    expect({ selfCheck, rules: allow, openPaths }).toEqual({
      selfCheck: "enforce",
      rules: [expect.objectContaining({ name: "billing" })],
      openPaths: ["/healthz"],
    });
  });
});

describe("container-app.bicep", () => {
  const app = membersOf(containerApp, "app");
  const configuration = at(app, "properties", "configuration") as Members;

  it("passes the rules that decide about trust, and fails none", () => {
    const ingress = configuration["ingress"] as Members;
    for (const setting of ["clientCertificateMode", "allowInsecure", "transport"]) {
      expect(ingress, setting).toHaveProperty(setting);
    }
    const properties = { configuration: { ingress: toJson(ingress) } };
    expect(failuresOf(readContainerApp({ id: ID, type: "Microsoft.App/containerApps", properties }))).toEqual([]);
  });

  it("has its secrets from the vault, and each that is used", () => {
    const secrets = configuration["secrets"] as readonly Members[];
    for (const secret of secrets) {
      expect(secret["identity"]).toBe("identity.id");
      expect(secret["keyVaultUrl"]).toMatch(/^'\$\{secretsUri\}\/\$\{\w+Secret\}'$/);
    }
    const containers = at(app, "properties", "template", "containers") as readonly Members[];
    const used = containers.flatMap(({ env }) => env as readonly Members[]).flatMap(({ secretRef = [] }) => secretRef);
    expect(used).toEqual(secrets.map(({ name }) => name));
  });

  it("has its identity, which has its roles before the app starts", () => {
    expect(app["identity"]).toEqual(membersOf(appService, "site")["identity"]);
    expect(app["dependsOn"]).toEqual(["mayReadSecrets", "mayReadGroup"]);
    const reader = membersOf(containerApp, "mayReadGroup");
    expect(reader["scope"]).toBeUndefined();
    expect(at(reader, "properties", "roleDefinitionId")).toBe("readerRole");
  });

  it("tells the app its own id", () => {
    const id = { name: "CLIENT_CERT_HOST_RESOURCE_ID", value: "resourceId('Microsoft.App/containerApps', name)" };
    expect(settingsIn(containerApp)).toContainEqual(id);
  });
});

/** The key `'${identity.id}'`, in halves, since it is no template here. */
const IDENTITY = ["'$", "{identity.id}'"].join("");

const ID = "/subscriptions/0000/resourceGroups/rg/providers/x/y/orders";

const VERSIONS: readonly string[] = [
  "'Microsoft.App/containerApps@2025-01-01'",
  "'Microsoft.App/managedEnvironments@2025-01-01'",
  "'Microsoft.Authorization/roleAssignments@2022-04-01'",
  "'Microsoft.KeyVault/vaults@2023-07-01'",
  "'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31'",
  "'Microsoft.Web/serverfarms@2024-04-01'",
  "'Microsoft.Web/sites/slots@2024-04-01'",
  "'Microsoft.Web/sites@2024-04-01'",
];

/** What is wrong with a host, as the package itself sees it. */
function failuresOf(host: HostSettings | undefined): readonly string[] {
  if (host === undefined) return ["it is no host"];
  const results = checkHost(host, { headerFrom: "host", openPaths: ["/healthz"], appSettings: {} });
  const failures = results.filter(({ status }) => status === "fail").map(({ message }) => message);
  return demandOf(results) === "yes" ? failures : [`demand is ${demandOf(results)}`, ...failures];
}

/** What the platform makes of a setting: secrets of references, the identity's id, the rules as text. */
function resolved(value: string, rules: string): string {
  if (/^'@Microsoft\.KeyVault\(SecretUri=\$\{secretsUri\}\/\$\{\w+Secret\}\)'$/.test(value)) return AUTHORITY.pem;
  return value === "string(rules)" ? rules : value.replace(/^'|'$/g, "");
}

const AUTHORITY = createAuthority();

/** The objects with a name that could be an environment variable's. */
function settingsIn(statements: readonly Statement[]): readonly { readonly name: string; readonly value: string }[] {
  const all = statements.flatMap(({ value }) => (value === undefined ? [] : objectsIn(value)));
  return all.flatMap(({ name, value, secretRef }) => {
    const [, variable] = /^'([A-Z][A-Z_]+)'$/.exec(typeof name === "string" ? name : "") ?? [];
    return variable === undefined ? [] : [{ name: variable, value: String(value ?? secretRef) }];
  });
}

function objectsIn(value: Value): readonly Members[] {
  if (typeof value === "string") return [];
  const inner = Object.values(value).flatMap((member) => objectsIn(member));
  return Array.isArray(value) ? inner : [value as Members, ...inner];
}

function declaredValue(statements: readonly Statement[], name: string): Value {
  const value = statements.find((statement) => statement.name === name && statement.kind !== "output")?.value;
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value;
}

function membersOf(statements: readonly Statement[], name: string): Members {
  return declaredValue(statements, name) as Members;
}

function at(value: Value, ...path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((inner, name) => (inner as Members | undefined)?.[name], value);
}

/** The role id behind `subscriptionResourceId('.../roleDefinitions', <name>)`. */
function roleOf(statements: readonly Statement[], name: string): string {
  const call = /^subscriptionResourceId\('Microsoft\.Authorization\/roleDefinitions', (\w+)\)$/;
  const [, id = ""] = call.exec(String(declaredValue(statements, name))) ?? [];
  return String(declaredValue(statements, id)).replaceAll("'", "");
}

/** Literals as Resource Manager would tell them; other expressions are left out. */
function toJson(value: Value): unknown {
  if (Array.isArray(value)) return value.map((entry: Value) => toJson(entry));
  if (typeof value !== "string") {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
  }
  if (value === "true" || value === "false") return value === "true";
  return /^'[^$]*'$/.test(value) ? value.slice(1, -1) : undefined;
}

function identifiersIn(value: Value): readonly string[] {
  if (typeof value !== "string") {
    const keys = Array.isArray(value) ? [] : Object.keys(value).filter((key) => key.startsWith("'"));
    return [...keys, ...Object.values(value)].flatMap((inner: Value) => identifiersIn(inner));
  }
  const code = value.replace(STRINGS, (text) => (text.match(/\$\{[^}]+\}/g) ?? []).join(" "));
  const names = code.match(/(?<![\w.])[A-Za-z]\w*/g) ?? [];
  return names.filter((name) => !["true", "false"].includes(name));
}

const STRINGS = /'(?:\\.|[^'\\])*'/g;

/** Reads what these files are made of, and throws at the rest. */
function readBicep(text: string): readonly Statement[] {
  const code = text.replace(/'(?:\\.|[^'\\])*'|\/\/.*/g, (found) => (found.startsWith("//") ? "" : found));
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const found = new RegExp(pattern, "y");
    found.lastIndex = position;
    const match = found.exec(code);
    position += match?.[0].length ?? 0;
    return match;
  };
  const must = (pattern: RegExp): RegExpExecArray => {
    const match = take(pattern);
    if (match === null) throw new Error(`not ${pattern.source}: ${code.slice(position, position + 40)}`);
    return match;
  };
  const readMembers = (): Members => {
    const members: Record<string, Value> = {};
    while (take(/[\s,]*\}/) === null) {
      const [, name = ""] = must(/[\s,]*('(?:\\.|[^'\\])*'|\w+): /);
      members[name] = readValue();
    }
    return members;
  };
  const readEntries = (): readonly Value[] => {
    const entries: Value[] = [];
    while (take(/[\s,]*\]/) === null) {
      must(/[\s,]*/);
      entries.push(readValue());
    }
    return entries;
  };
  const readValue = (): Value => {
    if (take(/\{/) !== null) return readMembers();
    if (take(/\[/) !== null) return readEntries();
    return must(/(?:'(?:\\.|[^'\\])*'|\((?:\(\)|[^()\n])*\)|[\w.$-])+/)[0];
  };
  const statements: Statement[] = [];
  while (take(/\s*$/) === null) {
    const [, kind, name = "", type = "", equals] = must(/\s*(?:@.*\n)*(param|var|resource|output) (\w+)([^=\n]*)(= )?/);
    const value = equals === undefined ? undefined : readValue();
    statements.push({ kind: kind as Statement["kind"], name, type: type.trim(), value });
  }
  return statements;
}
