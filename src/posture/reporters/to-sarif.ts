import type { Invocation, Location, Log, Notification, Result, Run } from "sarif";
import type { ScanResult, Unreadable } from "../scan/model.ts";
import { harmless } from "./harmless.ts";
import { jsonText } from "./json-text.ts";
import { lineHashes } from "./line-hashes.ts";
import { isOpen, placeOf, type Reported } from "./reported.ts";
import { artifactUri, regionOf, sarifText, toSarifRule } from "./sarif-parts.ts";

export interface SarifOptions {
  /** What GitHub keeps runs apart by: a later run replaces those of its category. Default: `azure-client-cert`. */
  readonly category?: string;
  /** GitHub does not read `suppressions` and shows what has them as open, so by default they are left out. */
  readonly includeSuppressed?: boolean;
}

/** Results that GitHub takes of one run. */
const MOST_RESULTS = 25_000;

/** GitHub's `%SRCROOT%` is the root of the repository, so the scan must begin there. */
const BASE = "%SRCROOT%";

/**
 * SARIF 2.1.0 (OASIS, with errata 01) for GitHub code scanning and whatever else reads it: failures and doubts of
 * resources that must demand certificates. Notes are left out, since GitHub takes its severity from the rule and would
 * show them as high.
 */
export function toSarif(reported: Reported, options: SarifOptions = {}): string {
  const { report, rules, version } = reported;
  const shown = report.results.filter((result) => isShown(result, options.includeSuppressed === true));
  const hashOf = fingerprints(reported);
  const indexes = new Map(rules.map(({ id }, index) => [id as string, index]));
  const run: Run = {
    tool: {
      driver: { name: "azure-client-cert", version, semanticVersion: version, rules: rules.map(toSarifRule) },
    },
    automationDetails: { id: `${options.category ?? "azure-client-cert"}/` },
    columnKind: "utf16CodeUnits",
    originalUriBaseIds: { [BASE]: { description: { text: "Where the scan began: the root of the repository." } } },
    invocations: [invocationOf(reported, shown.length)],
    results: shown.slice(0, MOST_RESULTS).map((result) => toResult(result, indexes, hashOf)),
  };
  const log: Log = { $schema: SCHEMA, version: "2.1.0", runs: [run] };
  return jsonText(log);
}

const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

function isShown(result: ScanResult, includeSuppressed: boolean): boolean {
  return isOpen(result) || (includeSuppressed && result.status === "suppressed");
}

function toResult(
  result: ScanResult,
  indexes: ReadonlyMap<string, number>,
  hashOf: (result: ScanResult) => string | undefined,
): Result {
  const { rule, position, address, suppression } = result;
  const ruleIndex = indexes.get(rule);
  const hash = hashOf(result);
  return {
    ruleId: rule,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levelOf(result),
    message: { text: messageOf(result) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: artifactUri(position.file), uriBaseId: BASE },
          region: regionOf(position),
        },
        logicalLocations: [{ fullyQualifiedName: harmless(address), kind: "resource" }],
      },
    ],
    ...(hash === undefined ? {} : { partialFingerprints: { primaryLocationLineHash: hash } }),
    ...(suppression === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: suppression.kind === "inline" ? "inSource" : "external",
              status: "accepted",
              justification: sarifText(suppression.reason),
            },
          ],
        }),
    properties: propertiesOf(result),
  };
}

/** A doubt is never an error: nobody has seen anything wrong. */
function levelOf({ status, severity }: ScanResult): Result["level"] & string {
  if (severity === "high" && status !== "unknown") return "error";
  return severity === "high" || severity === "medium" ? "warning" : "note";
}

function messageOf({ address, calledFrom, message, expression, assumed, status }: ScanResult): string {
  const doubt = expression === undefined ? "" : ` Not resolved: ${expression}`;
  const assumption = assumed === undefined ? "" : ` Assumed: ${assumed}.`;
  const head = status === "unknown" ? "It cannot be told: " : "";
  const caller = calledFrom === undefined ? "" : ` (called from ${placeOf(calledFrom)})`;
  return sarifText(`${address}${caller}: ${head}${message}${doubt}${assumption}`);
}

function propertiesOf({ status, exposure, environment, type }: ScanResult): Record<string, string> {
  const bag = { status, exposure, resourceType: harmless(type) };
  return environment === undefined ? bag : { ...bag, environment: harmless(environment) };
}

/** By file, since one file may have many findings. */
function fingerprints({ textOf }: Reported): (result: ScanResult) => string | undefined {
  const files = new Map<string, readonly string[]>();
  return ({ position: { file, line } }) => {
    const known = files.get(file);
    if (known !== undefined) return known[line - 1];
    const text = textOf(file);
    const hashes = text === undefined ? [] : lineHashes(text);
    files.set(file, hashes);
    return hashes[line - 1];
  };
}

/** What could not be read stands here, so that a run without results is not taken for a good one. */
function invocationOf({ report }: Reported, shown: number): Invocation {
  const unreadable = report.unreadable.map(toNotification);
  const left = shown - MOST_RESULTS;
  const notices = report.notices.map(
    (notice): Notification => ({ level: "note", message: { text: sarifText(notice) } }),
  );
  const leftOut: readonly Notification[] =
    left > 0
      ? [{ level: "warning", message: { text: `${left} results are left out: a run holds ${MOST_RESULTS}.` } }]
      : [];
  const toolExecutionNotifications = [...unreadable, ...leftOut, ...notices];
  return { executionSuccessful: unreadable.length === 0 && report.scanned.files > 0, toolExecutionNotifications };
}

function toNotification({ file, position, problem }: Unreadable): Notification {
  const location: Location = {
    physicalLocation: {
      artifactLocation: { uri: artifactUri(file), uriBaseId: BASE },
      ...(position === undefined ? {} : { region: regionOf(position) }),
    },
  };
  return {
    level: "error",
    message: { text: sarifText(problem) },
    locations: [location],
    descriptor: { id: "unreadable" },
  };
}
