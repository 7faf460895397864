import { describe, expect, it, vi } from "vitest";
import type { Settings } from "../../src/config/settings.ts";
import type { Decision } from "../../src/guard/decision.ts";
import { createSelfCheckFor } from "../../src/guard/guard-self-check.ts";
import { createSelfCheck, type PromptReason, type SelfCheck } from "../../src/self-check/self-check.ts";
import type { Trust } from "../../src/self-check/trust.ts";
import type { Verdict } from "../../src/verdict/verdict.ts";
import { declared, site, value } from "../self-check/parts.ts";
import { admitted, guardWith, recorder, refused, requestFor, settingsWith } from "./parts.ts";
import { type FakeSays, type FakeSelfCheck, fakeSelfCheck } from "./self-check-fake.ts";

const REPORT: Partial<Settings> = { enforce: "report", reportUntil: Date.UTC(2099, 0, 1) };
const ALWAYS_ON = ["User-Agent", "AlwaysOn"];

const TRUSTS: readonly (readonly [string, Trust, string])[] = [
  ["trusted", { kind: "trusted" }, "admitted"],
  ["no verdict", { kind: "no-verdict" }, "503 host_not_verified no_verdict"],
  ["an exclusion path", { kind: "excluded" }, "403 path_excluded"],
  ["not demanded", { kind: "distrusted", because: "not_demanded" }, "503 host_refuted not_demanded"],
  ["refuted", { kind: "distrusted", because: "authenticity_refuted" }, "503 host_refuted authenticity_refuted"],
  ["unknown", { kind: "distrusted", because: "demand_unknown" }, "503 host_not_verified demand_unknown"],
  ["unproven", { kind: "distrusted", because: "authenticity_unproven" }, "503 host_not_verified authenticity_unproven"],
  ["aged", { kind: "distrusted", because: "proven" }, "503 host_not_verified proven"],
  ["another host", { kind: "distrusted", because: "host_unknown" }, "503 host_not_verified host_unknown"],
];

/** Refused before anybody asks about the host: the verdict, the request's headers, what is prompted. */
const REFUSALS: readonly (readonly [string, Verdict, readonly string[], readonly PromptReason[]])[] = [
  ["a missing header", refused("header_missing"), [], ["header_missing"]],
  ["a doubled header", refused("header_duplicated"), [], ["header_duplicated"]],
  ["an unknown issuer", refused("issuer_unknown"), [], []],
  ["plain HTTP", refused("plain_http"), [], []],
  ["a failed validator", refused("internal_error"), [], []],
  ["a ping of the platform", refused("header_missing"), ALWAYS_ON, []],
  ["a doubled header by the name of a ping", refused("header_duplicated"), ALWAYS_ON, ["header_duplicated"]],
];

interface Asked {
  readonly decision: Decision;
  readonly selfCheck: FakeSelfCheck;
  readonly authorize: ReturnType<typeof vi.fn>;
}

async function decide(
  verdict: Verdict,
  says: FakeSays,
  changes: Partial<Settings> = {},
  headers: readonly string[] = [],
): Promise<Asked> {
  const selfCheck = fakeSelfCheck(says);
  const authorize = vi.fn(() => true);
  const { core } = guardWith(verdict, { authorize, ...changes }, selfCheck);
  return { decision: await core.decide(requestFor("/orders", headers)), selfCheck, authorize };
}

/** `admitted`, `reported code`, or `status code because`; after a plus what was found beside it. */
function outcome(decision: Decision): string {
  if (decision.kind === "reported" && !decision.report.ok) return `reported ${decision.report.code}`;
  if (decision.kind !== "refused" || decision.verdict === undefined) return decision.kind;
  const { code, findings } = decision.verdict;
  const because = findings.flatMap(({ details }) => ("because" in details ? [String(details.because)] : []));
  const others = findings.filter((finding) => finding.code !== code).map((finding) => `+ ${finding.code}`);
  return [decision.status, code, ...because, ...others].join(" ");
}

