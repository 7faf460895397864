import { describe, expect, it } from "vitest";
import type { Settings } from "../../src/config/settings.ts";
import { describeHost, type HostHealth, problemsOfHost } from "../../src/guard/host-health.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import { admitted, guardWith } from "./parts.ts";
import { fakeSelfCheck, STATUS } from "./self-check-fake.ts";

const FAILURE = {
  code: "resource_manager_forbidden",
  message: "The app's identity (object id 4711) may not read /subscriptions/0000/shop.",
  remedy: "az role assignment create --scope /subscriptions/0000/shop",
} as const;

const DISTRUSTED = { serves: false, isStandingWarning: false, trust: "distrusted" } as const;

/** A status as it stands after each of these stories, and how many sentences want an operator. */
const STORIES: readonly (readonly [string, Partial<SelfCheckStatus>, readonly RegExp[]])[] = [
  ["all is well", {}, []],
  ["all is proven", { authenticity: "proven", because: "proven", isStandingWarning: false }, []],
  ["nobody spoke yet", { ...DISTRUSTED, demand: "unknown", because: "demand_unknown" }, [/503.*nobody can tell/]],
  ["not demanded", { ...DISTRUSTED, demand: "no", because: "not_demanded" }, [/503.*lets requests without/]],
  [
    "others get in past the gateway",
    { ...DISTRUSTED, headerFrom: "gateway", demand: "no", because: "not_demanded" },
    [/503.*others than the gateway\.$/],
  ],
  [
    "nobody can tell who gets in past the gateway",
    { ...DISTRUSTED, headerFrom: "gateway", demand: "unknown", because: "demand_unknown" },
    [/503.*whether others than the gateway get in\.$/],
  ],
  ["refuted", { ...DISTRUSTED, authenticity: "refuted", because: "authenticity_refuted" }, [/503.*a client was seen/]],
  ["an old yes still counts", { failure: FAILURE }, [/could not be asked.*resource_manager_forbidden/]],
  [
    "the probe went wrong",
    { failure: { ...FAILURE, code: "internal_error" } },
    [/^The check .*in itself.*internal_error/],
  ],
  [
    "nobody could be asked",
    { ...DISTRUSTED, demand: "unknown", because: "demand_unknown", failure: FAILURE },
    [/503.*nobody can tell/, /could not be asked/],
  ],
  ["only a warning", { mode: "warn", demand: "no", because: "not_demanded" }, [/warns; see the log/]],
  ["only a doubt", { mode: "warn", demand: "unknown", because: "demand_unknown" }, [/warns; see the log/]],
];

const REPORT: Partial<Settings> = { enforce: "report", reportUntil: Date.UTC(2099, 0, 1) };

function healthWith(status: Partial<SelfCheckStatus>, changes: Partial<Settings> = {}) {
  return guardWith(admitted(), changes, fakeSelfCheck({ status })).core.health();
}

describe("the health of the host", () => {
  it.each(STORIES)("wants an operator or does not: %s", (_title, changes, problems) => {
    const told = problemsOfHost({ ...STATUS, ...changes });
    expect(told).toHaveLength(problems.length);
    for (const [index, problem] of problems.entries()) expect(told[index]).toMatch(problem);
    expect(healthWith(changes)).toMatchObject({ status: problems.length === 0 ? "ok" : "degraded", problems: told });
  });

  it.each(STORIES)("is what is known, in few words: %s", (_title, changes) => {
    const status = { ...STATUS, ...changes };
    const { mode, serves } = status;
    const expected: HostHealth = {
      ...{ mode, serves },
      failure: status.failure?.code ?? null,
      heardSecondsAgo: 5,
      trustEndsInSeconds: 86_400,
    };
    expect(describeHost(status)).toEqual(expected);
    expect(healthWith(changes).selfCheck).toEqual(expected);
  });

  it("tells anyone neither names nor ids nor what to type", () => {
    const health = JSON.stringify(healthWith({ ...DISTRUSTED, failure: FAILURE, remedy: FAILURE.remedy }));
    expect(health).not.toMatch(/4711|subscriptions|shop|az role/);
  });

  it("is off where nobody asks", () => {
    expect(describeHost(undefined)).toEqual({ mode: "off" });
    expect(problemsOfHost(undefined)).toEqual([]);
  });

  it.each<[string, Partial<SelfCheckStatus>, Partial<Settings>]>([
    ["in report mode", { ...DISTRUSTED, demand: "no", because: "not_demanded" }, REPORT],
    ["where it only warns", { mode: "warn", demand: "no", because: "not_demanded" }, {}],
  ])("tells nobody how to get in while everybody who knows how does: %s", (_title, status, changes) => {
    const health = healthWith(status, changes);
    expect(health.status).toBe("degraded");
    expect(health.problems.join(" ")).toContain("see the log");
    expect(JSON.stringify(health)).not.toMatch(/503|demand|without a cert|lets/);
  });
});
