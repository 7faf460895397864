import { describe, expect, it } from "vitest";
import type { GetOutcome } from "../../../src/self-check/http/http-get.ts";
import { askWithRetries, waitBefore } from "../../../src/self-check/http/retry.ts";
import { testTiming } from "../../helpers/azure/timing.ts";

const response = (status: number, headers = {}): GetOutcome => ({
  kind: "response",
  status,
  headers,
  body: Buffer.alloc(0),
});

describe("the wait before a retry", () => {
  it("doubles, and half of it is chance", () => {
    expect([0, 1, 2].map((attempt) => waitBefore(attempt, undefined, testTiming(0)))).toEqual([250, 500, 1000]);
    expect([0, 1, 2].map((attempt) => waitBefore(attempt, undefined, testTiming(1)))).toEqual([500, 1000, 2000]);
  });

  it("is at least what the server asks for, in seconds or as a date", () => {
    const timing = testTiming();
    timing.setClock(Date.UTC(2026, 5, 1));
    expect(waitBefore(0, "17", timing)).toBe(17_000);
    expect(waitBefore(0, "Mon, 01 Jun 2026 00:00:09 GMT", timing)).toBe(9000);
  });

  it.each(["0", "-5", "soon", "", "1e3", "0x10", "Sun, 31 May 2026 00:00:00 GMT", "9 apples"])(
    "is the usual one for %j",
    (text) => {
      const timing = testTiming();
      timing.setClock(Date.UTC(2026, 5, 1));
      expect(waitBefore(0, text, timing)).toBe(250);
    },
  );

  it("leaves something to chance then too", () => {
    expect(waitBefore(0, "17", testTiming(1))).toBe(17_250);
  });

  it("is never longer than a minute", () => {
    expect(waitBefore(0, "86400", testTiming())).toBe(60_000);
    expect(waitBefore(0, "Mon, 01 Jun 2099 00:00:09 GMT", testTiming())).toBe(60_000);
  });
});

describe("retries", () => {
  const ask = (outcomes: GetOutcome[], until = 100_000) => {
    const timing = testTiming();
    const given: number[] = [];
    const next = async (milliseconds: number) => {
      given.push(milliseconds);
      return outcomes.shift() ?? response(599);
    };
    const isTransient = (status: number) => status === 429;
    const outcome = askWithRetries({ ask: next, isTransient, longestAttempt: 10_000, until }, timing);
    return outcome.then((value) => ({ value, given, slept: timing.slept }));
  };

  it("end with the first outcome that stays", async () => {
    expect(await ask([response(429), response(403)])).toMatchObject({ value: { status: 403 }, slept: [250] });
  });

  it("end after the third", async () => {
    const { value, given } = await ask(Array.from({ length: 9 }, () => response(429)));
    expect(value).toMatchObject({ status: 429 });
    expect(given).toHaveLength(4);
  });

  it("end when the time would be over before the next", async () => {
    const { given, slept } = await ask([response(429, { "retry-after": "2" })], 2000);
    expect(given).toEqual([2000]);
    expect(slept).toEqual([]);
  });

  it("give each attempt only the time that is left", async () => {
    const { given } = await ask([response(429, { "retry-after": "95" }), response(200)], 62_000);
    expect(given).toEqual([10_000, 2000]);
  });

  it("do not begin when no time is left", async () => {
    expect(await ask([response(200)], 0)).toMatchObject({ value: { reason: "timeout" }, given: [] });
  });
});
