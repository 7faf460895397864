import type { ContainerAppSettings, SiteSettings } from "../facts/host-settings.ts";
import { gateOf } from "../facts/outcome.ts";
import { allowHttpsOnly, patchIngress } from "../facts/remedies.ts";
import type { RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing } from "../facts/setting.ts";
import { ingressUnknown } from "./ingress.ts";

const gate = gateOf("https-only");

/** Plain HTTP has no certificates, so a header on such a request was written by whoever sent it. */
export function checkSiteHttps(site: SiteSettings): RuleResult {
  const { httpsOnly } = site;
  const found = describeSetting("httpsOnly", httpsOnly);
  if (httpsOnly.kind !== "value") {
    const message = `${found}, so it cannot be told whether plain HTTP gets in.`;
    return gate.unknown(message, allowHttpsOnly(site), !isMissing(httpsOnly));
  }
  return httpsOnly.value
    ? gate.pass(`${found}.`)
    : gate.fail(`${found}: plain HTTP gets in, which carries no certificate.`, allowHttpsOnly(site));
}

/** Azure's default for a missing `allowInsecure` is false, which redirects plain HTTP. */
export function checkIngressHttps(app: ContainerAppSettings): RuleResult {
  if (app.ingress.kind !== "value") return ingressUnknown(gate, app);
  const { allowInsecure } = app.ingress.value;
  const found = describeSetting("allowInsecure", allowInsecure);
  const remedy = patchIngress(app, { allowInsecure: false });
  if (isMissing(allowInsecure)) return gate.pass(`${found}, which means false.`);
  if (allowInsecure.kind !== "value") {
    return gate.unknown(`${found}, so it cannot be told whether plain HTTP gets in.`, remedy, true);
  }
  return allowInsecure.value
    ? gate.fail(`${found}: plain HTTP gets in, which carries no certificate.`, remedy)
    : gate.pass(`${found}.`);
}
