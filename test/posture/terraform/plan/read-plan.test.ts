import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../../../src/posture/check-host.ts";
import { isPlan } from "../../../../src/posture/terraform/read-plan.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { context } from "../../parts.ts";
import { type Json, type Planned, planOf, read, resourceOf, stateOf } from "./parts.ts";

const WEB = "azurerm_linux_web_app.orders";
const LOGIC = "azurerm_logic_app_standard.orders";

function scan(content: Json | string | Uint8Array) {
  return read(content).resources.flatMap((input) => toScanned(input) ?? []);
}

function demand(planned: Planned, constraint = "~> 4.0"): string | undefined {
  const subject = scan(planOf([planned], constraint))[0]?.subject;
  const isHost = subject?.kind === "site" || subject?.kind === "slot" || subject?.kind === "container-app";
  return isHost ? demandOf(checkHost(subject, context())) : subject?.kind;
}

describe("what a plan says of a resource", () => {
  const REQUIRED = {
    client_certificate_enabled: true,
    client_certificate_mode: "Required",
    client_certificate_exclusion_paths: null,
    https_only: true,
  };

  it.each([
    ["required", REQUIRED, "yes"],
    // As the provider fills it in: a mode alone says nothing.
    ["the defaults of a web app", { ...REQUIRED, client_certificate_enabled: false }, "no"],
    ["optional", { ...REQUIRED, client_certificate_mode: "Optional" }, "no"],
    ["attributes that the provider does not know", { https_only: true }, "no"],
    ["excluded paths", { ...REQUIRED, client_certificate_exclusion_paths: "/api" }, "no"],
  ])("%s", (_title, values, expected) => {
    expect(demand({ address: WEB, values })).toBe(expected);
  });

  it.each([
    ["the switch", "client_certificate_enabled"],
    ["the mode", "client_certificate_mode"],
    ["the excluded paths", "client_certificate_exclusion_paths"],
    ["https_only", "https_only"],
  ])("%s known after apply is unknown, and no default", (_title, name) => {
    const { [name as keyof typeof REQUIRED]: _left, ...values } = REQUIRED;
    const planned = { address: WEB, values, unknown: { id: true, [name]: true } };
    expect(demand(planned)).toBe("unknown");
    const subject = scan(planOf([planned]))[0]?.subject;
    expect(JSON.stringify(subject)).toContain('"expression":"known after apply"');
  });

  it("a value in a block known after apply leaves the others known", () => {
    const values = { ...REQUIRED, site_config: [{ minimum_tls_version: "1.2", health_check_path: "/healthz" }] };
    const unknown = { site_config: [{ http2_enabled: true, ip_restriction: true }] };
    const [scanned] = scan(planOf([{ address: WEB, values, unknown }]));
    expect(scanned?.subject).toMatchObject({
      minTlsVersion: { value: "1.2" },
      healthCheckPath: { value: "/healthz" },
      http20Enabled: { kind: "unresolved", expression: "known after apply" },
      ipSecurityRestrictions: { kind: "unresolved" },
    });
    const [whole] = scan(planOf([{ address: WEB, values: REQUIRED, unknown: { site_config: true } }]));
    expect(whole?.subject).toMatchObject({
      minTlsVersion: { kind: "unresolved" },
      healthCheckPath: { kind: "unresolved" },
    });
  });

  it.each([
    ["an id of Front Door", [{ headers: [{ x_azure_fdid: ["id-1"] }] }], [{ headers: [{ x_azure_fdid: [true] }] }]],
    ["all restrictions", [], true],
    ["one restriction", [{ ip_address: "10.0.0.0/8" }], [true]],
  ])("%s known after apply leaves open who gets in", (_title, ip_restriction, mark) => {
    const values = { ...REQUIRED, site_config: [{ ip_restriction_default_action: "Deny", ip_restriction }] };
    const unknown = { site_config: [{ ip_restriction: mark }] };
    const [scanned] = scan(planOf([{ address: WEB, values, unknown }]));
    expect(scanned?.exposure).toBe("unknown");
    expect(scanned?.subject).toMatchObject({ ipSecurityRestrictions: { expression: "known after apply" } });
  });

  it("sensitive values are never shown, nor taken for a default", () => {
    const values = { ...REQUIRED, client_certificate_exclusion_paths: "/s3cret", tags: { owner: "s3cret", team: "a" } };
    const sensitive = {
      client_certificate_enabled: true,
      client_certificate_exclusion_paths: true,
      tags: { owner: true },
    };
    for (const content of [
      planOf([{ address: WEB, values, sensitive }]),
      stateOf([{ address: WEB, values, sensitive }]),
    ]) {
      const [scanned] = scan(content);
      expect(scanned?.subject).toMatchObject({
        clientCertEnabled: { kind: "unresolved", expression: "a sensitive value" },
      });
      expect(scanned?.tags).toEqual({ values: { team: "a" }, isComplete: false });
      expect(JSON.stringify(scanned)).not.toContain("s3cret");
    }
  });

  it("tags known after apply are incomplete", () => {
    const [scanned] = scan(
      planOf([{ address: WEB, values: { tags: { team: "a" } }, unknown: { tags: { owner: true } } }]),
    );
    expect(scanned?.tags).toEqual({ values: { team: "a" }, isComplete: false });
  });

  it("an ingress of a container app", () => {
    const app = (mode: unknown) => ({
      address: "azurerm_container_app.a",
      values: { ingress: [{ client_certificate_mode: mode, external_enabled: true }] },
    });
    expect(demand(app("require"))).toBe("yes");
    expect(demand(app(null))).toBe("no");
    expect(demand({ address: "azurerm_container_app.a", values: { ingress: [] } })).toBe("unknown");
    expect(
      demand({ ...app("x"), values: { ingress: [{}] }, unknown: { ingress: [{ client_certificate_mode: true }] } }),
    ).toBe("unknown");
  });

  it("azapi of both designs", () => {
    const properties = { clientCertEnabled: true, clientCertMode: "Required", httpsOnly: true };
    for (const body of [{ properties }, JSON.stringify({ properties })]) {
      const values = { name: "orders", type: "Microsoft.Web/sites@2024-04-01", body };
      expect(demand({ address: "azapi_resource.web", provider: "azure/azapi", values })).toBe("yes");
      expect(demand({ address: "azapi_resource.web", provider: "azure/azapi", values, unknown: { body: true } })).toBe(
        "unknown",
      );
    }
    const values = {
      type: "Microsoft.Web/sites@2024-04-01",
      body: { properties: { clientCertMode: "Required", httpsOnly: true } },
    };
    const unknown = { body: { properties: { clientCertEnabled: true } } };
    expect(demand({ address: "azapi_resource.web", provider: "azure/azapi", values, unknown })).toBe("unknown");
  });
});

