import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../src/posture/index.ts";
import type { ScanResult } from "../../../src/posture/scan/model.ts";
import { app, demandOf, ON, scanTree, versions, web } from "./parts.ts";

async function resultsOf(text: string): Promise<readonly ScanResult[]> {
  return (await scanTree({ "main.tf": text })).results;
}

async function failing(text: string): Promise<readonly string[]> {
  const failed = (await resultsOf(text)).filter(({ status, severity }) => status === "fail" && severity !== "note");
  return failed.map(({ rule }) => rule).toSorted();
}

const typed = (type: string, body: string): string => versions("~> 4.0") + app(type, `  https_only = true\n${body}`);

describe("what other scanners pass, and is not good", () => {
  it("the switch alone, where the mode lets everyone in (Checkov, Trivy, Regula, Steampipe, ScoutSuite)", async () => {
    expect(await failing(web(`${ON}  client_certificate_mode = "Optional"`))).toEqual([
      "client-certificates-not-required",
    ]);
  });

  it("a mode, while certificates are off (KICS on function apps)", async () => {
    const text = typed("azurerm_linux_function_app", '  client_certificate_mode = "Required"');
    expect(await failing(text)).toEqual(["client-certificates-disabled"]);
  });

  it("HTTP/2 (KICS, CloudSploit, the built-in policies)", async () => {
    const text = typed("azurerm_linux_web_app", "  site_config {\n    http2_enabled = true\n  }");
    expect(await failing(text)).toEqual(["client-certificates-disabled"]);
  });

  it("HTTP/2 is told beside a good mode too, and is never why something passes", async () => {
    const results = await resultsOf(
      typed("azurerm_linux_web_app", `${ON}  site_config {\n    http2_enabled = true\n  }`),
    );
    expect(results.find(({ rule }) => rule === "renegotiation")).toMatchObject({ status: "fail", severity: "note" });
    for (const { status, message } of results) if (status === "pass") expect(message).not.toMatch(/http2/i);
  });

  it.each(["OptionalInteractiveUser", "Mandatory", "optional", "On"])("the mode %s (Sonar)", async (mode) => {
    expect(await demandOf(web(`${ON}  client_certificate_mode = "${mode}"`))).not.toBe("demanded");
  });

  it("public apps (Sonar, which asks behind private endpoints alone)", async () => {
    expect(await failing(web("  public_network_access_enabled = true"))).toEqual(["client-certificates-disabled"]);
  });

  it.each([
    "azurerm_linux_web_app_slot",
    "azurerm_windows_web_app_slot",
    "azurerm_linux_function_app_slot",
    "azurerm_windows_function_app_slot",
    "azurerm_linux_function_app",
    "azurerm_windows_function_app",
    "azurerm_function_app_flex_consumption",
    "azurerm_logic_app_standard",
  ])("%s (Checkov, Trivy, Prowler)", async (type) => {
    expect(await failing(typed(type, ""))).toEqual(["client-certificates-disabled"]);
  });

  it("a function app whose switch is on by its default mode (all of them)", async () => {
    expect(await failing(typed("azurerm_linux_function_app", ON))).toEqual(["client-certificates-not-required"]);
  });

  it("a web app without a mode is Required, and no failure (Sonar)", async () => {
    expect(await failing(web(ON))).toEqual([]);
  });

  it("exclusion paths (all of them)", async () => {
    const text = web(`${ON}  client_certificate_exclusion_paths = "/health"`);
    expect(await failing(text)).toEqual(["exclusion-paths"]);
  });

  it.each(["external_enabled = true", ""])(
    "container apps, public or not: %s (all but Sonar on internal ones)",
    async (external) => {
      const text = typed("azurerm_container_app", `  ingress {\n    target_port = 80\n    ${external}\n  }`);
      expect(await failing(text)).toEqual(["client-certificates-disabled"]);
    },
  );

  it("Data Factory that calls anonymously (Sonar)", async () => {
    const text = typed("azurerm_data_factory_linked_service_web", '  authentication_type = "Anonymous"');
    expect(await failing(text)).toEqual(["linked-service-authentication"]);
  });

  it("azapi (all of them)", async () => {
    const body = '  type = "Microsoft.Web/sites@2024-04-01"\n  body = { properties = { httpsOnly = true } }';
    expect(await failing(app("azapi_resource", body))).toEqual(["client-certificates-disabled"]);
  });

  it("the default of the provider's version (all of them)", async () => {
    const text = app("azurerm_logic_app_standard", "  https_only = true");
    expect(await failing(versions("~> 4.0") + text)).toEqual(["client-certificates-disabled"]);
    expect(await failing(versions("~> 5.0") + text)).toEqual([]);
  });

  it("a baseline entry for one file masks none of another (Checkov)", async () => {
    const entry = { file: "dev/main.tf", address: "azurerm_linux_web_app.app", rule: "client-certificates-disabled" };
    const baseline = { path: "b.json", text: JSON.stringify({ version: 1, findings: [entry] }) };
    const report = await scanTree({ "dev/main.tf": web(""), "prod/main.tf": web("") }, { baseline });
    const open = report.results.filter(({ rule, status }) => rule === entry.rule && status === "fail");
    expect(open.map(({ position }) => position.file)).toEqual(["prod/main.tf"]);
  });

  it("ids that do not exist are errors (Checkov, whose CKV_AZURE_46 selects nothing and passes)", async () => {
    await expect(scanTree({ "main.tf": web("") }, { rules: { only: ["CKV_AZURE_46" as never] } })).rejects.toThrow(
      "CKV_AZURE_46",
    );
  });

  it("nothing scanned, and files that cannot be read, are no success (Checkov)", async () => {
    expect(exitCodeOf(await scanTree({}))).toBe(4);
    expect(exitCodeOf(await scanTree({ "main.tf": `${web(ON)}\nresource {{{` }))).toBe(4);
  });
});
