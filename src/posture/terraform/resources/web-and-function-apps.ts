import type { ScannedResource } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { defaultsOf } from "./defaults.ts";
import { exposureOfSite } from "./exposure.ts";
import { assumptionOf, nameOf, scannedOf } from "./scanned.ts";
import { parentSiteOf, type SiteAttributes, siteSettingsOf } from "./site-settings.ts";

interface Type {
  /** Azure's `kind` of what it makes. */
  readonly siteKind: string;
  /** Of a slot: the attribute that names its site. */
  readonly slotOf?: string;
}

export const WEB_AND_FUNCTION_APPS: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["azurerm_linux_web_app", { siteKind: "app,linux" }],
  ["azurerm_windows_web_app", { siteKind: "app" }],
  ["azurerm_linux_web_app_slot", { siteKind: "app,linux", slotOf: "app_service_id" }],
  ["azurerm_windows_web_app_slot", { siteKind: "app", slotOf: "app_service_id" }],
  ["azurerm_linux_function_app", { siteKind: "functionapp,linux" }],
  ["azurerm_windows_function_app", { siteKind: "functionapp" }],
  ["azurerm_linux_function_app_slot", { siteKind: "functionapp,linux", slotOf: "function_app_id" }],
  ["azurerm_windows_function_app_slot", { siteKind: "functionapp", slotOf: "function_app_id" }],
  ["azurerm_function_app_flex_consumption", { siteKind: "functionapp,linux" }],
]);

/** Apps that name their operating system, their slots, and Flex Consumption. */
export function readWebOrFunctionApp(input: ResourceInput): ScannedResource | undefined {
  const type = WEB_AND_FUNCTION_APPS.get(input.type);
  const defaults = defaultsOf(input.type, input.provider);
  if (type === undefined || defaults === undefined) return undefined;
  const { siteKind, slotOf } = type;
  const name = nameOf(input);
  const identity =
    slotOf === undefined
      ? ({ kind: "site", id: input.address, site: name, slot: undefined, siteKind } as const)
      : ({ kind: "slot", id: input.address, site: parentSiteOf(input.body, [slotOf]), slot: name, siteKind } as const);
  const site = siteSettingsOf(input.body, identity, APP_ATTRIBUTES, defaults);
  return scannedOf(input, site, exposureOfSite(site), assumptionOf(site, input.provider));
}

export const APP_ATTRIBUTES: SiteAttributes = {
  enabled: "client_certificate_enabled",
  mode: "client_certificate_mode",
  exclusionPaths: "client_certificate_exclusion_paths",
  publicNetworkAccess: ["public_network_access_enabled"],
  minTlsVersion: "minimum_tls_version",
  defaultAction: "ip_restriction_default_action",
};
