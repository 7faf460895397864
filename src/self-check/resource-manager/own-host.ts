import type { ContainerAppSettings, HostSettings } from "../../posture/facts/host-settings.ts";
import { type Environment, variable } from "../host/environment.ts";
import type { WitnessFailure } from "../witness.ts";

/**
 * Holds an answer about a resource id that somebody wrote against what the platform itself tells the process of its
 * host: names are unique only within a group or an environment, and a namesake's settings must not vouch for this app.
 * A variable that is not set is not compared.
 *
 * @param environment As App Service and Container Apps set it (their references of environment variables).
 * @returns Undefined: nothing contradicts.
 */
export function mismatchWithHost(
  records: readonly HostSettings[],
  environment: Environment,
): WitnessFailure | undefined {
  const [first] = records;
  return first?.kind === "container-app" ? mismatchOfApp(first, environment) : mismatchOfSite(records, environment);
}

/** A swap leaves the variable stale, so the name may be any slot's. */
function mismatchOfSite(records: readonly HostSettings[], environment: Environment): WitnessFailure | undefined {
  const hostName = variable(environment, "WEBSITE_HOSTNAME")?.toLowerCase();
  if (hostName === undefined) return undefined;
  const names = records.flatMap((record) => (record.kind === "container-app" ? [] : namesOf(record)));
  if (names.some((name) => name.toLowerCase() === hostName)) return undefined;
  return mismatch(`WEBSITE_HOSTNAME is ${printable(hostName)}, which is no name of the site or of a slot of it`);
}

function namesOf({ defaultHostName, hostNames }: Exclude<HostSettings, ContainerAppSettings>): readonly string[] {
  return defaultHostName.kind === "value" ? [defaultHostName.value, ...hostNames] : hostNames;
}

/** Without an ingress there is no name to compare, and no request to trust. */
function mismatchOfApp({ ingress }: ContainerAppSettings, environment: Environment): WitnessFailure | undefined {
  const name = variable(environment, "CONTAINER_APP_NAME")?.toLowerCase();
  const suffix = variable(environment, "CONTAINER_APP_ENV_DNS_SUFFIX")?.toLowerCase();
  if (name === undefined || suffix === undefined || ingress.kind !== "value") return undefined;
  const { fqdn } = ingress.value;
  const host = fqdn.kind === "value" ? fqdn.value.toLowerCase() : "";
  if (host.startsWith(`${name}.`) && host.endsWith(`.${suffix}`)) return undefined;
  return mismatch(`The app's own name is ${printable(name)} under ${printable(suffix)}, and the answer's is another`);
}

function mismatch(message: string): WitnessFailure {
  return {
    code: "resource_mismatch",
    message: `The resource id that was written is of another app than this one. ${message}.`,
    remedy:
      "Set CLIENT_CERT_HOST_RESOURCE_ID to the id of this very app: subscription, group and name. On App Service it can " +
      "go, since the platform tells the id.",
  };
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}
