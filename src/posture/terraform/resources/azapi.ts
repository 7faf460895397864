import type { Setting } from "../../facts/host-settings.ts";
import type { Opaque, ScannedResource } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { readAzapiContainerApp } from "./azapi-container-app.ts";
import { readAzapiSite } from "./azapi-site.ts";
import { isJudged, scannedLinkedService } from "./data-factory.ts";
import { jsonIn } from "./json-body.ts";
import { type Nested, nestedIn, settingIn } from "./nested.ts";
import { nameOf, scannedOf } from "./scanned.ts";
import { textOf } from "./settings.ts";
import { scannedStaticWebApp } from "./static-web-app.ts";

/** Resources of azapi, which say in Azure's own words what they make. */
export function readAzapi(input: ResourceInput): ScannedResource | undefined {
  if (input.type !== "azapi_resource" && input.type !== "azapi_update_resource") return undefined;
  const type = textOf(input.body.attribute("type"));
  const name = azureTypeOf(type);
  if (name === undefined) return type.kind === "unresolved" ? untold(input, type.expression) : undefined;
  return READERS.get(name)?.(input, jsonIn(input.body, "body", input.position));
}

type Reader = (input: ResourceInput, body: Nested) => ScannedResource | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["microsoft.web/sites", (input, body) => readAzapiSite(input, body, "site")],
  ["microsoft.web/sites/slots", (input, body) => readAzapiSite(input, body, "slot")],
  ["microsoft.web/staticsites", scannedStaticWebApp],
  ["microsoft.app/containerapps", readAzapiContainerApp],
  ["microsoft.datafactory/factories/linkedservices", readLinkedService],
]);

/** `microsoft.web/sites` of `Microsoft.Web/sites@2024-04-01`; the version may be an expression. */
function azureTypeOf(type: Setting<string>): string | undefined {
  const text = type.kind === "value" ? type.value : type.kind === "unresolved" ? type.expression : "";
  return /^"?(?<name>microsoft\.[\w.]+(?:\/\w+)+)(?:@|$)/i.exec(text)?.groups?.["name"]?.toLowerCase();
}

function untold(input: ResourceInput, expression: string): ScannedResource {
  const reason = `Its type is ${expression}, so it cannot be told what it makes.`;
  const subject: Opaque = { kind: "opaque", id: input.address, name: nameOf(input), reason };
  return scannedOf(input, Object.freeze(subject), "unknown");
}

function readLinkedService(input: ResourceInput, body: Nested): ScannedResource | undefined {
  const properties = nestedIn(body, "properties");
  const serviceType = textOf(settingIn(properties, "type"));
  if (!isJudged(serviceType)) return undefined;
  const authenticationType = textOf(settingIn(nestedIn(properties, "typeProperties"), "authenticationType"));
  return scannedLinkedService(input, { serviceType, authenticationType, canExpressCertificate: true });
}
