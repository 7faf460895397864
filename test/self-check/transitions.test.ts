import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  afterAsking,
  asking,
  DAY,
  declared,
  FAILURE,
  HOUR,
  INCONCLUSIVE,
  ingress,
  loud,
  MINUTE,
  NOT_DEMANDED,
  pass,
  SECOND,
  SILENT,
  site,
  sites,
  slot,
  stand,
  started,
  UNCLEAR,
  value,
  word,
} from "./parts.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the first boot", () => {
  it("trusts once Resource Manager has said that certificates are demanded", async () => {
    const { check, asked } = await started();
    expect(await asking(check)).toBe("trusted");
    expect(check.ask({ rawHeaders: [], rawUrl: "/" })).toEqual({ kind: "trusted" });
    expect(asked).toEqual({ rm: 1, probe: 0 });
  });

  it("has the first request ask when nobody started it", async () => {
    const { check, asked } = stand();
    expect(await asking(check)).toBe("trusted");
    expect(asked.rm).toBe(1);
  });

  it("with a dead Resource Manager trusts nobody, does not hammer it, and recovers by itself", async () => {
    const { check, says, asked } = await started({}, { rm: SILENT });
    const attempts: number[] = [];
    for (let second = 0; second <= 240; second += 1) {
      const before = asked.rm;
      expect(await asking(check)).toBe("no-verdict");
      if (asked.rm > before) attempts.push(second);
      await pass(SECOND);
    }
    expect(attempts).toEqual([5, 15, 35, 75, 135, 195]);
    says.rm = declared();
    for (let second = 0; second < 60 && (await asking(check)) !== "trusted"; second += 1) await pass(SECOND);
    expect(await asking(check)).toBe("trusted");
  });

  it("in mode warn serves whatever is known, and says so", async () => {
    const { check, lines } = await started({ mode: "warn" }, { rm: SILENT });
    expect(await asking(check)).toBe("trusted");
    expect(check.status()).toMatchObject({ serves: true, isStandingWarning: true, because: "demand_unknown" });
    expect(loud(lines)).toMatchObject([{ level: "warn", fields: { failure: { code: FAILURE.code } } }]);
  });

  it.each([
    [site(NOT_DEMANDED), "not_demanded"],
    [site(UNCLEAR), "demand_unknown"],
    [site({ httpsOnly: value(false) }), "not_demanded"],
    [site({ clientCertExclusionPaths: value("/legacy") }), "not_demanded"],
    [site({ clientCertExclusionEndPoints: value("x") }), "demand_unknown"],
  ])("does not trust a site whose settings do not demand certificates (%#)", async (settings, because) => {
    const { check, asked } = await started({}, { rm: declared(settings) });
    expect(await asking(check)).toBe(because);
    expect(asked.rm).toBe(1);
  });

  it("does not take an answer without hosts for one that nothing contradicts", async () => {
    const { check } = await started({}, { rm: { ok: true, records: [], notices: [] } });
    expect(await asking(check)).toBe("no-verdict");
    expect(check.status().failure).toMatchObject({ code: "resource_manager_answer_invalid" });
  });

  it("on Container Apps goes by the app's ingress alone", async () => {
    const app = { kind: "container-app", id: "/app", name: "app", ingress: value(ingress()) } as const;
    const { check } = await started({ host: "container-apps" }, { rm: { ok: true, records: [app], notices: [] } });
    expect(await asking(check, "/orders", "whatever.example")).toBe("trusted");
    expect(check.status().records).toMatchObject([{ name: "app", hostNames: ["app.contoso.azurecontainerapps.io"] }]);
  });
});

