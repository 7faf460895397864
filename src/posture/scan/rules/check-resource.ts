import type { SiteSettings } from "../../facts/host-settings.ts";
import type { ScannedResource } from "../model.ts";
import type { ScanRuleId } from "../scan-rules.ts";
import type { Answer, Check } from "./answer.ts";
import { checkExpressible } from "./cannot-express.ts";
import { checkDisabled, checkNotRequired } from "./client-certificates.ts";
import { checkExclusionPaths } from "./exclusion-paths.ts";
import { checkLinkedService } from "./linked-service.ts";
import { checkPublic } from "./public-without-control.ts";
import { inWordsOf } from "./spelling.ts";
import { siteIn } from "./subjects.ts";
import { checkHttpsOnly, checkMinimumTls, checkRenegotiation } from "./transport.ts";
import { checkModuleRead, checkProvable } from "./unproven.ts";

/** The rules that are asked of one resource at a time; the others look at whole files, or at exceptions. */
const CHECKS: readonly (readonly [ScanRuleId, Check])[] = [
  ["client-certificates-disabled", checkDisabled],
  ["client-certificates-not-required", checkNotRequired],
  ["exclusion-paths", checkExclusionPaths],
  ["https-only", checkHttpsOnly],
  ["minimum-tls", checkMinimumTls],
  ["renegotiation", checkRenegotiation],
  ["cannot-express", checkExpressible],
  ["linked-service-authentication", checkLinkedService],
  ["state-proves-nothing", checkProvable],
  ["module-not-read", checkModuleRead],
  ["public-without-control", checkPublic],
];

/** Asks every rule that has a question for a resource of this kind, and is asked at all. */
export function checkResource(
  resource: ScannedResource,
  isAsked: (rule: ScanRuleId) => boolean,
): readonly (readonly [ScanRuleId, Answer])[] {
  return CHECKS.filter(([rule]) => isAsked(rule)).flatMap(([rule, check]) => {
    const answer = check(resource);
    if (answer === undefined || isLeftAlone(resource, rule, answer)) return [];
    return [[rule, { ...answer, message: inWordsOf(resource, answer.message) }]];
  });
}

/**
 * An update leaves alone what it does not mention, and where the resource is made, that is judged. Only of enabled and
 * mode, which count together, one alone leaves a doubt.
 */
function isLeftAlone({ type, subject }: ScannedResource, rule: ScanRuleId, { status }: Answer): boolean {
  if (type !== "azapi_update_resource" || status !== "unknown") return false;
  const site = siteIn(subject);
  if (site === undefined) return false;
  return (SETTINGS_OF[rule] ?? []).every((name) => isNotTold(site[name]));
}

/** What each rule looks at. */
const SETTINGS_OF: Partial<Record<ScanRuleId, readonly (keyof SiteSettings)[]>> = {
  "client-certificates-disabled": ["clientCertEnabled", "clientCertMode"],
  "client-certificates-not-required": ["clientCertEnabled", "clientCertMode"],
  "exclusion-paths": ["clientCertExclusionPaths"],
  "https-only": ["httpsOnly"],
  "minimum-tls": ["minTlsVersion"],
  renegotiation: ["clientCertMode", "clientCertExclusionPaths"],
  "public-without-control": [],
};

/** The words with which the reader of updates says so; whatever else is unresolved is a doubt. */
function isNotTold(setting: SiteSettings[keyof SiteSettings]): boolean {
  if (typeof setting !== "object" || !("kind" in setting) || setting.kind !== "unresolved") return false;
  return setting.expression === "not told by azapi_update_resource";
}
