import { describe, expect, it, vi } from "vitest";
import type { SiteSettings } from "../../src/posture/facts/host-settings.ts";
import type { Declaration } from "../../src/self-check/witness.ts";
import {
  afterAsking,
  asking,
  type Changes,
  DAY,
  declared,
  fakeTimersWithoutRejections,
  HOUR,
  type Line,
  loud,
  MINUTE,
  NOT_DEMANDED,
  NULL,
  pass,
  SECOND,
  SILENT,
  settle,
  site,
  stand,
  started,
  value,
  word,
} from "./parts.ts";

const isVerdict = ({ fields }: Line): boolean => fields["event"] === "client_certificate_host_verdict";

fakeTimersWithoutRejections();

describe("what is told of changes", () => {
  it("is one line for each, of a level that fits, and none while nothing changes", async () => {
    const { check, says, lines } = await started({ hasProbe: true }, { probe: word() });
    // Resource Manager's word counts before the probe has ended.
    const expected: unknown[] = [
      ["warn", true, "authenticity_unproven"],
      ["info", true, "proven"],
    ];
    const verdicts = () => loud(lines).filter(isVerdict);
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

  it("is one line for each thing that is wrong, though nobody is served before or after", async () => {
    const { check, says, lines } = await started(
      {},
      { rm: declared(site({ ...NOT_DEMANDED, httpsOnly: value(false) })) },
    );
    const steps = [
      site({ httpsOnly: value(false) }),
      site({ clientCertExclusionPaths: value("/x") }),
      site(NOT_DEMANDED),
    ];
    for (const settings of steps) {
      says.rm = declared(settings);
      await pass(2 * MINUTE);
      await afterAsking(check);
    }
    const told = loud(lines).map(({ fields }) => fields["hosts"]);
    expect(told).toMatchObject([
      [{ failing: ["client-certificates-required", "https-only"] }],
      [{ failing: ["https-only"] }],
      [{ failing: ["exclusion-paths", "renegotiation"] }],
      [{ failing: ["client-certificates-required"] }],
    ]);
    expect(new Set(loud(lines).map(({ fields }) => fields["remedy"])).size).toBeGreaterThan(1);
  });

  it.each<[string, Partial<SiteSettings>, Partial<SiteSettings>]>([
    ["what fails", { ...NOT_DEMANDED, httpsOnly: value(false) }, NOT_DEMANDED],
    ["what mends it", { clientCertEnabled: NULL }, { httpsOnly: NULL }],
  ])("is one line though only %s is another", async (_title, before, after) => {
    const { check, says, lines } = await started({}, { rm: declared(site(before)) });
    says.rm = declared(site(after));
    await pass(2 * MINUTE);
    await afterAsking(check);
    const [first, second] = loud(lines).map(({ fields }) => [fields["because"], fields["failure"]]);
    expect(second).toEqual(first);
    expect(loud(lines)).toHaveLength(2);
  });

  it.each<[string, Changes, Declaration, string]>([
    ["nobody is served", {}, declared(site(NOT_DEMANDED)), "error"],
    ["nobody is heard", {}, SILENT, "error"],
    ["report mode would refuse everyone", { isEnforcing: false }, declared(site(NOT_DEMANDED)), "error"],
    ["everyone is served without a yes", { mode: "warn" }, declared(site(NOT_DEMANDED)), "warn"],
    ["everyone is served unheard", { mode: "warn" }, SILENT, "warn"],
  ])("is repeated each hour in which callers come while %s", async (_title, changes, rm, level) => {
    const { check, lines } = await started(changes, { rm });
    for (let minute = 0; minute < 3 * 60 + 30; minute += 1) {
      await pass(MINUTE);
      await afterAsking(check);
    }
    expect(loud(lines).map((line) => line.level)).toEqual(Array(4).fill(level));
    expect(loud(lines).every(isVerdict)).toBe(true);
    await pass(DAY);
    const before = loud(lines).length;
    await afterAsking(check);
    expect(loud(lines).length).toBe(before + 1);
  });

  it("ends being repeated once all is well", async () => {
    const { check, says, lines } = await started({ mode: "warn" }, { rm: SILENT });
    says.rm = declared();
    await pass(2 * HOUR);
    await afterAsking(check);
    const before = loud(lines).length;
    for (let hour = 0; hour < 5; hour += 1) {
      await pass(HOUR);
      await afterAsking(check);
    }
    expect(loud(lines).length).toBe(before);
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
