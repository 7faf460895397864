import type { ConfigurationProblem } from "../../errors.ts";
import type { RuleId, RuleStatus } from "../../posture/facts/rule.ts";
import type { Authenticity, Because, Demand, HostKind } from "../../self-check/judgement.ts";
import type { RecordStatus, WitnessStatus, WordStatus } from "../../self-check/status.ts";
import type { WitnessFailure } from "../../self-check/witness.ts";
import type { SettingReport } from "./describe-settings.ts";
import type { CredentialName } from "./options.ts";

/**
 * What the doctor found, as `--json` prints it. Members keep their names and meanings; new ones may come. Times are
 * ISO 8601, ages whole seconds.
 */
export interface DoctorReport {
  readonly verb: "doctor";
  /**
   * `good`: every host demands certificates, or lets in nobody but the gateway, and no client was seen to write the
   * header. `refuted`: one host does not,
   * or, with `--config`, the configuration has a problem. `unknown`: nobody can tell.
   */
  readonly verdict: "good" | "refuted" | "unknown";
  /** What the process ends with: 0 good, 1 refuted, 2 unknown. */
  readonly exitCode: 0 | 1 | 2;
  /** Null: there was nobody to ask about. */
  readonly asked: AskedReport | null;
  /** Of all hosts the worst. */
  readonly demand: Demand;
  readonly authenticity: Authenticity;
  readonly because: Because;
  /** What the guard does with it. Null: its configuration is not known here. */
  readonly guard: GuardReport | null;
  /** The one thing to do first: a command where there is one, else a sentence. Null: nothing. */
  readonly remedy: string | null;
  readonly witnesses: {
    readonly resourceManager: WitnessStatus;
    /** Null: only the running app has a probe. */
    readonly probe: null;
  };
  /** The site first, then every slot; or the container app alone. Empty: nothing was heard. */
  readonly records: readonly RecordReport[];
  /** Why nothing was heard. */
  readonly failure: WitnessFailure | null;
  /** What could not be read and only informs. */
  readonly notices: readonly WitnessFailure[];
  /** What to know about all this, in whole sentences. */
  readonly notes: readonly string[];
  /** Null: the app's configuration is not here, or was not asked for and has no problem. */
  readonly configuration: ConfigurationReport | null;
}

export interface AskedReport {
  /** Whether the command ran where the app runs. */
  readonly from: "machine" | "elsewhere";
  readonly host: HostKind;
  readonly name: string;
  /** Null: not known. */
  readonly resourceId: string | null;
  readonly cloud: string;
  readonly credential: CredentialName;
  readonly frontEnd: "host" | "gateway";
  /** Null: not known. */
  readonly openPaths: readonly string[] | null;
}

export interface GuardReport {
  readonly selfCheck: "enforce" | "prove" | "warn" | "off";
  /** Whether it believes certificate headers, with what was found. */
  readonly serves: boolean;
}

export interface RecordReport {
  readonly id: string;
  readonly kind: "site" | "slot" | "container-app";
  /** `orders`, `orders/staging`. */
  readonly name: string;
  readonly hostNames: readonly string[];
  readonly demand: Demand;
  readonly authenticity: Authenticity;
  readonly because: Because;
  readonly declared: WordStatus;
  readonly exclusionPaths: readonly string[];
  /** Gates first. */
  readonly results: readonly ResultReport[];
}

export interface ResultReport {
  readonly rule: RuleId;
  readonly status: RuleStatus;
  /** Whether it decides about trust; else it only informs. */
  readonly gate: boolean;
  readonly message: string;
  /** Null unless the status is fail or unknown. */
  readonly remedy: string | null;
}

export interface ConfigurationReport {
  /** Empty unless `--config` asked for them. */
  readonly settings: readonly SettingReport[];
  /** With one of them the guard does not start. */
  readonly problems: readonly ConfigurationProblem[];
  readonly warnings: readonly ConfigurationProblem[];
}

export function toRecordReport(record: RecordStatus): RecordReport {
  const { id, kind, name, hostNames, demand, authenticity, because, declared, exclusionPaths } = record;
  const results = record.results.map(({ rule, status, gate, message, remedy }) => {
    return { rule, status, gate, message, remedy: remedy ?? null };
  });
  return { id, kind, name, hostNames, demand, authenticity, because, declared, exclusionPaths, results };
}
