import { describe, expect, it } from "vitest";
import { admitted, guardWith, type Line, NOW, requestFor } from "./parts.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const reminders = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ fields }) => fields["event"] === "report_mode_overdue");

function reporting(reportUntil: number, now: { time: number }) {
  return guardWith(admitted(), { enforce: "report", reportUntil, clock: () => now.time });
}

describe("report mode after its date", () => {
  it("is an error at the start", () => {
    const { lines } = reporting(NOW, { time: NOW });
    expect(reminders(lines)).toMatchObject([
      {
        level: "error",
        fields: { reportUntil: new Date(NOW).toISOString() },
        message: expect.stringContaining("ENFORCE=on"),
      },
    ]);
  });

  it("is an error each hour that has requests, and never a switch", () => {
    const now = { time: NOW };
    const { core, lines, clock } = reporting(NOW + HOUR, now);
    const pass = (milliseconds: number): void => {
      now.time += milliseconds;
      clock.milliseconds += milliseconds;
      expect(core.decide(requestFor())).toMatchObject({ kind: "admitted" });
    };
    pass(HOUR - 1);
    expect(reminders(lines)).toHaveLength(0);
    pass(1);
    expect(reminders(lines)).toHaveLength(1);
    pass(HOUR - 1);
    expect(reminders(lines)).toHaveLength(1);
    pass(1);
    expect(reminders(lines)).toHaveLength(2);
    for (let minute = 0; minute < 180; minute += 1) pass(MINUTE);
    expect(reminders(lines)).toHaveLength(5);
  });

  it("is reminded of by the hour even when the clock is set", () => {
    const now = { time: NOW + HOUR };
    const { core, lines, clock } = reporting(NOW, now);
    now.time += 1000 * HOUR;
    core.decide(requestFor());
    expect(reminders(lines)).toHaveLength(1);
    now.time = NOW + 1;
    clock.milliseconds = HOUR;
    core.decide(requestFor());
    expect(reminders(lines)).toHaveLength(2);
  });

  it("is overdue when the clock does not know the time", () => {
    expect(reminders(reporting(NOW, { time: Number.NaN }).lines)).toHaveLength(1);
  });

  it("never concerns a guard that enforces", () => {
    const { core, lines } = guardWith(admitted(), { clock: () => Number.MAX_SAFE_INTEGER / 2 });
    core.decide(requestFor());
    expect(reminders(lines)).toEqual([]);
  });
});
