import type { ContainerAppSettings, Setting, SiteSettings } from "../facts/host-settings.ts";
import type { Position } from "../facts/origin.ts";

/** What is judged, whatever file it stands in. */
export interface ScannedResource {
  /** What the reader knows it by: `module.web.azurerm_linux_web_app.orders`. */
  readonly address: string;
  /** `azurerm_linux_web_app`, `Microsoft.Web/sites`. */
  readonly type: string;
  readonly position: Position;
  readonly extent: Position;
  /** Where the root module calls the module that it stands in. Absent: it stands in the root module, or nobody knows. */
  readonly calledFrom?: Position | undefined;
  readonly subject: Subject;
  /** Null or absent: none. Values that cannot be told are left out, and then `isComplete` is false. */
  readonly tags: { readonly values: Readonly<Record<string, string>>; readonly isComplete: boolean };
  readonly exposure: Exposure;
  /** What was assumed of the provider, to be printed with every finding: `azurerm 4.x (~> 4.0, required_providers)`. Undefined: nothing. */
  readonly assumed: string | undefined;
}

/**
 * Who can reach it. `public`: anyone on the internet; `internal`: only the inside of a network or environment (an internal
 * ingress, restrictions that deny by default); `private`: public access is off, a private endpoint at most.
 */
export type Exposure = "public" | "internal" | "private" | "unknown";

export type Subject =
  | SiteSettings
  | ContainerAppSettings
  | LinkedServiceSettings
  | Inexpressible
  | Unprovable
  | NotApplicable
  | Opaque;

/** A linked service of Data Factory of type Web or HttpServer. */
export interface LinkedServiceSettings {
  readonly kind: "linked-service";
  readonly id: string;
  readonly name: string;
  /** `Web`, `HttpServer`. */
  readonly serviceType: Setting<string>;
  /** `Anonymous`, `Basic`, `ClientCertificate`, `Windows`. */
  readonly authenticationType: Setting<string>;
  /** Whether the resource type can send a client certificate at all: azurerm's linked service for the web cannot. */
  readonly canExpressCertificate: boolean;
}

/** A resource type that has no attribute for client certificates. */
export interface Inexpressible {
  readonly kind: "inexpressible";
  readonly id: string;
  readonly name: string;
  /** What to use in its place, one sentence. */
  readonly advice: string;
}

/** A state or plan whose value says nothing about the truth: Logic App Standard under azurerm 5. */
export interface Unprovable {
  readonly kind: "unprovable";
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  readonly settings: SiteSettings;
}

/** A resource that Azure has no such setting for: a static web app. Nothing is wrong with it. */
export interface NotApplicable {
  readonly kind: "not-applicable";
  readonly id: string;
  readonly name: string;
  readonly reason: string;
}

/** A module whose source is not here and whose defaults are not known. */
export interface Opaque {
  readonly kind: "opaque";
  readonly id: string;
  readonly name: string;
  readonly reason: string;
}

export type Severity = "high" | "medium" | "low" | "note";

export type FindingStatus = "pass" | "fail" | "unknown" | "not-applicable" | "suppressed";

/** The answer of one rule about one resource. */
export interface ScanResult {
  readonly rule: string;
  readonly status: FindingStatus;
  readonly severity: Severity;
  readonly address: string;
  readonly type: string;
  readonly position: Position;
  /** Where the root module calls the module that it stands in. Absent: it stands in the root module, or nobody knows. */
  readonly calledFrom?: Position | undefined;
  /** What was found, in one sentence, with the settings as the source spells them. */
  readonly message: string;
  /** The expression that could not be resolved. Undefined unless the status is unknown. */
  readonly expression: string | undefined;
  readonly remedies: readonly Remedy[];
  readonly exposure: Exposure;
  /** Of the environment tag, as written. Undefined: none. */
  readonly environment: string | undefined;
  readonly assumed: string | undefined;
  /** Whether it counts for the exit code: resources that are not required to demand certificates only have notes. */
  readonly isRequired: boolean;
  readonly suppression: Suppression | undefined;
}

export interface Remedy {
  readonly kind: "terraform" | "az" | "bicep" | "portal" | "warning";
  readonly text: string;
}

/** Who took a finding away, and until when. */
export interface Suppression {
  readonly kind: "inline" | "file" | "baseline";
  readonly reason: string;
  readonly owner: string | undefined;
  /** `YYYY-MM-DD`, the last day on which it counts. */
  readonly until: string | undefined;
}

/** A file that could not be read, as far as it could not. */
export interface Unreadable {
  readonly file: string;
  readonly position: Position | undefined;
  readonly problem: string;
}

export interface ScanReport {
  /** Sorted: required before others, fail before unknown, by severity, exposure, environment, file, line. */
  readonly results: readonly ScanResult[];
  readonly resources: readonly ScannedResource[];
  readonly unreadable: readonly Unreadable[];
  readonly scanned: { readonly files: number; readonly bytes: number; readonly resources: number };
  /** Exceptions that match nothing, and other things worth a line that decide nothing. */
  readonly notices: readonly string[];
}
