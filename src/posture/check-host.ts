import type { ContainerAppSettings, HostSettings, SiteSettings } from "./facts/host-settings.ts";
import type { RuleContext, RuleResult } from "./facts/rule.ts";
import { checkIngressAccess, checkSiteAccess } from "./rules/access-restrictions.ts";
import { checkPhantomSettings, checkWarmUpStatuses } from "./rules/app-settings.ts";
import { checkIngressClientCertificates, checkSiteClientCertificates } from "./rules/client-certificates-required.ts";
import { checkExclusionEndPoints, checkExclusionPaths } from "./rules/exclusion-paths.ts";
import { checkHealthCheckPath } from "./rules/health-check-path.ts";
import { checkIngressHttps, checkSiteHttps } from "./rules/https-only.ts";
import { checkIngressTransport } from "./rules/ingress-transport.ts";
import { checkReachedFromInside } from "./rules/reached-from-inside.ts";
import { checkHttp2, checkMinimumTls, checkRenegotiation } from "./rules/tls.ts";

type Rule<Host> = (host: Host, context: RuleContext) => RuleResult;

const SITE_RULES: readonly Rule<SiteSettings>[] = [
  checkSiteClientCertificates,
  checkSiteHttps,
  checkExclusionPaths,
  checkExclusionEndPoints,
  checkSiteAccess,
  checkMinimumTls,
  checkHttp2,
  checkRenegotiation,
  checkHealthCheckPath,
  checkPhantomSettings,
  checkWarmUpStatuses,
];

const CONTAINER_APP_RULES: readonly Rule<ContainerAppSettings>[] = [
  checkIngressClientCertificates,
  checkIngressHttps,
  checkIngressTransport,
  checkIngressAccess,
  checkReachedFromInside,
];

/**
 * Asks every rule that there is for this kind of host, each once.
 *
 * @returns One result per rule, always in the same order: first those that decide about trust, then those that inform.
 */
export function checkHost(settings: HostSettings, context: RuleContext): readonly RuleResult[] {
  const results =
    settings.kind === "container-app"
      ? CONTAINER_APP_RULES.map((rule) => rule(settings, context))
      : SITE_RULES.map((rule) => rule(settings, context));
  return Object.freeze([...results.filter(({ gate }) => gate), ...results.filter(({ gate }) => !gate)]);
}

/**
 * Whether the platform demands a certificate of every caller (or, behind a gateway, lets in nobody but the gateway): no
 * if one rule that decides says no, yes only if all of them say yes. Without any there is nobody to say yes.
 */
export function demandOf(results: readonly RuleResult[]): "yes" | "no" | "unknown" {
  const gates = results.filter(({ gate }) => gate);
  if (gates.some(({ status }) => status === "fail")) return "no";
  return gates.length > 0 && gates.every(({ status }) => status === "pass") ? "yes" : "unknown";
}

/**
 * Whether the demand is unknown for no other reason than that the source said nothing: null, absent, or not read. An
 * earlier yes may outlive that. It is over as soon as one rule that decides says no, or is in doubt about what was said.
 */
export function isSilent(results: readonly RuleResult[]): boolean {
  const gates = results.filter(({ gate }) => gate);
  const doubts = gates.filter(({ status }) => status === "unknown");
  return doubts.length > 0 && doubts.every(({ isSaid }) => !isSaid) && gates.every(({ status }) => status !== "fail");
}
