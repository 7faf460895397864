import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Declaration } from "../../src/self-check/witness.ts";
import {
  afterAsking,
  asking,
  DAY,
  declared,
  HOUR,
  loud,
  MINUTE,
  NOT_DEMANDED,
  pass,
  SECOND,
  SILENT,
  settle,
  site,
  stand,
  started,
  word,
} from "./parts.ts";

const rejections: unknown[] = [];
const remember = (reason: unknown): number => rejections.push(reason);

beforeEach(() => {
  vi.useFakeTimers();
  rejections.length = 0;
  process.on("unhandledRejection", remember);
});

afterEach(async () => {
  vi.useRealTimers();
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", remember);
  expect(rejections).toEqual([]);
});

describe("what is told of changes", () => {
  it("is one line for each, of a level that fits, and none while nothing changes", async () => {
    const { check, says, lines } = await started({ hasProbe: true }, { probe: word() });
    const expected: unknown[] = [["info", true, "proven"]];
    const verdicts = () => loud(lines).filter(({ fields }) => fields["event"] === "client_certificate_host_verdict");
    const seen = (): unknown[] => verdicts().map(({ level, fields }) => [level, fields["serves"], fields["because"]]);
    expect(seen()).toEqual(expected);
    const steps: readonly [Declaration, unknown[] | undefined][] = [
      [declared(), undefined],
      [SILENT, ["warn", true, "proven"]],
      [SILENT, undefined],
      [declared(site(NOT_DEMANDED)), ["error", false, "not_demanded"]],
      [declared(site(NOT_DEMANDED)), undefined],
      [declared(), ["info", true, "proven"]],
    ];
    for (const [rm, line] of steps) {
      says.rm = rm;
      await pass(20 * MINUTE);
      await afterAsking(check);
      if (line !== undefined) expected.push(line);
      expect(seen()).toEqual(expected);
    }
  });

  it("is a standing warning once, while nobody has proven that clients cannot write the header", async () => {
    const { check, lines } = await started();
    for (let hour = 0; hour < 5; hour += 1) {
      await pass(HOUR);
      await afterAsking(check);
    }
    expect(loud(lines)).toMatchObject([{ level: "warn", fields: { because: "authenticity_unproven", remedy: null } }]);
  });

  it("reaches every listener once, whatever the others do, until it unsubscribes", async () => {
    const { check, says } = stand();
    const listener = vi.fn();
    check.onChange(() => {
      throw new Error("boom");
    });
    check.onChange((async () => {
      throw new Error("later");
    }) as () => void);
    const end = check.onChange(listener);
    const other = check.onChange(listener);
    other();
    check.start();
    await settle();
    expect(listener.mock.calls).toMatchObject([[{ serves: true }]]);
    end();
    says.rm = declared(site(NOT_DEMANDED));
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("not_demanded");
    expect(listener).toHaveBeenCalledOnce();
  });

  it("does not mind a logger that throws", async () => {
    const fail = (): never => {
      throw new Error("disk full");
    };
    const log = { debug: fail, info: fail, warn: async () => fail(), error: fail };
    const { check } = await started({ log });
    expect(await asking(check)).toBe("trusted");
  });
});

describe("the status", () => {
  it("says what to do next: what was seen to be wrong before what could not be read", async () => {
    const { check, says } = await started({}, { rm: SILENT });
    expect(check.status()).toMatchObject({ remedy: "Wait for it.", failure: { code: "resource_manager_unavailable" } });
    says.rm = declared(site(NOT_DEMANDED));
    await pass(MINUTE);
    await afterAsking(check);
    const { remedy, records } = check.status();
    expect(remedy).toBe(records[0]?.results.find(({ status }) => status === "fail")?.remedy);
    expect(remedy).toEqual(expect.any(String));
  });

  it("is frozen JSON, and dates everything", async () => {
    const { check } = await started({ hasProbe: true });
    await pass(10 * SECOND);
    const status = check.status();
    expect(JSON.parse(JSON.stringify(status))).toEqual(status);
    const parts = [
      status,
      status.records,
      status.records[0],
      status.records[0]?.results[0],
      status.probe,
      status.notices,
    ];
    expect(parts.every((part) => Object.isFrozen(part))).toBe(true);
    expect(status).toMatchObject({
      trust: "trusted",
      sinceSeconds: 10,
      trustEndsInSeconds: 24 * 3600 - 10,
      nextCheckInSeconds: 15 * 60 - 10,
      checks: 1,
      resourceManager: { heardSecondsAgo: 10 },
      records: [{ name: "shop", hostNames: ["shop.azurewebsites.net", "shop.contoso.com"], declared: { is: "yes" } }],
    });
    expect(status.trustEndsAt).toBe(new Date(Date.now() - 10 * SECOND + DAY).toISOString());
  });

  it("sees by itself that trust has ended", async () => {
    const { check } = await started();
    await pass(DAY);
    expect(check.status()).toMatchObject({ serves: false, trust: "no-verdict", trustEndsAt: null });
  });

  it("belongs to a state that nobody can change", async () => {
    const { check } = await started();
    expect(check.state).toSatisfy(Object.isFrozen);
    expect(check.state.worst).toSatisfy(Object.isFrozen);
  });
});
