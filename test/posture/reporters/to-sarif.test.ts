import { Ajv } from "ajv";
import formats from "ajv-formats";
import fc from "fast-check";
import type { Log, Result, Run } from "sarif";
import { describe, expect, it } from "vitest";
import { artifactUri } from "../../../src/posture/reporters/sarif-parts.ts";
import { type SarifOptions, toSarif } from "../../../src/posture/reporters/to-sarif.ts";
import type { ScanReport } from "../../../src/posture/scan/model.ts";
import { SCAN_RULE_IDS } from "../../../src/posture/scan/scan-rules.ts";
import {
  DOUBT,
  FILE,
  FULL,
  HOSTILE,
  hostileReport,
  NOTE,
  report,
  reported,
  result,
  SOURCE,
  SUPPRESSED,
} from "./parts.ts";
import { readSarifSchema } from "./sarif-schema.ts";

const ajv = new Ajv({ strict: false, unicodeRegExp: false });
formats.default(ajv);
const validate = ajv.compile(readSarifSchema());

describe("SARIF", () => {
  it.each<readonly [string, ScanReport, SarifOptions]>([
    ["one of every kind", FULL, {}],
    ["what was taken away", FULL, { includeSuppressed: true }],
    ["nothing", report({ results: [], resources: [] }), { category: "infra/prod" }],
    ...HOSTILE.map((text) => [text, hostileReport(text), { includeSuppressed: true }] as const),
  ])("is valid by the schema: %j", (_, of, options) => {
    validate(logOf(of, options));
    expect(validate.errors).toBeNull();
  });

  it("is held by a schema that refuses something", () => {
    expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false);
    expect(validate({ ...logOf(FULL), version: "2.0.0" })).toBe(false);
  });

  it("says of a result where it is, what it is and what it is called", () => {
    const [first] = resultsOf(report());
    expect(first).toEqual({
      ruleId: "client-certificates-not-required",
      ruleIndex: SCAN_RULE_IDS.indexOf("client-certificates-not-required"),
      level: "error",
      message: {
        text:
          'module.web.azurerm_linux_web_app.orders: client_certificate_mode is "Optional": whoever shows none gets in. ' +
          "Assumed: azurerm 4.x (~> 4.0).",
      },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: FILE, uriBaseId: "%SRCROOT%" },
            region: { startLine: 4, startColumn: 3, endLine: 4, endColumn: 42 },
          },
          logicalLocations: [{ fullyQualifiedName: "module.web.azurerm_linux_web_app.orders", kind: "resource" }],
        },
      ],
      partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{1,16}:1$/) },
      properties: {
        status: "fail",
        exposure: "internal",
        resourceType: "azurerm_linux_web_app",
        environment: "prod",
      },
    });
  });

  it("counts columns as the scan does, and keeps runs apart by their category", () => {
    expect(runOf(FULL).columnKind).toBe("utf16CodeUnits");
    expect(runOf(FULL).automationDetails?.id).toBe("azure-client-cert/");
    expect(runOf(FULL, { category: "infra/prod" }).automationDetails?.id).toBe("infra/prod/");
  });

  it("has failures and doubts, no notes, and nothing that was taken away unless it is asked for", () => {
    const rules = (options: SarifOptions) => resultsOf(FULL, options).map(({ ruleId, level }) => [ruleId, level]);
    const open = [
      ["client-certificates-not-required", "error"],
      ["client-certificates-not-required", "warning"],
    ];
    expect(rules({})).toEqual(open);
    expect(rules({ includeSuppressed: true })).toEqual([...open, ["https-only", "error"]]);
    expect(resultsOf(FULL, { includeSuppressed: true }).at(-1)?.suppressions).toEqual([
      { kind: "inSource", status: "accepted", justification: "behind a VPN" },
    ]);
    expect(resultsOf(report({ results: [NOTE, SUPPRESSED] }))).toEqual([]);
  });

  it("says of a doubt that it is one, and what decides it", () => {
    const [doubt] = resultsOf(report({ results: [DOUBT] }));
    expect(doubt?.message.text).toContain("It cannot be told: client_certificate_mode");
    expect(doubt?.message.text).toContain("Not resolved: var.modes[each.key]");
  });

  it("has every rule with what GitHub shows of it", () => {
    const rules = runOf(FULL).tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(SCAN_RULE_IDS);
    for (const { shortDescription, fullDescription, help, properties, defaultConfiguration } of rules) {
      expect(shortDescription?.text.length).toBeLessThanOrEqual(1_024);
      expect(fullDescription?.text.length).toBeLessThanOrEqual(1_024);
      expect(help?.text).toContain("What mends it");
      expect(help?.markdown).toContain("## What mends it");
      expect(properties?.tags?.length).toBeLessThanOrEqual(10);
      expect(["high", "medium"]).toContain(properties?.["precision"]);
      const score = properties?.["security-severity"];
      expect(
        score === undefined ? "note" : Number(score) >= 7 ? "error" : Number(score) >= 4 ? "warning" : "note",
      ).toBe(defaultConfiguration?.level);
    }
    expect(rules.find(({ id }) => id === "client-certificates-disabled")?.help?.text).toContain("CKV_AZURE_17");
  });

  it("tells of every file that could not be read", () => {
    const { invocations = [] } = runOf(FULL);
    expect(invocations[0]?.executionSuccessful).toBe(false);
    const notifications = invocations[0]?.toolExecutionNotifications ?? [];
    expect(notifications.map(({ level, message }) => [level, message.text])).toEqual([
      ["error", "It is no HCL."],
      ["error", "It cannot be opened."],
      ["note", "An exception matches nothing."],
    ]);
    expect(notifications[0]?.locations?.[0]?.physicalLocation?.region?.startLine).toBe(7);
    expect(runOf(report()).invocations?.[0]?.executionSuccessful).toBe(true);
    const nothing = report({ results: [], scanned: { files: 0, bytes: 0, resources: 0 } });
    expect(runOf(nothing).invocations?.[0]?.executionSuccessful).toBe(false);
  });

  it("holds as many results as GitHub takes, the worst of them, and says how many it does not", () => {
    const many = report({
      results: Array<typeof DOUBT>(25_003).fill(result({ position: { ...DOUBT.position, file: "x.tf" } })),
    });
    const { results, invocations } = runOf(many);
    expect(results).toHaveLength(25_000);
    expect(invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toMatch(/^3 results are left out/);
  });

  it("makes no link of what a file says, and is printable ASCII", () => {
    for (const text of HOSTILE) {
      const written = toSarif(reported(hostileReport(text)), { includeSuppressed: true });
      expect(written.replaceAll("\n", "")).toMatch(/^[\x20-\x7e]*$/);
      for (const { message } of resultsOf(hostileReport(text))) expect(message.text).not.toMatch(/\]\(|\p{C}/u);
    }
  });
});

