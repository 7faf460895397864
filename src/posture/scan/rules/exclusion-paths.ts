import { excerptList } from "../../facts/excerpt.ts";
import { parseExclusionPaths } from "../../facts/exclusion-paths.ts";
import type { SiteSettings } from "../../facts/host-settings.ts";
import {
  checkExclusionEndPoints,
  checkExclusionPaths as checkHostExclusionPaths,
} from "../../rules/exclusion-paths.ts";
import { type Answer, answerOf, type Check, fail, HOST, notApplicable } from "./answer.ts";
import { ofSites } from "./subjects.ts";

/**
 * Every exclusion path is a finding here, since no file of Terraform says what the app leaves open. The self-check, which
 * knows that, judges them one by one.
 */
export const checkExclusionPaths: Check = ofSites((site: SiteSettings): Answer => {
  const { clientCertEnabled: enabled, clientCertExclusionPaths: paths, clientCertExclusionEndPoints: ends } = site;
  if (enabled.kind === "value" && !enabled.value) return notApplicable(OFF);
  const entries = paths.kind === "value" ? parseExclusionPaths(paths.value) : [];
  if (entries.length > 0)
    return fail(`clientCertExclusionPaths has ${excerptList(entries)}: ${holeOf(entries)}.`, paths);
  const byPath = answerOf(checkHostExclusionPaths(site, HOST), paths);
  return byPath.status === "pass" ? joined(byPath, answerOf(checkExclusionEndPoints(site, HOST), ends)) : byPath;
});

const OFF = "No certificate is asked for, so nothing is excluded from being asked.";

function joined(byPath: Answer, byEndPoint: Answer): Answer {
  return byEndPoint.status === "pass" ? byPath : byEndPoint;
}

/** By Azure's article an entry covers every path that begins with it. */
function holeOf(entries: readonly string[]): string {
  return entries.some((entry) => /^[/*]*$/.test(entry))
    ? "every path begins with that, so nobody is asked for a certificate anywhere"
    : "nobody is asked for a certificate on paths that begin with that";
}
