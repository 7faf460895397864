import { scan } from "../../../src/posture/index.ts";
import type { ScanReport } from "../../../src/posture/scan/model.ts";
import type { ScanOptions } from "../../../src/posture/scan/options.ts";

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A scan of files by their paths, on a day that never changes, in which every resource counts. */
export function scanTree(files: Files, options: ScanOptions = {}): Promise<ScanReport> {
  const sources = Object.entries(files).map(([path, content]) => {
    return { path, bytes: typeof content === "string" ? Buffer.from(content) : content };
  });
  return scan(sources, { today: "2026-06-15", scope: "all", ...options });
}

/** What the report says of one resource, in one word: `demanded` only when both rules about certificates pass. */
export type Demand = "demanded" | "off" | "not required" | "unknown" | "inexpressible" | "unproven" | "none";

export function demandIn({ results }: ScanReport, name = "app"): Demand {
  const own = results.filter(({ address }) => address.replace(/\[.*\]$/, "").endsWith(`.${name}`));
  const statusOf = (rule: string): string | undefined => own.find((one) => one.rule === rule)?.status;
  const [enabled, required] = [statusOf("client-certificates-disabled"), statusOf("client-certificates-not-required")];
  if (statusOf("cannot-express") === "fail") return "inexpressible";
  if (statusOf("state-proves-nothing") === "unknown") return "unproven";
  if (enabled === "fail") return "off";
  if (required === "fail") return "not required";
  if (enabled === "unknown" || required === "unknown") return "unknown";
  return enabled === "pass" && required === "pass" ? "demanded" : "none";
}

export async function demandOf(files: Files | string, name?: string): Promise<Demand> {
  return demandIn(await scanTree(typeof files === "string" ? { "main.tf": files } : files), name);
}

export function versions(constraint: string): string {
  return `terraform {
  required_providers {
    azurerm = { source = "hashicorp/azurerm", version = "${constraint}" }
  }
}
`;
}

/** A resource named `app`. */
export function app(type: string, body: string): string {
  return `resource "${type}" "app" {\n  name = "x"\n${body}\n}\n`;
}

/** A web app whose certificates are on, unless the body says otherwise. */
export function web(body: string): string {
  return versions("~> 4.0") + app("azurerm_linux_web_app", `  https_only = true\n  site_config {}\n${body}`);
}

export const ON = "  client_certificate_enabled = true\n";