describe("who enforces believes the header only where the host vouches for it", () => {
  describe.each(["at once", "after a while"])("and hears of it %s", (when) => {
    it.each(TRUSTS)("%s", async (_title, trust, expected) => {
      const says = { trust: when === "at once" ? trust : async () => trust };
      const { decision, selfCheck, authorize } = await decide(admitted(), says);
      expect(outcome(decision)).toBe(expected);
      expect(authorize).toHaveBeenCalledTimes(trust.kind === "trusted" ? 1 : 0);
      expect(selfCheck.prompts).toEqual([]);
      if (decision.kind !== "refused") return;
      expect(decision.headers["retry-after"]).toBe(decision.status === 503 ? "30" : undefined);
      expect(decision.headers["content-type"]).toBe("application/problem+json");
      expect(decision.body).not.toMatch(/host|trust|verif|exclu|because/i);
      expect(decision.verdict?.certificate).toBeDefined();
    });
  });

  it.each(TRUSTS)("and tells nobody of the caller: %s", async (_title, trust, expected) => {
    const selfCheck = fakeSelfCheck({ trust });
    const verdict = admitted();
    const { core } = guardWith(verdict, {}, selfCheck);
    const request = requestFor();
    await core.decide(request);
    const client = verdict.ok ? verdict.client : undefined;
    const narrowed = core.narrow(client, core.compileNarrowing({ subject: "CN=billing,O=Contoso" }), request);
    expect(narrowed.kind).toBe(expected === "admitted" ? "admitted" : "refused");
  });

  describe.each(REFUSALS)("%s is refused at once", (_title, verdict, headers, prompts) => {
    it.each(TRUSTS)("and the host not asked about: %s", async (_name, trust) => {
      const { decision, selfCheck, authorize } = await decide(verdict, { trust }, {}, headers);
      expect(outcome(decision)).toBe(`403 ${verdict.ok ? "" : verdict.code}`);
      expect(selfCheck.asked).toEqual({ ask: 0, glance: 0 });
      expect(selfCheck.prompts).toEqual(prompts);
      expect(authorize).not.toHaveBeenCalled();
    });
  });

  it.each<[string, Verdict, Partial<Settings>]>([
    ["a missing header", refused("header_missing"), {}],
    ["a doubled header", refused("header_duplicated"), {}],
    ["a missing header, in report mode", refused("header_missing"), REPORT],
    ["a doubled header, in report mode", refused("header_duplicated"), REPORT],
  ])("%s prompts nothing under an exclusion path", async (_title, verdict, changes) => {
    const { selfCheck } = await decide(verdict, { isExcluded: true }, changes);
    expect(selfCheck.prompts).toEqual([]);
  });

  it("reads the path of hardly anyone who comes without a header: that costs more than refusing does", async () => {
    const real = createSelfCheck({
      ...{ mode: "enforce", host: "app-service", monotonic: () => 0, clock: () => 0, log: recorder().log },
      context: { headerFrom: "host", openPaths: ["/public/*"], appSettings: {} },
      witness: { declare: async () => declared(site({ clientCertExclusionPaths: value("/public") })) },
    });
    await real.verified();
    const isExcluded = vi.fn(() => false);
    const promptRecheck: SelfCheck["promptRecheck"] = (...given) => real.promptRecheck(...given);
    const selfCheck: SelfCheck = { ...fakeSelfCheck(), state: { ...real.state, isExcluded }, promptRecheck };
    const { core } = guardWith(refused("header_missing"), {}, selfCheck);
    for (let time = 0; time < 100; time += 1) core.decide(requestFor("/%2e%2e/;x//"));
    expect(isExcluded.mock.calls.length).toBeLessThan(5);
    real.close();
  });

  it("does not wait for the host to refuse, whoever it is", () => {
    const selfCheck = fakeSelfCheck({ trust: () => new Promise(() => undefined) });
    const { core } = guardWith(refused("header_missing"), {}, selfCheck);
    expect(core.decide(requestFor())).toMatchObject({ kind: "refused", status: 403 });
  });

  it("asks nobody about open paths", async () => {
    const selfCheck = fakeSelfCheck({ trust: { kind: "no-verdict" } });
    const { core } = guardWith(admitted(), {}, selfCheck);
    expect(await core.decide(requestFor("/healthz"))).toEqual({ kind: "open" });
    expect(await core.decide(requestFor("/orders"), "open")).toEqual({ kind: "open" });
    expect(selfCheck.asked).toEqual({ ask: 0, glance: 0 });
    expect(outcome(await core.decide(requestFor("/healthz"), "protected"))).toContain("503");
  });
});

