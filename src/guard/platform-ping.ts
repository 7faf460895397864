import { headerLines } from "../header/raw-headers.ts";
import type { AnyFinding } from "../verdict/finding.ts";

/**
 * How App Service's own requests introduce themselves: Always On, the health check (Azure documents the second name and
 * sends the first), the host name check, and the warm-up of a slot and of IIS. The warm-up of a container has no name.
 */
const PLATFORM_AGENTS: ReadonlySet<string> = new Set([
  "AlwaysOn",
  "HealthCheck/1.0",
  "ReadyForRequest/1.0",
  "ReadyForRequest/1.0 (HealthCheck)",
  "ReadyForRequest/1.0+(HealthCheck)",
  "HostnameSyncPinger",
  "SiteWarmup",
  "IIS Application Initialization Warmup",
  "IIS Application Initialization Preload",
]);

/**
 * Whether a refused request is one of the platform's, which come without a certificate: every few minutes for as long
 * as the app lives. Anyone can write the name, so it only says how loudly the refusal is logged.
 */
export function isPlatformPing(rawHeaders: readonly string[], findings: readonly AnyFinding[]): boolean {
  const lacksOnlyHeader = findings.every(({ code }) => code === "header_missing");
  const agents = headerLines(rawHeaders, "user-agent");
  return lacksOnlyHeader && agents.length === 1 && PLATFORM_AGENTS.has(agents[0] ?? "");
}
