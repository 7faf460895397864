import { excerpt } from "../facts/excerpt.ts";
import type { SiteSettings } from "../facts/host-settings.ts";
import { isOpenPath } from "../facts/open-paths.ts";
import { notApplicable, noteOf } from "../facts/outcome.ts";
import { configureSite } from "../facts/remedies.ts";
import type { RuleContext, RuleId, RuleResult } from "../facts/rule.ts";
import { describeSetting, isMissing } from "../facts/setting.ts";

const RULE: RuleId = "health-check-path";
const note = noteOf(RULE);

/**
 * The platform's pings come without a certificate, past the front end; after ten failures in a row it takes the
 * instance out ("Monitor App Service instances by using Health check").
 */
export function checkHealthCheckPath(site: SiteSettings, { openPaths }: RuleContext): RuleResult {
  const { healthCheckPath } = site;
  const found = describeSetting("healthCheckPath", healthCheckPath);
  if (healthCheckPath.kind === "null" || (healthCheckPath.kind === "value" && healthCheckPath.value === "")) {
    return notApplicable(RULE, `${found}.`);
  }
  if (healthCheckPath.kind !== "value") {
    const remedy = "Let the identity read config/web (Microsoft.Web/sites/config/Read).";
    return note.unknown(`${found}.`, remedy, !isMissing(healthCheckPath));
  }
  const path = healthCheckPath.value.startsWith("/") ? healthCheckPath.value : `/${healthCheckPath.value}`;
  const command = configureSite(site, {
    options: `--generic-configurations '{"healthCheckPath": ""}'`,
    properties: { healthCheckPath: "" },
  });
  const remedy = `Add ${excerpt(path)} to the open paths, or switch the health check off: ${command}`;
  if (openPaths === undefined) {
    return note.unknown(`${found}, and it is not known what the app leaves open.`, remedy, true);
  }
  if (isOpenPath(path, openPaths)) return note.pass(`${found}, which the app leaves open.`);
  const harm = "the pings carry no certificate, and ten refused ones take the instance out";
  return note.fail(`${found}, which the app does not leave open: ${harm}.`, remedy);
}