describe("report mode does not count the host's verdict", () => {
  it.each(TRUSTS)("so callers get in: %s", async (_title, trust) => {
    const { decision, selfCheck, authorize } = await decide(admitted(), { trust }, REPORT);
    expect(outcome(decision)).toBe("admitted");
    expect(authorize).toHaveBeenCalledOnce();
    expect(selfCheck.asked).toEqual({ ask: 0, glance: 1 });
  });

  it.each<[string, Verdict, readonly string[], readonly PromptReason[], string]>([
    ["a missing header", refused("header_missing"), [], ["header_missing"], "reported header_missing"],
    ["a doubled header", refused("header_duplicated"), [], ["header_duplicated"], "403 header_duplicated"],
    ["an unknown issuer", refused("issuer_unknown"), [], [], "reported issuer_unknown"],
    ["plain HTTP", refused("plain_http"), [], [], "403 plain_http"],
    ["a ping of the platform", refused("header_missing"), ALWAYS_ON, [], "reported header_missing"],
  ])("and prompts as ever: %s", async (_title, verdict, headers, prompts, expected) => {
    const { decision, selfCheck } = await decide(verdict, {}, REPORT, headers);
    expect(outcome(decision)).toBe(expected);
    expect(selfCheck.prompts).toEqual(prompts);
  });

  it.each<[string, Verdict, string]>([
    ["a good certificate", admitted(), "403 path_excluded"],
    ["a certificate of a stranger", refused("issuer_unknown"), "403 issuer_unknown + path_excluded"],
    ["a doubled header", refused("header_duplicated"), "403 header_duplicated + path_excluded"],
    ["no header, which is what the platform lets in there", refused("header_missing"), "reported header_missing"],
  ])("but refuses a header under an exclusion path: %s", async (_title, verdict, expected) => {
    const { decision, authorize } = await decide(verdict, { isExcluded: true }, REPORT);
    expect(outcome(decision)).toBe(expected);
    expect(authorize).not.toHaveBeenCalled();
  });

  it.each(["refuted", "proven", "unknown"] as const)("names callers unless clients can be them: %s", async (is) => {
    const { decision, authorize } = await decide(admitted(), { authenticity: is }, REPORT);
    expect(outcome(decision)).toBe(is === "refuted" ? "reported host_refuted" : "admitted");
    expect(authorize).toHaveBeenCalledTimes(is === "refuted" ? 0 : 1);
  });

  it("keeps what was found first of a caller who would be refused anyway", async () => {
    const { decision } = await decide(refused("issuer_unknown"), { authenticity: "refuted" }, REPORT);
    expect(outcome(decision)).toBe("reported issuer_unknown");
  });
});

