import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import junitReportBuilder, { type Builder } from "junit-report-builder";
import { describe, expect, it } from "vitest";
import { toJson } from "../../../src/posture/reporters/to-json.ts";
import { toJunit } from "../../../src/posture/reporters/to-junit.ts";
import { toMarkdown } from "../../../src/posture/reporters/to-markdown.ts";
import type { ScanReport } from "../../../src/posture/scan/model.ts";
import { FULL, report, reported, result } from "./parts.ts";

// Its types say that the builder is a member; what Node imports is the builder.
const builder = junitReportBuilder as unknown as Builder;

const SCHEMA = new URL("../../../docs/scan-report.schema.json", import.meta.url);
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }).compile(
  JSON.parse(readFileSync(SCHEMA, "utf8")) as object,
);

describe("JSON", () => {
  it.each([
    ["one of every kind", FULL],
    ["nothing", report({ results: [], resources: [], scanned: { files: 0, bytes: 0, resources: 0 } })],
  ])("is as the schema in the package says: %s", (_, of) => {
    validate(JSON.parse(json(of)));
    expect(validate.errors).toBeNull();
  });

  it("has no member that the schema does not name, and none missing", () => {
    const strict = JSON.stringify(JSON.parse(readFileSync(SCHEMA, "utf8"))).replaceAll(
      '"type":"object","required"',
      '"type":"object","additionalProperties":false,"required"',
    );
    const closed = new Ajv2020({ strict: false }).compile(JSON.parse(strict) as object);
    closed(JSON.parse(json(FULL)));
    expect(closed.errors).toBeNull();
    expect(validate({ ...(JSON.parse(json(FULL)) as object), counts: undefined })).toBe(false);
  });

  it("counts what decides and what does not, and keeps settings to itself", () => {
    const document = JSON.parse(json(FULL));
    expect(document).toMatchObject({
      schemaVersion: 1,
      exitCode: 1,
      tool: { name: "azure-client-cert", version: "1.2.3" },
      counts: { failures: 1, unknown: 1, notes: 2, suppressed: 1, passed: 1 },
      results: [
        { expression: null, environment: "prod" },
        { expression: "var.modes[each.key]" },
        {},
        {},
        { suppression: { kind: "inline" } },
        {},
        {},
      ],
    });
    expect(json(FULL)).not.toContain("not of interest here");
  });
});

describe("JUnit's XML", () => {
  it("has a suite a file, failures, errors for doubts and files, and skips what decides nothing", () => {
    const xml = junit(FULL);
    expect(xml).toMatch(/<testsuites name="azure-client-cert scan" tests="8" failures="1" errors="3" skipped="3">/);
    expect(xml).toContain('<testsuite name="infra/main.tf" tests="6" failures="1" errors="1" skipped="3">');
    expect(xml).toMatch(/<failure message="infra\/main\.tf:4: client_certificate_mode is &quot;Optional&quot;/);
    expect(xml).toMatch(/<error [^>]*type="unreadable"/);
    expect(xml).toContain("taken away: behind a VPN");
    expect(xml).not.toContain("exclusion-paths");
  });

  it("has no error for an accepted doubt", () => {
    const xml = junit(FULL, true);
    expect(xml).toContain('<testsuite name="infra/main.tf" tests="6" failures="1" errors="0" skipped="4">');
  });
});

describe("Markdown", () => {
  it("has a row a finding", () => {
    const text = toMarkdown(reported(FULL));
    expect(text).toContain("1 failure, 1 unknown, 2 notes, 1 suppressed");
    expect(text).toContain(
      "\n| Status | Rule | Resource | Place | What was found |\n| --- | --- | --- | --- | --- |\n| **fail**, high | <code>client&#45;certificates&#45;not&#45;required</code> | ",
    );
    expect(text.match(/^\| (?:\*\*fail\*\*, high|unknown) \|/gm)).toHaveLength(2);
    expect(text).toContain("<summary>Notes</summary>");
    expect(text).toContain("<summary>Taken away</summary>");
    expect(text).toContain("<summary>What mends it</summary>");
  });

  it("stays short enough for a comment", () => {
    const text = toMarkdown(reported(report({ results: Array(300).fill(result()) })));
    expect(text).toContain("And 200 more.");
    expect(text.length).toBeLessThan(65_536);
  });

  it("says that all is well", () => {
    expect(toMarkdown(reported(report({ results: [] })))).toBe(
      "## Client certificates\n\n0 failures, 0 unknown; 1 resource in 1 file.\n",
    );
  });
});

function json(of: ScanReport): string {
  return toJson(of, { version: "1.2.3", exitCode: 1 });
}

function junit(of: ScanReport, allowUnknown = false): string {
  return toJunit(of, { builder, allowUnknown });
}
