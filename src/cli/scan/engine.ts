import type { ScanReport, Unreadable } from "../../posture/scan/model.ts";
import type { ScanOptions, ScanSource } from "../../posture/scan/options.ts";

/** What reads and judges, so that tests can give the verb reports of their own. */
export interface Engine {
  /** Every file below the paths that Terraform or a plan may be in. */
  readonly readSources: (paths: readonly string[]) => Promise<ReadSources>;
  /** Rejects with a `ScanOptionsError`. */
  readonly scan: (sources: readonly ScanSource[], options: ScanOptions) => Promise<ScanReport>;
}

export interface ReadSources {
  readonly sources: readonly ScanSource[];
  /** What could not even be read. */
  readonly unreadable: readonly Unreadable[];
}
