import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../../../src/posture/check-host.ts";
import type { SiteSettings } from "../../../../src/posture/facts/host-settings.ts";
import type { ResourceInput } from "../../../../src/posture/terraform/resource-input.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { context } from "../../parts.ts";
import { azurerm, type Members, resource, untold } from "./parts.ts";

const WEB_APP = "azurerm_linux_web_app";
const LOGIC_APP = "azurerm_logic_app_standard";

function scan(type: string, members: Members, changes: Partial<ResourceInput> = {}) {
  const scanned = toScanned(resource(type, members, changes));
  if (scanned === undefined) throw new Error(`${type} is not judged`);
  return scanned;
}

function site(type: string, members: Members, changes: Partial<ResourceInput> = {}): SiteSettings {
  const { subject } = scan(type, members, changes);
  if (subject.kind !== "site" && subject.kind !== "slot") throw new Error(`no site: ${subject.kind}`);
  return subject;
}

describe("sites of azurerm", () => {
  it("a web app with everything written", () => {
    const written = {
      client_certificate_enabled: true,
      client_certificate_mode: "Required",
      client_certificate_exclusion_paths: "/healthz;/public",
      https_only: true,
      public_network_access_enabled: false,
      site_config: {
        minimum_tls_version: "1.3",
        http2_enabled: true,
        health_check_path: "/healthz",
        ip_restriction_default_action: "Deny",
        ip_restriction: [
          { name: "office", ip_address: "10.0.0.0/8" },
          { service_tag: "AzureFrontDoor.Backend", action: "Allow", headers: [{ x_azure_fdid: ["id-1"] }] },
        ],
      },
    };
    expect(scan(WEB_APP, written)).toMatchObject({ exposure: "private", assumed: undefined, type: WEB_APP });
    expect(site(WEB_APP, written)).toMatchObject({
      kind: "site",
      id: "azurerm_linux_web_app.orders",
      site: "orders",
      slot: undefined,
      siteKind: { value: "app,linux" },
      clientCertEnabled: { value: true, origin: { at: { line: 3 }, assumed: undefined } },
      clientCertMode: { value: "Required", origin: { at: { line: 4 } } },
      clientCertExclusionPaths: { value: "/healthz;/public", origin: { at: { line: 5 } } },
      httpsOnly: { value: true },
      publicNetworkAccess: { value: "Disabled", origin: { at: { line: 7 } } },
      minTlsVersion: { value: "1.3" },
      http20Enabled: { value: true },
      healthCheckPath: { value: "/healthz" },
      ipSecurityRestrictionsDefaultAction: { value: "Deny" },
      ipSecurityRestrictions: {
        value: [
          { name: "office", action: "Allow", ipAddress: "10.0.0.0/8", frontDoorIds: [] },
          { name: "", action: "Allow", ipAddress: "AzureFrontDoor.Backend", frontDoorIds: ["id-1"] },
        ],
      },
    });
  });

  it.each([
    ["azurerm_windows_web_app", "app"],
    ["azurerm_linux_function_app", "functionapp,linux"],
    ["azurerm_windows_function_app", "functionapp"],
    ["azurerm_function_app_flex_consumption", "functionapp,linux"],
    [LOGIC_APP, "functionapp,workflowapp"],
    ["azurerm_app_service", "app"],
    ["azurerm_function_app", "functionapp"],
  ])("%s makes a site of kind %s", (type, siteKind) => {
    expect(site(type, {}).siteKind).toEqual({ kind: "value", value: siteKind });
  });

  it.each([
    ["azurerm_linux_web_app_slot", "app_service_id"],
    ["azurerm_windows_web_app_slot", "app_service_id"],
    ["azurerm_linux_function_app_slot", "function_app_id"],
    ["azurerm_windows_function_app_slot", "function_app_id"],
  ])("%s is a slot of the site that %s leads to", (type, attribute) => {
    const named = { name: "staging", [attribute]: untold("azurerm_linux_web_app.orders.id") };
    expect(site(type, named)).toMatchObject({ kind: "slot", slot: "staging", site: "azurerm_linux_web_app.orders" });
    const id = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Web/sites/shop";
    expect(site(type, { name: "staging", [attribute]: id })).toMatchObject({ site: "shop" });
  });

  it("the mode alone demands nothing, and enabled alone only on web apps", () => {
    const isDemanded = (type: string, written: Members) =>
      demandOf(checkHost(site(type, { https_only: true, ...written }), context()));
    expect(isDemanded(WEB_APP, { client_certificate_mode: "Required" })).toBe("no");
    expect(isDemanded(WEB_APP, { client_certificate_enabled: true })).toBe("yes");
    expect(isDemanded("azurerm_linux_function_app", { client_certificate_enabled: true })).toBe("no");
    expect(
      isDemanded(WEB_APP, { client_certificate_enabled: true, client_certificate_mode: "OptionalInteractiveUser" }),
    ).toBe("no");
    expect(isDemanded(WEB_APP, { client_certificate_enabled: true, client_certificate_mode: "Mandatory" })).toBe("no");
  });

  it("words of Terraform become what the attribute wants, and no others", () => {
    const enabledBy = (value: unknown) => site(WEB_APP, { client_certificate_enabled: value }).clientCertEnabled;
    for (const [word, value] of [
      ["true", true],
      ["1", true],
      ["false", false],
      ["0", false],
    ] as const) {
      expect(enabledBy(word)).toMatchObject({ kind: "value", value });
    }
    for (const word of ["TRUE", "yes", "on", 1, [], {}]) expect(enabledBy(word)).toMatchObject({ kind: "unresolved" });
    expect(site(WEB_APP, { site_config: { minimum_tls_version: 1.2 } }).minTlsVersion).toMatchObject({ value: "1.2" });
  });

  it("what only Terraform knows stays an expression, never a default", () => {
    const written = {
      client_certificate_enabled: untold("var.mtls"),
      client_certificate_mode: untold("local.mode"),
      client_certificate_exclusion_paths: untold("var.paths"),
      https_only: untold("var.https"),
      site_config: untold("dynamic site_config"),
    };
    const found = site(WEB_APP, written);
    expect(found.clientCertEnabled).toMatchObject({
      kind: "unresolved",
      expression: "var.mtls",
      origin: { at: { line: 3 } },
    });
    expect(found.clientCertMode).toMatchObject({ kind: "unresolved", expression: "local.mode" });
    expect(found.clientCertExclusionPaths).toMatchObject({ kind: "unresolved", expression: "var.paths" });
    expect(found.httpsOnly).toMatchObject({ kind: "unresolved", expression: "var.https" });
    for (const name of ["minTlsVersion", "http20Enabled", "healthCheckPath", "ipSecurityRestrictions"] as const) {
      expect(found[name]).toMatchObject({ kind: "unresolved", expression: "dynamic site_config" });
    }
    expect(scan(WEB_APP, written).exposure).toBe("unknown");
  });

  it("where the mode turns certificates on, an unknown mode leaves both unknown", () => {
    for (const type of [LOGIC_APP, "azurerm_function_app"]) {
      const mode = type === LOGIC_APP ? "client_certificate_mode" : "client_cert_mode";
      const found = site(type, { [mode]: untold("var.mode") });
      expect(found.clientCertEnabled).toMatchObject({ kind: "unresolved", expression: "var.mode" });
      expect(found.clientCertMode).toMatchObject({ kind: "unresolved", expression: "var.mode" });
    }
  });

  it("the name may be an expression", () => {
    expect(site(WEB_APP, { name: untold("local.name") }).site).toBe("local.name");
    expect(site(WEB_APP, { name: null }).site).toBe("orders");
  });
});

