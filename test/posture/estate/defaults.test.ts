import { describe, expect, it } from "vitest";
import { app, type Demand, demandIn, demandOf, scanTree, versions } from "./parts.ts";

const ENABLED = "  client_certificate_enabled = true\n";
const mode = (value: string): string => `  client_certificate_mode = "${value}"\n`;

const WEB_APPS = [
  "azurerm_linux_web_app",
  "azurerm_windows_web_app",
  "azurerm_linux_web_app_slot",
  "azurerm_windows_web_app_slot",
];
const FUNCTION_APPS = [
  "azurerm_linux_function_app",
  "azurerm_windows_function_app",
  "azurerm_linux_function_app_slot",
  "azurerm_windows_function_app_slot",
  "azurerm_function_app_flex_consumption",
];
const EVERY = ["2", "3", "4", "5"];

interface Case {
  readonly types: readonly string[];
  readonly majors: readonly string[];
  readonly written: string;
  readonly body: string;
  readonly demand: Demand;
}

const row =
  (types: readonly string[], majors: readonly string[]) => (written: string, body: string, demand: Demand) => ({
    types,
    majors,
    written,
    body,
    demand,
  });

const web = row(WEB_APPS, EVERY);
const functions = row(FUNCTION_APPS, EVERY);
const logicApp4 = row(["azurerm_logic_app_standard"], ["2", "3", "4"]);
const logicApp5 = row(["azurerm_logic_app_standard"], ["5"]);
const oldApp = row(["azurerm_app_service"], ["2", "3", "4"]);
const oldFunction = row(["azurerm_function_app"], ["2", "3", "4"]);
const oldSlots = row(["azurerm_app_service_slot", "azurerm_function_app_slot"], ["2", "3", "4"]);
const containerApp = row(["azurerm_container_app"], EVERY);

const ingress = (body: string): string => `  ingress {\n    target_port = 8080\n    ${body}\n  }\n`;

/** Every row of azurerm's defaults: what is off, what a missing mode means, and which word demands a certificate. */
const CASES: readonly Case[] = [
  web("nothing", "", "off"),
  web("a mode alone", mode("Required"), "off"),
  web("the switch alone", ENABLED, "demanded"),
  web("both", ENABLED + mode("Required"), "demanded"),
  web("Optional", ENABLED + mode("Optional"), "not required"),
  web("OptionalInteractiveUser", ENABLED + mode("OptionalInteractiveUser"), "not required"),
  web("a null mode", `${ENABLED}  client_certificate_mode = null\n`, "demanded"),
  functions("nothing", "", "off"),
  functions("a mode alone", mode("Required"), "off"),
  functions("the switch alone", ENABLED, "not required"),
  functions("both", ENABLED + mode("Required"), "demanded"),
  functions("a null mode", `${ENABLED}  client_certificate_mode = null\n`, "not required"),
  functions("OptionalInteractiveUser", ENABLED + mode("OptionalInteractiveUser"), "not required"),
  logicApp4("nothing", "", "off"),
  logicApp4("Required", mode("Required"), "demanded"),
  logicApp4("Optional", mode("Optional"), "not required"),
  logicApp4("an empty mode", mode(""), "off"),
  logicApp5("nothing", "", "demanded"),
  logicApp5("Required", mode("Required"), "demanded"),
  logicApp5("Optional", mode("Optional"), "not required"),
  oldApp("nothing", "", "off"),
  oldApp("the switch alone", "  client_cert_enabled = true\n", "demanded"),
  oldApp("a mode alone", '  client_cert_mode = "Required"\n', "off"),
  oldApp("Optional", '  client_cert_enabled = true\n  client_cert_mode = "Optional"\n', "not required"),
  oldApp("the names of newer types", ENABLED + mode("Required"), "off"),
  oldFunction("nothing", "", "off"),
  oldFunction("Required", '  client_cert_mode = "Required"\n', "demanded"),
  oldFunction("Optional", '  client_cert_mode = "Optional"\n', "not required"),
  oldSlots("nothing", "", "inexpressible"),
  oldSlots("what it does not have", "  client_cert_enabled = true\n", "inexpressible"),
  containerApp("no ingress", "", "none"),
  containerApp("no mode", ingress(""), "off"),
  containerApp("ignore", ingress('client_certificate_mode = "ignore"'), "off"),
  containerApp("accept", ingress('client_certificate_mode = "accept"'), "not required"),
  containerApp("require", ingress('client_certificate_mode = "require"'), "demanded"),
  containerApp("tcp", ingress('transport = "tcp"'), "inexpressible"),
];

