import { describe, expect, it, vi } from "vitest";
import type { SelfCheck } from "../../src/self-check/self-check.ts";
import type { Declaration } from "../../src/self-check/witness.ts";
import {
  afterAsking,
  asking,
  DAY,
  declared,
  fakeTimersWithoutRejections,
  HOUR,
  MINUTE,
  NOT_DEMANDED,
  never,
  pass,
  request,
  SECOND,
  SILENT,
  settle,
  site,
  stand,
  started,
  UNCLEAR,
  value,
} from "./parts.ts";

fakeTimersWithoutRejections();

describe("requests before the first verdict", () => {
  it("wait for the one check that runs", async () => {
    let answer: (declaration: Declaration) => void = () => undefined;
    const { check, says, asked } = stand();
    says.rm = () => new Promise((resolve) => (answer = resolve));
    check.start();
    const waiting = Array.from({ length: 10 }, () => check.ask(request()));
    expect(waiting.every((trust) => trust instanceof Promise)).toBe(true);
    await pass(4 * SECOND);
    answer(declared());
    expect(new Set((await Promise.all(waiting)).map(({ kind }) => kind))).toEqual(new Set(["trusted"]));
    expect(asked.rm).toBe(1);
  });

  it("wait five seconds and no longer", async () => {
    const { check, says } = stand();
    says.rm = never;
    const settled = vi.fn();
    Promise.resolve(check.ask(request())).then(settled);
    await pass(5 * SECOND - 1);
    expect(settled).not.toHaveBeenCalled();
    await pass(1);
    expect(settled).toHaveBeenCalledWith({ kind: "no-verdict" });
  });

  it("are a hundred at most; the others are answered at once", async () => {
    const { check, says } = stand();
    says.rm = never;
    const trusts = Array.from({ length: 150 }, () => check.ask(request()));
    expect(trusts.filter((trust) => trust instanceof Promise)).toHaveLength(100);
    expect(trusts.slice(100)).toEqual(Array(50).fill({ kind: "no-verdict" }));
    await pass(5 * SECOND);
    expect(await Promise.all(trusts)).toEqual(Array(150).fill({ kind: "no-verdict" }));
    expect(check.ask(request())).toBeInstanceOf(Promise);
  });

  it("do not wait when no check may begin yet", async () => {
    const { check } = await started({}, { rm: SILENT });
    expect(check.ask(request())).toEqual({ kind: "no-verdict" });
  });
});

describe("a witness that misbehaves", () => {
  it("is abandoned when it hangs, and what it says then is ignored", async () => {
    let answer: (declaration: Declaration) => void = () => undefined;
    const { check, says, asked } = await started({}, { rm: () => new Promise((resolve) => (answer = resolve)) });
    await pass(90 * SECOND - 1);
    expect(check.status()).toMatchObject({ isChecking: true, checks: 0 });
    await pass(1);
    expect(check.status()).toMatchObject({ isChecking: false, failure: { code: "resource_manager_timeout" } });
    answer(declared());
    await settle();
    expect(check.status()).toMatchObject({ serves: false, checks: 1 });
    says.rm = declared();
    await pass(6 * SECOND);
    expect(await asking(check)).toBe("trusted");
    expect(asked.rm).toBe(2);
  });

  it.each<[string, () => Promise<Declaration>]>([
    [
      "throws",
      () => {
        throw new Error("boom");
      },
    ],
    ["rejects", () => Promise.reject(new Error("boom"))],
    ["rejects with nothing", () => Promise.reject(undefined)],
    ["says nothing", async () => undefined as never],
    ["says yes without records", async () => ({ ok: true }) as never],
    ["says something else", async () => ({ ok: "true", records: [site()], notices: [] }) as never],
    ["says no without a reason", async () => ({ ok: false }) as never],
    ["tells of a host that cannot be read", async () => ({ ok: true, records: [{}], notices: [] }) as never],
    ["tells of a host that is none", async () => ({ ok: true, records: [null], notices: [] }) as never],
  ])("is a failure in itself when it %s, and never trust", async (_title, rm) => {
    const { check } = await started({}, { rm });
    expect(await asking(check)).toBe("no-verdict");
    expect(check.status()).toMatchObject({ serves: false, failure: { code: "internal_error" } });
  });

  it("leaves the last yes as it was", async () => {
    const { check, says } = await started();
    says.rm = () => Promise.reject(new Error("boom"));
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("trusted");
    await pass(DAY);
    expect(await afterAsking(check)).toBe("no-verdict");
  });

  it.each<[string, () => Promise<never>]>([
    ["rejects", () => Promise.reject(new Error("boom"))],
    ["says nothing", async () => undefined as never],
    ["hangs", never],
  ])("proves nothing as a probe that %s", async (_title, probe) => {
    const { check } = await started({ mode: "prove", hasProbe: true }, { probe });
    await pass(250 * SECOND);
    expect(await asking(check)).toBe("authenticity_unproven");
    expect(check.status().failure).not.toBeNull();
  });
});

