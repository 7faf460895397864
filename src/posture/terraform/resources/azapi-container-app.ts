import type { ContainerAppSettings, IngressSettings, Setting } from "../../facts/host-settings.ts";
import type { ScannedResource } from "../../scan/model.ts";
import type { ResourceBody, ResourceInput } from "../resource-input.ts";
import { notTold } from "./azapi-site.ts";
import { exposureOfIngress } from "./exposure.ts";
import { type Nested, nestedIn } from "./nested.ts";
import { assumptionOf, nameOf, scannedOf } from "./scanned.ts";
import { ABSENT, orDefault, strictTruthOf, textOf } from "./settings.ts";

/** A container app in Azure's own words. An update that does not mention the ingress is none of ours. */
export function readAzapiContainerApp(input: ResourceInput, body: Nested): ScannedResource | undefined {
  const isUpdate = input.type === "azapi_update_resource";
  const ingress = nestedIn(nestedIn(nestedIn(body, "properties"), "configuration"), "ingress");
  if (isUpdate && ingress.kind === "none") return undefined;
  const setting = ingressOf(ingress, isUpdate);
  const app: ContainerAppSettings = { kind: "container-app", id: input.address, name: nameOf(input), ingress: setting };
  const assumption = setting.kind === "value" ? assumptionOf(setting.value, input.provider) : undefined;
  return scannedOf(input, Object.freeze(app), exposureOfIngress(setting), assumption);
}

function ingressOf(ingress: Nested, isUpdate: boolean): Setting<IngressSettings> {
  if (ingress.kind === "unresolved") return ingress;
  if (ingress.kind === "none") return { kind: "null" };
  const { body } = ingress;
  const missing = <Value>(setting: Setting<Value>, fallback: Value): Setting<Value> =>
    isUpdate ? notTold(setting, fallback) : orDefault(setting, fallback, "Azure's default");
  const value: IngressSettings = {
    fqdn: ABSENT,
    external: missing(strictTruthOf(body.attribute("external")), false),
    clientCertificateMode: missing(textOf(body.attribute("clientCertificateMode")), "ignore"),
    allowInsecure: missing(strictTruthOf(body.attribute("allowInsecure")), false),
    transport: missing(textOf(body.attribute("transport")), "auto"),
    additionalPorts: additionalPortsIn(body),
    ipSecurityRestrictions: ABSENT,
  };
  return { kind: "value", value };
}

function additionalPortsIn(body: ResourceBody): Setting<number> {
  const ports = body.blocks("additionalPortMappings");
  if (ports.kind === "unresolved") return ports;
  return ports.bodies.length === 0 ? ABSENT : { kind: "value", value: ports.bodies.length };
}
