import { describe, expect, it } from "vitest";
import { exitCodeOf, toBaseline } from "../../../src/posture/index.ts";
import type { ScanReport } from "../../../src/posture/scan/model.ts";
import { describeResult, open, scanFiles, webApp } from "./parts.ts";

const FAILS = "fail client-certificates-disabled azurerm_linux_web_app.orders";
const KEY =
  "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PRIVATE KEY-----";

function asOption(report: ScanReport): { readonly baseline: { readonly path: string; readonly text: string } } {
  return { baseline: { path: "baseline.json", text: JSON.stringify(toBaseline(report), undefined, 2) } };
}

describe("a baseline", () => {
  it("takes away what was there, and nothing that comes later", async () => {
    const before = await scanFiles({ "a/main.tf": webApp("orders") });
    expect(toBaseline(before)).toEqual({
      version: 1,
      findings: [
        { file: "a/main.tf", address: "azurerm_linux_web_app.orders", rule: "client-certificates-disabled" },
        { file: "a/main.tf", address: "azurerm_linux_web_app.orders", rule: "public-without-control" },
      ],
    });
    const insecure = webApp("orders").replace("= true", "= false");
    const files = { "a/main.tf": insecure + webApp("new"), "b/main.tf": webApp("orders") };
    const report = await scanFiles(files, asOption(before));
    expect(open(report)).toEqual([
      "fail client-certificates-disabled azurerm_linux_web_app.new",
      FAILS,
      "fail https-only azurerm_linux_web_app.orders",
      "suppressed client-certificates-disabled azurerm_linux_web_app.orders",
    ]);
    expect(report.results.filter(({ status }) => status === "fail").map(({ position }) => position.file)).toContain(
      "b/main.tf",
    );
    const suppressed = report.results.find(({ status }) => status === "suppressed");
    expect(suppressed).toMatchObject({ position: { file: "a/main.tf" } });
    expect(suppressed?.suppression).toEqual({
      kind: "baseline",
      reason: "in baseline.json",
      owner: undefined,
      until: undefined,
    });
  });

  it("leaves a scan of the same files clean, wherever lines have moved to", async () => {
    const before = await scanFiles({ "main.tf": webApp("orders") });
    const after = await scanFiles({ "main.tf": `\n\n# moved\n${webApp("orders")}` }, asOption(before));
    expect([exitCodeOf(before), exitCodeOf(after)]).toEqual([1, 0]);
    expect(after.notices).toEqual([]);
  });

  it("says which of its entries match nothing any more", async () => {
    const before = await scanFiles({ "main.tf": webApp("orders") });
    const after = await scanFiles(
      { "main.tf": webApp("orders").replace("enabled = false", "enabled = true") },
      asOption(before),
    );
    expect(after.notices).toContain(
      "baseline.json: client-certificates-disabled of azurerm_linux_web_app.orders in main.tf matches no finding any more.",
    );
  });

  it("holds neither private keys nor expired exceptions", async () => {
    const expired = webApp(
      "orders",
      "  # azure-client-cert:ignore client-certificates-disabled reason=x until=2020-01-01",
    );
    const files = { "main.tf": `${expired}locals {\n  key = <<EOT\n${KEY}\nEOT\n}\n` };
    const before = await scanFiles(files);
    const rules = toBaseline(before).findings.map(({ rule }) => rule);
    expect(rules).not.toContain("key-material-in-source");
    expect(rules).not.toContain("expired-exception");
    const forged = { file: "main.tf", address: "locals", rule: "key-material-in-source" };
    const text = JSON.stringify({ version: 1, findings: [...toBaseline(before).findings, forged] });
    const after = await scanFiles(files, { baseline: { path: "baseline.json", text } });
    expect(after.results.map(describeResult)).toEqual(
      expect.arrayContaining([
        "fail key-material-in-source locals",
        "fail expired-exception azurerm_linux_web_app.orders",
      ]),
    );
  });

  it.each([
    ["no JSON", "{"],
    ["nothing", ""],
    ["another version", '{ "version": 2, "findings": [] }'],
    ["no findings", '{ "version": 1 }'],
    ["a rule that is none", '{ "version": 1, "findings": [{ "file": "a", "address": "b", "rule": "c" }] }'],
    ["half an entry", '{ "version": 1, "findings": [{ "file": "a" }] }'],
  ])("that is %s is an error", async (_title, text) => {
    const report = await scanFiles({ "main.tf": webApp("orders") }, { baseline: { path: "baseline.json", text } });
    expect(report.unreadable[0]?.file).toBe("baseline.json");
    expect(open(report)).toEqual([FAILS]);
    expect(exitCodeOf(report)).toBe(4);
  });
});
