import { describe, expect, it } from "vitest";
import type { ScanOptions, ScanOptionsError } from "../../../src/posture/scan/options.ts";
import { scanFiles, webApp } from "./parts.ts";

const FILES = {
  "infra/public.tf": webApp("open"),
  "infra/private.tf": webApp("inside", "  public_network_access_enabled = false"),
  "infra/unclear.tf": webApp("unclear", "  public_network_access_enabled = var.open"),
  "infra/tagged.tf": webApp("tagged", '  tags = { Requires-mTLS = "true" }'),
  "infra/declined.tf": webApp("declined", '  tags = { requires-mtls = "false" }'),
  "partners/web.tf": webApp("partner", '  tags = { tier = "Partner" }'),
  "partners/eu/fn.tf": webApp("fn").replaceAll("linux_web_app", "windows_function_app"),
};

async function required(options: ScanOptions): Promise<readonly string[]> {
  const { results } = await scanFiles(FILES, { rules: { only: ["client-certificates-disabled"] }, ...options });
  return results.flatMap(({ isRequired, address }) => (isRequired ? address.split(".").slice(-1) : [])).toSorted();
}

describe("which resources must demand certificates", () => {
  it("those of an inside, those of which nobody knows, and those tagged for it", async () => {
    expect(await required({ scope: "default" })).toEqual(["inside", "tagged", "unclear"]);
  });

  it("all, when asked for", async () => {
    expect(await required({ scope: "all" })).toHaveLength(Object.keys(FILES).length);
  });

  it.each<[string, ScanOptions, readonly string[]]>([
    ["a tag by name", { tags: ["TIER"] }, ["inside", "partner", "unclear"]],
    ["a tag by name and value", { tags: ["tier=partner"] }, ["inside", "partner", "unclear"]],
    ["another value of the tag", { tags: ["tier=internal"] }, ["inside", "unclear"]],
    ["a folder", { paths: ["partners"] }, ["fn", "inside", "partner", "tagged", "unclear"]],
    ["a pattern", { paths: ["**/fn.tf"] }, ["fn", "inside", "tagged", "unclear"]],
    ["files of one folder alone", { paths: ["partners/*.tf"] }, ["inside", "partner", "tagged", "unclear"]],
    ["a type", { kinds: ["azurerm_windows_function_app"] }, ["fn", "inside", "tagged", "unclear"]],
    ["a pattern of types", { kinds: ["azurerm_*_function_app"] }, ["fn", "inside", "tagged", "unclear"]],
  ])("those listed by %s", async (_title, options, names) => {
    expect(await required({ scope: "default", ...options })).toEqual(names);
  });

  it("those listed as a kind, whatever their type is called", async () => {
    expect(await required({ scope: "default", kinds: ["site"] })).toHaveLength(Object.keys(FILES).length);
  });

  it("leaves the others out altogether when asked for the required ones", async () => {
    const { results, scanned } = await scanFiles(FILES, { scope: "required" });
    expect(results.every(({ isRequired }) => isRequired)).toBe(true);
    expect(new Set(results.map(({ address }) => address)).size).toBe(3);
    expect(scanned.resources).toBe(Object.keys(FILES).length);
  });

  it("says so when a tag that only Terraform knows would decide", async () => {
    const files = { "main.tf": webApp("orders", "  tags = var.tags") };
    const { notices, results } = await scanFiles(files, { scope: "default" });
    expect(results[0]?.isRequired).toBe(false);
    expect(notices[0]).toMatch(/^Tags of azurerm_linux_web_app\.orders cannot be told/);
    expect((await scanFiles(files)).notices).toEqual([]);
  });
});

describe("options that are wrong", () => {
  it.each<[ScanOptions, string]>([
    [{ rules: { only: ["https"] } } as unknown as ScanOptions, 'There is no rule "https". Known are: client-'],
    [{ rules: { skip: ["CKV_AZURE_46"] } } as unknown as ScanOptions, 'There is no rule "CKV_AZURE_46".'],
    [{ scope: "public" } as unknown as ScanOptions, 'There is no scope "public"'],
    [{ kinds: ["webapp"] }, 'There is no kind "webapp"'],
    [{ tags: [""] }, "Tags, kinds and paths are not empty."],
    [{ today: "15.06.2026" }, "is no date as YYYY-MM-DD."],
    [{ inlineIgnore: false } as unknown as ScanOptions, 'There is no option "inlineIgnore".'],
  ])("%j", async (options, problem) => {
    const error = await scanFiles({}, options).catch((thrown: ScanOptionsError) => thrown);
    expect(error).toMatchObject({ name: "ScanOptionsError", code: "ERR_CLIENT_CERT_SCAN_OPTIONS" });
    expect((error as ScanOptionsError).problems).toEqual([expect.stringContaining(problem)]);
  });

  it("are told all at once", async () => {
    const options = { rules: { only: ["a", "b"] }, today: "x" } as unknown as ScanOptions;
    const error = await scanFiles({}, options).catch((thrown: ScanOptionsError) => thrown);
    expect((error as ScanOptionsError).problems).toHaveLength(3);
  });
});
