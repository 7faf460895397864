import { scan } from "../../../src/posture/index.ts";
import type { ScanReport, ScanResult } from "../../../src/posture/scan/model.ts";
import type { ScanOptions, ScanSource } from "../../../src/posture/scan/options.ts";

/** A web app of azurerm 4 that asks nobody for a certificate and is fine otherwise. */
export function webApp(name: string, lines = ""): string {
  return [
    `resource "azurerm_linux_web_app" "${name}" {`,
    `  name                       = "${name}"`,
    "  https_only                 = true",
    "  client_certificate_enabled = false",
    lines,
    "  site_config {}",
    "}",
    "",
  ].join("\n");
}

export const PROVIDERS = `terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "~> 4.0" }
  }
}
`;

export function sourcesOf(files: Readonly<Record<string, string | Uint8Array>>): readonly ScanSource[] {
  return Object.entries(files).map(([path, content]) => {
    return { path, bytes: typeof content === "string" ? Buffer.from(content) : content };
  });
}

/** A scan on a day that never changes, in which everything counts unless the test says otherwise. */
export function scanFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: ScanOptions = {},
): Promise<ScanReport> {
  return scan(sourcesOf(files), { today: "2026-06-15", scope: "all", ...options });
}

/** Results that are not good: `fail client-certificates-disabled azurerm_linux_web_app.orders`. */
export function open({ results }: ScanReport): readonly string[] {
  return results
    .filter(({ severity }) => severity !== "note")
    .filter(isOpen)
    .map(describeResult);
}

export function describeResult({ status, rule, address }: ScanResult): string {
  return `${status} ${rule} ${address}`;
}

function isOpen({ status }: ScanResult): boolean {
  return status === "fail" || status === "unknown" || status === "suppressed";
}