describe("the fingerprint of a result", () => {
  it("stays when lines are put above or blanks change", () => {
    const moved = fingerprintOf(`# a comment\n\n${SOURCE.replaceAll("  ", "\t")}`, 6);
    expect(fingerprintOf(SOURCE, 4)).toBe(moved);
  });

  it("changes with the line, and counts equal ones", () => {
    expect(fingerprintOf(SOURCE.replace("Optional", "OptionalInteractiveUser"), 4)).not.toBe(fingerprintOf(SOURCE, 4));
    const twice = fingerprintOf(`${SOURCE.repeat(30)}`, 9);
    expect(twice?.endsWith(":2")).toBe(true);
  });

  it("is missing where the text is not known", () => {
    const [first] = resultsOf(report({ results: [result({ position: { ...DOUBT.position, file: "gone.tf" } })] }));
    expect(first).not.toHaveProperty("partialFingerprints");
  });
});

describe("the URI of a file", () => {
  it.each([
    ["infra/main.tf", "infra/main.tf"],
    ["../up/main.tf", "../up/main.tf"],
    ["a b/c:d/100%#?.tf", "a%20b/c%3Ad/100%25%23%3F.tf"],
    ["/srv/main.tf", "file:///srv/main.tf"],
    ["C:/infra/main.tf", "file:///C%3A/infra/main.tf"],
    ["\ud800.tf", "%EF%BF%BD.tf"],
  ])("of %j is %s", (file, uri) => {
    expect(artifactUri(file)).toBe(uri);
  });

  it("leads back to the file, whatever its name", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[^/\\]{1,20}$/u), (name) => {
        fc.pre(!/\p{Cs}/u.test(name) && name !== "." && name !== "..");
        expect(decodeURIComponent(artifactUri(`infra/${name}`))).toBe(`infra/${name}`);
      }),
    );
  });
});

function logOf(of: ScanReport, options: SarifOptions = {}): Log {
  return JSON.parse(toSarif(reported(of), options)) as Log;
}

function runOf(of: ScanReport, options: SarifOptions = {}): Run {
  const [run] = logOf(of, options).runs;
  if (run === undefined) throw new Error("no run");
  return run;
}

function resultsOf(of: ScanReport, options: SarifOptions = {}): readonly Result[] {
  return runOf(of, options).results ?? [];
}

function fingerprintOf(text: string, line: number): string | undefined {
  const of = report({ results: [result({ position: { ...result().position, line, endLine: line } })] });
  const log = JSON.parse(toSarif(reported(of, () => text))) as Log;
  return log.runs[0]?.results?.[0]?.partialFingerprints?.["primaryLocationLineHash"];
}
