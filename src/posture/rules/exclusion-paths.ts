import { excerpt, excerptList } from "../facts/excerpt.ts";
import { isLeftOpen, parseExclusionPaths } from "../facts/exclusion-paths.ts";
import type { SiteSettings } from "../facts/host-settings.ts";
import { gateOf, notApplicable } from "../facts/outcome.ts";
import { isPlainForShell, patchSite, updateSite } from "../facts/remedies.ts";
import type { RuleContext, RuleId, RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing } from "../facts/setting.ts";

const PATHS: RuleId = "exclusion-paths";
const END_POINTS: RuleId = "exclusion-end-points";
const pathsGate = gateOf(PATHS);
const endPointsGate = gateOf(END_POINTS);
const BEHIND_GATEWAY = "Behind a gateway the site asks for no certificates, so nothing is excluded from being asked.";

/**
 * Under an exclusion path nobody is asked for a certificate. That is fine where the app is open anyway; elsewhere a
 * certificate header may have been written by whoever sent the request.
 */
export function checkExclusionPaths(site: SiteSettings, { headerFrom, openPaths }: RuleContext): RuleResult {
  if (headerFrom === "gateway") return notApplicable(PATHS, BEHIND_GATEWAY);
  const { clientCertExclusionPaths: setting } = site;
  const found = describeSetting("clientCertExclusionPaths", setting);
  if (setting.kind === "unresolved") {
    return pathsGate.unknown(`${found}, so it cannot be told what is excluded.`, withoutExclusions(site, []), true);
  }
  // Null, not mentioned and empty mean none, all three.
  const entries = setting.kind === "value" ? parseExclusionPaths(setting.value) : [];
  if (entries.length === 0) return pathsGate.pass("clientCertExclusionPaths has no entry.");
  if (openPaths === undefined) {
    const doubt = "and it is not known what the app leaves open";
    const message = `clientCertExclusionPaths has ${excerptList(entries)}, ${doubt}.`;
    return pathsGate.unknown(message, withoutExclusions(site, []), true);
  }
  const open = entries.filter((entry) => isLeftOpen(entry, openPaths));
  const closed = entries.filter((entry) => !open.includes(entry));
  if (closed.length === 0) {
    const passed = `clientCertExclusionPaths has ${excerptList(open)}, which the app leaves open anyway`;
    return pathsGate.pass(openPaths.includes("/*") ? `${passed}.` : `${passed}; ${refusedBeside(open)}.`);
  }
  const hole = "nobody is asked for a certificate there, and the app does not leave it open";
  return pathsGate.fail(`clientCertExclusionPaths has ${excerptList(closed)}: ${hole}.`, withoutExclusions(site, open));
}

/** Exclusion paths end at no segment, so the platform excludes names that are none of the app's open paths. */
function refusedBeside(entries: readonly string[]): string {
  const entry = entries.find((path) => /[a-z]$/i.test(path));
  const example = entry === undefined ? "" : ` (such as ${excerpt(`${entry}one`)})`;
  const others = `callers of other paths that merely begin alike${example}`;
  return `${others} are refused, since the platform asks none of them for a certificate`;
}

function withoutExclusions(site: SiteSettings, kept: readonly string[]): string {
  const paths = kept.join(";");
  return updateSite(site, { clientCertExclusionPaths: isPlainForShell(paths) ? paths : "" });
}

/** No document says what it excludes, so any value but an empty one leaves open who is asked for a certificate. */
export function checkExclusionEndPoints(site: SiteSettings, { headerFrom }: RuleContext): RuleResult {
  if (headerFrom === "gateway") return notApplicable(END_POINTS, BEHIND_GATEWAY);
  const found = describeSetting("clientCertExclusionEndPoints", site.clientCertExclusionEndPoints);
  const { clientCertExclusionEndPoints: setting } = site;
  const isEmpty = setting.kind === "value" && setting.value.trim() === "";
  if (isEmpty || isMissing(setting)) return endPointsGate.pass(`${found}, so nothing is excluded by it.`);
  const message = `${found}, and no document of Azure says what that excludes.`;
  return endPointsGate.unknown(message, patchSite(site, { clientCertExclusionEndPoints: null }), true);
}
