import type { ProviderVersion } from "../resource-input.ts";

/** What azurerm does with what is not written, for the major versions named. */
export interface SiteDefaults {
  readonly types: readonly string[];
  readonly majors: readonly number[];
  /** `by mode`: there is no such attribute; certificates are on when a mode is set, and off when none is. */
  readonly clientCertEnabled: boolean | "by mode";
  /** Undefined: none is sent. */
  readonly clientCertMode: "Required" | "Optional" | undefined;
  readonly httpsOnly: boolean;
  readonly http20Enabled: boolean;
  readonly minTlsVersion: string;
  /** Undefined: the resource has no such attribute. */
  readonly publicNetworkAccess: "Enabled" | undefined;
  /** Undefined: the resource has no such attribute. */
  readonly ipSecurityRestrictionsDefaultAction: "Allow" | undefined;
}

/** What all apps that name their operating system share: schemas of `linux_web_app_resource.go` and its siblings. */
const APP = {
  clientCertEnabled: false,
  httpsOnly: false,
  http20Enabled: false,
  minTlsVersion: "1.2",
  publicNetworkAccess: "Enabled",
  ipSecurityRestrictionsDefaultAction: "Allow",
} as const;

/** What the resources of azurerm's first design share. The TLS version is Azure's own default: they send none. */
const FIRST_DESIGN = {
  httpsOnly: false,
  http20Enabled: false,
  minTlsVersion: "1.2",
  publicNetworkAccess: undefined,
  ipSecurityRestrictionsDefaultAction: undefined,
} as const;

/**
 * Defaults of azurerm, as its schemas have them at their release tags. Where a default changed, the unsafe row is the
 * first: it counts while the version is not known. Web apps and function apps differ in the mode, so `enabled = true`
 * alone demands certificates of the one and merely allows them of the other.
 */
export const SITE_DEFAULTS: readonly SiteDefaults[] = [
  {
    // internal/services/appservice/{linux,windows}_web_app{,_slot}_resource.go
    types: [
      "azurerm_linux_web_app",
      "azurerm_windows_web_app",
      "azurerm_linux_web_app_slot",
      "azurerm_windows_web_app_slot",
    ],
    majors: [2, 3, 4, 5],
    ...APP,
    clientCertMode: "Required",
  },
  {
    // internal/services/appservice/{linux,windows}_function_app{,_slot}_resource.go, function_app_flex_consumption (4.21)
    types: [
      "azurerm_linux_function_app",
      "azurerm_windows_function_app",
      "azurerm_linux_function_app_slot",
      "azurerm_windows_function_app_slot",
      "azurerm_function_app_flex_consumption",
    ],
    majors: [2, 3, 4, 5],
    ...APP,
    clientCertMode: "Optional",
  },
  {
    // internal/services/logic/logic_app_standard_resource.go: no mode, no certificates.
    types: ["azurerm_logic_app_standard"],
    majors: [2, 3, 4],
    ...FIRST_DESIGN,
    clientCertEnabled: "by mode",
    clientCertMode: undefined,
    publicNetworkAccess: "Enabled",
  },
  {
    // The same from 5.0 on: "Required", to match the API.
    types: ["azurerm_logic_app_standard"],
    majors: [5],
    ...FIRST_DESIGN,
    clientCertEnabled: "by mode",
    clientCertMode: "Required",
    publicNetworkAccess: "Enabled",
  },
  {
    // internal/services/web/app_service_resource.go, gone from 5.0. A mode is sent only if enabled; Required is the API's.
    types: ["azurerm_app_service"],
    majors: [2, 3, 4],
    ...FIRST_DESIGN,
    clientCertEnabled: false,
    clientCertMode: "Required",
  },
  {
    // internal/services/web/function_app_resource.go, gone from 5.0 (azurerm#12216).
    types: ["azurerm_function_app"],
    majors: [2, 3, 4],
    ...FIRST_DESIGN,
    clientCertEnabled: "by mode",
    clientCertMode: undefined,
  },
];

/** A row of the table, and in words why it counts. */
export interface ChosenDefaults {
  readonly row: SiteDefaults;
  readonly assumed: string;
}

/** Undefined: no such type is in the table. */
export function defaultsOf(type: string, { major }: ProviderVersion): ChosenDefaults | undefined {
  const rows = SITE_DEFAULTS.filter(({ types }) => types.includes(type));
  const [first] = rows;
  if (first === undefined) return undefined;
  const row = rows.find(({ majors }) => major !== undefined && majors.includes(major));
  if (row !== undefined) return { row, assumed: `the default of azurerm ${major}.x` };
  return { row: first, assumed: unknownVersion(first, rows.length > 1, major) };
}

function unknownVersion({ majors }: SiteDefaults, isChanged: boolean, major: number | undefined): string {
  const known = `the default of <= ${Math.max(...majors)}.x`;
  if (major !== undefined) return `azurerm ${major}.x has no default known for it: ${known} is assumed`;
  return isChanged ? `azurerm version not known: ${known} is assumed` : "the default of azurerm";
}
