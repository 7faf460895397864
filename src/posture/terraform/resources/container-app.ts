import type { ContainerAppSettings, IngressSettings, Setting } from "../../facts/host-settings.ts";
import type { ScannedResource } from "../../scan/model.ts";
import type { ResourceBody, ResourceInput } from "../resource-input.ts";
import { exposureOfIngress } from "./exposure.ts";
import { nestedIn } from "./nested.ts";
import { assumptionOf, nameOf, scannedOf } from "./scanned.ts";
import { ABSENT, orDefault, textOf, truthOf, wordOf } from "./settings.ts";

/** A container app of azurerm, whose ingress has had `client_certificate_mode` since 4.20. */
export function readContainerApp(input: ResourceInput): ScannedResource | undefined {
  if (input.type !== "azurerm_container_app") return undefined;
  const assumed =
    input.provider.major === undefined ? "the default of azurerm" : `the default of azurerm ${input.provider.major}.x`;
  const app = containerAppOf(input, assumed);
  const { ingress } = app;
  const assumption = ingress.kind === "value" ? assumptionOf(ingress.value, input.provider) : undefined;
  return scannedOf(input, app, exposureOfIngress(ingress), assumption);
}

/**
 * The attributes of `azurerm_container_app`, which modules take over for their arguments.
 *
 * @param assumed Whose defaults count, in words. They are the same in all versions; without a mode nobody is asked.
 */
export function containerAppOf(place: Pick<ResourceInput, "address" | "body">, assumed: string): ContainerAppSettings {
  const ingress = ingressIn(place.body, assumed);
  return Object.freeze({ kind: "container-app", id: place.address, name: nameOf(place), ingress });
}

function ingressIn(body: ResourceBody, assumed: string): Setting<IngressSettings> {
  const ingress = nestedIn({ kind: "body", body }, "ingress");
  if (ingress.kind === "none") return { kind: "null" };
  if (ingress.kind === "unresolved") return ingress;
  const read = (name: string): Setting<unknown> => ingress.body.attribute(name);
  const value: IngressSettings = {
    fqdn: ABSENT,
    external: orDefault(truthOf(read("external_enabled")), false, assumed),
    clientCertificateMode: orDefault(wordOf(read("client_certificate_mode"), MODES), "ignore", assumed),
    allowInsecure: orDefault(truthOf(read("allow_insecure_connections")), false, assumed),
    transport: orDefault(textOf(read("transport")), "auto", assumed),
    additionalPorts: countOf(ingress.body, "additional_port_mappings"),
    ipSecurityRestrictions: ABSENT,
  };
  return { kind: "value", value };
}

const MODES: readonly string[] = ["require", "accept", "ignore"];

/** Nothing of azurerm's own has it; a module of Microsoft's does. */
function countOf(body: ResourceBody, name: string): Setting<number> {
  const blocks = body.blocks(name);
  if (blocks.kind === "unresolved") return blocks;
  return blocks.bodies.length === 0 ? ABSENT : { kind: "value", value: blocks.bodies.length };
}
