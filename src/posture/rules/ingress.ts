import type { ContainerAppSettings } from "../facts/host-settings.ts";
import type { Outcomes } from "../facts/outcome.ts";
import type { RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing } from "../facts/setting.ts";

/** What rules about an ingress answer when there is none: then nothing puts a certificate header on a request. */
export function ingressUnknown(outcomes: Outcomes, { ingress }: ContainerAppSettings): RuleResult {
  const found = describeSetting("ingress", ingress);
  const message = `${found}: without an ingress nothing vouches for a certificate header.`;
  const remedy = "Give the app an HTTP ingress whose clientCertificateMode is require.";
  return outcomes.unknown(message, remedy, !isMissing(ingress));
}
