import { describe, expect, it } from "vitest";
import { exitCodeOf, readSources, scan } from "../../../src/posture/index.ts";
import type { ScanReport } from "../../../src/posture/scan/model.ts";

async function scanFolder(path: string): Promise<ScanReport> {
  const folder = new URL("../../../", import.meta.url).pathname;
  const { sources, unreadable } = await readSources([path], { folder });
  return scan(sources, { scope: "all", today: "2026-06-15", unreadable });
}

function open({ results }: ScanReport): readonly string[] {
  return results
    .filter(({ status, severity }) => (status === "fail" || status === "unknown") && severity !== "note")
    .map(({ rule, status, address }) => `${status} ${rule} ${address}`)
    .toSorted();
}

describe("the examples", () => {
  it.each(["app-service", "container-app", "data-factory"])("%s demands certificates", async (name) => {
    const report = await scanFolder(`examples/scan/${name}`);
    expect(open(report)).toEqual([]);
    expect(exitCodeOf(report)).toBe(0);
  });

  it.each([
    [
      "app-service",
      [
        "fail client-certificates-disabled azurerm_linux_web_app.orders",
        "fail client-certificates-disabled azurerm_linux_web_app_slot.next",
        "fail client-certificates-not-required azurerm_linux_function_app.labels",
        "fail https-only azurerm_linux_web_app.orders",
      ],
    ],
    ["container-app", ["fail client-certificates-not-required azurerm_container_app.rates"]],
    [
      "data-factory",
      [
        "fail linked-service-authentication azurerm_data_factory_linked_custom_service.rates",
        "fail linked-service-authentication azurerm_data_factory_linked_service_web.carrier",
      ],
    ],
  ])("the noncompliant twin of %s does not", async (name, expected) => {
    const report = await scanFolder(`test/posture/fixtures/examples/noncompliant/${name}`);
    expect(open(report)).toEqual(expected);
    expect(exitCodeOf(report)).toBe(1);
  });
});