describe("which resources are there", () => {
  it("of all modules, in the plan's order, and nothing that only is read or goes", () => {
    const inner = 'module.web["eu"].azurerm_linux_web_app.orders[0]';
    const gone = "azurerm_linux_web_app.gone";
    const child = {
      address: 'module.web["eu"]',
      resources: [resourceOf({ address: inner })],
      child_modules: [{ resources: [resourceOf({ address: "module.web.module.b.azurerm_linux_web_app.b" })] }],
    };
    const top = [WEB, gone].map((address) => resourceOf({ address }));
    const data = resourceOf({ address: "data.azurerm_linux_web_app.x", mode: "data" });
    const plan = planOf([{ address: gone, actions: ["delete"] }], "~> 4.0", {
      planned_values: {
        root_module: {
          resources: [...top, data],
          child_modules: [child, { resources: [resourceOf({ address: "module.z.azurerm_linux_web_app.z" })] }],
        },
      },
    });
    expect(read(plan).resources.map(({ address }) => address)).toEqual([
      WEB,
      inner,
      "module.web.module.b.azurerm_linux_web_app.b",
      "module.z.azurerm_linux_web_app.z",
    ]);
  });

  it("what is replaced stays, and an object that waits to be destroyed says nothing", () => {
    const change = (actions: readonly string[]) => ({ actions, after_unknown: {} });
    const resource_changes = [
      { address: WEB, change: change(["delete", "create"]) },
      { address: WEB, deposed: "ab12", change: change(["delete"]) },
    ];
    const plan = planOf([{ address: WEB }], "~> 4.0", { resource_changes });
    expect(read(plan).resources).toHaveLength(1);
  });

  it("of a state, and of one without anything", () => {
    const [input] = read(stateOf([{ address: WEB, values: { client_certificate_enabled: true } }])).resources;
    expect(input).toMatchObject({
      address: WEB,
      from: "plan",
      provider: { name: "azurerm", major: undefined, told: "not known" },
    });
    expect(read({ format_version: "1.0" })).toEqual({ resources: [], unreadable: [] });
  });
});

