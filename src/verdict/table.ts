import { CERTIFICATE_ROWS } from "./certificate-rows.ts";
import type { AnyFinding, FindingDetails } from "./finding.ts";
import { GUARD_ROWS } from "./guard-rows.ts";
import { HEADER_ROWS } from "./header-rows.ts";
import { PATH_ROWS } from "./path-rows.ts";
import type { Table } from "./row.ts";
import { RULE_ROWS } from "./rule-rows.ts";

/**
 * Every code there is. Ranks follow the way of a request: a certificate that did not arrive is not judged, one that
 * cannot be read has no path, and rules hold for valid paths only. `docs/findings.md` shows this table.
 */
export const FINDINGS: Table<FindingDetails> = freezeRows({
  ...HEADER_ROWS,
  ...CERTIFICATE_ROWS,
  ...PATH_ROWS,
  ...RULE_ROWS,
  ...GUARD_ROWS,
});

/**
 * The reason to report first: the error with the lowest rank, of several the one nearest to the leaf.
 *
 * Throws `RangeError` when there is no error among the findings: then nothing was refused.
 */
export function primaryFinding(findings: readonly AnyFinding[]): AnyFinding {
  let primary: AnyFinding | undefined;
  for (const finding of findings) {
    if (finding.severity !== "error") continue;
    if (primary === undefined || comesBefore(finding, primary)) primary = finding;
  }
  if (primary === undefined) throw new RangeError("No finding is an error");
  return primary;
}

function comesBefore(finding: AnyFinding, other: AnyFinding): boolean {
  const ranks = FINDINGS[finding.code].rank - FINDINGS[other.code].rank;
  return ranks === 0 ? indexOf(finding) < indexOf(other) : ranks < 0;
}

/** What concerns no certificate in particular says least. */
function indexOf({ certificateIndex }: AnyFinding): number {
  return certificateIndex ?? Number.POSITIVE_INFINITY;
}

function freezeRows<T extends object>(table: T): T {
  for (const row of Object.values(table)) Object.freeze(row);
  return Object.freeze(table);
}
