import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { load, onlyProblem, problemsWith } from "./fixtures.ts";

const report = { CLIENT_CERT_ENFORCE: "report", CLIENT_CERT_REPORT_UNTIL: "2999-12-31" };

describe("report mode", () => {
  const UNTIL = "CLIENT_CERT_REPORT_UNTIL";
  const NOW = Date.parse("2026-06-15T12:00:00Z");
  const until = (text: string) => load({ ...report, [UNTIL]: text }, { clock: () => NOW });

  it("ends with the day that is written, in UTC, or at the instant", () => {
    expect(until("2026-06-30").reportUntil).toBe(Date.parse("2026-07-01T00:00:00Z"));
    expect(until("2027-12-31").reportUntil).toBe(Date.parse("2028-01-01T00:00:00Z"));
    expect(until("2026-06-30T18:00Z").reportUntil).toBe(Date.parse("2026-06-30T18:00:00Z"));
    expect(until("2026-06-30T18:00:30.5Z").reportUntil).toBe(Date.parse("2026-06-30T18:00:30.500Z"));
    expect(until("2026-06-30T18:00:00+02:00").reportUntil).toBe(Date.parse("2026-06-30T16:00:00Z"));
    expect(until('"2028-02-29"').reportUntil).toBe(Date.parse("2028-03-01T00:00:00Z"));
    const date = new Date("2026-07-01T10:00:00Z");
    expect(load({}, { enforce: "report", reportUntil: date, clock: () => NOW }).reportUntil).toBe(date.getTime());
    expect(load({}, { enforce: "report", reportUntil: "2026-07-01", clock: () => NOW }).reportUntil).toBe(
      Date.parse("2026-07-02T00:00:00Z"),
    );
  });

  test.each([
    "2026-02-30",
    "2026-02-29",
    "2026-13-01",
    "2026-00-10",
    "2026-01-00",
    "2026-1-1",
    "26-01-01",
    "20260101",
    "30.06.2026",
    "06/30/2026",
    "June 30 2026",
    "2026-06-30T18:00",
    "2026-06-30 18:00Z",
    "2026-06-30T24:00Z",
    "2026-06-30T23:60Z",
    "2026-06-30T18:00:60Z",
    "2026-06-30T18:00:00+24:00",
    "2026-06",
    "1767225600",
    "tomorrow",
    "never",
    "9999999",
  ])("ends at a date that exists: not %j", (text) => {
    onlyProblem("report_until_malformed", UNTIL, problemsWith({ ...report, [UNTIL]: text }));
    onlyProblem("report_until_malformed", "reportUntil", problemsWith({}, { enforce: "report", reportUntil: text }));
  });

  test.each([new Date(Number.NaN), 1_767_225_600_000, true, null, {}])(
    "ends at a Date or text in code: not %o",
    (value) => {
      onlyProblem("option_wrong_type", "reportUntil", problemsWith({}, { enforce: "report", reportUntil: value }));
    },
  );

  it("and its end need each other", () => {
    const missing = problemsWith({ CLIENT_CERT_ENFORCE: "report" });
    expect(onlyProblem("report_until_missing", UNTIL, missing).remedy).toContain("CLIENT_CERT_REPORT_UNTIL=2026-12-31");
    for (const enforce of [undefined, "on"]) {
      onlyProblem(
        "report_until_unexpected",
        UNTIL,
        problemsWith({ [UNTIL]: "2999-12-31", CLIENT_CERT_ENFORCE: enforce }),
      );
    }
    onlyProblem("value_not_allowed", "CLIENT_CERT_ENFORCE", problemsWith({ ...report, CLIENT_CERT_ENFORCE: "off" }));
  });

  it("that should have ended goes on, with a warning", () => {
    const past = until("2026-06-14");
    expect(past).toMatchObject({ enforce: "report", reportUntil: Date.parse("2026-06-15T00:00:00Z") });
    expect(past.warnings).toMatchObject([{ code: "report_until_past", source: UNTIL }]);
    expect(until("2026-06-15").warnings).toEqual([]);
  });

  it("reads any day of the calendar as the beginning of the next", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_900_000 }), (day) => {
        const text = new Date(day * 86_400_000).toISOString();
        fc.pre(/^\d{4}-/.test(text));
        expect(until(text.slice(0, 10)).reportUntil).toBe((day + 1) * 86_400_000);
      }),
      { numRuns: 200 },
    );
  });
});
