import { readFileSync } from "node:fs";
import { locate } from "../need.ts";

export type Body = Record<string, unknown>;

/** The site that the bodies belong to. */
export const SUBSCRIPTION = "00000000-0000-0000-0000-000000000001";
export const GROUP = "Rg-Live";

const SITE_HOST = "orders-api-g2epd3dgf0erd3fb.newzealandnorth-01.azurewebsites.net";

/** Resource Manager's answer for a site that demands certificates: a live one where there is one, else its like. */
export function siteBody(name: string, properties: Body = {}): Body {
  const body = shared("site-live-shape.json") ?? LIVE_SITE;
  return merge(body, { id: siteId(name), name }, { name, ...properties });
}

export function slotBody(site: string, slot: string, properties: Body = {}): Body {
  const host = `${site}-${slot}.azurewebsites.net`;
  const own = { hostNames: [host], enabledHostNames: [host], defaultHostName: host, slotName: slot, ...properties };
  const head = { id: `${siteId(site)}/slots/${slot}`, name: `${site}/${slot}`, type: "Microsoft.Web/sites/slots" };
  return merge(siteBody(site), head, own);
}

/** What `config/web` of a site or slot answers, by the id of the site or slot. */
export function webConfigBody(id: string, properties: Body = {}): Body {
  const defaults = {
    http20Enabled: false,
    minTlsVersion: "1.2",
    healthCheckPath: "/healthz",
    ipSecurityRestrictionsDefaultAction: "Allow",
    ipSecurityRestrictions: [],
  };
  const head = { id: `${id}/config/web`, name: "web", type: "Microsoft.Web/sites/config" };
  return { ...head, properties: { ...defaults, ...properties } };
}

export function containerAppBody(name: string, ingress: Body = {}): Body {
  const body = shared("container-app-official-example.json") ?? CONTAINER_APP;
  const properties = body["properties"] as Body;
  const configuration = properties["configuration"] as Body;
  const own = { fqdn: `${name}.env-1.eastus.azurecontainerapps.io`, clientCertificateMode: "require" };
  const merged = { ...(configuration["ingress"] as Body), ...own, ...ingress };
  return merge(body, { id: appId(name), name }, { configuration: { ...configuration, ingress: merged } });
}

export function siteId(name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.Web/sites/${name}`;
}

function appId(name: string): string {
  return `/subscriptions/${SUBSCRIPTION}/resourceGroups/${GROUP}/providers/Microsoft.App/containerApps/${name}`;
}

function merge(body: Body, head: Body, properties: Body): Body {
  return { ...body, ...head, properties: { ...(body["properties"] as Body), ...properties } };
}

function shared(name: string): Body | undefined {
  const path = locate(`../shared/data/arm/${name}`);
  return path === undefined ? undefined : (JSON.parse(readFileSync(path, "utf8")) as Body);
}

const LIVE_SITE: Body = {
  id: siteId("orders-api"),
  name: "orders-api",
  type: "microsoft.web/sites",
  kind: "app,linux,container",
  location: "newzealandnorth",
  properties: {
    name: "orders-api",
    state: "Running",
    hostNames: [SITE_HOST],
    enabledHostNames: [SITE_HOST, SITE_HOST.replace(".", ".scm.")],
    siteConfig: { http20Enabled: false, minTlsVersion: null, healthCheckPath: null },
    slotName: null,
    clientCertEnabled: true,
    clientCertMode: "Required",
    clientCertExclusionPaths: null,
    clientCertExclusionEndPoints: null,
    defaultHostName: SITE_HOST,
    httpsOnly: true,
    publicNetworkAccess: "Enabled",
  },
};

const CONTAINER_APP: Body = {
  id: appId("orders-app"),
  name: "orders-app",
  type: "Microsoft.App/containerApps",
  location: "East US",
  properties: {
    configuration: {
      ingress: { fqdn: "orders-app.env-1.eastus.azurecontainerapps.io", external: true, transport: "auto" },
    },
  },
};
