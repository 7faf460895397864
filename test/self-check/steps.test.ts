import { describe, expect, it, vi } from "vitest";
import type { ProbeWord } from "../../src/self-check/witness.ts";
import {
  afterAsking,
  asking,
  type Changes,
  DAY,
  declared,
  fakeTimersWithoutRejections,
  HOUR,
  INCONCLUSIVE,
  loud,
  MINUTE,
  NOT_DEMANDED,
  pass,
  request,
  SECOND,
  SILENT,
  type Stand,
  settle,
  site,
  sites,
  slot,
  stand,
  started,
  value,
  word,
} from "./parts.ts";

fakeTimersWithoutRejections();

/** A probe that takes so many milliseconds to say it. */
function slowly(says: ProbeWord, milliseconds: number): () => Promise<ProbeWord> {
  return () => new Promise((resolve) => setTimeout(resolve, milliseconds, says));
}

function verdicts({ lines }: Stand): readonly unknown[] {
  const told = loud(lines).filter(({ fields }) => fields["event"] === "client_certificate_host_verdict");
  return told.map(({ fields }) => fields["because"]);
}

const PROBED: Changes = { hasProbe: true };
const LEANING = site({ clientCertExclusionPaths: value("/legacy") });

describe("Resource Manager's word", () => {
  it("counts before the probe has spoken, and requests that wait go on", async () => {
    const made = stand(PROBED);
    made.says.probe = slowly(word(), 60 * SECOND);
    const waiting = made.check.ask(request());
    await settle();
    expect(await waiting).toEqual({ kind: "trusted" });
    expect(made.check.status()).toMatchObject({ isChecking: true, serves: true, checks: 0 });
    await pass(60 * SECOND);
    expect(made.check.status()).toMatchObject({ isChecking: false, authenticity: "proven", checks: 1 });
    expect(made.asked).toEqual({ rm: 1, probe: 1 });
    expect(verdicts(made)).toEqual(["authenticity_unproven", "proven"]);
  });

  it("resolves who waits for a verified host", async () => {
    const made = stand(PROBED);
    made.says.probe = slowly(word(), 60 * SECOND);
    const verified = made.check.verified();
    await settle();
    expect(await verified).toMatchObject({ serves: true, authenticity: "unknown" });
  });

  it("acts at once when it is a no, though a probe is about to speak", async () => {
    const made = await started(PROBED, { probe: word() });
    made.says.rm = declared(site(NOT_DEMANDED));
    made.says.probe = slowly(word(), 60 * SECOND);
    await pass(HOUR);
    expect(await afterAsking(made.check)).toBe("not_demanded");
    expect(made.check.status().isChecking).toBe(true);
  });

  it("is not asked for twice while the probe speaks, whoever wants to know", async () => {
    const made = stand(PROBED);
    made.says.probe = slowly(word(), 60 * SECOND);
    made.check.start();
    await settle();
    for (let second = 0; second < 50; second += 1) {
      made.check.promptRecheck("header_missing");
      made.check.recheck();
      await asking(made.check);
      await pass(SECOND);
    }
    expect(made.asked).toEqual({ rm: 1, probe: 1 });
    expect(made.check.status().isChecking).toBe(true);
  });
});

describe("where proof is wanted", () => {
  it("requests wait for the probe", async () => {
    const made = stand({ ...PROBED, mode: "prove" });
    made.says.probe = slowly(word(), 3 * SECOND);
    const waiting = made.check.ask(request());
    await pass(3 * SECOND);
    expect(await waiting).toEqual({ kind: "trusted" });
    expect(verdicts(made)).toEqual(["proven"]);
  });

  it("they wait no longer than they would at a start", async () => {
    const made = stand({ ...PROBED, mode: "prove" });
    made.says.probe = slowly(word(), 30 * SECOND);
    const waiting = made.check.ask(request());
    await pass(5 * SECOND);
    expect(await waiting).toEqual({ kind: "no-verdict" });
    await pass(25 * SECOND);
    expect(await asking(made.check)).toBe("trusted");
  });

  it("they do not wait once it has spoken in vain", async () => {
    const made = await started({ ...PROBED, mode: "prove" });
    expect(made.check.ask(request())).toMatchObject({ kind: "distrusted", because: "authenticity_unproven" });
  });

  it("the first request has a probe asked that had nothing to see before", async () => {
    let isListening = false;
    const made = stand({ mode: "prove", probe: { isReady: () => isListening, probe: async () => word() } });
    made.check.start();
    await settle();
    expect(made.check.status()).toMatchObject({ serves: false, probe: { heardAt: null }, trust: "no-verdict" });
    isListening = true;
    expect(await asking(made.check)).toBe("trusted");
  });
});

