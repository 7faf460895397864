/** What a rule found. */
export type RuleStatus = "pass" | "fail" | "unknown" | "not-applicable";

/** Names of the rules, kebab-case and stable. */
export type RuleId =
  | "client-certificates-required"
  | "https-only"
  | "exclusion-paths"
  | "exclusion-end-points"
  | "access-restrictions"
  | "ingress-transport"
  | "minimum-tls"
  | "http2"
  | "renegotiation"
  | "health-check-path"
  | "phantom-settings"
  | "warm-up-statuses"
  | "reached-from-inside";

/** The answer of one rule about one host. */
export interface RuleResult {
  readonly rule: RuleId;
  readonly status: RuleStatus;
  /** Whether it decides about trust. What only informs never does. */
  readonly gate: boolean;
  /**
   * True when the source said something, also when what it said is no good or not understood, or nothing is asked of
   * it; false when it said nothing: null, absent, or not read. Only an unknown can be false. An earlier yes may outlive
   * silence, never something said.
   */
  readonly isSaid: boolean;
  /** What was found, in one sentence, with the settings in Azure's own spelling. */
  readonly message: string;
  /** What mends it: a command where there is one, else a sentence. Undefined unless the status is fail or unknown. */
  readonly remedy: string | undefined;
}

/** What a rule needs to know beside the host's own settings. */
export interface RuleContext {
  /** Who writes the certificate header: the host's own front end, or a gateway before it, which cannot show the caller's certificate. */
  readonly headerFrom: "host" | "gateway";
  /** Paths that the app leaves open, as the guard takes them (`/healthz`, `/public/*`). Undefined: not known (a laptop). */
  readonly openPaths: readonly string[] | undefined;
  /** The app's own settings that concern the platform, by name. Undefined: not known. */
  readonly appSettings: Readonly<Record<string, string | undefined>> | undefined;
}