describe("a prompt", () => {
  const prompt = async (check: SelfCheck): Promise<void> => {
    check.promptRecheck("header_missing");
    await settle();
  };

  it("has the witnesses asked out of turn, at most once in 30 seconds while that shows something new", async () => {
    const { check, says, asked } = await started();
    await pass(MINUTE);
    says.rm = declared(site(NOT_DEMANDED));
    check.promptRecheck("header_missing");
    check.promptRecheck("header_duplicated");
    await settle();
    expect(asked.rm).toBe(2);
    says.rm = declared();
    await pass(30 * SECOND - 1);
    await prompt(check);
    expect(asked.rm).toBe(2);
    await pass(1);
    await prompt(check);
    expect(asked.rm).toBe(3);
  });

  it("that shows nothing new makes the next one wait twice as long, up to 15 minutes", async () => {
    const { check, asked } = await started({ intervalMs: DAY });
    await pass(MINUTE);
    const seconds: number[] = [];
    for (let second = 0; second < 4000; second += 1) {
      const before = asked.rm;
      await prompt(check);
      if (asked.rm > before) seconds.push(second);
      await pass(SECOND);
    }
    expect(seconds).toEqual([0, 60, 180, 420, 900, 1800, 2700, 3600]);
  });

  it("may come sooner again after a change", async () => {
    const { check, says, asked } = await started({ intervalMs: DAY });
    await pass(MINUTE);
    for (let minute = 0; minute < 10; minute += 1) {
      await prompt(check);
      await pass(MINUTE);
    }
    says.rm = declared(site({ clientCertExclusionPaths: value("/legacy") }));
    await pass(15 * MINUTE);
    await prompt(check);
    says.rm = declared();
    await pass(30 * SECOND);
    const before = asked.rm;
    await prompt(check);
    expect(asked.rm).toBe(before + 1);
  });

  it("is not heeded in report mode while a no is new, which is asked for again like a yes", async () => {
    const { check, says, asked } = await started({ isEnforcing: false }, { rm: declared(site(NOT_DEMANDED)) });
    for (let minute = 0; minute < 15; minute += 1) {
      await prompt(check);
      await afterAsking(check);
      expect(asked.rm).toBe(1);
      await pass(MINUTE);
    }
    says.rm = declared();
    expect(await afterAsking(check)).toBe("trusted");
    expect(asked.rm).toBe(2);
  });

  it("is heeded in report mode while nothing is known", async () => {
    const { check, asked } = await started({ isEnforcing: false }, { rm: declared(site(UNCLEAR)) });
    await pass(MINUTE);
    await prompt(check);
    expect(asked.rm).toBe(2);
  });

  it("does not hammer a Resource Manager that fails", async () => {
    const { check, asked } = await started({}, { rm: SILENT });
    for (let second = 0; second < 300; second += 1) {
      check.promptRecheck("header_missing");
      await pass(SECOND);
    }
    expect(asked.rm).toBeLessThan(9);
  });
});

describe("closing", () => {
  it("abandons what runs, lets the waiting go, and asks nobody any more", async () => {
    let answer: (declaration: Declaration) => void = () => undefined;
    const { check, says, asked, lines } = stand();
    says.rm = () => new Promise((resolve) => (answer = resolve));
    const waiting = check.ask(request());
    await settle();
    check.close();
    expect(await waiting).toEqual({ kind: "no-verdict" });
    answer(declared());
    await settle();
    expect(await asking(check)).toBe("no-verdict");
    check.start();
    check.promptRecheck("header_missing");
    await settle();
    expect(asked.rm).toBe(1);
    expect(lines).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    expect(check.status()).toMatchObject({ isChecking: false, nextCheckInSeconds: null });
  });

  it("lets what is known age", async () => {
    const { check } = await started();
    check.close();
    expect(await asking(check)).toBe("trusted");
    await pass(DAY);
    expect(await asking(check)).toBe("no-verdict");
  });
});

describe("the start", () => {
  it("neither blocks nor throws, and leaves no timer that keeps the process alive", async () => {
    const real = globalThis.setTimeout;
    const unref = vi.fn();
    const spy = vi.spyOn(globalThis, "setTimeout").mockImplementation(((call: () => void, time: number) => {
      const timer = real(call, time);
      return Object.assign(timer, { unref });
    }) as never);
    const declare = vi.fn(() => never<Declaration>());
    const { check, says } = stand();
    says.rm = declare;
    check.start();
    expect(declare).not.toHaveBeenCalled();
    check.start();
    await settle();
    expect(declare).toHaveBeenCalledOnce();
    expect(unref).toHaveBeenCalledTimes(spy.mock.calls.length);
    spy.mockRestore();
    check.close();
  });
});
