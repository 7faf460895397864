import { isProduction } from "./environment.ts";
import type { Exposure, FindingStatus, ScanResult, Severity } from "./model.ts";

/**
 * What must demand certificates before the rest; failures before doubts; by severity; what more people reach before what
 * fewer do; production before other environments, by their names; then by place.
 */
export function sortResults(results: readonly ScanResult[]): readonly ScanResult[] {
  return Object.freeze(results.toSorted(compare));
}

function compare(left: ScanResult, right: ScanResult): number {
  return (
    Number(right.isRequired) - Number(left.isRequired) ||
    STATUSES.indexOf(left.status) - STATUSES.indexOf(right.status) ||
    SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
    EXPOSURES.indexOf(left.exposure) - EXPOSURES.indexOf(right.exposure) ||
    environmentRank(left) - environmentRank(right) ||
    compareText(left.environment ?? "", right.environment ?? "") ||
    compareText(left.position.file, right.position.file) ||
    left.position.line - right.position.line ||
    left.position.column - right.position.column ||
    compareText(left.address, right.address) ||
    compareText(left.rule, right.rule)
  );
}

const STATUSES: readonly FindingStatus[] = ["fail", "unknown", "suppressed", "pass", "not-applicable"];
const SEVERITIES: readonly Severity[] = ["high", "medium", "low", "note"];
const EXPOSURES: readonly Exposure[] = ["public", "unknown", "internal", "private"];

function environmentRank({ environment }: ScanResult): number {
  if (environment === undefined) return 2;
  return isProduction(environment) ? 0 : 1;
}

/** By code units, so that every machine sorts alike. */
function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