describe("slots of azurerm's first design", () => {
  it.each(["azurerm_app_service_slot", "azurerm_function_app_slot"])(
    "%s cannot say anything of certificates",
    (type) => {
      for (const from of ["source", "plan"] as const) {
        for (const major of [2, 3, 4, 5, undefined]) {
          const { subject } = scan(type, { client_cert_enabled: true }, { from, provider: azurerm(major) });
          expect(subject).toMatchObject({ kind: "inexpressible", advice: expect.stringContaining("_slot") });
        }
      }
    },
  );
});

describe("Logic App Standard in a plan or a state", () => {
  const subjectOf = (members: Members, major: number | undefined, from: "plan" | "source" = "plan") =>
    scan(LOGIC_APP, members, { from, provider: azurerm(major) }).subject;

  it("Required of azurerm 5.x proves nothing, though its settings are told", () => {
    expect(subjectOf({ client_certificate_mode: "Required" }, 5)).toMatchObject({
      kind: "unprovable",
      settings: { clientCertMode: { value: "Required" } },
    });
    expect(subjectOf({}, 5).kind).toBe("unprovable");
    expect(subjectOf({ client_certificate_mode: "Required" }, 6).kind).toBe("unprovable");
  });

  it("nor does it without a version, unless no mode is there", () => {
    expect(subjectOf({ client_certificate_mode: "Required" }, undefined).kind).toBe("unprovable");
    expect(subjectOf({}, undefined)).toMatchObject({ kind: "site", clientCertEnabled: { value: false } });
  });

  it("any other mode is a no all the same, and an unknown one unknown", () => {
    expect(subjectOf({ client_certificate_mode: "Optional" }, 5)).toMatchObject({
      kind: "site",
      clientCertMode: { value: "Optional" },
    });
    expect(subjectOf({ client_certificate_mode: untold("known after apply") }, 5)).toMatchObject({
      kind: "site",
      clientCertMode: { kind: "unresolved" },
    });
  });

  it("azurerm up to 4.x copies the mode only while certificates are on", () => {
    for (const major of [2, 3, 4]) {
      expect(subjectOf({ client_certificate_mode: "Required" }, major).kind).toBe("site");
    }
  });

  it("source is what will be, whatever the version", () => {
    for (const major of [2, 3, 4, 5, undefined]) {
      expect(subjectOf({ client_certificate_mode: "Required" }, major, "source").kind).toBe("site");
    }
  });

  it("public access is its own attribute, else that of site_config", () => {
    const access = (members: Members) => site(LOGIC_APP, members).publicNetworkAccess;
    expect(access({})).toMatchObject({ value: "Enabled" });
    expect(access({ public_network_access: "Disabled" })).toMatchObject({ value: "Disabled" });
    expect(access({ site_config: { public_network_access_enabled: false } })).toMatchObject({ value: "Disabled" });
    expect(
      access({ public_network_access: "Enabled", site_config: { public_network_access_enabled: false } }),
    ).toMatchObject({
      value: "Enabled",
    });
    expect(access({ site_config: { public_network_access_enabled: untold("var.open") } })).toMatchObject({
      kind: "unresolved",
    });
    expect(scan(LOGIC_APP, { public_network_access: "Disabled" }).exposure).toBe("private");
  });
});

describe("other resources", () => {
  it.each(["azurerm_subnet", "azurerm_service_plan", "aws_lambda_function", "azurerm_container_app_environment"])(
    "%s is not judged",
    (type) => {
      expect(toScanned(resource(type, {}))).toBeUndefined();
    },
  );

  it.each(["azurerm_static_web_app", "azurerm_static_site"])("%s has no such setting", (type) => {
    expect(scan(type, {}).subject).toMatchObject({
      kind: "not-applicable",
      reason: expect.stringContaining("no setting"),
    });
  });
});
