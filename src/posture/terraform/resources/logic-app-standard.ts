import type { SiteSettings } from "../../facts/host-settings.ts";
import { isMissing, isWord } from "../../facts/setting.ts";
import type { ScannedResource, Subject } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { defaultsOf } from "./defaults.ts";
import { exposureOfSite } from "./exposure.ts";
import { assumptionOf, nameOf, scannedOf } from "./scanned.ts";
import { type SiteAttributes, siteSettingsOf } from "./site-settings.ts";

/** Logic Apps Standard, whose missing mode means no certificates up to azurerm 4.x and Required from 5.0 on. */
export function readLogicAppStandard(input: ResourceInput): ScannedResource | undefined {
  const defaults = defaultsOf(input.type, input.provider);
  if (input.type !== "azurerm_logic_app_standard" || defaults === undefined) return undefined;
  const name = nameOf(input);
  const identity = { kind: "site", id: input.address, site: name, slot: undefined, siteKind: LOGIC_APP } as const;
  const site = siteSettingsOf(input.body, identity, ATTRIBUTES, defaults);
  return scannedOf(input, subjectOf(input, site, name), exposureOfSite(site), assumptionOf(site, input.provider));
}

const LOGIC_APP = "functionapp,workflowapp";

const ATTRIBUTES: SiteAttributes = {
  enabled: "",
  mode: "client_certificate_mode",
  exclusionPaths: "",
  publicNetworkAccess: ["public_network_access", "site_config.public_network_access_enabled"],
  minTlsVersion: "min_tls_version",
  defaultAction: "",
};

/**
 * From 5.0 on azurerm copies the mode from Azure whether certificates are on or not, and Azure keeps Required while they
 * are off. So a state, and a plan that shows no change, say Required of an app that asks nobody. Any other mode is a no
 * all the same.
 */
function subjectOf({ from, provider, address }: ResourceInput, site: SiteSettings, name: string): Subject {
  const isCopied = provider.major === undefined || provider.major >= 5;
  const saysRequired = isWord(site.clientCertMode, "Required");
  if (from !== "plan" || !isCopied || !(saysRequired || isMissing(site.clientCertMode))) return site;
  // Without a version a missing mode is what 4.x shows of an app without certificates.
  if (provider.major === undefined && !saysRequired) return site;
  return { kind: "unprovable", id: address, name, reason: REASON, settings: site };
}

const REASON =
  "azurerm 5.x copies client_certificate_mode from Azure whether client certificates are on or not, so Required in a " +
  "plan or a state proves nothing: ask the live app for clientCertEnabled.";
