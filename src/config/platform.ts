import { variable } from "../self-check/host/environment.ts";
import type { Environment } from "./environment.ts";

/** Which of the two Azure hosts the app runs on, as its variables tell. `both`: nobody can say which of them. */
export type Platform = "app-service" | "container-apps" | "both" | "none";

/** App Service sets `WEBSITE_SITE_NAME`, Container Apps `CONTAINER_APP_NAME` (Azure: environment variables of either); a blank one is none. */
export function platformOf(environment: Environment): Platform {
  const isAppService = variable(environment, "WEBSITE_SITE_NAME") !== undefined;
  const isContainerApps = variable(environment, "CONTAINER_APP_NAME") !== undefined;
  if (isAppService) return isContainerApps ? "both" : "app-service";
  return isContainerApps ? "container-apps" : "none";
}

/** Whether Functions runs on Container Apps: it then sets `MANAGED_ENVIRONMENT` (azure-functions-host). */
export function isFunctionsOnContainerApps(environment: Environment): boolean {
  return platformOf(environment) === "both" && variable(environment, "MANAGED_ENVIRONMENT") !== undefined;
}

/**
 * The variables as they count once a front end was written down: Functions on Container Apps may have those of both hosts,
 * and then what App Service's would say does not count.
 */
export function environmentOfHost(environment: Environment): Environment {
  return isFunctionsOnContainerApps(environment) ? { ...environment, WEBSITE_SITE_NAME: undefined } : environment;
}
