import type { Setting, SiteSettings } from "../../facts/host-settings.ts";
import type { ResourceBody } from "../resource-input.ts";
import { restrictionsIn, TERRAFORM_RESTRICTIONS } from "./access-restrictions.ts";
import type { ChosenDefaults } from "./defaults.ts";
import { type Nested, nestedIn, settingIn } from "./nested.ts";
import { writtenIn } from "./scanned.ts";
import { ABSENT, at, mapSetting, orDefault, textOf, truthOf, wordOf } from "./settings.ts";

/** What azurerm calls the settings of a site. An empty name: the resource has no such attribute. */
export interface SiteAttributes {
  readonly enabled: string;
  readonly mode: string;
  readonly exclusionPaths: string;
  /** Attributes for it in order: a boolean or Azure's words; one that is named with a dot stands in `site_config`. */
  readonly publicNetworkAccess: readonly string[];
  readonly minTlsVersion: string;
  readonly defaultAction: string;
}

/** Which site or slot it is. */
export type SiteIdentity = Pick<SiteSettings, "kind" | "id" | "site" | "slot"> & { readonly siteKind: string };

/** A site of azurerm, with its defaults in the place of what is not written. */
export function siteSettingsOf(
  body: ResourceBody,
  { siteKind, ...identity }: SiteIdentity,
  attributes: SiteAttributes,
  { row, assumed }: ChosenDefaults,
): SiteSettings {
  const config = nestedIn({ kind: "body", body }, "site_config");
  const mode = orDefault(wordOf(named(body, attributes.mode), MODES), row.clientCertMode, assumed);
  const enabled = named(body, attributes.enabled);
  const settings: SiteSettings = {
    ...identity,
    siteKind: { kind: "value", value: siteKind },
    hostNames: [],
    defaultHostName: ABSENT,
    clientCertEnabled:
      row.clientCertEnabled === "by mode"
        ? enabledByMode(mode)
        : orDefault(truthOf(enabled), row.clientCertEnabled, assumed),
    clientCertMode: mode,
    clientCertExclusionPaths: textOf(named(body, attributes.exclusionPaths)),
    clientCertExclusionEndPoints: ABSENT,
    httpsOnly: orDefault(truthOf(body.attribute("https_only")), row.httpsOnly, assumed),
    publicNetworkAccess: orDefault(publicAccessIn(body, config, attributes), row.publicNetworkAccess, assumed),
    http20Enabled: orDefault(truthOf(settingIn(config, "http2_enabled")), row.http20Enabled, assumed),
    minTlsVersion: orDefault(textOf(settingIn(config, attributes.minTlsVersion)), row.minTlsVersion, assumed),
    healthCheckPath: textOf(settingIn(config, "health_check_path")),
    ipSecurityRestrictionsDefaultAction: orDefault(
      attributes.defaultAction === "" ? ABSENT : textOf(settingIn(config, attributes.defaultAction)),
      row.ipSecurityRestrictionsDefaultAction,
      assumed,
    ),
    ipSecurityRestrictions: restrictionsIn(config, TERRAFORM_RESTRICTIONS),
  };
  return Object.freeze(settings);
}

const MODES: readonly string[] = ["Required", "Optional", "OptionalInteractiveUser"];

/** Resources without a switch turn certificates on by naming a mode, and off by naming none or an empty one. */
function enabledByMode(mode: Setting<string>): Setting<boolean> {
  if (mode.kind === "unresolved") return mode;
  return at({ kind: "value", value: mode.kind === "value" && mode.value !== "" }, mode.origin);
}

/** The first of the attributes that says something. */
function publicAccessIn(body: ResourceBody, config: Nested, attributes: SiteAttributes): Setting<string> {
  const settings = attributes.publicNetworkAccess.map((name) =>
    name.startsWith("site_config.") ? settingIn(config, name.replace("site_config.", "")) : body.attribute(name),
  );
  const said = settings.find(({ kind }) => kind === "value") ?? settings.find(({ kind }) => kind === "unresolved");
  return mapSetting(said ?? settings[0] ?? ABSENT, (value) => {
    if (value === true || value === "true") return "Enabled";
    if (value === false || value === "false") return "Disabled";
    return typeof value === "string" ? value : undefined;
  });
}

function named(body: ResourceBody, name: string): Setting<unknown> {
  return name === "" ? ABSENT : body.attribute(name);
}

/** The site that a slot belongs to: by the id or name that is written, else by the expression that leads to it. */
export function parentSiteOf(body: ResourceBody, names: readonly string[]): string {
  const parent = names.map((name) => textOf(body.attribute(name))).find(({ kind }) => kind !== "absent") ?? ABSENT;
  if (parent.kind === "value") return /\/sites\/(?<site>[^/]+)/i.exec(parent.value)?.groups?.["site"] ?? parent.value;
  return parent.kind === "unresolved" ? writtenIn(parent.expression).replace(/\.(?:id|name)$/, "") : "";
}
