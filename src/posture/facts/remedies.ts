import type { ContainerAppSettings, SiteSettings } from "./host-settings.ts";

/*
 * Commands of the Azure CLI that mend what a rule found. They name the resource by its id, so that they work whatever
 * subscription and group the reader's shell is set to.
 *
 * A slot is patched in the Resource Manager itself: with the id of a slot `az webapp` changes the production slot
 * (azure-cli#10733, #26334), and so does `--slot` in older versions (azure-cli#20901).
 */

/** Settings of a site or slot by their names in the Resource Manager. */
export type Properties = Readonly<Record<string, string | boolean | null>>;

/** `az webapp update --ids <id> --set clientCertEnabled=true clientCertMode=Required`. No null: see `patchSite`. */
export function updateSite(site: SiteSettings, properties: Readonly<Record<string, string | boolean>>): string {
  if (isSlot(site)) return patchSite(site, properties);
  const assignments = Object.entries(properties).map(([name, value]) => `${name}=${quoted(String(value))}`);
  return `az ${groupOf(site)} update --ids ${argument(site.id)} --set ${assignments.join(" ")}`;
}

/** `az webapp update` has an option of its own for it, `az functionapp update` has not. */
export function allowHttpsOnly(site: SiteSettings): string {
  return isSlot(site) || isFunctionApp(site)
    ? updateSite(site, { httpsOnly: true })
    : `az webapp update --ids ${argument(site.id)} --https-only true`;
}

/** `az webapp config set --ids <id> <options>`; for a slot the same as properties of its `config/web`. */
export function configureSite(
  site: SiteSettings,
  { options, properties }: { readonly options: string; readonly properties: Properties },
): string {
  return isSlot(site)
    ? patchWebConfig(site, properties)
    : `az ${groupOf(site)} config set --ids ${argument(site.id)} ${options}`;
}

/** By `--slot`: the Resource Manager has no patch of app settings, and what deletes them has always heeded it. */
export function deleteAppSettings(site: SiteSettings, ...names: readonly string[]): string {
  const slot = site.slot === undefined ? "" : ` --slot ${argument(site.slot)}`;
  const id = argument(site.id.replace(/\/slots\/.*$/i, ""));
  return `az ${groupOf(site)} config appsettings delete --ids ${id}${slot} --setting-names ${names.join(" ")}`;
}

/** Refuses every caller whom no access restriction lets in. */
export function denyByDefault(site: SiteSettings): string {
  if (isSlot(site)) return patchWebConfig(site, { ipSecurityRestrictionsDefaultAction: "Deny" });
  const assignment = "properties.siteConfig.ipSecurityRestrictionsDefaultAction=Deny";
  return `az resource update --ids ${argument(site.id)} --set ${assignment}`;
}

/** Changes properties of a site or slot, and the rest stays. The only way to write a null. */
export function patchSite({ id }: SiteSettings, properties: Properties): string {
  return patch(id, SITES_API_VERSION, plain(properties));
}

/**
 * Changes properties of a container app's ingress, and the rest stays. The CLI has no option for the client certificate
 * mode ("Configure client certificate authentication in Azure Container Apps").
 */
export function patchIngress({ id }: ContainerAppSettings, ingress: Readonly<Record<string, unknown>>): string {
  return patch(id, CONTAINER_APPS_API_VERSION, { configuration: { ingress } });
}

/** Lets nobody but the gateway reach a container app's ingress; its range is for the reader to fill in. */
export function allowGatewayAlone(app: ContainerAppSettings): string {
  const rule = { name: "gateway", action: "Allow", ipAddressRange: "<the gateway, as 203.0.113.4/32>" };
  return patchIngress(app, { ipSecurityRestrictions: [rule] });
}

/** A version of Microsoft.Web that has every one of these settings. */
const SITES_API_VERSION = "2024-04-01";

/** The stable version of Microsoft.App whose examples and documents have `clientCertificateMode`. */
const CONTAINER_APPS_API_VERSION = "2025-07-01";

/** Whether a shell sees no more than a value in it, inside quotation marks of either kind. */
export function isPlainForShell(value: string): boolean {
  return /^[\w./~@:;,+=() -]*$/.test(value);
}

function patchWebConfig({ id }: SiteSettings, properties: Properties): string {
  return patch(id, SITES_API_VERSION, plain(properties), "/config/web");
}

/** A URL without a host goes to the Resource Manager of the cloud that the CLI is signed in to. */
function patch(id: string, version: string, properties: object, below = ""): string {
  const url = `${argument(id).replaceAll('"', "")}${below}?api-version=${version}`;
  return `az rest --method patch --url "${url}" --body '${JSON.stringify({ properties })}'`;
}

function plain(properties: Properties): Properties {
  const entries = Object.entries(properties);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === "string" ? fillIn(value) : value]));
}

function quoted(value: string): string {
  return /^\w+$/.test(value) ? value : `"${fillIn(value)}"`;
}

function fillIn(value: string): string {
  return isPlainForShell(value) ? value : "<value>";
}

function isSlot({ slot }: SiteSettings): boolean {
  return slot !== undefined;
}

function groupOf(site: SiteSettings): string {
  return isFunctionApp(site) ? "functionapp" : "webapp";
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
