import { describe, expect, it } from "vitest";
import type { Setting, SiteSettings } from "../../../src/posture/facts/host-settings.ts";
import { absent, containerApp, is, nothing, SITE_ID } from "../parts.ts";
import { answer, ask, assumed, doubt, HERE, remedy, resource, web, written } from "./parts.ts";

const DISABLED = "client-certificates-disabled";
const NOT_REQUIRED = "client-certificates-not-required";

type Row = readonly [
  title: string,
  enabled: Setting<boolean>,
  mode: Setting<string>,
  disabled: string,
  notRequired: string,
];

const ROWS: readonly Row[] = [
  ["on and Required", is(true), is("Required"), "pass", "pass"],
  ["on and required", is(true), is("required"), "pass", "pass"],
  ["a new site: off and Required", is(false), is("Required"), "fail", "not-applicable"],
  ["off and Optional", is(false), is("Optional"), "fail", "not-applicable"],
  ["off and nothing known", is(false), doubt(), "fail", "not-applicable"],
  ["on and Optional", is(true), is("Optional"), "pass", "fail"],
  ["on and OptionalInteractiveUser", is(true), is("OptionalInteractiveUser"), "pass", "fail"],
  ["on and a word that Azure does not know", is(true), is("Mandatory"), "pass", "fail"],
  ["on and empty", is(true), is(""), "pass", "fail"],
  ["on and nothing known", is(true), doubt(), "pass", "unknown"],
  ["on and no mode at all", is(true), absent, "pass", "unknown"],
  ["not known and Required", doubt(), is("Required"), "unknown", "not-applicable"],
  ["not known and Optional", doubt(), is("Optional"), "unknown", "fail"],
  ["null and Required", nothing, is("Required"), "unknown", "not-applicable"],
  ["nothing known at all", doubt(), doubt(), "unknown", "unknown"],
];

describe("certificates of a site, enabled and mode together", () => {
  it.each(ROWS)("%s", (_title, clientCertEnabled, clientCertMode, disabled, notRequired) => {
    const site = web({ clientCertEnabled, clientCertMode });
    expect([answer(DISABLED, site).status, answer(NOT_REQUIRED, site).status]).toEqual([disabled, notRequired]);
  });

  it("says what stands there in the words of the file, with the default that was assumed", () => {
    const off = answer(
      DISABLED,
      web({ clientCertEnabled: assumed(false), clientCertMode: assumed("Required") }, { assumed: "azurerm 4.x" }),
    );
    expect(off.message).toBe(
      "client_certificate_enabled is false (the default of azurerm 4.x) and client_certificate_mode is " +
        '"Required" (the default of azurerm 4.x): the mode does not count while it is off, and nobody is asked for a ' +
        "certificate.",
    );
    expect(off).toMatchObject({ severity: "high", assumed: "azurerm 4.x", expression: undefined, position: HERE });
  });

  it.each([
    ["azurerm_app_service", "client_cert_enabled is false and client_cert_mode is"],
    ["azurerm_windows_function_app_slot", "client_certificate_enabled is false and client_certificate_mode is"],
    ["azapi_resource", "clientCertEnabled is false and clientCertMode is"],
    ["azurerm_function_app", "clientCertEnabled is false and client_cert_mode is"],
    ["azurerm_logic_app_standard", "clientCertEnabled is false and client_certificate_mode is"],
    ["module", "client_certificate_enabled is false and client_certificate_mode is"],
  ])("spells settings as %s does", (type, words) => {
    expect(answer(DISABLED, web({ clientCertEnabled: is(false) }, { type })).message).toContain(words);
  });

  it("leaves alone what the file has in quotation marks", () => {
    const { message } = answer(NOT_REQUIRED, web({ clientCertMode: is("clientCertMode was not told") }));
    expect(message).toContain('client_certificate_mode is "clientCertMode was not told"');
  });

  it("points to the line that decides, and to the block where nothing is written", () => {
    expect(answer(DISABLED, web({ clientCertEnabled: written(false, 12) })).position.line).toBe(12);
    expect(answer(NOT_REQUIRED, web({ clientCertMode: written("Optional", 14) })).position.line).toBe(14);
    expect(answer(DISABLED, web({ clientCertEnabled: assumed(false) })).position).toEqual(HERE);
    const elsewhere = { at: { ...HERE, file: "main_override.tf" }, assumed: undefined };
    const overridden = web({ clientCertEnabled: { kind: "value", value: false, origin: elsewhere } });
    expect(answer(DISABLED, overridden).position).toEqual(HERE);
  });

  it("quotes the expression that cannot be resolved", () => {
    const result = answer(NOT_REQUIRED, web({ clientCertMode: doubt("var.mode") }));
    expect(result).toMatchObject({ status: "unknown", expression: "var.mode" });
    expect(result.message).toContain("client_certificate_mode is var.mode, which cannot be told from here");
  });

  it("lets no expression steer a terminal", () => {
    const result = answer(DISABLED, web({ clientCertEnabled: doubt("var.\u001b[2J\nx") }));
    expect(result.message + result.expression).toMatch(/^[\x20-\x7e]+$/);
  });

  it.each([
    ["Optional", "called it Allow until late 2024"],
    ["OptionalInteractiveUser", "called it Optional until late 2024"],
  ])("explains %s in the portal's words", (mode, words) => {
    expect(answer(NOT_REQUIRED, web({ clientCertMode: is(mode) })).message).toContain(words);
  });
});

