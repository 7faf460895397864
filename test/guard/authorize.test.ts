import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Answer, AUTHORIZE_MILLISECONDS, askAuthorize } from "../../src/guard/authorize.ts";
import { clientBy } from "./parts.ts";

const client = clientBy("rule");
const request = {};
const THEN = "then";
const throwingThen = Object.defineProperty({}, THEN, { get: () => fail(new Error("no then")) });

function ask(authorize: () => unknown, monotonic: () => number = () => 0): Answer | Promise<Answer> {
  return askAuthorize(authorize, client, request, monotonic);
}

const rejections: unknown[] = [];
const remember = (reason: unknown): void => {
  rejections.push(reason);
};

beforeEach(() => {
  rejections.length = 0;
  process.on("unhandledRejection", remember);
});

afterEach(() => {
  process.off("unhandledRejection", remember);
  vi.useRealTimers();
});

describe("only true admits", () => {
  it("returned, and at once", () => {
    expect(ask(() => true)).toBeUndefined();
  });

  it.each([
    ["a promise of true", () => Promise.resolve(true)],
    ["an async function", async () => true],
    ["a thenable that calls back at once", () => thenable((resolve) => resolve(true))],
    ["a promise of a promise of true", async () => Promise.resolve(Promise.resolve(true))],
  ])("resolved: %s", async (_title, authorize) => {
    await expect(Promise.resolve(ask(authorize))).resolves.toBeUndefined();
  });

  it("with the certificate and the framework's request in hand", () => {
    const authorize = vi.fn(() => true);
    ask(authorize);
    expect(authorize).toHaveBeenCalledExactlyOnceWith(client, request);
  });
});

describe("everything else refuses", () => {
  it.each<[string, () => unknown, string]>([
    ["false", () => false, "authorize_refused"],
    ["nothing", () => undefined, "authorize_refused"],
    ["null", () => null, "authorize_refused"],
    ["1", () => 1, "authorize_refused"],
    ["a text", () => "true", "authorize_refused"],
    ["an object", () => ({}), "authorize_refused"],
    ["a boxed true", () => Object(true), "authorize_refused"],
    ["an array of true", () => [true], "authorize_refused"],
    ["a function", () => () => true, "authorize_refused"],
    ["a promise of 1", async () => 1, "authorize_refused"],
    ["a promise of a boxed true", async () => Object(true), "authorize_refused"],
    ["a promise of nothing", async () => undefined, "authorize_refused"],
    ["a thenable that answers false", () => thenable((resolve) => resolve(false)), "authorize_refused"],
    ["an object whose then is no function", () => thenable(true), "authorize_refused"],
    [
      "a callable thenable",
      () =>
        thenable(
          (resolve) => resolve("yes"),
          () => true,
        ),
      "authorize_refused",
    ],
    ["throws an error", () => fail(new Error("database down")), "authorize_failed"],
    ["throws null", () => fail(null), "authorize_failed"],
    ["throws undefined", () => fail(undefined), "authorize_failed"],
    ["throws true", () => fail(true), "authorize_failed"],
    ["rejects", () => Promise.reject(new Error("database down")), "authorize_failed"],
    ["rejects with true", () => Promise.reject(true), "authorize_failed"],
    ["rejects with null", () => Promise.reject(null), "authorize_failed"],
    ["a thenable that throws", () => thenable(() => fail(new Error("x"))), "authorize_failed"],
    ["a getter of then that throws", () => throwingThen, "authorize_failed"],
    ["throws what cannot be described", () => fail(Object.create(null)), "authorize_failed"],
  ])("%s", async (_title, authorize, code) => {
    expect(await ask(authorize)).toMatchObject({ code, severity: "error" });
  });

  it("a thenable that answers false first and true later", async () => {
    const twice = thenable((resolve) => {
      resolve(false);
      resolve(true);
    });
    expect(await ask(() => twice)).toMatchObject({ code: "authorize_refused" });
  });

  it("tells the operator what was thrown", async () => {
    expect(await ask(() => Promise.reject(new Error("database down")))).toMatchObject({
      details: { problem: "database down" },
    });
  });
});

describe("time", () => {
  it("refuses when nobody answers, and is not kept waiting longer", async () => {
    vi.useFakeTimers();
    const answer = ask(() => new Promise(() => undefined));
    await vi.advanceTimersByTimeAsync(AUTHORIZE_MILLISECONDS - 1);
    expect(await Promise.race([answer, "waiting"])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await answer).toEqual({
      code: "authorize_timed_out",
      certificateIndex: 0,
      severity: "error",
      details: { milliseconds: 5000 },
    });
  });

  it.each([
    ["true", async (settle: Settle) => settle.resolve(true)],
    ["a rejection", async (settle: Settle) => settle.reject(new Error("too late"))],
  ])("drops %s that comes too late, and no rejection goes unhandled", async (_title, late) => {
    vi.useFakeTimers();
    const pending = withResolvers();
    const answer = ask(() => pending.promise);
    await vi.advanceTimersByTimeAsync(AUTHORIZE_MILLISECONDS);
    await late(pending);
    vi.useRealTimers();
    await new Promise((resolve) => setImmediate(resolve));
    expect(await answer).toMatchObject({ code: "authorize_timed_out" });
    expect(rejections).toEqual([]);
  });

  it("leaves no timer behind once there is an answer", async () => {
    vi.useFakeTimers();
    await ask(async () => true);
    await ask(async () => fail(new Error("x")));
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not keep the process alive", () => {
    const unref = vi.fn();
    const spy = vi.spyOn(globalThis, "setTimeout").mockReturnValue({ unref } as unknown as NodeJS.Timeout);
    void ask(() => new Promise(() => undefined));
    spy.mockRestore();
    expect(unref).toHaveBeenCalledOnce();
  });

  it.each([
    ["returned", () => true as unknown],
    ["resolved", () => Promise.resolve(true) as unknown],
  ])("refuses a true that was %s after a block of more than the time", async (_title, authorize) => {
    const times = [0, AUTHORIZE_MILLISECONDS + 1, AUTHORIZE_MILLISECONDS + 1];
    expect(await ask(authorize, () => times.shift() ?? 0)).toMatchObject({ code: "authorize_timed_out" });
  });
});

interface Settle {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

function withResolvers(): Settle & { readonly promise: Promise<unknown> } {
  let settle: Settle | undefined;
  const promise = new Promise((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value) => settle?.resolve(value), reject: (reason) => settle?.reject(reason) };
}

type Then = (resolve: (value: unknown) => void) => void;

/** An object, or what is given, with a `then` of its own. */
function thenable(then: Then | boolean, base: object = {}): object {
  return Object.defineProperty(base, THEN, { value: then });
}

function fail(reason: unknown): never {
  throw reason;
}
