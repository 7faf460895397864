import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isPlatformPing } from "../../src/guard/platform-ping.ts";
import { createRefusalLog, type RefusalLog } from "../../src/guard/refusal-log.ts";
import type { FindingCode } from "../../src/verdict/finding.ts";
import { guardWith, type Line, recorder, refused, requestFor } from "./parts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function refuse(log: RefusalLog, kind: string, times: number): void {
  for (let time = 0; time < times; time += 1) {
    log.record({ kind, level: "warn", message: "refused", fields: () => ({ kind, time }) });
  }
}

const summaries = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(({ fields }) => fields["event"] === "client_certificate_refusals_suppressed");

describe("a flood of refusals", () => {
  it("becomes ten lines a minute for each kind, and a count that misses none", () => {
    const { log, lines } = recorder();
    const refusals = createRefusalLog(log);
    refuse(refusals, "header_missing", 1000);
    refuse(refusals, "certificate_expired", 12);
    refuse(refusals, "issuer_unknown", 10);
    expect(lines.map(({ fields }) => fields["kind"])).toEqual([
      ...Array<string>(10).fill("header_missing"),
      ...Array<string>(10).fill("certificate_expired"),
      ...Array<string>(10).fill("issuer_unknown"),
    ]);
    vi.advanceTimersByTime(60_000);
    expect(lines.slice(30)).toEqual([
      {
        level: "warn",
        fields: {
          event: "client_certificate_refusals_suppressed",
          suppressed: 992,
          byKind: { header_missing: 990, certificate_expired: 2 },
        },
        message: expect.any(String),
      },
    ]);
  });

  it("gets new lines in the next minute", () => {
    const { log, lines } = recorder();
    const refusals = createRefusalLog(log);
    refuse(refusals, "header_missing", 11);
    vi.advanceTimersByTime(60_000);
    refuse(refusals, "header_missing", 3);
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(10 + 1 + 3);
    expect(summaries(lines)).toHaveLength(1);
  });

  it("does not describe what it does not write", () => {
    const refusals = createRefusalLog(recorder().log);
    const fields = vi.fn(() => ({}));
    for (let time = 0; time < 50; time += 1) refusals.record({ kind: "x", level: "warn", message: "m", fields });
    expect(fields).toHaveBeenCalledTimes(10);
  });

  it("is counted to the end when the guard closes, and leaves no timer", () => {
    const { log, lines } = recorder();
    const refusals = createRefusalLog(log);
    refuse(refusals, "header_missing", 15);
    refusals.close();
    expect(summaries(lines)).toMatchObject([{ fields: { suppressed: 5 } }]);
    expect(vi.getTimerCount()).toBe(0);
    refusals.close();
    expect(summaries(lines)).toHaveLength(1);
  });

  it("does not keep the process alive", () => {
    const unref = vi.fn();
    const spy = vi.spyOn(globalThis, "setTimeout").mockReturnValue({ unref } as unknown as NodeJS.Timeout);
    refuse(createRefusalLog(recorder().log), "x", 1);
    spy.mockRestore();
    expect(unref).toHaveBeenCalledOnce();
  });

  it("through a whole guard, where every client is still answered", () => {
    const { core, lines } = guardWith(refused("header_missing"));
    const kinds = new Set(
      Array.from({ length: 100 }, () => core.decide(requestFor())).map((one) => "kind" in one && one.kind),
    );
    expect(kinds).toEqual(new Set(["refused"]));
    core.close();
    expect(lines.filter(({ fields }) => fields["code"] === "header_missing")).toHaveLength(10);
    expect(summaries(lines)).toMatchObject([{ fields: { byKind: { header_missing: 90 } } }]);
  });
});

describe("the platform's own requests", () => {
  const agent = (...names: readonly string[]) => names.flatMap((name) => ["User-Agent", name]);

  it.each([
    ["AlwaysOn"],
    ["HealthCheck/1.0"],
    ["ReadyForRequest/1.0 (HealthCheck)"],
    ["SiteWarmup"],
    ["IIS Application Initialization Warmup"],
  ])("%s without a header is refused quietly, and uses up no line of others", (name) => {
    const { core, lines } = guardWith(refused("header_missing"));
    expect(core.decide(requestFor("/", agent(name)))).toMatchObject({ kind: "refused", status: 403 });
    expect(lines.at(-1)).toMatchObject({ level: "debug", fields: { code: "header_missing" } });
  });

  it.each<[string, readonly string[], readonly FindingCode[]]>([
    ["another agent", agent("curl/8"), ["header_missing"]],
    ["a longer name", agent("AlwaysOn; but not"), ["header_missing"]],
    ["two agents", agent("AlwaysOn", "curl/8"), ["header_missing"]],
    ["no agent", [], ["header_missing"]],
    ["a certificate header", agent("AlwaysOn"), ["header_malformed"]],
    ["plain HTTP", agent("AlwaysOn"), ["plain_http"]],
    ["two reasons", agent("AlwaysOn"), ["header_missing", "plain_http"]],
  ])("are not those with %s", (_title, rawHeaders, codes) => {
    expect(isPlatformPing(rawHeaders, refused(...codes).findings)).toBe(false);
  });

  it("cannot be used to flood the log", () => {
    const { core, lines } = guardWith(refused("header_missing"));
    for (let time = 0; time < 100; time += 1) core.decide(requestFor("/", agent("AlwaysOn")));
    core.close();
    expect(lines.filter(({ level }) => level === "debug")).toHaveLength(10);
    expect(summaries(lines)).toMatchObject([{ fields: { byKind: { platform_ping: 90 } } }]);
  });
});
