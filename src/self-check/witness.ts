import type { HostSettings } from "../posture/facts/host-settings.ts";

/** Why a witness cannot speak, with what mends it. Never holds a token. */
export interface WitnessFailure {
  readonly code: WitnessFailureCode;
  /** One sentence. */
  readonly message: string;
  /** One sentence or one command. */
  readonly remedy: string;
  /** For how long who was asked wants to be left alone, as it says itself (RFC 9110 section 10.2.3). Absent: it does not say. */
  readonly retryAfterSeconds?: number;
}

export type WitnessFailureCode =
  | "identity_missing"
  | "identity_endpoint_rejected"
  | "identity_unreachable"
  | "identity_refused"
  | "identity_answer_invalid"
  | "credential_failed"
  | "resource_unknown"
  | "resource_mismatch"
  | "resource_manager_unauthorized"
  | "resource_manager_forbidden"
  | "resource_manager_not_found"
  | "resource_manager_throttled"
  | "resource_manager_unavailable"
  | "resource_manager_unreachable"
  | "resource_manager_timeout"
  | "resource_manager_redirected"
  | "resource_manager_answer_too_large"
  | "resource_manager_answer_invalid"
  | "internal_error";

/** What Resource Manager said. */
export type Declaration =
  | {
      readonly ok: true;
      /** The site first, then every slot; or the container app alone. */
      readonly records: readonly HostSettings[];
      /** What could not be read and only informs (`config/web`). What decides makes the declaration fail. */
      readonly notices: readonly WitnessFailure[];
    }
  | { readonly ok: false; readonly failure: WitnessFailure };

/** The first witness: the platform's own settings. */
export interface DeclarationWitness {
  /** Never rejects and never throws. Bounded in time. */
  declare(): Promise<Declaration>;
}

/** What the probe learned. Its place is kept in the judgement; the probe itself is not part of this version. */
export interface ProbeWord {
  readonly demand: "proven" | "refuted" | "inconclusive";
  readonly authenticity: "proven" | "refuted" | "inconclusive";
  /** Whether it was seen that clients cannot set `WAS-DEFAULT-HOSTNAME`. */
  readonly isHostHeaderOverwritten: boolean;
  /** Whether no certificate header was seen under any exclusion path; undefined when there was none to try. */
  readonly areExclusionsClean: boolean | undefined;
}

export interface ProbeWitness {
  /** Never rejects and never throws. Bounded in time. */
  probe(records: readonly HostSettings[] | undefined): Promise<ProbeWord>;
}