describe("a self-check that fails", () => {
  const fail = (): never => {
    throw new Error("broken");
  };

  it.each<[string, NonNullable<FakeSays["trust"]>]>([
    ["throws", fail],
    ["rejects", () => Promise.reject(new Error("broken"))],
    ["answers nothing", () => undefined as never],
    ["answers something else", () => ({ kind: "yes" }) as never],
    ["answers nothing later", async () => undefined as never],
  ])("%s: everyone is refused", async (_title, trust) => {
    const { decision, authorize } = await decide(admitted(), { trust });
    expect(decision).toMatchObject({ kind: "refused", status: 403, verdict: { code: "internal_error" } });
    expect(authorize).not.toHaveBeenCalled();
  });

  it.each<[string, Partial<FakeSelfCheck>, Verdict]>([
    ["when glanced at", { glance: fail }, admitted()],
    ["when prompted", { promptRecheck: fail }, refused("header_missing")],
    ["when it has no state", { state: undefined as never }, admitted()],
  ])("refuses in report mode, too: %s", async (_title, broken, verdict) => {
    const selfCheck = { ...fakeSelfCheck(), ...broken };
    const { core } = guardWith(verdict, REPORT, selfCheck);
    expect(await core.decide(requestFor())).toMatchObject({ kind: "refused", verdict: { code: "internal_error" } });
  });
});

describe("the self-check switched off", () => {
  it.each<[string, Partial<Settings>]>([
    ["enforcing", {}],
    ["reporting", REPORT],
  ])("nobody is asked, %s", async (_title, changes) => {
    const { core, lines } = guardWith(admitted(), changes);
    expect(await core.decide(requestFor())).toMatchObject({ kind: "admitted" });
    expect(core.selfCheck.status()).toEqual({ mode: "off" });
    expect(await core.selfCheck.verified()).toEqual({ mode: "off" });
    expect(() => core.selfCheck.onChange(() => undefined)()).not.toThrow();
    expect(core.health().selfCheck).toEqual({ mode: "off" });
    expect(lines).toMatchObject([{ fields: { selfCheck: expect.stringContaining("OFF") } }]);
  });

  it("makes none", () => {
    expect(createSelfCheckFor(settingsWith({ selfCheck: "off" }), () => 0)).toBeUndefined();
  });

  it("is never a matter of a host that was not found", () => {
    const create = () => createSelfCheckFor(settingsWith({ selfCheck: "enforce", host: undefined }), () => 0);
    expect(create).toThrow();
  });
});

describe("the log", () => {
  it.each<[string, FakeSays, Partial<Settings>]>([
    ["enforcing", { trust: { kind: "excluded" } }, {}],
    ["reporting", { isExcluded: true }, REPORT],
  ])("holds no query of a refused request under an exclusion path, %s", (_title, says, changes) => {
    const { core, lines } = guardWith(admitted(), changes, fakeSelfCheck(says));
    core.decide(requestFor("/orders/x?token=hunter2"));
    const written = lines.filter(({ fields }) => fields["event"] === "client_certificate_refused");
    expect(written).toMatchObject([{ fields: { code: "path_excluded", path: "/orders/x" } }]);
    expect(JSON.stringify(lines)).not.toContain("hunter2");
  });

  it("calls a refusal what the verdict calls it", async () => {
    const selfCheck = fakeSelfCheck({ isExcluded: true });
    const { core, lines } = guardWith(refused("issuer_unknown"), REPORT, selfCheck);
    const decision = await core.decide(requestFor());
    expect(decision).toMatchObject({ kind: "refused", verdict: { code: lines.at(-1)?.fields["code"] } });
  });

  it("keeps a path that means ill inside its line", () => {
    const { core, lines } = guardWith(admitted(), {}, fakeSelfCheck({ trust: { kind: "excluded" } }));
    core.decide(requestFor('/public/\u001b[2K\n{"level":"info"}'));
    expect(String(lines.at(-1)?.fields["reason"])).toMatch(/^[\x20-\x7e]+$/);
  });

  it("names the host's verdict, with the caller and what mends it", () => {
    const trust = { kind: "distrusted", because: "not_demanded" } as const;
    const { core, lines } = guardWith(admitted(), {}, fakeSelfCheck({ trust }));
    core.decide(requestFor());
    expect(lines.at(-1)).toMatchObject({
      level: "warn",
      fields: { code: "host_refuted", subject: "CN=billing,O=Contoso", hint: expect.stringContaining("doctor") },
    });
  });
});
