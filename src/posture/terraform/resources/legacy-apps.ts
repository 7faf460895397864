import type { Setting } from "../../facts/host-settings.ts";
import { isWord } from "../../facts/setting.ts";
import type { Inexpressible, ScannedResource } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { defaultsOf } from "./defaults.ts";
import { exposureOfSite } from "./exposure.ts";
import { assumptionOf, nameOf, scannedOf } from "./scanned.ts";
import { textOf } from "./settings.ts";
import { type SiteAttributes, siteSettingsOf } from "./site-settings.ts";

/** `azurerm_app_service` and `azurerm_function_app`, which left azurerm with 5.0. */
export function readLegacyApp(input: ResourceInput): ScannedResource | undefined {
  const attributes = ATTRIBUTES.get(input.type);
  const defaults = defaultsOf(input.type, input.provider);
  if (attributes === undefined || defaults === undefined) return undefined;
  const siteKind = input.type === "azurerm_app_service" ? "app" : functionKindOf(input.body.attribute("os_type"));
  const identity = { kind: "site", id: input.address, site: nameOf(input), slot: undefined, siteKind } as const;
  const site = siteSettingsOf(input.body, identity, attributes, defaults);
  return scannedOf(input, site, exposureOfSite(site), assumptionOf(site, input.provider));
}

const COMMON = {
  mode: "client_cert_mode",
  exclusionPaths: "",
  publicNetworkAccess: [],
  minTlsVersion: "min_tls_version",
  defaultAction: "",
} as const;

const ATTRIBUTES: ReadonlyMap<string, SiteAttributes> = new Map<string, SiteAttributes>([
  ["azurerm_app_service", { ...COMMON, enabled: "client_cert_enabled" }],
  ["azurerm_function_app", { ...COMMON, enabled: "" }],
]);

function functionKindOf(osType: Setting<unknown>): string {
  return isWord(textOf(osType), "linux") ? "functionapp,linux" : "functionapp";
}

/** The slots of the same design: no attribute of theirs is about client certificates. */
export function readLegacySlot(input: ResourceInput): ScannedResource | undefined {
  const advice = ADVICE.get(input.type);
  if (advice === undefined) return undefined;
  const subject: Inexpressible = { kind: "inexpressible", id: input.address, name: nameOf(input), advice };
  return scannedOf(input, Object.freeze(subject), "unknown");
}

const ADVICE: ReadonlyMap<string, string> = new Map([
  ["azurerm_app_service_slot", adviceOf("web_app_slot")],
  ["azurerm_function_app_slot", adviceOf("function_app_slot")],
]);

function adviceOf(type: string): string {
  return (
    `Migrate to azurerm_linux_${type} or azurerm_windows_${type}, which have client_certificate_enabled and ` +
    "client_certificate_mode; this type has neither, and left azurerm with 5.0."
  );
}
