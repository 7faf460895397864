import { excerpt } from "../facts/excerpt.ts";
import type { SiteSettings } from "../facts/host-settings.ts";
import { isOpenPath } from "../facts/open-paths.ts";
import { noteOf } from "../facts/outcome.ts";
import { deleteAppSettings } from "../facts/remedies.ts";
import type { RuleContext, RuleResult } from "../facts/rule.ts";

const phantom = noteOf("phantom-settings");
const warmUp = noteOf("warm-up-statuses");
const ASK_THE_APP = "Ask from inside the app, where its settings are in the environment.";

/** Set in many places by people who believe that it demands certificates. No source of Microsoft's knows it. */
const PHANTOM = "WEBSITE_CLIENT_CERT_MODE";

export function checkPhantomSettings(site: SiteSettings, { appSettings }: RuleContext): RuleResult {
  if (appSettings === undefined) return phantom.unknown("The app settings are not known.", ASK_THE_APP, false);
  const value = settingOf(appSettings, PHANTOM);
  if (value === undefined) return phantom.pass("No app setting pretends to demand certificates.");
  const found = `The app setting ${PHANTOM} is ${excerpt(value)}`;
  const message = `${found}, and does nothing: only clientCertEnabled and clientCertMode of the site count.`;
  return phantom.fail(message, deleteAppSettings(site, PHANTOM));
}

/**
 * The platform starts and swaps an app on whatever it answers, unless a list of statuses says otherwise ("Environment
 * variables and app settings in Azure App Service"). Then our refusals, 403, and 503 while the host is not verified,
 * stop the start or the swap.
 */
export function checkWarmUpStatuses(_site: SiteSettings, context: RuleContext): RuleResult {
  const { appSettings } = context;
  if (appSettings === undefined) return warmUp.unknown("The app settings are not known.", ASK_THE_APP, false);
  const judged = WARM_UPS.map((names) => judge(names, appSettings, context.openPaths));
  const failures = judged.flatMap(({ failure }) => failure ?? []);
  const doubts = judged.flatMap(({ doubt }) => doubt ?? []);
  if (failures.length > 0) return warmUp.fail(`${failures.join("; ")}.`, OPEN_OR_REMOVE);
  if (doubts.length > 0) return warmUp.unknown(`${doubts.join("; ")}.`, OPEN_OR_REMOVE, true);
  return warmUp.pass("Refusals stop neither the warm-up nor a swap.");
}

const OPEN_OR_REMOVE = "Leave the pinged path open, or add 403 and 503 to the statuses.";

interface WarmUp {
  readonly statuses: string;
  readonly path: string;
  readonly defaultPath: string;
}

const WARM_UPS: readonly WarmUp[] = [
  { statuses: "WEBSITE_WARMUP_STATUSES", path: "WEBSITE_WARMUP_PATH", defaultPath: "/robots933456.txt" },
  { statuses: "WEBSITE_SWAP_WARMUP_PING_STATUSES", path: "WEBSITE_SWAP_WARMUP_PING_PATH", defaultPath: "/" },
];

type AppSettings = NonNullable<RuleContext["appSettings"]>;

/** Both undefined: nothing is in the way. */
interface Judged {
  readonly failure?: string;
  readonly doubt?: string;
}

function judge(names: WarmUp, appSettings: AppSettings, openPaths: readonly string[] | undefined): Judged {
  const statuses = settingOf(appSettings, names.statuses);
  if (statuses === undefined || statuses.trim() === "") return {};
  const isAccepted = readStatuses(statuses);
  if (isAccepted?.(403) && isAccepted(503)) return {};
  const path = settingOf(appSettings, names.path) || names.defaultPath;
  if (openPaths !== undefined && isOpenPath(path, openPaths)) return {};
  const found = `The app setting ${names.statuses} is ${excerpt(statuses)}`;
  if (isAccepted === undefined) return { doubt: `${found}, which is no list of statuses` };
  return openPaths === undefined
    ? { doubt: `${found} without 403 or 503, and it is not known whether the app leaves ${excerpt(path)} open` }
    : { failure: `${found} without 403 or 503, and the app does not leave ${excerpt(path)} open` };
}

/** Reads `200,202` and `200-299`, with commas, semicolons or white space between; undefined for anything else. */
function readStatuses(text: string): ((status: number) => boolean) | undefined {
  const entries = text.split(/[,;\s]+/).filter((entry) => entry !== "");
  const ranges = entries.map((entry) => /^(\d{3})(?:-(\d{3}))?$/.exec(entry));
  if (ranges.includes(null)) return undefined;
  return (status) =>
    ranges.some((range) => {
      const [, first, last = first] = range ?? [];
      return Number(first) <= status && status <= Number(last);
    });
}

function settingOf(appSettings: AppSettings, name: string): string | undefined {
  return Object.hasOwn(appSettings, name) ? appSettings[name] : undefined;
}
