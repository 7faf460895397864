import { afterEach, describe, expect, it, vi } from "vitest";
import { safeLog, standardErrorLog } from "../../src/guard/log.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

function written(action: () => void): readonly string[] {
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  action();
  return write.mock.calls.map(([text]) => String(text));
}

describe("the logger of an app that names none", () => {
  it("writes one line of JSON on the standard error stream", () => {
    const [line, ...others] = written(() => standardErrorLog.warn({ code: "x" }, "refused"));
    expect(others).toEqual([]);
    expect(line).toMatch(/^\{.*\}\n$/);
    expect(JSON.parse(line ?? "")).toEqual({ time: expect.any(String), level: "warn", message: "refused", code: "x" });
  });

  it("drops debug", () => {
    expect(written(() => standardErrorLog.debug({}, "quiet"))).toEqual([]);
  });

  it.each([
    ["a line end", 'a\n{"level":"info"}'],
    ["line separators", "a\u2028b\u2029c\u0085d"],
    ["a terminal's escape", "a\u001b[2Kb\u009b"],
    ["a turn of direction", "a\u202eb\u2066c"],
    ["half a surrogate pair", "a\ud800b"],
    ["letters outside ASCII", "\u00e4\u4f60\ud83d\ude00"],
    ["quotes", 'a"b\\c'],
  ])("keeps %s inside the value and the line in ASCII", (_title, value) => {
    const [line = ""] = written(() => standardErrorLog.error({ value }, "m"));
    expect(line).toMatch(/^[\x20-\x7e]+\n$/);
    expect(JSON.parse(line)).toMatchObject({ value });
  });

  it("survives that nobody reads any more", () => {
    vi.spyOn(process.stderr, "write").mockImplementation((_text, callback) => {
      (callback as unknown as (error: Error) => void)(new Error("EPIPE"));
      return process.stderr.emit("error", new Error("EPIPE"));
    });
    expect(() => standardErrorLog.warn({}, "m")).not.toThrow();
    expect(process.stderr.listenerCount("error")).toBe(0);
  });
});

describe("a logger that fails", () => {
  it("does no harm, at once or later", async () => {
    const rejections: unknown[] = [];
    const remember = (reason: unknown): number => rejections.push(reason);
    process.on("unhandledRejection", remember);
    const fail = (): never => {
      throw new Error("disk full");
    };
    const log = safeLog({ debug: fail, info: async () => fail(), warn: fail, error: async () => fail() });
    for (const level of ["debug", "info", "warn", "error"] as const) expect(() => log[level]({}, "m")).not.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", remember);
    expect(rejections).toEqual([]);
  });

  it("is called as the method it is", () => {
    const logger = {
      seen: [] as string[],
      debug() {},
      info() {},
      warn(_fields: object, message: string) {
        this.seen.push(message);
      },
      error() {},
    };
    safeLog(logger).warn({}, "m");
    expect(logger.seen).toEqual(["m"]);
  });
});
