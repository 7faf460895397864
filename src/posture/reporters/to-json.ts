import type { Position } from "../facts/origin.ts";
import type { ScannedResource, ScanReport, ScanResult, Suppression, Unreadable } from "../scan/model.ts";
import { jsonText } from "./json-text.ts";
import { type Counts, countResults } from "./reported.ts";

/** Raised when a member is renamed, removed or changes its meaning. New members come without. */
export const SCHEMA_VERSION = 1;

export interface JsonOptions {
  /** Of this package. */
  readonly version: string;
  /** What the process ends with. */
  readonly exitCode: number;
}

/** The report as one JSON document. `docs/scan-report.schema.json` describes it; what is not there is null. */
export function toJson(report: ScanReport, { version, exitCode }: JsonOptions): string {
  const { results, resources, unreadable, scanned, notices } = report;
  const counts: Counts = countResults(results);
  return jsonText({
    schemaVersion: SCHEMA_VERSION,
    verb: "scan",
    tool: { name: "azure-client-cert", version },
    exitCode,
    scanned: { files: scanned.files, bytes: scanned.bytes, resources: scanned.resources },
    counts,
    results: results.map(resultOf),
    resources: resources.map(resourceOf),
    unreadable: unreadable.map(unreadableOf),
    notices,
  });
}

function resultOf(result: ScanResult): object {
  const { rule, status, severity, address, type, position, message, remedies, exposure, isRequired } = result;
  return {
    rule,
    status,
    severity,
    isRequired,
    address,
    type,
    position: positionOf(position),
    calledFrom: result.calledFrom === undefined ? null : positionOf(result.calledFrom),
    message,
    expression: result.expression ?? null,
    exposure,
    environment: result.environment ?? null,
    assumed: result.assumed ?? null,
    remedies: remedies.map(({ kind, text }) => ({ kind, text })),
    suppression: result.suppression === undefined ? null : suppressionOf(result.suppression),
  };
}

function suppressionOf({ kind, reason, owner, until }: Suppression): object {
  return { kind, reason, owner: owner ?? null, until: until ?? null };
}

/** Without the settings: what was found of them is in the results, and they may hold what is nobody's business. */
function resourceOf({ address, type, position, subject, exposure, tags, assumed }: ScannedResource): object {
  return {
    address,
    type,
    kind: subject.kind,
    position: positionOf(position),
    exposure,
    tags: tags.values,
    assumed: assumed ?? null,
  };
}

function unreadableOf({ file, position, problem }: Unreadable): object {
  return { file, position: position === undefined ? null : positionOf(position), problem };
}

function positionOf({ file, line, column, endLine, endColumn }: Position): object {
  return { file, line, column, endLine, endColumn };
}
