import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Setting, SiteSettings } from "../../../src/posture/facts/host-settings.ts";
import { judge } from "../../../src/posture/scan/judge.ts";
import type { ScannedResource, ScanResult } from "../../../src/posture/scan/model.ts";
import { settleOptions } from "../../../src/posture/scan/settle-options.ts";
import { absent, is, nothing } from "../parts.ts";
import { doubt, web } from "./parts.ts";

const settled = settleOptions({ today: "2026-01-01", scope: "all" });

function resultsOf(resource: ScannedResource): readonly ScanResult[] {
  return judge({ resources: [resource], keys: [] }, settled).map(({ result }) => result);
}

function settingOf<Value>(...values: readonly Value[]): fc.Arbitrary<Setting<Value>> {
  return fc.constantFrom<Setting<Value>>(...values.map((value) => is(value)), absent, nothing, doubt());
}

const SITES: fc.Arbitrary<Partial<SiteSettings>> = fc.record({
  clientCertEnabled: settingOf(true, false),
  clientCertMode: settingOf("Required", "Optional", "OptionalInteractiveUser", "Mandatory", ""),
  clientCertExclusionPaths: settingOf("", "/healthz", "/"),
  httpsOnly: settingOf(true, false),
  minTlsVersion: settingOf("1.0", "1.2"),
  http20Enabled: settingOf(true, false),
});

const CERTIFICATES = ["client-certificates-disabled", "client-certificates-not-required"];

describe("whatever a site says", () => {
  it("certificates count as demanded only when enabled is true and the mode is Required", () => {
    fc.assert(
      fc.property(SITES, (changes) => {
        const results = resultsOf(web(changes)).filter(({ rule }) => CERTIFICATES.includes(rule));
        const isDemanded =
          changes.clientCertEnabled?.kind === "value" &&
          changes.clientCertEnabled.value &&
          changes.clientCertMode?.kind === "value" &&
          changes.clientCertMode.value === "Required";
        expect(results.every(({ status }) => status === "pass")).toBe(isDemanded);
        expect(results.some(({ status }) => status === "fail" || status === "unknown")).toBe(!isDemanded);
      }),
    );
  });

  it("HTTP/2 changes no failure and no doubt into anything better", () => {
    const rank = { fail: 0, unknown: 1, suppressed: 1, "not-applicable": 2, pass: 3 };
    fc.assert(
      fc.property(SITES, (changes) => {
        const without = resultsOf(web({ ...changes, http20Enabled: is(false) }));
        const withIt = resultsOf(web({ ...changes, http20Enabled: is(true) }));
        for (const [index, { rule, status }] of without.entries()) {
          expect(withIt[index]?.rule).toBe(rule);
          expect(rank[withIt[index]?.status ?? "pass"]).toBeLessThanOrEqual(rank[status]);
        }
      }),
    );
  });

  it("a failure and a doubt come with remedies, and a doubt about an expression quotes it", () => {
    fc.assert(
      fc.property(SITES, (changes) => {
        for (const result of resultsOf(web(changes))) {
          const isOpen = result.status === "fail" || result.status === "unknown";
          expect(result.remedies.length > 0).toBe(isOpen);
          if (result.status !== "unknown") expect(result.expression).toBeUndefined();
        }
      }),
    );
  });
});
