import type { Reporter } from "./problems.ts";
import { excerpt, unquote } from "./text.ts";
import { reportNotAllowed } from "./words.ts";

/** Front ends that this version reads the header of. */
export type FrontEndName = "app-service";

const BUILT: readonly FrontEndName[] = ["app-service"];

/** Names that are reserved for front ends that are still to come. */
const NOT_BUILT: readonly string[] = ["container-apps", "application-gateway", "rfc9440", "socket", "custom"];

export function frontEndFromText(text: string, report: Reporter): FrontEndName | undefined {
  return frontEndFromCode(unquote(text), report);
}

export function frontEndFromCode(value: unknown, report: Reporter): FrontEndName | undefined {
  const built = BUILT.find((name) => name === value);
  if (built !== undefined) return built;
  if (typeof value === "string" && NOT_BUILT.includes(value)) reportNotBuilt(excerpt(value), report);
  else reportNotAllowed(value, BUILT, report);
  return undefined;
}

/**
 * The front end of the host that the app runs on. App Service sets `WEBSITE_SITE_NAME`, Container Apps
 * `CONTAINER_APP_NAME` (Azure: environment variables of either); a blank one is none.
 */
export function frontEndOfHost(
  environment: Readonly<Record<string, string | undefined>>,
  report: Reporter,
): FrontEndName | undefined {
  const isSet = (name: string) => Object.hasOwn(environment, name) && (environment[name] ?? "").trim() !== "";
  const appService = isSet("WEBSITE_SITE_NAME");
  const containerApps = isSet("CONTAINER_APP_NAME");
  if (appService && !containerApps) return "app-service";
  if (containerApps && !appService) {
    reportNotBuilt("The host is Container Apps, and its front end", report);
  } else {
    const found = appService
      ? "The host looks like both App Service and Container Apps: WEBSITE_SITE_NAME and CONTAINER_APP_NAME are set."
      : "The host is neither App Service nor Container Apps: neither WEBSITE_SITE_NAME nor CONTAINER_APP_NAME is set.";
    report.add("front_end_undecided", found, REMEDY_UNDECIDED);
  }
  return undefined;
}

const REMEDY_UNDECIDED =
  "Write CLIENT_CERT_FRONT_END=app-service, but only where everything that reaches the app comes through App " +
  "Service's front end, or through a stand-in for it on a developer's machine.";

function reportNotBuilt(what: string, report: Reporter): void {
  const remedy =
    "Run the app on App Service (`app-service`), or wait for a version that has it: the header is not read by guess.";
  report.add("front_end_not_built", `${what} is not in this version.`, remedy);
}