describe("a record that leans on the probe", () => {
  it("is told once, when the probe has spoken", async () => {
    const made = stand(PROBED);
    made.says.rm = declared(LEANING);
    made.says.probe = slowly(word(sites(true)), 2 * SECOND);
    const waiting = made.check.ask(request());
    await pass(2 * SECOND);
    expect(await waiting).toEqual({ kind: "trusted" });
    expect(verdicts(made)).toEqual(["proven"]);
  });

  it("goes on to be trusted while the probe speaks once more", async () => {
    const made = await started(PROBED, { rm: declared(LEANING), probe: word(sites(true)) });
    made.says.probe = slowly(word(sites(true)), 30 * SECOND);
    await pass(13 * HOUR);
    expect(await afterAsking(made.check)).toBe("trusted");
    expect(made.check.status().isChecking).toBe(true);
    await pass(30 * SECOND);
    expect([verdicts(made), made.asked.probe]).toEqual([["proven"], 2]);
  });

  it("is no better for what was shown of another's exclusion paths, nor worse", async () => {
    const both = declared(LEANING, slot({ clientCertExclusionPaths: value("/legacy") }));
    const names = word().names.map((name) => ({ ...name, leadsHere: true }));
    const made = await started(PROBED, { rm: both, probe: word({ ...sites(true), names }) });
    expect(made.check.status().records).toMatchObject([
      { serves: true, areExclusionsClean: { is: "yes" } },
      { serves: false, areExclusionsClean: { is: "unknown" } },
    ]);
    made.says.probe = word({ names, exclusions: [{ recordId: slot().id.toUpperCase(), areClean: false }] });
    await pass(MINUTE);
    await afterAsking(made.check);
    expect(made.check.status().records).toMatchObject([
      { serves: true, areExclusionsClean: { is: "yes" } },
      { serves: false, demand: "no", areExclusionsClean: { is: "no" } },
    ]);
  });

  it("keeps what was shown of its paths when another record's change", async () => {
    const made = await started(PROBED, { rm: declared(LEANING, slot()), probe: word(sites(true)) });
    made.says.rm = declared(LEANING, slot({ clientCertExclusionPaths: value("/healthz") }));
    made.says.probe = INCONCLUSIVE;
    await pass(HOUR);
    expect(await afterAsking(made.check)).toBe("trusted");
    expect(made.asked.probe).toBe(2);
  });
});

describe("the probe", () => {
  /** How often both were asked in so many hours with a request each second. */
  async function asked(made: Stand, hours: number): Promise<Stand["asked"]> {
    const before = { ...made.asked };
    for (let second = 0; second < hours * 3600; second += 1) {
      await made.check.ask(request());
      await pass(SECOND);
    }
    return { rm: made.asked.rm - before.rm, probe: made.asked.probe - before.probe };
  }

  it.each<[string, Partial<ProbeWord>]>([
    ["demand", { demand: "refuted" }],
    ["authenticity", { authenticity: "refuted" }],
  ])("that refuted %s speaks again until the host is mended, and no oftener than both are asked", async (_what, no) => {
    const made = await started(PROBED, { probe: word(no) });
    const { rm, probe } = await asked(made, 1);
    expect(probe).toBe(rm);
    expect(probe).toBeLessThanOrEqual(70);
    made.says.probe = word();
    await pass(MINUTE + 15 * SECOND);
    expect(await afterAsking(made.check)).toBe("trusted");
  });

  it("that cannot tell speaks with each round of a host that serves, and no oftener", async () => {
    const made = await started(PROBED);
    expect(await asked(made, 2)).toEqual({ rm: 7, probe: 7 });
  });

  it("that has not seen a leaning record's paths speaks again before its proof is old", async () => {
    const made = await started(PROBED, { rm: declared(LEANING), probe: word() });
    made.says.probe = word(sites(true));
    await pass(MINUTE);
    expect(await afterAsking(made.check)).toBe("trusted");
  });

  it("that failed after a change speaks again about it", async () => {
    const made = await started(PROBED, { probe: word() });
    made.says.rm = declared(site(), slot());
    made.says.probe = () => Promise.reject(new Error("boom"));
    await pass(HOUR);
    await afterAsking(made.check);
    made.says.probe = word();
    await pass(HOUR);
    await afterAsking(made.check);
    expect(made.asked.probe).toBe(3);
    await pass(HOUR);
    await afterAsking(made.check);
    expect(made.asked.probe).toBe(3);
  });

  it("that fails again and again is told once", async () => {
    const made = await started(PROBED, { probe: () => Promise.reject(new Error("boom")) });
    await asked(made, 1);
    expect(verdicts(made)).toEqual(["authenticity_unproven", "authenticity_unproven"]);
    expect(made.check.status()).toMatchObject({ serves: true, failure: { code: "internal_error" } });
  });

  it("has its own failure told beside Resource Manager's", async () => {
    const made = await started(PROBED, { probe: () => Promise.reject(new Error("boom")) });
    made.says.rm = SILENT;
    await pass(HOUR);
    await afterAsking(made.check);
    expect(made.check.status().failure).toMatchObject({ code: "resource_manager_unavailable" });
  });

  it("does not keep a closed check alive", async () => {
    const made = stand(PROBED);
    made.says.probe = slowly(word({ authenticity: "refuted" }), MINUTE);
    made.check.start();
    await settle();
    made.check.close();
    await pass(DAY);
    expect(made.check.status()).toMatchObject({ isChecking: false, authenticity: "unknown", checks: 0 });
  });
});

describe("a recheck", () => {
  it("comes at most every five seconds", async () => {
    const made = await started(PROBED);
    const { check } = made;
    for (let tick = 0; tick < 100; tick += 1) {
      check.recheck();
      await pass(100);
    }
    expect(made.asked).toEqual({ rm: 3, probe: 3 });
    vi.clearAllTimers();
  });
});
