import type { SiteSettings } from "../facts/host-settings.ts";
import { readAccessRestrictions } from "./access-restrictions.ts";
import { asObject, booleanSetting, type JsonObject, own, ownObject, ownText, setting, stringSetting } from "./json.ts";

/**
 * A site or slot of App Service, from Resource Manager's answer to GET, or one element of its answer to LIST.
 *
 * @param webConfig The answer to GET of the site's `config/web`. Only it tells HTTP/2, TLS version, health check and
 *   access restrictions: the site's own `siteConfig` has nulls and wrong values for them (azure-sdk-for-js#26876).
 *   Without it they are absent.
 * @returns Undefined when the body is no site. A value of another type than Azure's is an unresolved setting.
 */
export function readSite(body: unknown, webConfig?: unknown): SiteSettings | undefined {
  const resource = asObject(body);
  const place = placeOf(resource);
  if (place === undefined) return undefined;
  const properties = ownObject(resource, "properties");
  return Object.freeze({
    ...place,
    siteKind: stringSetting(resource, "kind"),
    hostNames: readHostNames(properties),
    defaultHostName: stringSetting(properties, "defaultHostName"),
    clientCertEnabled: booleanSetting(properties, "clientCertEnabled"),
    clientCertMode: stringSetting(properties, "clientCertMode"),
    clientCertExclusionPaths: stringSetting(properties, "clientCertExclusionPaths"),
    clientCertExclusionEndPoints: stringSetting(properties, "clientCertExclusionEndPoints"),
    httpsOnly: booleanSetting(properties, "httpsOnly"),
    publicNetworkAccess: stringSetting(properties, "publicNetworkAccess"),
    ...readWebConfig(ownObject(asObject(webConfig), "properties")),
  });
}

type Place = Pick<SiteSettings, "kind" | "id" | "site" | "slot">;

/** Which site or slot it is. The type decides; the names are the ones in `name`, `site/slot`, else those in the id. */
function placeOf(resource: JsonObject | undefined): Place | undefined {
  const type = ownText(resource, "type")?.toLowerCase();
  const id = ownText(resource, "id");
  if (id === undefined || (type !== "microsoft.web/sites" && type !== "microsoft.web/sites/slots")) return undefined;
  const [site, slot, ...rest] = (ownText(resource, "name") ?? "").split("/");
  if (type === "microsoft.web/sites") {
    const name = slot === undefined && site ? site : segmentAfter("sites", id);
    return name === undefined ? undefined : { kind: "site", id, site: name, slot: undefined };
  }
  if (site && slot && rest.length === 0) return { kind: "slot", id, site, slot };
  const names = [segmentAfter("sites", id), segmentAfter("slots", id)] as const;
  if (names[0] === undefined || names[1] === undefined) return undefined;
  return { kind: "slot", id, site: names[0], slot: names[1] };
}

/** The segment of a resource id that follows this one: `orders` after `sites` in `.../sites/orders/slots/staging`. */
function segmentAfter(name: string, id: string): string | undefined {
  const segments = id.split("/");
  const index = segments.findIndex((segment) => segment.toLowerCase() === name);
  const next = index === -1 ? undefined : segments[index + 1];
  return next === "" ? undefined : next;
}

function readHostNames(properties: JsonObject | undefined): readonly string[] {
  const enabled = texts(own(properties, "enabledHostNames")).filter((name) => !isDeploymentHost(name));
  const names = [ownText(properties, "defaultHostName") ?? "", ...texts(own(properties, "hostNames")), ...enabled];
  return Object.freeze([...new Set(names.filter((name) => name !== "").map((name) => name.toLowerCase()))]);
}

/** `orders.scm.azurewebsites.net` is the deployment site (Kudu), which is another app than this one. */
function isDeploymentHost(name: string): boolean {
  return name.split(".")[1]?.toLowerCase() === "scm";
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
}

type WebConfig = Pick<
  SiteSettings,
  | "http20Enabled"
  | "minTlsVersion"
  | "healthCheckPath"
  | "ipSecurityRestrictionsDefaultAction"
  | "ipSecurityRestrictions"
>;

function readWebConfig(properties: JsonObject | undefined): WebConfig {
  return {
    http20Enabled: booleanSetting(properties, "http20Enabled"),
    minTlsVersion: stringSetting(properties, "minTlsVersion"),
    healthCheckPath: stringSetting(properties, "healthCheckPath"),
    ipSecurityRestrictionsDefaultAction: stringSetting(properties, "ipSecurityRestrictionsDefaultAction"),
    ipSecurityRestrictions: setting(properties, "ipSecurityRestrictions", readAccessRestrictions),
  };
}
