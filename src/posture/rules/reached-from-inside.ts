import type { ContainerAppSettings } from "../facts/host-settings.ts";
import { notApplicable, noteOf } from "../facts/outcome.ts";
import { patchIngress } from "../facts/remedies.ts";
import type { RuleContext, RuleId, RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing } from "../facts/setting.ts";

const RULE: RuleId = "reached-from-inside";
const note = noteOf(RULE);

/**
 * Never a pass: `require` is reported unenforced for callers from inside (azure-container-apps#880), and nothing says
 * that it was mended. Additional ports pass the ingress by altogether.
 */
export function checkReachedFromInside(app: ContainerAppSettings, { headerFrom }: RuleContext): RuleResult {
  if (app.ingress.kind !== "value") return notApplicable(RULE, `${describeSetting("ingress", app.ingress)}.`);
  const { external, additionalPorts } = app.ingress.value;
  const found = describeSetting("external", external);
  if (additionalPorts.kind === "value" && additionalPorts.value > 0) {
    const ports = `additionalPortMappings exposes ${additionalPorts.value}`;
    return note.fail(
      `${ports}, and requests to them pass the ingress by, ${headerFrom === "gateway" ? "and the gateway too" : "which asks for certificates"}.`,
      patchIngress(app, { additionalPortMappings: [] }),
    );
  }
  const doubt = headerFrom === "gateway" ? PAST_GATEWAY : WITHOUT_CERTIFICATE;
  const remedy = "Share the environment only with apps that may call this one.";
  return note.unknown(`${found}, and ${doubt}.`, remedy, !isMissing(external));
}

const WITHOUT_CERTIFICATE =
  "callers inside the environment may get in without a certificate (azure-container-apps#880)";
const PAST_GATEWAY = "callers inside the environment may get in past the gateway";