describe("after a yes", () => {
  it("asks again with the first request after the interval, and not before", async () => {
    const { check, asked } = await started();
    await pass(15 * MINUTE - 1);
    await asking(check);
    expect(asked.rm).toBe(1);
    await pass(1);
    expect(asked.rm).toBe(1);
    await asking(check);
    expect(asked.rm).toBe(2);
  });

  it.each([
    [0, 11.25],
    [0.999999, 18.75],
  ])("spreads the interval by a quarter (%d)", async (random, minutes) => {
    const { check, asked } = await started({ random: () => random });
    await pass(minutes * MINUTE - SECOND);
    await asking(check);
    expect(asked.rm).toBe(1);
    await pass(SECOND);
    await asking(check);
    expect(asked.rm).toBe(2);
  });

  it("outlives Resource Manager for a day, with a warning each hour, and then trusts nobody", async () => {
    const { check, says, lines, asked } = await started();
    says.rm = SILENT;
    const from = lines.length;
    for (let minutes = 10; minutes < 24 * 60; minutes += 10) {
      await pass(10 * MINUTE);
      expect(await afterAsking(check)).toBe("trusted");
    }
    await pass(10 * MINUTE - 1);
    expect(await asking(check)).toBe("trusted");
    const outage = loud(lines.slice(from));
    const reminders = outage.filter(({ fields }) => fields["event"] === "client_certificate_host_verdict_aging");
    expect(reminders).toHaveLength(23);
    expect(reminders.map(({ fields }) => fields["silentHours"])).toEqual(
      Array.from({ length: 23 }, (_one, hour) => hour + 1),
    );
    expect(reminders[0]?.message).toMatch(/for 1 h; trust in certificate headers ends at \d{4}-/);
    expect(outage.filter((line) => !reminders.includes(line))).toMatchObject([
      { level: "warn", fields: { serves: true } },
    ]);
    const before = asked.rm;
    await pass(1);
    expect(await asking(check)).toBe("no-verdict");
    expect(asked.rm).toBeGreaterThan(before - 1);
    expect(loud(lines).at(-1)).toMatchObject({ level: "error", fields: { serves: false, trust: "no-verdict" } });
    says.rm = declared();
    await pass(MINUTE + 6 * SECOND);
    expect(await asking(check)).toBe("trusted");
  });

  it("also ages while nobody comes, and then the first to come waits for the new answer", async () => {
    const { check, asked } = await started();
    await pass(DAY);
    expect(await asking(check)).toBe("trusted");
    expect(asked.rm).toBe(2);
  });

  it("survives answers that cannot tell, until it is too old", async () => {
    const { check, says } = await started();
    says.rm = declared(site(UNCLEAR));
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("trusted");
    expect(check.status().records).toMatchObject([{ said: "unknown", declared: { is: "yes", ageSeconds: 3600 } }]);
    await pass(23 * HOUR);
    expect(await afterAsking(check)).toBe("no-verdict");
  });

  it("ends at once with a no, which an answer that cannot tell does not lift, but a yes does", async () => {
    const { check, says } = await started();
    says.rm = declared(site(NOT_DEMANDED));
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("not_demanded");
    for (const answer of [declared(site(UNCLEAR)), SILENT]) {
      says.rm = answer;
      await pass(3 * DAY);
      expect(await afterAsking(check)).toBe("not_demanded");
    }
    says.rm = declared();
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("trusted");
  });

  it("is asked for again within a minute while it is missing, so that what was mended is seen", async () => {
    const { check, says, asked } = await started({}, { rm: declared(site(NOT_DEMANDED)) });
    for (let second = 0; second < 600; second += 1) {
      await asking(check);
      await pass(SECOND);
    }
    expect(asked.rm).toBeLessThan(16);
    says.rm = declared();
    await pass(MINUTE);
    expect(await afterAsking(check)).toBe("trusted");
  });

  it("counts for nobody when the clock that is never set tells no time", async () => {
    let isBroken = false;
    const { check } = await started({ monotonic: () => (isBroken ? Number.NaN : 0) });
    expect(await asking(check)).toBe("trusted");
    isBroken = true;
    expect((await Promise.all([check.ask({ rawHeaders: [], rawUrl: "/" }), pass(10 * SECOND)]))[0]).toEqual({
      kind: "no-verdict",
    });
  });
});

describe("with a probe", () => {
  it("trusts by the probe alone only when it has proven both", async () => {
    const { check, says } = await started({ hasProbe: true }, { rm: SILENT, probe: word() });
    expect(await asking(check)).toBe("trusted");
    says.probe = word({ authenticity: "refuted" });
    // Nothing is left to be told, so it speaks again when its proof is half as old as it may become.
    await pass(MINUTE);
    expect(await afterAsking(check)).toBe("trusted");
    await pass(13 * HOUR);
    expect(await afterAsking(check)).toBe("authenticity_refuted");
  });

  it("demands its proof in mode prove", async () => {
    const { check, says } = await started({ mode: "prove", hasProbe: true });
    expect(await asking(check)).toBe("authenticity_unproven");
    says.probe = word();
    await pass(MINUTE);
    expect(await afterAsking(check)).toBe("trusted");
    says.probe = INCONCLUSIVE;
    await pass(12 * HOUR);
    expect(await afterAsking(check)).toBe("trusted");
    await pass(13 * HOUR);
    expect(await afterAsking(check)).toBe("no-verdict");
  });

  it("ends trust when it sees a forged header, in every mode and for as long as nothing proves the contrary", async () => {
    const { check, says } = await started(
      { mode: "warn", hasProbe: true },
      { probe: word({ authenticity: "refuted" }) },
    );
    says.probe = INCONCLUSIVE;
    await pass(3 * DAY);
    expect(await afterAsking(check)).toBe("authenticity_refuted");
    expect(check.status().remedy).toContain("off the network");
  });

  it("has it speak when its proof is half as old as it may become, or the settings change, and not each time", async () => {
    const { check, says, asked } = await started({ hasProbe: true }, { probe: word() });
    await pass(HOUR);
    await afterAsking(check);
    expect(asked).toEqual({ rm: 2, probe: 1 });
    await pass(11 * HOUR);
    await afterAsking(check);
    expect(asked).toEqual({ rm: 3, probe: 2 });
    says.rm = declared(site(), slot());
    await pass(HOUR);
    await afterAsking(check);
    expect(asked).toEqual({ rm: 4, probe: 3 });
  });

  it.each<[boolean | undefined, string]>([
    [true, "trusted"],
    [false, "not_demanded"],
    [undefined, "demand_unknown"],
  ])("leaves exclusion paths over protected paths to it (%s)", async (areExclusionsClean, expected) => {
    const excluding = declared(site({ clientCertExclusionPaths: value("/legacy") }));
    const probe = word({ ...sites(areExclusionsClean), demand: "inconclusive" });
    const { check } = await started({ hasProbe: true }, { rm: excluding, probe });
    expect(await asking(check)).toBe(expected);
    expect(await asking(check, "/legacy/x")).toBe("excluded");
  });

  it("does not take its word for exclusion paths that it has not tried", async () => {
    const excluding = (paths: string) => declared(site({ clientCertExclusionPaths: value(paths) }));
    const probe = word({ ...sites(true), demand: "inconclusive" });
    const { check, says } = await started({ hasProbe: true }, { rm: excluding("/legacy"), probe });
    expect(await asking(check)).toBe("trusted");
    says.rm = excluding("/legacy;/other");
    says.probe = INCONCLUSIVE;
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("demand_unknown");
  });
});
