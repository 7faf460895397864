import { type Environment, variable } from "./environment.ts";

export type CloudName = "AzureCloud" | "AzureUSGovernment" | "AzureChinaCloud";

/** One of Azure's clouds, as far as the self-check needs it. */
export interface Cloud {
  /** As the Azure command line spells it. */
  readonly name: CloudName;
  /** Origin of Resource Manager, without a slash at the end. */
  readonly resourceManager: string;
  /** What a token for Resource Manager is asked for. */
  readonly tokenResource: string;
}

/**
 * Every cloud that a token may ever be sent to. Nothing adds to it: an environment that names another host must not
 * be able to send the token there.
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = Object.freeze({
  AzureCloud: cloud("AzureCloud", "https://management.azure.com"),
  AzureUSGovernment: cloud("AzureUSGovernment", "https://management.usgovcloudapi.net"),
  AzureChinaCloud: cloud("AzureChinaCloud", "https://management.chinacloudapi.cn"),
});

/**
 * Suffixes of the hosts' own names. App Service's by Azure's list of private endpoint zones, App Service Environments' in
 * China by the article on their custom domain suffix, Container Apps' in China by its article on firewalls; those of the
 * US government's cloud for these two are only reported. A wrong one here only leads to a refused token.
 */
const SUFFIXES: readonly (readonly [variable: string, suffix: string, cloud: CloudName])[] = [
  ["WEBSITE_HOSTNAME", ".azurewebsites.us", "AzureUSGovernment"],
  ["WEBSITE_HOSTNAME", ".appserviceenvironment.us", "AzureUSGovernment"],
  ["WEBSITE_HOSTNAME", ".chinacloudsites.cn", "AzureChinaCloud"],
  ["WEBSITE_HOSTNAME", ".appserviceenvironment.cn", "AzureChinaCloud"],
  ["CONTAINER_APP_ENV_DNS_SUFFIX", ".azurecontainerapps.us", "AzureUSGovernment"],
  ["CONTAINER_APP_ENV_DNS_SUFFIX", ".azurecontainerapps.cn", "AzureChinaCloud"],
];

/**
 * The cloud this process runs in, by the suffix of its host name. No variable names the cloud, so everything else, such
 * as a custom DNS suffix, is taken for the public one.
 */
export function cloudOf(environment: Environment): Cloud {
  const found = SUFFIXES.find(([name, suffix]) => variable(environment, name)?.toLowerCase().endsWith(suffix));
  return CLOUDS[found?.[2] ?? "AzureCloud"];
}

function cloud(name: CloudName, resourceManager: string): Cloud {
  return Object.freeze({ name, resourceManager, tokenResource: `${resourceManager}/` });
}
