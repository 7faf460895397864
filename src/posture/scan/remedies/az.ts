import type { ContainerAppSettings, SiteSettings } from "../../facts/host-settings.ts";
import { allowHttpsOnly, configureSite, patchIngress, updateSite } from "../../facts/remedies.ts";
import type { ScannedResource } from "../model.ts";
import { siteIn } from "../rules/subjects.ts";

/** Enabled and mode together, always: each alone changes less than it seems to. */
export function requireCertificates(resource: ScannedResource): string | undefined {
  return command(resource, {
    site: (site) => updateSite(site, REQUIRED),
    app: (app) => patchIngress(app, { clientCertificateMode: "require" }),
  });
}

export function dropExclusionPaths(resource: ScannedResource): string | undefined {
  return command(resource, { site: (site) => updateSite(site, { ...REQUIRED, clientCertExclusionPaths: "" }) });
}

export function refusePlainHttp(resource: ScannedResource): string | undefined {
  return command(resource, { site: allowHttpsOnly, app: (app) => patchIngress(app, { allowInsecure: false }) });
}

export function raiseMinimumTls(resource: ScannedResource): string | undefined {
  const options = "--min-tls-version 1.2";
  return command(resource, { site: (site) => configureSite(site, { options, properties: { minTlsVersion: "1.2" } }) });
}

export function makeIngressHttp(resource: ScannedResource): string | undefined {
  return command(resource, {
    app: (app) => patchIngress(app, { transport: "auto", clientCertificateMode: "require" }),
  });
}

/** Of a linked service the whole is written, from a file: nothing patches one. */
export function showCertificate({ id }: { readonly id: string }): string {
  const url = `${isResourceId(id) ? id : "<id>"}?api-version=2018-06-01`;
  return `az rest --method put --url "${url}" --body @linked-service.json`;
}

const REQUIRED: Readonly<Record<"clientCertEnabled" | "clientCertMode", string | boolean>> = {
  clientCertEnabled: true,
  clientCertMode: "Required",
};

function command(
  { subject }: ScannedResource,
  of: { readonly site?: (site: SiteSettings) => string; readonly app?: (app: ContainerAppSettings) => string },
): string | undefined {
  if (subject.kind === "container-app") return of.app?.({ ...subject, id: usable(subject.id) });
  const site = siteIn(subject);
  return site === undefined ? undefined : of.site?.({ ...site, id: usable(site.id) });
}

/** Source has no resource ids, only addresses: there the reader fills in the id. */
function usable(id: string): string {
  return isResourceId(id) ? id : "<id>";
}

function isResourceId(id: string): boolean {
  return /^\/subscriptions\/[\w./() -]+$/i.test(id);
}
