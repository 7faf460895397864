import { describe, expect, it } from "vitest";
import { type ExitCodeOptions, exitCodeOf } from "../../../src/posture/index.ts";
import { judge } from "../../../src/posture/scan/judge.ts";
import type { ScanReport, ScanResult } from "../../../src/posture/scan/model.ts";
import { settleOptions } from "../../../src/posture/scan/settle-options.ts";
import { web } from "../rules/parts.ts";

const [first] = judge({ resources: [web()], keys: [] }, settleOptions({ scope: "all", today: "2026-01-01" }));

function result(changes: Partial<ScanResult>): ScanResult {
  if (first === undefined) throw new Error("nothing was judged");
  return { ...first.result, ...changes };
}

function report(results: readonly ScanResult[], changes: Partial<ScanReport> = {}): ScanReport {
  const scanned = { files: 1, bytes: 10, resources: 1 };
  return { results, resources: [], unreadable: [], scanned, notices: [], ...changes };
}

const FAIL = result({ status: "fail" });
const UNKNOWN = result({ status: "unknown" });
const UNREADABLE = { unreadable: [{ file: "a.tf", position: undefined, problem: "it is no text" }] };

describe("what a scan ends with", () => {
  it.each<[string, ScanReport, ExitCodeOptions, number]>([
    ["all good", report([result({ status: "pass" })]), {}, 0],
    ["nothing applies", report([result({ status: "not-applicable" })]), {}, 0],
    ["a failure", report([FAIL]), {}, 1],
    ["a doubt", report([UNKNOWN]), {}, 2],
    ["a doubt that is accepted", report([UNKNOWN]), { allowUnknown: true }, 0],
    ["a failure is before a doubt", report([UNKNOWN, FAIL]), {}, 1],
    ["a failure stays one when doubts are accepted", report([UNKNOWN, FAIL]), { allowUnknown: true }, 1],
    ["what cannot be read is before both", report([UNKNOWN, FAIL], UNREADABLE), { allowUnknown: true }, 4],
    ["no file", report([], { scanned: { files: 0, bytes: 0, resources: 0 } }), { allowEmpty: true }, 4],
    ["nothing to judge", report([], { scanned: { files: 9, bytes: 9, resources: 0 } }), {}, 4],
    [
      "nothing to judge, accepted",
      report([], { scanned: { files: 9, bytes: 9, resources: 0 } }),
      { allowEmpty: true },
      0,
    ],
    ["a finding without a resource", report([FAIL], { scanned: { files: 9, bytes: 9, resources: 0 } }), {}, 1],
    ["a note", report([result({ status: "fail", severity: "note" })]), {}, 0],
    ["a resource that need not", report([result({ status: "fail", isRequired: false })]), {}, 0],
    ["a doubt about one that need not", report([result({ status: "unknown", isRequired: false })]), {}, 0],
    ["suppressed", report([result({ status: "suppressed" })]), {}, 0],
  ])("%s", (_title, of, options, code) => {
    expect(exitCodeOf(of, options)).toBe(code);
  });
});
