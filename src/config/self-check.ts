import type { AppServiceHost, ContainerAppsHost } from "../self-check/host/detect-host.ts";
import { detectHost } from "../self-check/host/detect-host.ts";
import type { Environment } from "./environment.ts";
import type { FrontEndName } from "./front-end.ts";
import type { GivenSettings } from "./given.ts";
import type { Problems } from "./problems.ts";
import type { SelfCheckName } from "./self-check-words.ts";
import { VARIABLES } from "./variables.ts";

/** Whether the host is asked about itself, and which host that is. */
export interface SelfCheckSettings {
  readonly selfCheck: SelfCheckName;
  /** Undefined exactly when `selfCheck` is `off`. */
  readonly host: AppServiceHost | ContainerAppsHost | undefined;
}

/** Joins what was written with the host that the app runs on. On Azure the default is `enforce`; elsewhere there is none. */
export function readSelfCheck(
  { selfCheck, hostResourceId }: GivenSettings,
  environment: Environment,
  frontEnd: FrontEndName | undefined,
  problems: Problems,
): SelfCheckSettings | undefined {
  const host = detectHost(environment, hostResourceId?.value);
  for (const { code, message, remedy } of host.problems) hostResourceId?.report.add(code, message, remedy);
  const word = selfCheck === undefined ? "enforce" : selfCheck.value;
  if (word === undefined || word === "off") return word && { selfCheck: word, host: undefined };

  const report = selfCheck?.report ?? problems.at(VARIABLES.selfCheck.name);
  if (host.kind === "none" || host.kind === "ambiguous") {
    report.add("self_check_off_azure", ELSEWHERE[host.kind], OFF);
    return undefined;
  }
  if (frontEnd === "app-service" && host.kind !== "app-service") {
    report.add("self_check_other_host", OTHER_HOST, "Remove CLIENT_CERT_FRONT_END: the host decides.");
    return undefined;
  }
  return { selfCheck: word, host };
}

const ELSEWHERE = {
  none: "The app does not run on App Service or Container Apps, so nobody can be asked whether the host demands certificates.",
  ambiguous: "WEBSITE_SITE_NAME and CONTAINER_APP_NAME are both set, so it is not known whom to ask about the host.",
} as const;

const OFF =
  "Where nothing but a front end of your own can reach the app, write CLIENT_CERT_SELF_CHECK=off; on Azure, run the " +
  "app where the platform sets its variables.";

const OTHER_HOST =
  "The front end is App Service's, and the app runs on Container Apps, where anybody can write X-ARR-ClientCert.";
