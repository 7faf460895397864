import { expect, it } from "vitest";
import { describeWith } from "../helpers/need.ts";
import { type Reason, readReasons, runSuite } from "./run.ts";

describeWith("../shared/data/limbo.json", "x509-limbo", (found) => {
  const file = found["../shared/data/limbo.json"];
  const report = runSuite(file);

  it("has no wrong answer but those with a reason", () => {
    expect(report.wrongAccepts).toEqual([]);
    expect(report.wrongRefusals).toEqual([]);
    expect(report.stale).toEqual([]);
  });

  it("explains nothing away outside the rules for public servers", () => {
    const explained = report.explained.filter((id) => !id.startsWith("webpki::"));
    expect(explained).toEqual([]);
  });

  it("skips revocation only", () => {
    expect(report.skipped).toHaveLength(8);
    expect(report.skipped.every((id) => id.startsWith("crl::"))).toBe(true);
    expect(report.right.length + report.explained.length + report.skipped.length).toBe(207);
  });

  it("fails when a reason no longer applies", () => {
    const stale: Reason = {
      case: "rfc5280::no-keyusage",
      expected: "SUCCESS",
      actual: "FAILURE",
      reason: "none",
    };
    expect(runSuite(file, [...readReasons(), stale]).stale).toEqual(["rfc5280::no-keyusage"]);
  });

  it("counts a difference without a reason as wrong", () => {
    const [first, ...others] = readReasons();
    expect(runSuite(file, others).wrongAccepts).toEqual([first?.case]);
  });
});
