/** What Terraform says about client certificates: scan source and plans, and judge every resource in them. */

export type { Setting } from "./facts/host-settings.ts";
export type { Origin, Position } from "./facts/origin.ts";
export { type Baseline, type BaselineEntry, toBaseline } from "./scan/baseline.ts";
export type { Control } from "./scan/controls.ts";
export { type ExitCodeOptions, exitCodeOf, type ScanExitCode } from "./scan/exit-code.ts";
export type {
  Exposure,
  FindingStatus,
  Remedy,
  ScannedResource,
  ScanReport,
  ScanResult,
  Severity,
  Subject,
  Suppression,
  Unreadable,
} from "./scan/model.ts";
export {
  type NamedText,
  type ScanOptions,
  ScanOptionsError,
  type ScanProgress,
  type ScanSource,
  type Scope,
} from "./scan/options.ts";
export { scan } from "./scan/scan.ts";
export { type Reference, SCAN_RULES, type ScanRule, type ScanRuleId } from "./scan/scan-rules.ts";
export {
  type ReadSources,
  type ReadSourcesOptions,
  readSources,
  type SourceFile,
  type UnreadablePath,
} from "./sources/files.ts";
