import type { ContainerAppSettings, Setting, SiteSettings } from "../../facts/host-settings.ts";
import { isWord } from "../../facts/setting.ts";
import type { Opaque, ScannedResource } from "../../scan/model.ts";
import type { ResourceBody, ResourceInput } from "../resource-input.ts";
import { containerAppOf } from "./container-app.ts";
import type { ChosenDefaults } from "./defaults.ts";
import { exposureOfIngress, exposureOfSite } from "./exposure.ts";
import { mayHostApps, moduleOf } from "./module-sources.ts";
import { nestedIn } from "./nested.ts";
import { nameOf, scannedOf } from "./scanned.ts";
import { textOf } from "./settings.ts";
import { parentSiteOf, type SiteIdentity, siteSettingsOf } from "./site-settings.ts";
import { APP_ATTRIBUTES } from "./web-and-function-apps.ts";

/** A call of a module whose source is not among the files. */
export interface ModuleCallInput
  extends Pick<ResourceInput, "address" | "position" | "extent" | "calledFrom" | "body"> {
  /** As written: `Azure/avm-res-web-site/azurerm`. */
  readonly source: string;
  /** As written; undefined: none. */
  readonly version: string | undefined;
}

export interface ScannedModules {
  readonly resources: readonly ScannedResource[];
  /** How many calls were left out, since nothing about them speaks of an app. */
  readonly leftOut: number;
}

/** All that is judged of calls of modules: what they make, and their slots. */
export function modulesToScanned(calls: readonly ModuleCallInput[]): ScannedModules {
  const scanned = calls.map((call) => ({ main: moduleToScanned(call), slots: moduleSlotsToScanned(call) }));
  return {
    resources: scanned.flatMap(({ main, slots }) => (main === undefined ? slots : [main, ...slots])),
    leftOut: scanned.filter(({ main }) => main === undefined).length,
  };
}

/**
 * What a call of a module makes: by the module's own defaults, with the call's arguments over them, where they are
 * known. Of other modules nothing can be told. Undefined: nothing about the call speaks of an app.
 */
export function moduleToScanned(call: ModuleCallInput): ScannedResource | undefined {
  switch (moduleOf(call.source)) {
    case "avm-res-web-site":
      return scannedSite(call, { kind: "site", id: call.address, site: nameOf(call), slot: undefined });
    case "avm-res-web-site//modules/slot": {
      const site = parentSiteOf(call.body, ["parent_id", "app_service_id", "site_id"]);
      return scannedSite(call, { kind: "slot", id: call.address, site, slot: nameOf(call) });
    }
    case "avm-res-app-containerapp":
      return scannedContainerApp(call);
    case undefined:
      return mayHostApps(call.source, call.body.names) ? scannedOpaque(call) : undefined;
  }
}

/** The slots that a call of Microsoft's module for sites makes beside the site, in `deployment_slots`. */
export function moduleSlotsToScanned(call: ModuleCallInput): readonly ScannedResource[] {
  if (moduleOf(call.source) !== "avm-res-web-site") return [];
  const slots = nestedIn({ kind: "body", body: call.body }, "deployment_slots");
  if (slots.kind === "none") return [];
  const address = `${call.address}.deployment_slots`;
  if (slots.kind === "unresolved") return [untoldSlots({ ...call, address }, slots.expression)];
  return slots.body.names.map((key) => {
    const slot = nestedIn(slots, key);
    const place = { ...call, address: `${address}["${key}"]` };
    if (slot.kind === "unresolved") return untoldSlots(place, slot.expression);
    const body = slot.kind === "body" ? slot.body : NOTHING;
    const name = textOf(body.attribute("name"));
    const slotName = name.kind === "value" ? name.value : key;
    return scannedSite({ ...place, body }, { kind: "slot", id: place.address, site: nameOf(call), slot: slotName });
  });
}

const NOTHING: ResourceBody = {
  names: [],
  attribute: () => ({ kind: "absent" }),
  blocks: () => ({ kind: "known", bodies: [] }),
};

function scannedSite(call: ModuleCallInput, identity: Omit<SiteIdentity, "siteKind">): ScannedResource {
  const settings = siteSettingsOf(
    call.body,
    { ...identity, siteKind: siteKindOf(call.body) },
    APP_ATTRIBUTES,
    DEFAULTS,
  );
  const site: SiteSettings = { ...settings, clientCertMode: modeOf(settings) };
  return scannedOf(typed(call), Object.freeze(site), exposureOfSite(site), ASSUMED);
}

const ASSUMED = "the module's own defaults";

/**
 * Defaults of `Azure/avm-res-web-site/azurerm` and its submodule `slot` (variables.tf of both): certificates off, plain
 * HTTP allowed.
 */
const DEFAULTS: ChosenDefaults = {
  row: {
    types: [],
    majors: [],
    clientCertEnabled: false,
    clientCertMode: "Required",
    httpsOnly: false,
    http20Enabled: false,
    minTlsVersion: "1.2",
    publicNetworkAccess: "Enabled",
    ipSecurityRestrictionsDefaultAction: "Allow",
  },
  assumed: "the default of Azure/avm-res-web-site/azurerm",
};

/**
 * The module's default mode is Required, and was Optional in its early versions, so a call that leaves it out proves
 * nothing once certificates are on.
 */
function modeOf({ clientCertEnabled, clientCertMode }: SiteSettings): Setting<string> {
  const isWritten = clientCertMode.origin?.assumed === undefined;
  const isOff = clientCertEnabled.kind === "value" && !clientCertEnabled.value;
  return isWritten || isOff ? clientCertMode : { kind: "unresolved", expression: MODE_OF_MODULE };
}

const MODE_OF_MODULE = "the module's default (Required, in early versions Optional)";

/** `kind` has been `webapp`, `functionapp` and `logicapp`, and later Azure's own words. */
function siteKindOf(body: ResourceBody): string {
  const kind = textOf(body.attribute("kind"));
  if (kind.kind !== "value") return "app";
  const isLinux = isWord(textOf(body.attribute("os_type")), "linux");
  const plain = MODULE_KINDS.get(kind.value.toLowerCase());
  return plain === undefined ? kind.value : `${plain}${isLinux ? ",linux" : ""}`;
}

const MODULE_KINDS: ReadonlyMap<string, string> = new Map([
  ["webapp", "app"],
  ["functionapp", "functionapp"],
  ["logicapp", "functionapp,workflowapp"],
]);

/** `Azure/avm-res-app-containerapp/azurerm` takes azurerm's own names in its argument `ingress`; without a mode, none. */
function scannedContainerApp(call: ModuleCallInput): ScannedResource {
  const app: ContainerAppSettings = containerAppOf(call, "the default of Azure/avm-res-app-containerapp/azurerm");
  return scannedOf(typed(call), app, exposureOfIngress(app.ingress), ASSUMED);
}

function scannedOpaque(call: ModuleCallInput): ScannedResource {
  const version = call.version === undefined ? "no version" : `version ${call.version}`;
  const reason = `The source of the module, ${call.source} (${version}), is not here, and its defaults are not known.`;
  return opaque(call, reason);
}

function untoldSlots(call: ModuleCallInput, expression: string): ScannedResource {
  return opaque(call, `Which slots it makes is ${expression}, which cannot be told.`);
}

function opaque(call: ModuleCallInput, reason: string): ScannedResource {
  const subject: Opaque = { kind: "opaque", id: call.address, name: nameOf(call), reason };
  return scannedOf(typed(call), Object.freeze(subject), "unknown");
}

function typed(call: ModuleCallInput): ModuleCallInput & { readonly type: string } {
  return { ...call, type: "module" };
}
