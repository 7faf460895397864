import { excerpt } from "../facts/excerpt.ts";
import type { ContainerAppSettings, SiteSettings } from "../facts/host-settings.ts";
import { gateOf, notApplicable, noteOf } from "../facts/outcome.ts";
import { patchIngress, updateSite } from "../facts/remedies.ts";
import type { RuleContext, RuleId, RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing, isWord } from "../facts/setting.ts";
import { ingressUnknown } from "./ingress.ts";

const RULE: RuleId = "client-certificates-required";
const gate = gateOf(RULE);
const note = noteOf(RULE);

/**
 * Enabled and mode are judged together, never one alone for a pass: a new site says `false` and `Required`, and then
 * asks nobody for a certificate. For a no either is enough: whatever the mode says but Required, in words of Azure's or
 * not, demands nothing.
 */
export function checkSiteClientCertificates(site: SiteSettings, { headerFrom }: RuleContext): RuleResult {
  if (headerFrom === "gateway") return checkSiteBehindGateway(site);
  const { clientCertEnabled: enabled, clientCertMode: mode } = site;
  const remedy = updateSite(site, { clientCertEnabled: true, clientCertMode: "Required" });
  const found = `${describeSetting("clientCertEnabled", enabled)} and ${describeMode(site)}`;
  if (enabled.kind === "value" && !enabled.value) {
    return gate.fail(
      `${found}: the mode does not count while it is off, and nobody is asked for a certificate.`,
      remedy,
    );
  }
  if (mode.kind === "value" && !isWord(mode, "Required")) return gate.fail(`${found}${harmOf(mode.value)}.`, remedy);
  if (enabled.kind === "value" && mode.kind === "value") return gate.pass(`${found}.`);
  const isSaid = enabled.kind === "unresolved" || mode.kind === "unresolved";
  return gate.unknown(`${found}, ${doubtOf(site)}.`, remedy, isSaid);
}

function harmOf(mode: string): string {
  const portal = portalWords(mode);
  return portal === undefined
    ? ": only Required makes the platform demand a certificate"
    : ` (${portal}), so requests without a certificate get in`;
}

/** Azure's own portal has called the same value by two names, and two values by the same (azure-functions-ux#7917). */
function portalWords(mode: string): string | undefined {
  switch (mode.toLowerCase()) {
    case "optional":
      return "the portal calls it Optional, and called it Allow until late 2024";
    case "optionalinteractiveuser":
      return "the portal calls it Optional Interactive User, and called it Optional until late 2024";
    default:
      return undefined;
  }
}

/** On App Service on Azure Arc all three settings are null, and the feature is not there. */
function doubtOf({ siteKind, clientCertEnabled }: SiteSettings): string {
  const isOnArc = siteKind.kind === "value" && siteKind.value.toLowerCase().includes("kubernetes");
  return isOnArc && clientCertEnabled.kind === "null"
    ? `as on every site of kind ${excerpt(siteKind.value)}: App Service on Azure Arc does not ask for certificates`
    : "so it cannot be told whether certificates are asked for";
}

/**
 * A gateway ends TLS itself and has no certificate of its callers to show (Application Gateway, Front Door). What
 * protects the site then are access restrictions.
 */
function checkSiteBehindGateway(site: SiteSettings): RuleResult {
  const found = `${describeSetting("clientCertEnabled", site.clientCertEnabled)} and ${describeMode(site)}`;
  const isEnabled = site.clientCertEnabled.kind === "value" && site.clientCertEnabled.value;
  if (!isEnabled || !isWord(site.clientCertMode, "Required")) return notApplicable(RULE, BEHIND_GATEWAY);
  const message = `${found}: that locks the gateway out, which cannot present its caller's certificate.`;
  return note.fail(message, updateSite(site, { clientCertEnabled: false }));
}

const BEHIND_GATEWAY =
  "The certificate header comes from a gateway, which cannot present its caller's certificate, so requiring one " +
  "would lock it out.";

function describeMode({ clientCertMode }: SiteSettings): string {
  return describeSetting("clientCertMode", clientCertMode);
}

/** The modes of a container app's ingress; in a present ingress without one, Azure's default is `ignore`. */
export function checkIngressClientCertificates(app: ContainerAppSettings, { headerFrom }: RuleContext): RuleResult {
  if (headerFrom === "gateway") return checkIngressBehindGateway(app);
  if (app.ingress.kind !== "value") return ingressUnknown(gate, app);
  const mode = app.ingress.value.clientCertificateMode;
  const remedy = patchIngress(app, { clientCertificateMode: "require" });
  const found = describeSetting("clientCertificateMode", mode);
  if (isWord(mode, "require")) return gate.pass(`${found}.`);
  if (isMissing(mode)) return gate.fail(`${found}, which means ignore: nobody is asked for a certificate.`, remedy);
  if (isWord(mode, "ignore")) return gate.fail(`${found}: nobody is asked for a certificate.`, remedy);
  if (isWord(mode, "accept")) return gate.fail(`${found}, so requests without a certificate get in.`, remedy);
  if (mode.kind !== "value") return gate.unknown(`${found}, so it cannot be told who gets in.`, remedy, true);
  return gate.fail(`${found}: only require makes the ingress demand a certificate.`, remedy);
}

function checkIngressBehindGateway(app: ContainerAppSettings): RuleResult {
  const mode = app.ingress.kind === "value" ? app.ingress.value.clientCertificateMode : undefined;
  if (mode === undefined || !isWord(mode, "require")) return notApplicable(RULE, BEHIND_GATEWAY);
  const found = describeSetting("clientCertificateMode", mode);
  const message = `${found}: that locks the gateway out, which cannot present its caller's certificate.`;
  return note.fail(message, patchIngress(app, { clientCertificateMode: "ignore" }));
}
