import type { Origin } from "./origin.ts";

/**
 * One setting as its source tells it. The four cases are kept apart because they mean different things: Resource
 * Manager's `null` is "cannot tell" for one setting and "none" for another, and a default counts only where it is known.
 */
export type Setting<Value> = Said<Value> & {
  /** Absent: a live answer, which has no places in files. */
  readonly origin?: Origin;
};

type Said<Value> =
  | { readonly kind: "value"; readonly value: Value }
  /** The source mentions it and says null. */
  | { readonly kind: "null" }
  /** The source does not mention it, or was not asked. */
  | { readonly kind: "absent" }
  /** The source says something that is no such value: what it says, shortened, for the operator. */
  | { readonly kind: "unresolved"; readonly expression: string };

/** A site of App Service, or one of its slots: a slot has settings of its own, which a swap leaves where they are. */
export interface SiteSettings {
  readonly kind: "site" | "slot";
  /** Resource id, spelled as the source spells it. */
  readonly id: string;
  /** Name of the site, without the slot. */
  readonly site: string;
  /** Undefined for the site itself, whose slot Azure calls production. */
  readonly slot: string | undefined;
  /** Azure's `kind`: `app,linux`, `functionapp`. */
  readonly siteKind: Setting<string>;
  /** Host names that requests for it come to; the source's order. */
  readonly hostNames: readonly string[];
  readonly defaultHostName: Setting<string>;
  readonly clientCertEnabled: Setting<boolean>;
  readonly clientCertMode: Setting<string>;
  readonly clientCertExclusionPaths: Setting<string>;
  /** Undocumented, and in every real answer. */
  readonly clientCertExclusionEndPoints: Setting<string>;
  readonly httpsOnly: Setting<boolean>;
  readonly publicNetworkAccess: Setting<string>;
  /** These only `config/web` tells: the site's own answer has nulls for them. Absent when it was not read. */
  readonly http20Enabled: Setting<boolean>;
  readonly minTlsVersion: Setting<string>;
  readonly healthCheckPath: Setting<string>;
  readonly ipSecurityRestrictionsDefaultAction: Setting<string>;
  readonly ipSecurityRestrictions: Setting<readonly AccessRestriction[]>;
}

/** One access restriction of a site, as far as it is judged. */
export interface AccessRestriction {
  readonly name: string;
  readonly action: string;
  /** `Any`, a CIDR, or a service tag; undefined for a subnet. */
  readonly ipAddress: string | undefined;
  /** Values that `X-Azure-FDID` must have; empty when it is not restricted by it. */
  readonly frontDoorIds: readonly string[];
}

export interface ContainerAppSettings {
  readonly kind: "container-app";
  readonly id: string;
  readonly name: string;
  /** Null or absent: there is no ingress, so nothing puts a certificate header on a request. */
  readonly ingress: Setting<IngressSettings>;
}

export interface IngressSettings {
  readonly fqdn: Setting<string>;
  readonly external: Setting<boolean>;
  readonly clientCertificateMode: Setting<string>;
  readonly allowInsecure: Setting<boolean>;
  readonly transport: Setting<string>;
  readonly ipSecurityRestrictions: Setting<readonly IngressRestriction[]>;
  /** How many ports are exposed beside the ingress; requests to them bypass it. */
  readonly additionalPorts: Setting<number>;
}

/** One IP restriction of an ingress. */
export interface IngressRestriction {
  readonly name: string;
  readonly action: string;
  /** A CIDR. */
  readonly ipAddressRange: string;
}

export type HostSettings = SiteSettings | ContainerAppSettings;
