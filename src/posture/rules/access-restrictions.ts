import { excerpt, excerptList } from "../facts/excerpt.ts";
import type {
  AccessRestriction,
  ContainerAppSettings,
  IngressRestriction,
  SiteSettings,
} from "../facts/host-settings.ts";
import { gateOf, notApplicable } from "../facts/outcome.ts";
import { allowGatewayAlone, denyByDefault } from "../facts/remedies.ts";
import type { RuleContext, RuleId, RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing, isWord } from "../facts/setting.ts";
import { ingressUnknown } from "./ingress.ts";

const RULE: RuleId = "access-restrictions";
const gate = gateOf(RULE);
const FROM_HOST =
  "The certificate header comes from the platform's own front end, which asks for the certificate itself.";

/**
 * Behind a gateway the site cannot ask for certificates; what is left to prove that a header is the gateway's is that
 * nobody else gets in. Front Door's addresses are shared by all its customers, so only the id of a profile, which it
 * sends as `X-Azure-FDID`, tells one from another.
 */
export function checkSiteAccess(site: SiteSettings, { headerFrom }: RuleContext): RuleResult {
  if (headerFrom === "host") return notApplicable(RULE, FROM_HOST);
  if (isWord(site.publicNetworkAccess, "Disabled")) {
    return gate.pass(`${describeSetting("publicNetworkAccess", site.publicNetworkAccess)}.`);
  }
  const { ipSecurityRestrictions: rules, ipSecurityRestrictionsDefaultAction: action } = site;
  const hole = rules.kind === "value" ? rules.value.map(holeIn).find((text) => text !== undefined) : undefined;
  if (hole !== undefined) return gate.fail(hole, NARROW);
  const found = describeSetting("ipSecurityRestrictionsDefaultAction", action);
  if (isWord(action, "Allow")) {
    return gate.fail(`${found}: whoever matches no rule gets in past the gateway.`, denyByDefault(site));
  }
  if (!isWord(action, "Deny")) {
    const message = `${found}, so it cannot be told who gets in past the gateway.`;
    return gate.unknown(message, denyByDefault(site), !isMissing(action) || isSomeUnresolved(site));
  }
  if (rules.kind === "value") return gate.pass(`${found}, and no access restriction lets everyone in.`);
  const doubt = `${found}, and ${describeSetting("ipSecurityRestrictions", rules)}, so nobody knows whom they let in.`;
  const remedy = "Let the identity read config/web (Microsoft.Web/sites/config/Read).";
  return gate.unknown(doubt, remedy, isSomeUnresolved(site));
}

function isSomeUnresolved({ publicNetworkAccess, ipSecurityRestrictions }: SiteSettings): boolean {
  return publicNetworkAccess.kind === "unresolved" || ipSecurityRestrictions.kind === "unresolved";
}

/**
 * The same for a container app, whose restrictions are all of one kind: with Allow whoever is not named is refused, with
 * Deny let in, and without any everyone is ("Set up IP ingress restrictions in Azure Container Apps"). An ingress that is
 * not external is reached from the environment alone.
 */
export function checkIngressAccess(app: ContainerAppSettings, { headerFrom }: RuleContext): RuleResult {
  if (headerFrom === "host") return notApplicable(RULE, FROM_HOST);
  if (app.ingress.kind !== "value") return ingressUnknown(gate, app);
  const { external, ipSecurityRestrictions: rules } = app.ingress.value;
  const reach = describeSetting("external", external);
  if (external.kind === "value" && !external.value) {
    return gate.pass(`${reach}: only apps of the same environment reach the ingress.`);
  }
  const remedy = allowGatewayAlone(app);
  if (rules.kind === "unresolved") {
    const found = describeSetting("ipSecurityRestrictions", rules);
    return gate.unknown(`${found}, so it cannot be told who gets in past the gateway.`, remedy, true);
  }
  const all = rules.kind === "value" ? rules.value : [];
  if (all.length > 0) return judgeIngressRules(all, remedy);
  const none = "ipSecurityRestrictions has no entry";
  return external.kind === "value"
    ? gate.fail(`${reach}, and ${none}: everyone gets in past the gateway.`, remedy)
    : gate.unknown(
        `${none}, and ${reach}, so it cannot be told who reaches the ingress.`,
        remedy,
        !isMissing(external),
      );
}

function judgeIngressRules(rules: readonly IngressRestriction[], remedy: string): RuleResult {
  const hole = rules.find((rule) => !isAction(rule, "deny") && isEveryone(rule.ipAddressRange.trim().toLowerCase()));
  if (hole !== undefined) {
    const entry = `The IP restriction ${excerpt(hole.name)} allows ${excerpt(hole.ipAddressRange)}`;
    return gate.fail(`${entry}, which lets everyone in.`, remedy);
  }
  if (rules.every((rule) => isAction(rule, "allow"))) {
    return gate.pass("Every entry of ipSecurityRestrictions is an Allow, so whoever is in none of them is refused.");
  }
  if (rules.every((rule) => isAction(rule, "deny"))) {
    const message =
      "Every entry of ipSecurityRestrictions is a Deny: whoever is in none of them gets in past the gateway.";
    return gate.fail(message, remedy);
  }
  const actions = excerptList([...new Set(rules.map(({ action }) => action))]);
  const message = `The actions of ipSecurityRestrictions are ${actions}, and it is not known what that lets in.`;
  return gate.unknown(message, remedy, true);
}

function isAction({ action }: IngressRestriction, wanted: "allow" | "deny"): boolean {
  return action.toLowerCase() === wanted;
}

const NARROW =
  "Let in only the gateway's subnet or addresses, or AzureFrontDoor.Backend with your own X-Azure-FDID: use " +
  "`az webapp config access-restriction add` and `remove`.";

/** What is wrong with one rule; undefined when it lets nobody in, or only some. */
function holeIn(rule: AccessRestriction): string | undefined {
  // Whatever is not surely a refusal lets in.
  if (rule.action.toLowerCase() === "deny" || rule.ipAddress === undefined) return undefined;
  const name = `The access restriction ${excerpt(rule.name)}`;
  // One rule takes several ranges or service tags, with commas between.
  const sources = rule.ipAddress.split(",").map((source) => source.trim().toLowerCase());
  if (sources.some(isEveryone)) return `${name} allows ${excerpt(rule.ipAddress)}, which lets everyone in.`;
  if (rule.frontDoorIds.length > 0 || !sources.some((source) => source.startsWith("azurefrontdoor"))) return undefined;
  return `${name} allows ${excerpt(rule.ipAddress)} without X-Azure-FDID, so anyone's Front Door profile gets in.`;
}

/** All addresses or half of them; the tags of the internet and of Azure, where anyone can rent an address. */
function isEveryone(source: string): boolean {
  return source === "any" || /\/0*[01]$/.test(source) || /^(?:internet|azurecloud)(?:\.|$)/.test(source);
}
