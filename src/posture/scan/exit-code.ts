import type { ScanReport, ScanResult } from "./model.ts";

/** What a scan ends with; 3, wrong usage, is for whoever reads the command line. */
export type ScanExitCode = 0 | 1 | 2 | 4;

export interface ExitCodeOptions {
  /** Whether doubts are accepted. Default: false. */
  readonly allowUnknown?: boolean;
  /** Whether files without a single resource to judge are accepted. No file at all never is. Default: false. */
  readonly allowEmpty?: boolean;
}

/**
 * 4: something could not be read, or there was nothing to judge. Else 1: a resource that must demand certificates has a
 * failure. Else 2: a doubt. Else 0. Notes, suppressed results and resources that need not demand certificates do not
 * count.
 */
export function exitCodeOf(report: ScanReport, options: ExitCodeOptions = {}): ScanExitCode {
  if (report.unreadable.length > 0 || isEmpty(report, options)) return 4;
  const counted = report.results.filter(counts);
  if (counted.some(({ status }) => status === "fail")) return 1;
  return !options.allowUnknown && counted.some(({ status }) => status === "unknown") ? 2 : 0;
}

function isEmpty({ scanned, results }: ScanReport, { allowEmpty = false }: ExitCodeOptions): boolean {
  if (scanned.files === 0) return true;
  return !allowEmpty && scanned.resources === 0 && !results.some(counts);
}

function counts({ isRequired, severity }: ScanResult): boolean {
  return isRequired && severity !== "note";
}
