import type { ContainerAppSettings, SiteSettings } from "./host-settings.ts";

/*
 * Commands of the Azure CLI that mend what a rule found. They name the resource by its id, so that they work whatever
 * subscription and group the reader's shell is set to.
 *
 * For a slot, `--ids` gets the id of its site and `--slot` the name: with the id of the slot itself, `az webapp`
 * changes the production slot (azure-cli#10733, #26334).
 */

/** `az webapp update --ids <id> --set clientCertEnabled=true clientCertMode=Required`. */
export function updateSite(site: SiteSettings, ...assignments: readonly string[]): string {
  return `${siteCommand(site, "update")} --set ${assignments.join(" ")}`;
}

/** `az webapp update` has an option of its own for it, `az functionapp update` has not. */
export function allowHttpsOnly(site: SiteSettings): string {
  return isFunctionApp(site) ? updateSite(site, "httpsOnly=true") : `${siteCommand(site, "update")} --https-only true`;
}

/** `az webapp config set --ids <id> <options>`. */
export function configureSite(site: SiteSettings, options: string): string {
  return `${siteCommand(site, "config set")} ${options}`;
}

export function deleteAppSettings(site: SiteSettings, ...names: readonly string[]): string {
  return `${siteCommand(site, "config appsettings delete")} --setting-names ${names.join(" ")}`;
}

/** Refuses every caller whom no access restriction lets in. `az resource` takes the id of a slot as it is. */
export function denyByDefault(site: SiteSettings): string {
  const assignment = "properties.siteConfig.ipSecurityRestrictionsDefaultAction=Deny";
  return `az resource update --ids ${argument(site.id)} --set ${assignment}`;
}

/**
 * Changes properties of a container app's ingress, and the rest stays. The CLI has no option for the client certificate
 * mode ("Configure client certificate authentication in Azure Container Apps"). A URL without a host goes to the
 * Resource Manager of the cloud that the CLI is signed in to.
 */
export function patchIngress(app: ContainerAppSettings, ingress: Readonly<Record<string, unknown>>): string {
  const body = JSON.stringify({ properties: { configuration: { ingress } } });
  const id = argument(app.id).replaceAll('"', "");
  return `az rest --method patch --url "${id}?api-version=${CONTAINER_APPS_API_VERSION}" --body '${body}'`;
}

/** The stable version of Microsoft.App whose examples and documents have `clientCertificateMode`. */
const CONTAINER_APPS_API_VERSION = "2025-07-01";

/** A value inside quotation marks for a shell; undefined when a shell could see more in it than a value. */
export function quoteForShell(value: string): string | undefined {
  return /^[\w./~@:;,+=() -]*$/.test(value) ? `"${value}"` : undefined;
}

function siteCommand(site: SiteSettings, verb: string): string {
  const command = isFunctionApp(site) ? "functionapp" : "webapp";
  const slot = site.slot === undefined ? "" : ` --slot ${argument(site.slot)}`;
  return `az ${command} ${verb} --ids ${argument(site.id.replace(/\/slots\/.*$/i, ""))}${slot}`;
}

/** `az webapp update` refuses function apps and Logic Apps, whose kind begins with `functionapp` too. */
function isFunctionApp({ siteKind }: SiteSettings): boolean {
  return siteKind.kind === "value" && siteKind.value.toLowerCase().includes("function");
}

/** An id or a name as a shell takes it. One with characters that no id of Azure has is for the reader to fill in. */
function argument(value: string): string {
  if (/^[\w./-]+$/.test(value)) return value;
  return /^[\w./() -]+$/.test(value) ? `"${value}"` : "<id>";
}
