import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SiteSettings } from "../../src/posture/facts/host-settings.ts";
import type { Declaration } from "../../src/self-check/witness.ts";
import {
  afterAsking,
  asking,
  DAY,
  declared,
  FAILURE,
  HOUR,
  NOT_DEMANDED,
  NULL,
  pass,
  SECOND,
  SILENT,
  site,
  started,
  value,
} from "./parts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("a Resource Manager that throttles", () => {
  it("is left alone by everybody for as long as it wants", async () => {
    const throttled: Declaration = { ok: false, failure: { ...FAILURE, retryAfterSeconds: 120 } };
    const { check, asked } = await started({}, { rm: throttled });
    for (let second = 0; second < 120; second += 1) {
      check.promptRecheck("header_missing");
      expect(await asking(check)).toBe("no-verdict");
      await pass(SECOND);
    }
    expect(asked.rm).toBe(1);
    await pass(3 * SECOND);
    await asking(check);
    expect(asked.rm).toBe(2);
  });
});

describe("a yes", () => {
  it.each<[string, Partial<SiteSettings>]>([
    ["a mode that is none", { clientCertMode: value("RequiredForSome") }],
    ["a setting of another type", { clientCertEnabled: { kind: "unresolved", expression: '"false"' } }],
    ["a mode that lets everybody in, beside a null", { clientCertEnabled: NULL, clientCertMode: value("Optional") }],
    ["https only as a text", { httpsOnly: { kind: "unresolved", expression: '"true"' } }],
    ["excluded end points", { clientCertExclusionEndPoints: value("x:443") }],
  ])("ends at once with an answer that says something else: %s", async (_title, settings) => {
    const { check, says } = await started();
    says.rm = declared(site(settings));
    await pass(HOUR);
    expect(await afterAsking(check)).toMatch(/^(?:demand_unknown|not_demanded)$/);
    const [record] = check.status().records;
    expect(record?.declared).toMatchObject({ is: record?.said, ageSeconds: 0 });
    says.rm = SILENT;
    await pass(HOUR);
    expect(await afterAsking(check)).toMatch(/^(?:demand_unknown|not_demanded)$/);
    says.rm = declared();
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("trusted");
  });

  it("is no no that is lifted by an answer that says something else", async () => {
    const { check, says } = await started({}, { rm: declared(site(NOT_DEMANDED)) });
    says.rm = declared(site({ clientCertExclusionEndPoints: value("x:443") }));
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("not_demanded");
    expect(check.status().records).toMatchObject([{ said: "unknown", declared: { is: "no" } }]);
  });

  it.each([[-400 * DAY], [400 * DAY], [Number.NaN]])(
    "does not mind that the wall clock is set (%d)",
    async (offset) => {
      const { check, says, wall } = await started();
      says.rm = SILENT;
      wall.offset = offset;
      await pass(DAY - 1);
      expect(await afterAsking(check)).toBe("trusted");
      expect(() => JSON.stringify(check.status())).not.toThrow();
      await pass(1);
      expect(await afterAsking(check)).toBe("no-verdict");
    },
  );
});
