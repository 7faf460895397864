import type { AccessRestriction, Setting, SiteSettings } from "../../facts/host-settings.ts";
import type { ScannedResource } from "../../scan/model.ts";
import type { ResourceInput } from "../resource-input.ts";
import { AZURE_RESTRICTIONS, restrictionsIn } from "./access-restrictions.ts";
import { exposureOfSite } from "./exposure.ts";
import { type Nested, nestedIn, settingIn } from "./nested.ts";
import { assumptionOf, nameOf, scannedOf } from "./scanned.ts";
import { ABSENT, orDefault, strictTruthOf, textOf } from "./settings.ts";
import { parentSiteOf } from "./site-settings.ts";

/** A site or slot in Azure's own words. */
export function readAzapiSite(input: ResourceInput, body: Nested, kind: "site" | "slot"): ScannedResource | undefined {
  const isUpdate = input.type === "azapi_update_resource";
  if (isUpdate && !isJudgedUpdate(body)) return undefined;
  const name = nameOf(input);
  const identity =
    kind === "site"
      ? ({ kind, id: input.address, site: name, slot: undefined } as const)
      : ({ kind, id: input.address, site: parentSiteOf(input.body, ["parent_id"]), slot: name } as const);
  const settings = settingsIn(body, isUpdate ? notTold : azureDefault);
  const site: SiteSettings = Object.freeze({ ...identity, ...settings });
  return scannedOf(input, site, isUpdate ? "unknown" : exposureOfSite(site), assumptionOf(site, input.provider));
}

/** What a setting is when nothing is written of it. */
type Missing = <Value>(setting: Setting<Value>, fallback: Value | undefined) => Setting<Value>;

/** A new site says false and Required (Resource Manager's own examples, and every new site). */
const azureDefault: Missing = (setting, fallback) => orDefault(setting, fallback, "Azure's default");

/** An update leaves what it does not mention as it is, and nobody here knows how that is. */
export const notTold: Missing = (setting) =>
  setting.kind === "absent" || setting.kind === "null" ? { kind: "unresolved", expression: NOT_TOLD } : setting;

const NOT_TOLD = "not told by azapi_update_resource";

type Settings = Omit<SiteSettings, "kind" | "id" | "site" | "slot">;

function settingsIn(body: Nested, missing: Missing): Settings {
  const properties = nestedIn(body, "properties");
  const config = nestedIn(properties, "siteConfig");
  return {
    siteKind: textOf(settingIn(body, "kind")),
    hostNames: [],
    defaultHostName: ABSENT,
    clientCertEnabled: missing(strictTruthOf(settingIn(properties, "clientCertEnabled")), false),
    clientCertMode: missing(textOf(settingIn(properties, "clientCertMode")), "Required"),
    clientCertExclusionPaths: missing(textOf(settingIn(properties, "clientCertExclusionPaths")), undefined),
    clientCertExclusionEndPoints: missing(textOf(settingIn(properties, "clientCertExclusionEndPoints")), undefined),
    httpsOnly: missing(strictTruthOf(settingIn(properties, "httpsOnly")), false),
    publicNetworkAccess: missing(textOf(settingIn(properties, "publicNetworkAccess")), undefined),
    http20Enabled: missing(strictTruthOf(settingIn(config, "http20Enabled")), false),
    minTlsVersion: missing(textOf(settingIn(config, "minTlsVersion")), "1.2"),
    healthCheckPath: missing(textOf(settingIn(config, "healthCheckPath")), undefined),
    ipSecurityRestrictionsDefaultAction: missing(
      textOf(settingIn(config, "ipSecurityRestrictionsDefaultAction")),
      undefined,
    ),
    ipSecurityRestrictions: missing(writtenRestrictionsIn(config), []),
  };
}

/** Missing where none is written, which a source that says everything means as none. */
function writtenRestrictionsIn(config: Nested): Setting<readonly AccessRestriction[]> {
  const restrictions = restrictionsIn(config, AZURE_RESTRICTIONS);
  return restrictions.kind === "value" && restrictions.value.length === 0 ? ABSENT : restrictions;
}

/** An update that says nothing of what is judged is none of ours: the resource itself is judged where it is made. */
function isJudgedUpdate(body: Nested): boolean {
  const properties = nestedIn(body, "properties");
  if (properties.kind !== "body") return properties.kind === "unresolved";
  return properties.body.names.some((name) => /^(?:clientCert\w*|httpsOnly)$/i.test(name));
}
