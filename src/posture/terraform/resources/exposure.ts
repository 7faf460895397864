import type { AccessRestriction, IngressSettings, Setting, SiteSettings } from "../../facts/host-settings.ts";
import { isWord } from "../../facts/setting.ts";
import type { Exposure } from "../../scan/model.ts";

/** Who reaches a site, as far as the resource itself tells. Private endpoints are resources of their own. */
export function exposureOfSite(site: SiteSettings): Exposure {
  const { publicNetworkAccess, ipSecurityRestrictions: rules, ipSecurityRestrictionsDefaultAction: action } = site;
  if (isWord(publicNetworkAccess, "Disabled")) return "private";
  if (publicNetworkAccess.kind === "unresolved" || action.kind === "unresolved" || rules.kind !== "value") {
    return "unknown";
  }
  if (isWord(action, "Deny"))
    return rules.value.some((rule) => !refuses(rule) && isOfEveryone(rule)) ? "public" : "internal";
  if (!isWord(action, "Allow") && rules.value.length > 0) return "unknown";
  // By the priorities a rule that refuses everyone else may stand behind those that let some in.
  return rules.value.some((rule) => refuses(rule) && isOfEveryone(rule)) ? "unknown" : "public";
}

/** Who reaches a container app. Without an ingress nobody does from outside its environment. */
export function exposureOfIngress(ingress: Setting<IngressSettings>): Exposure {
  if (ingress.kind === "null") return "private";
  if (ingress.kind !== "value" || ingress.value.external.kind !== "value") return "unknown";
  return ingress.value.external.value ? "public" : "internal";
}

function refuses({ action }: AccessRestriction): boolean {
  return action.toLowerCase() === "deny";
}

/** All addresses or half of them; the tags of the internet and of Azure, where anyone can rent an address. */
function isOfEveryone({ ipAddress, frontDoorIds }: AccessRestriction): boolean {
  if (ipAddress === undefined) return false;
  const sources = ipAddress.split(",").map((source) => source.trim().toLowerCase());
  const everyone = /^any$|\/0*[01]$|^(?:internet|azurecloud)(?:\.|$)/;
  return sources.some(
    (source) => everyone.test(source) || (frontDoorIds.length === 0 && source.startsWith("azurefrontdoor")),
  );
}
