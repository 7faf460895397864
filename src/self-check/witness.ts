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

/** Why the probe's word is what it is, for the operator. */
export interface ProbeNote {
  readonly question: string;
  readonly code: string;
  /** One sentence. */
  readonly message: string;
  /** One sentence. */
  readonly remedy: string;
}

/** What the probe learned. */
export interface ProbeWord {
  /** Absent: nothing is to be told. */
  readonly reasons?: readonly ProbeNote[];
  /** Of all names that it tried together. */
  readonly demand: ProbeFound;
  readonly authenticity: ProbeFound;
  /** Whether something was seen that no proof could stand beside, though it refutes nothing: it ends an older proof. */
  readonly isContradicted: boolean;
  /** Name by name, since what one of them shows says nothing of another host: of those by which callers outside come. */
  readonly names: readonly NameWord[];
  /** Whether it was seen that clients cannot set `WAS-DEFAULT-HOSTNAME`; undefined when nobody could see. */
  readonly isHostHeaderOverwritten: boolean | undefined;
  /** One for each record whose exclusion paths were tried; of a record that is missing here it says nothing. */
  readonly exclusions: readonly ExclusionsWord[];
}

export type ProbeFound = "proven" | "refuted" | "inconclusive";

/** What the probe learned of one name, together with the others of the same host. */
export interface NameWord {
  /** In lower case, without a port. */
  readonly host: string;
  readonly demand: ProbeFound;
  readonly authenticity: ProbeFound;
  /** Whether anything that was sent there reached this deployment. */
  readonly leadsHere: boolean;
}

/** What the probe learned of one record's exclusion paths. */
export interface ExclusionsWord {
  /** As Resource Manager writes it. */
  readonly recordId: string;
  /** Whether no certificate header was seen under any of them; undefined when that could not be seen. */
  readonly areClean: boolean | undefined;
}

export interface ProbeWitness {
  /** Whether there is anything to see yet. While there is not, it is not asked. Absent: there always is. */
  isReady?(): boolean;
  /**
   * Never rejects and never throws. Bounded in time.
   *
   * @param records As they were declared just now. Undefined: Resource Manager could not be heard.
   */
  probe(records: readonly HostSettings[] | undefined): Promise<ProbeWord>;
}