describe("certificates of a container app", () => {
  const app = (changes: Parameters<typeof containerApp>[0]) =>
    resource(containerApp(changes), { type: "azurerm_container_app", address: "azurerm_container_app.orders" });

  it.each<[string, Setting<string>, string, string]>([
    ["require", is("require"), "pass", "pass"],
    ["Require, as the live API spells it", is("Require"), "pass", "pass"],
    ["accept", is("accept"), "pass", "fail"],
    ["ignore", is("ignore"), "fail", "not-applicable"],
    ["none", absent, "fail", "not-applicable"],
    ["null", nothing, "fail", "not-applicable"],
    ["another word", is("Required"), "pass", "fail"],
    ["nothing known", doubt(), "not-applicable", "unknown"],
  ])("mode %s", (_title, clientCertificateMode, disabled, notRequired) => {
    const resourceOf = app({ clientCertificateMode });
    expect([answer(DISABLED, resourceOf).status, answer(NOT_REQUIRED, resourceOf).status]).toEqual([
      disabled,
      notRequired,
    ]);
  });

  it("is not asked where there is no ingress, and doubtful where nobody knows whether there is one", () => {
    for (const ingress of [absent, nothing]) {
      const none = resource({ ...containerApp(), ingress }, { type: "azurerm_container_app" });
      expect(answer(DISABLED, none).status).toBe("not-applicable");
      expect(answer(NOT_REQUIRED, none).status).toBe("not-applicable");
    }
    const unclear = resource({ ...containerApp(), ingress: doubt("var.ingress") }, { type: "azurerm_container_app" });
    expect(answer(DISABLED, unclear)).toMatchObject({ status: "unknown", expression: "var.ingress" });
  });

  it("writes the mode of the ingress in every way to mend it", () => {
    const result = answer(NOT_REQUIRED, app({ clientCertificateMode: is("accept") }));
    expect(remedy(result, "terraform")).toContain('client_certificate_mode = "require"');
    expect(remedy(result, "bicep")).toContain("clientCertificateMode: 'require'");
    expect(remedy(result, "az")).toContain('"clientCertificateMode":"require"');
    expect(remedy(result, "portal")).toContain("Client certificate mode: Require");
    expect(remedy(result, "warning")).toContain("azure-container-apps#880");
  });
});

describe("how to have certificates demanded", () => {
  const off = (changes: Partial<SiteSettings>, type: string, address = `${type}.orders`) =>
    answer(DISABLED, web({ clientCertEnabled: is(false), ...changes }, { type, address }));

  it.each([
    ["azurerm_linux_web_app", 'client_certificate_enabled = true\nclient_certificate_mode    = "Required"'],
    [
      "azurerm_function_app_flex_consumption",
      'client_certificate_enabled = true\nclient_certificate_mode    = "Required"',
    ],
    ["azurerm_app_service", 'client_cert_enabled = true\nclient_cert_mode    = "Required"'],
    ["azurerm_function_app", 'client_cert_mode = "Required"'],
    ["azurerm_logic_app_standard", 'client_certificate_mode = "Required"'],
    [
      "azapi_resource",
      'body = {\n  properties = {\n    clientCertEnabled = true\n    clientCertMode    = "Required"\n  }\n}',
    ],
  ])("in Terraform, for %s", (type, text) => {
    expect(remedy(off({}, type), "terraform")).toBe(text);
  });

  it("with az, enabled and mode together, and the id to be filled in", () => {
    expect(remedy(off({}, "azurerm_linux_web_app"), "az")).toBe(
      "az webapp update --ids <id> --set clientCertEnabled=true clientCertMode=Required",
    );
    expect(remedy(off({ siteKind: is("functionapp,linux") }, "azurerm_linux_function_app"), "az")).toContain(
      "az functionapp update --ids <id> --set clientCertEnabled=true clientCertMode=Required",
    );
    expect(remedy(off({ kind: "slot", slot: "staging" }, "azurerm_linux_web_app_slot"), "az")).toContain(
      '{"properties":{"clientCertEnabled":true,"clientCertMode":"Required"}}',
    );
    expect(remedy(off({ id: SITE_ID }, "Microsoft.Web/sites"), "az")).toContain(`--ids ${SITE_ID} `);
  });

  it("in Bicep, in the portal with the trap of its labels, and with who is locked out", () => {
    const result = off({ siteKind: is("functionapp") }, "azurerm_linux_function_app");
    expect(result.remedies.map(({ kind }) => kind)).toEqual(["terraform", "az", "bicep", "portal", "warning"]);
    expect(remedy(result, "bicep")).toBe("properties: {\n  clientCertEnabled: true\n  clientCertMode: 'Required'\n}");
    expect(remedy(result, "portal")).toMatch(/Client certificate mode: Require\..*was called Allow until late 2024/);
    for (const who of [
      "probes of Traffic Manager",
      "gateways",
      "health check",
      "existing caller",
      "test of functions",
    ]) {
      expect(remedy(result, "warning")).toContain(who);
    }
    expect(remedy(off({}, "azurerm_logic_app_standard"), "portal")).toContain(
      "hides client certificates of Logic Apps",
    );
  });

  it("is no part of what passes", () => {
    expect(answer(DISABLED, web()).remedies).toEqual([]);
    expect(answer(NOT_REQUIRED, web({ clientCertEnabled: is(false) })).remedies).toEqual([]);
  });
});

describe("what Azure has no such setting for", () => {
  const staticSite = resource(
    { kind: "not-applicable", id: "x", name: "x", reason: "Azure Static Web Apps have no setting for it." },
    { type: "azurerm_static_web_app" },
  );

  it("is in the report and is nothing wrong", () => {
    expect(answer(DISABLED, staticSite)).toMatchObject({
      status: "not-applicable",
      message: "Azure Static Web Apps have no setting for it.",
    });
    expect(ask(NOT_REQUIRED, staticSite)).toBeUndefined();
    expect(ask("public-without-control", staticSite)).toBeUndefined();
  });
});
