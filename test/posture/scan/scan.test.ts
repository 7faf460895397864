import { describe, expect, it } from "vitest";
import { exitCodeOf, scan } from "../../../src/posture/index.ts";
import type { ScanProgress } from "../../../src/posture/scan/options.ts";
import { open, PROVIDERS, scanFiles, sourcesOf, webApp } from "./parts.ts";

const FAILS = "fail client-certificates-disabled azurerm_linux_web_app.orders";

describe("a scan", () => {
  it("reads Terraform in each of its forms", async () => {
    const json = {
      resource: {
        azurerm_linux_web_app: { orders: { client_certificate_enabled: false, https_only: true, site_config: [{}] } },
      },
    };
    for (const files of [
      { "main.tf": webApp("orders") },
      { "main.tofu": webApp("orders") },
      { "main.tf.json": JSON.stringify(json) },
      { "main.tf": Buffer.from(`\ufeff${webApp("orders")}`, "utf16le") },
      {
        "main.tf": webApp("orders").replace("= false", "= var.on"),
        "variables.tf": 'variable "on" {\n  default = true\n}\n',
        "x.auto.tfvars": "on = false\n",
      },
    ]) {
      const report = await scanFiles(files);
      expect(open(report)).toEqual([FAILS]);
      expect(report.unreadable).toEqual([]);
    }
  });

  it("reads plans, puts their resources where the source has them, and counts each once", async () => {
    const planned = {
      format_version: "1.2",
      terraform_version: "1.9.0",
      planned_values: {
        root_module: {
          resources: [
            {
              address: "azurerm_linux_web_app.orders",
              mode: "managed",
              type: "azurerm_linux_web_app",
              name: "orders",
              provider_name: "registry.terraform.io/hashicorp/azurerm",
              values: { client_certificate_enabled: false, client_certificate_mode: "Required", https_only: true },
            },
          ],
        },
      },
    };
    const plan = Buffer.from(`\ufeff${JSON.stringify(planned)}`, "utf16le");
    const alone = await scanFiles({ "plan.json": plan });
    expect(open(alone)).toEqual([FAILS]);
    expect(alone.results[0]?.position.file).toBe("plan.json");
    const ignored = "  # azure-client-cert:ignore client-certificates-disabled reason=x until=2030-01-01";
    const both = await scanFiles({ "plan.json": plan, "main.tf": `\n${webApp("orders", ignored)}` });
    expect(both.scanned.resources).toBe(1);
    expect(both.results.find(({ status }) => status === "suppressed")?.position).toMatchObject({
      file: "main.tf",
      line: 5,
    });
  });

  it("assumes the defaults of the provider's version, and says which", async () => {
    const app =
      'resource "azurerm_linux_function_app" "jobs" {\n  client_certificate_enabled = true\n  https_only = true\n}\n';
    const { results } = await scanFiles({ "main.tf": PROVIDERS + app });
    const result = results.find(({ rule }) => rule === "client-certificates-not-required");
    expect(result).toMatchObject({ status: "fail", assumed: "azurerm 4.x (~> 4.0, required_providers)" });
    expect(result?.message).toContain('client_certificate_mode is "Optional" (the default of azurerm 4.x)');
  });

  it("is hidden nothing by a file that cannot be read", async () => {
    const report = await scanFiles({
      "a.tf": "resource {{{",
      "b.tf": new Uint8Array([0x00, 0x01, 0x02, 0xff]),
      "c.json": "[]",
      "plan.json": '{"format_version":"1.2","planned_values":',
      "main.tf": webApp("orders"),
    });
    expect(open(report)).toEqual([FAILS]);
    expect(new Set(report.unreadable.map(({ file }) => file))).toEqual(
      new Set(["a.tf", "b.tf", "c.json", "plan.json"]),
    );
    expect(exitCodeOf(report)).toBe(4);
  });

  it("tells what could not be read before it", async () => {
    const unreadable = [{ file: "secret.tf", position: undefined, problem: "it may not be read" }];
    const report = await scanFiles({ "main.tf": webApp("orders") }, { unreadable });
    expect(report.unreadable).toEqual(unreadable);
  });

  it("of nothing says that it saw nothing", async () => {
    const report = await scan([]);
    expect(report).toMatchObject({ results: [], scanned: { files: 0, bytes: 0, resources: 0 } });
    expect(exitCodeOf(report)).toBe(4);
  });

  it("asks the rules it is told to, and no others", async () => {
    const files = { "main.tf": webApp("orders").replace("= true", "= false") };
    const only = await scanFiles(files, { rules: { only: ["https-only"] } });
    expect(new Set(only.results.map(({ rule }) => rule))).toEqual(new Set(["https-only"]));
    const skip = await scanFiles(files, { rules: { skip: ["https-only"] } });
    expect(open(skip)).toEqual([FAILS]);
  });

  it("sorts what must count, what failed and what more people reach to the top, production first", async () => {
    const tagged = (environment: string) => `  tags = { Env = "${environment}", requires-mtls = "yes" }`;
    const report = await scanFiles(
      {
        "z.tf": webApp("live", tagged("Production")),
        "a.tf": webApp("test", tagged("test")),
        "b.tf": webApp("plain"),
        "c.tf": webApp("inside", "  public_network_access_enabled = false"),
        "d.tf": webApp("doubtful", tagged("test")).replace("= false", "= var.x"),
      },
      { scope: "default", rules: { only: ["client-certificates-disabled"] } },
    );
    expect(
      report.results.map(({ address, exposure, environment }) => [address.split(".")[1], exposure, environment]),
    ).toEqual([
      ["live", "public", "Production"],
      ["test", "public", "test"],
      ["inside", "private", undefined],
      ["doubtful", "public", "test"],
      ["plain", "public", undefined],
    ]);
  });

  it("is the same whichever order its files come in", async () => {
    const files = { "a.tf": webApp("a"), "b/x.tf": webApp("b"), "b/y.tf": webApp("c") };
    const forth = await scanFiles(files);
    const back = await scanFiles(Object.fromEntries(Object.entries(files).reverse()));
    expect(back).toEqual(forth);
  });

  it("tells how far it is", async () => {
    const seen: ScanProgress[] = [];
    await scan(sourcesOf({ "a.tf": webApp("a"), "b.tf": webApp("b") }), {
      onProgress: (progress) => seen.push(progress),
    });
    expect(new Set(seen.map(({ step }) => step))).toEqual(new Set(["decode", "read", "judge"]));
    expect(seen.every(({ done, of }) => done <= of)).toBe(true);
  });

  it("gives out what nobody can change", async () => {
    const report = await scanFiles({ "main.tf": webApp("orders") });
    expect([report, report.results, report.resources, report.unreadable, report.scanned].every(Object.isFrozen)).toBe(
      true,
    );
  });
});
