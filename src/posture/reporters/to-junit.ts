import type { Builder, TestCase } from "junit-report-builder";
import type { ScanReport, ScanResult } from "../scan/model.ts";
import { harmless } from "./harmless.ts";
import { isOpen, placeOf, wholePlaceOf } from "./reported.ts";

export interface JunitOptions {
  /** junit-report-builder's. */
  readonly builder: Pick<Builder, "newBuilder">;
  /** Whether doubts are accepted: then they are skipped, and no errors. */
  readonly allowUnknown: boolean;
}

/**
 * The report as JUnit's XML: one suite a file, one case a rule and resource. What fails is a `failure`, what cannot be
 * told or read an `error`, and what decides nothing or was taken away is `skipped`, with the message as its output.
 */
export function toJunit(report: ScanReport, { builder, allowUnknown }: JunitOptions): string {
  const junit = builder.newBuilder().name("azure-client-cert scan");
  for (const [file, results] of byFile(report.results)) {
    const suite = junit.testSuite().name(harmless(file));
    for (const result of results) {
      const test = suite
        .testCase()
        .className(harmless(result.address))
        .name(harmless(result.rule))
        .file(harmless(file));
      setOutcome(test, result, allowUnknown);
    }
  }
  if (report.unreadable.length > 0) {
    const suite = junit.testSuite().name("Files that could not be read");
    for (const { file, position, problem } of report.unreadable) {
      const place = placeOf({ file, line: position?.line ?? 1 });
      suite.testCase().className(harmless(file)).name(harmless(place)).error(harmless(problem), "unreadable");
    }
  }
  return junit.build();
}

function byFile(results: readonly ScanResult[]): ReadonlyMap<string, readonly ScanResult[]> {
  const files = new Map<string, ScanResult[]>();
  for (const result of results) {
    if (result.status === "not-applicable") continue;
    const before = files.get(result.position.file);
    if (before === undefined) files.set(result.position.file, [result]);
    else before.push(result);
  }
  return files;
}

function setOutcome(test: TestCase, result: ScanResult, allowUnknown: boolean): void {
  const message = harmless(`${wholePlaceOf(result)}: ${result.message}`);
  if (result.status === "pass") return;
  const isDoubt = result.status === "unknown";
  if (!isOpen(result) || (isDoubt && allowUnknown)) {
    const { suppression } = result;
    const by = suppression === undefined ? "" : ` (taken away: ${harmless(suppression.reason)})`;
    test.skipped().standardOutput(section(message + by));
  } else if (isDoubt) test.error(message, result.rule, section(remediesOf(result)));
  else test.failure(message, result.rule).stacktrace(section(remediesOf(result)));
}

/** Text of a CDATA section, of which the library closes the first `]]>` alone. */
function section(text: string): string {
  return harmless(text).replaceAll("]]>", "]]\\u{3e}");
}

function remediesOf({ remedies, expression }: ScanResult): string {
  const doubt = expression === undefined ? [] : [`not resolved: ${expression}`];
  return [...doubt, ...remedies.map(({ kind, text }) => `${kind}: ${text.replaceAll("\n", "; ")}`)].join(" | ");
}