const ALL = CASES.flatMap(({ types, majors, ...rest }) =>
  types.flatMap((type) => majors.map((major) => ({ type, major, ...rest }))),
);

describe("the defaults of azurerm, from text to report", () => {
  it.each(ALL)("$type under $major.x with $written", async ({ type, major, body, demand }) => {
    expect(await demandOf(versions(`~> ${major}.0`) + app(type, `  https_only = true\n${body}`))).toBe(demand);
  });

  it.each(ALL.filter(({ demand }) => demand === "demanded"))(
    "$type with $written says nothing of $major.x that is assumed but what is",
    async ({ type, major, body }) => {
      const report = await scanTree({ "main.tf": versions(`~> ${major}.0`) + app(type, body) });
      const [resource] = report.resources;
      expect(resource?.assumed).toBe(`azurerm ${major}.x (~> ${major}.0, required_providers)`);
    },
  );

  it.each([
    "azurerm_linux_web_app",
    "azurerm_windows_function_app",
    "azurerm_logic_app_standard",
    "azurerm_app_service",
  ])("plain HTTP gets in by the default of %s", async (type) => {
    const { results } = await scanTree({ "main.tf": versions("~> 4.0") + app(type, "") });
    const found = results.find(({ rule }) => rule === "https-only");
    expect(found).toMatchObject({ status: "fail", message: expect.stringContaining("(the default of azurerm 4.x)") });
  });

  it("a static web app has no such setting, and fails nothing", async () => {
    const { results } = await scanTree({ "main.tf": app("azurerm_static_web_app", "") });
    expect(results.map(({ status }) => status)).toEqual(["not-applicable"]);
  });
});

describe("the version whose default counts", () => {
  const LOGIC_APP = app("azurerm_logic_app_standard", "  https_only = true\n");
  const lock = (version: string): string =>
    `provider "registry.terraform.io/hashicorp/azurerm" {\n  version = "${version}"\n}\n`;

  it.each<[string, Readonly<Record<string, string>>, Demand]>([
    ["nothing tells it", {}, "off"],
    ["a constraint", { "versions.tf": versions("~> 5.0") }, "demanded"],
    ["a constraint that allows several", { "versions.tf": versions(">= 4.0") }, "off"],
    ["one that nothing fulfils", { "versions.tf": versions("~> 4.0, ~> 5.0") }, "off"],
    ["a version yet to come", { "versions.tf": versions("~> 6.0") }, "off"],
    ["the lock file", { ".terraform.lock.hcl": lock("5.0.0") }, "demanded"],
    [
      "the lock file before a constraint",
      { ".terraform.lock.hcl": lock("4.9.0"), "versions.tf": versions(">= 4.0") },
      "off",
    ],
    ["an old lock file in another folder", { "other/.terraform.lock.hcl": lock("5.0.0") }, "off"],
    [
      "a lock file of OpenTofu",
      { ".terraform.lock.hcl": lock("5.1.0").replace("terraform.io", "opentofu.org") },
      "demanded",
    ],
  ])("%s", async (_title, files, demand) => {
    expect(await demandOf({ "main.tf": LOGIC_APP, ...files })).toBe(demand);
  });

  it("a damaged lock file tells nothing, and is told", async () => {
    const report = await scanTree({ "main.tf": LOGIC_APP, ".terraform.lock.hcl": lock("5.0.0").replace('"5', "= 5") });
    expect(demandIn(report)).toBe("off");
    expect(report.unreadable.length).toBeGreaterThan(0);
  });

  it("a module is judged by the lock file of the root that calls it", async () => {
    const files = (version: string) => ({
      "main.tf": 'module "m" {\n  source = "./m"\n}\n',
      ".terraform.lock.hcl": lock(version),
      "m/main.tf": LOGIC_APP,
      "m/.terraform.lock.hcl": lock("5.0.0"),
    });
    expect(await demandOf(files("4.0.0"))).toBe("off");
    expect(await demandOf(files("5.0.0"))).toBe("demanded");
  });
});
