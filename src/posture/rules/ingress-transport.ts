import type { ContainerAppSettings } from "../facts/host-settings.ts";
import { gateOf } from "../facts/outcome.ts";
import { patchIngress } from "../facts/remedies.ts";
import type { RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing, isWord } from "../facts/setting.ts";
import { ingressUnknown } from "./ingress.ts";

const gate = gateOf("ingress-transport");

/** The client certificate mode is one of HTTP ingress only: TCP is passed on as it comes, header and all. */
export function checkIngressTransport(app: ContainerAppSettings): RuleResult {
  if (app.ingress.kind !== "value") return ingressUnknown(gate, app);
  const { transport } = app.ingress.value;
  const found = describeSetting("transport", transport);
  const remedy = patchIngress(app, { transport: "auto" });
  if (isMissing(transport)) return gate.pass(`${found}, which means auto.`);
  if (HTTP.some((word) => isWord(transport, word))) return gate.pass(`${found}.`);
  return isWord(transport, "tcp")
    ? gate.fail(`${found}: certificates are asked for on HTTP ingress only.`, remedy)
    : gate.unknown(`${found}, so it cannot be told whether certificates can be asked for.`, remedy, true);
}

const HTTP: readonly string[] = ["auto", "http", "http2"];
