import type { Setting } from "../../facts/host-settings.ts";
import type { LinkedServiceSettings, ScannedResource } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { jsonIn } from "./json-body.ts";
import { settingIn } from "./nested.ts";
import { nameOf, scannedOf } from "./scanned.ts";
import { textOf } from "./settings.ts";

/**
 * azurerm's linked service for the web. It lets `ClientCertificate` be written and then sends no certificate, nor even
 * the URL: its code builds the properties for Anonymous and Basic only.
 */
export function readLinkedServiceWeb(input: ResourceInput): ScannedResource | undefined {
  if (input.type !== "azurerm_data_factory_linked_service_web") return undefined;
  return scannedLinkedService(input, {
    serviceType: { kind: "value", value: "Web" },
    authenticationType: textOf(input.body.attribute("authentication_type")),
    canExpressCertificate: false,
  });
}

/** A custom linked service, where its type is Web or HttpServer. Its properties are a text of JSON. */
export function readLinkedCustomService(input: ResourceInput): ScannedResource | undefined {
  if (input.type !== "azurerm_data_factory_linked_custom_service") return undefined;
  const serviceType = textOf(input.body.attribute("type"));
  if (!isJudged(serviceType)) return undefined;
  const properties = jsonIn(input.body, "type_properties_json", input.position);
  const authenticationType = textOf(settingIn(properties, "authenticationType"));
  return scannedLinkedService(input, { serviceType, authenticationType, canExpressCertificate: true });
}

/** Of other types nothing is asked here; one that cannot be told may be either. */
export function isJudged(serviceType: Setting<string>): boolean {
  if (serviceType.kind !== "value") return serviceType.kind === "unresolved";
  return ["web", "httpserver"].includes(serviceType.value.toLowerCase());
}

/** A linked service calls out, so nobody reaches it. */
export function scannedLinkedService(
  input: ResourceInput,
  settings: Pick<LinkedServiceSettings, "serviceType" | "authenticationType" | "canExpressCertificate">,
): ScannedResource {
  const subject: LinkedServiceSettings = {
    kind: "linked-service",
    id: input.address,
    name: nameOf(input),
    ...settings,
  };
  return scannedOf(input, Object.freeze(subject), "unknown");
}
