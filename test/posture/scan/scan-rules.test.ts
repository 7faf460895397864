import { describe, expect, it } from "vitest";
import { SCAN_RULES } from "../../../src/posture/index.ts";

const RULES = Object.values(SCAN_RULES);

describe("the rules of a scan", () => {
  it("are known by their ids, and say what an operator asks first", () => {
    for (const [id, rule] of Object.entries(SCAN_RULES)) {
      expect(rule.id).toBe(id);
      expect(id).toMatch(/^[a-z]+(?:-[a-z]+)+$|^renegotiation$/);
      expect(rule.title.length).toBeLessThanOrEqual(255);
      for (const text of [rule.why, rule.remedy]) expect(text).toMatch(/^[A-Z].+\.$/);
      expect(rule.resources.length).toBeGreaterThan(0);
    }
  });

  it("point to the same question elsewhere by the id that it really has there", () => {
    const peers = (source: string) =>
      RULES.flatMap(({ id, references }) =>
        references.filter((one) => one.source === source).map((one) => [id, one.id]),
      );
    expect(peers("Checkov")).toEqual([["client-certificates-disabled", "CKV_AZURE_17"]]);
    expect(peers("Trivy")).toEqual([["client-certificates-disabled", "AZU-0001"]]);
    expect(peers("Sonar").map(([, id]) => id)).toEqual(["S6382", "S6382", "S6382"]);
    expect(peers("KICS")).toContainEqual(["client-certificates-not-required", "9bb3c639-5edf-458c-8ee5-30c17c7d671d"]);
    expect(peers("Azure Policy")).toContainEqual([
      "client-certificates-disabled",
      "19dd1db6-f442-49cf-a838-b0786b4401ef",
    ]);
  });

  it("claim no control but those that someone maps to just that", () => {
    const claiming = RULES.filter(({ controls }) => controls.length > 0).map(({ id }) => id);
    expect(claiming).toEqual(["client-certificates-disabled", "client-certificates-not-required"]);
    const mode = SCAN_RULES["client-certificates-not-required"].controls;
    expect(new Set(mode.map(({ framework }) => framework))).toEqual(
      new Set(["CIS Azure Compute Services Benchmark 2.0.0"]),
    );
  });

  it("only inform about HTTP/2 and about what is public", () => {
    expect(RULES.filter(({ severity }) => severity === "note").map(({ id }) => id)).toEqual([
      "renegotiation",
      "public-without-control",
    ]);
  });

  it("can be changed by nobody", () => {
    expect(Object.isFrozen(SCAN_RULES) && RULES.every((rule) => Object.isFrozen(rule))).toBe(true);
  });
});