describe("which version of the provider", () => {
  const mode = { client_certificate_mode: "Required", https_only: true };

  it.each([
    ["~> 2.0", "yes"],
    ["~> 3.0", "yes"],
    ["~> 4.0", "yes"],
    ["~> 5.0", "unprovable"],
    [">= 3.0", "unprovable"],
  ])("a logic app's Required under %s", (constraint, expected) => {
    expect(demand({ address: LOGIC, values: mode }, constraint)).toBe(expected);
  });

  it("a state proves nothing of it either", () => {
    expect(scan(stateOf([{ address: LOGIC, values: mode }]))[0]?.subject.kind).toBe("unprovable");
  });

  it.each(["~> 2.0", "~> 3.0", "~> 4.0"])("a logic app without a mode under %s has no certificates", (constraint) => {
    expect(demand({ address: LOGIC, values: { client_certificate_mode: null } }, constraint)).toBe("no");
  });

  it("is what all constraints allow together, also those of modules", () => {
    const config = (version_constraint: string) => ({
      name: "azurerm",
      full_name: "registry.terraform.io/hashicorp/azurerm",
      version_constraint,
    });
    const provider_config = {
      azurerm: config(">= 3.0"),
      "module.web:azurerm": config("< 4.0.0"),
      other: { name: "azapi", version_constraint: "~> 2.0" },
    };
    const plan = planOf([{ address: WEB }], undefined, { configuration: { provider_config } });
    expect(read(plan).resources[0]?.provider).toEqual({
      name: "azurerm",
      major: 3,
      told: ">= 3.0, < 4.0.0, provider_config of the plan",
    });
  });
});

describe("how a plan is written", () => {
  const plan = planOf([{ address: WEB, values: { client_certificate_enabled: false, name: "\u00fcrders" } }], "~> 4.0");
  const text = JSON.stringify(plan);
  const utf16 = Buffer.from(text, "utf16le");

  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16LE with a mark, as PowerShell redirects", Buffer.concat([Buffer.from([0xff, 0xfe]), utf16])],
    ["UTF-16LE without one", utf16],
    ["UTF-16BE with a mark", Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()])],
    ["a text with a mark", `\uFEFF${text}`],
    ["a text", text],
  ])("%s", (_title, content) => {
    const reading = read(content);
    expect(reading.unreadable).toEqual([]);
    expect(reading.resources[0]?.body.attribute("name")).toMatchObject({ kind: "value", value: "\u00fcrders" });
  });

  it("places are those in its own text, one line or many", () => {
    const [input] = read(text).resources;
    expect(input?.position).toMatchObject({ file: "plan.json", line: 1, column: text.indexOf(`"${WEB}"`) + 1 });
    const setting = input?.body.attribute("client_certificate_enabled");
    expect(setting?.origin?.at).toMatchObject({ line: 1, column: text.indexOf('"client_certificate_enabled"') + 1 });
    const pretty = JSON.stringify(plan, null, 2);
    const line = pretty.split("\n").findIndex((one) => one.includes('"client_certificate_enabled"')) + 1;
    expect(read(pretty).resources[0]?.body.attribute("client_certificate_enabled").origin?.at).toMatchObject({ line });
  });

  it("a damaged one is said, and what can be read of it is", () => {
    const reading = read(text.slice(0, text.indexOf('"configuration"')));
    expect(reading.unreadable[0]).toMatchObject({ file: "plan.json", problem: expect.stringContaining("no JSON") });
    expect(reading.resources).toHaveLength(1);
  });

  it.each([
    ["nothing", ""],
    ["another JSON", '{"a":1}'],
    ["a list", "[]"],
    ["no text", Buffer.from([0xff, 0x00, 0x80, 0x81])],
    ["brackets alone", "[".repeat(100_000)],
    ["braces alone", '{"a":'.repeat(100_000)],
  ])("%s is unreadable", (_title, content) => {
    const reading = read(content);
    expect(reading.resources).toEqual([]);
    expect(reading.unreadable.length).toBeGreaterThan(0);
  });

  it("is told from other JSON at a glance", () => {
    expect(isPlan(text)).toBe(true);
    expect(isPlan(`\uFEFF\n${JSON.stringify(plan, null, 2)}`)).toBe(true);
    expect(isPlan(JSON.stringify(stateOf([])))).toBe(true);
    for (const other of [
      '{"resource":{}}',
      "[]",
      'resource "a" "b" {}',
      '{"version":4,"lineage":"x","resources":[]}',
    ]) {
      expect(isPlan(other)).toBe(false);
    }
    expect(isPlan(readFileSync("package.json", "utf8"))).toBe(false);
  });
});
