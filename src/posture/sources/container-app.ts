import type { ContainerAppSettings, IngressSettings } from "../facts/host-settings.ts";
import { readIngressRestrictions } from "./access-restrictions.ts";
import { asObject, booleanSetting, type JsonObject, ownObject, ownText, setting, stringSetting } from "./json.ts";

/**
 * A container app, from Resource Manager's answer to GET, or one element of its answer to LIST.
 *
 * @returns Undefined when the body is no container app. A value of another type than Azure's is an unresolved setting.
 */
export function readContainerApp(body: unknown): ContainerAppSettings | undefined {
  const resource = asObject(body);
  const id = ownText(resource, "id");
  if (id === undefined || ownText(resource, "type")?.toLowerCase() !== "microsoft.app/containerapps") return undefined;
  const name = ownText(resource, "name") ?? id.slice(id.lastIndexOf("/") + 1);
  const configuration = ownObject(ownObject(resource, "properties"), "configuration");
  const ingress = setting(configuration, "ingress", (value) => readIngress(asObject(value)));
  return Object.freeze({ kind: "container-app", id, name, ingress });
}

function readIngress(ingress: JsonObject | undefined): IngressSettings | undefined {
  if (ingress === undefined) return undefined;
  return Object.freeze({
    fqdn: stringSetting(ingress, "fqdn"),
    external: booleanSetting(ingress, "external"),
    clientCertificateMode: stringSetting(ingress, "clientCertificateMode"),
    allowInsecure: booleanSetting(ingress, "allowInsecure"),
    transport: stringSetting(ingress, "transport"),
    ipSecurityRestrictions: setting(ingress, "ipSecurityRestrictions", readIngressRestrictions),
    additionalPorts: setting(ingress, "additionalPortMappings", (value) =>
      Array.isArray(value) ? value.length : undefined,
    ),
  });
}
