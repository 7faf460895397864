import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { trustOf } from "../../src/self-check/trust.ts";
import { DAY, declared, request, site, started, value, word } from "./parts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a state asked about a request", () => {
  it("says nothing any more once it has expired, or when the time is none", async () => {
    const { check } = await started();
    expect(check.state.validUntil).toBe(DAY);
    expect(trustOf(check.state, request(), DAY - 1)).toEqual({ kind: "trusted" });
    for (const now of [DAY, Number.POSITIVE_INFINITY, Number.NaN]) {
      expect(trustOf(check.state, request(), now)).toEqual({ kind: "no-verdict" });
    }
  });

  it("looks at no request when all get the same", async () => {
    const { check } = await started();
    const unreadable = {
      get rawHeaders(): never {
        throw new Error("looked");
      },
      get rawUrl(): never {
        throw new Error("looked");
      },
    };
    expect(trustOf(check.state, unreadable, 0)).toEqual({ kind: "trusted" });
  });

  it("gives the same to nobody when exclusion paths or hosts make a difference", async () => {
    const excluding = await started({}, { rm: declared(site({ clientCertExclusionPaths: value("/healthz") })) });
    expect(excluding.check.state.uniform).toBeUndefined();
    const hostwise = await started({ hasProbe: true }, { probe: word() });
    expect(hostwise.check.state.uniform).toBeUndefined();
  });
});
