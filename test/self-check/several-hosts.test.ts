import { describe, expect, it } from "vitest";
import type { NameWord, ProbeWord } from "../../src/self-check/witness.ts";
import {
  afterAsking,
  asking,
  type Changes,
  declared,
  fakeTimersWithoutRejections,
  HOUR,
  INCONCLUSIVE,
  loud,
  MINUTE,
  NOT_DEMANDED,
  NULL,
  pass,
  request,
  SECOND,
  settle,
  site,
  slot,
  started,
  value,
  word,
} from "./parts.ts";

fakeTimersWithoutRejections();

const PRODUCTION = "shop.azurewebsites.net";
const STAGING = "shop-staging.azurewebsites.net";
const PROVE: Changes = { hasProbe: true, mode: "prove" };
const PROBED: Changes = { hasProbe: true };
const NULLS = { clientCertEnabled: NULL, clientCertMode: NULL };

/** A probing in which only this name leads here. */
function only(host: string, found: Partial<NameWord> = {}): ProbeWord {
  const names = [PRODUCTION, STAGING].map((name): NameWord => {
    if (name === host) return { host, demand: "proven", authenticity: "proven", leadsHere: true, ...found };
    return { host: name, demand: "inconclusive", authenticity: "inconclusive", leadsHere: false };
  });
  return word({ names });
}

describe("a proof under one name", () => {
  it("makes no other host better, about which Azure says nothing", async () => {
    const { check } = await started(PROBED, { rm: declared(site(NULLS), slot(NULLS)), probe: only(STAGING) });
    expect(await asking(check, "/orders", STAGING)).toBe("trusted");
    expect(await asking(check, "/orders", PRODUCTION)).not.toBe("trusted");
  });

  it("makes no other host better where a proof is wanted", async () => {
    const { check } = await started(PROVE, { rm: declared(site(), slot()), probe: only(STAGING) });
    expect(await asking(check, "/orders", STAGING)).toBe("trusted");
    expect(await asking(check, "/orders", PRODUCTION)).not.toBe("trusted");
  });

  it("leaves the other to Azure's word otherwise, with a warning", async () => {
    const { check } = await started(PROBED, { rm: declared(site(), slot()), probe: only(STAGING) });
    expect(await asking(check, "/orders", PRODUCTION)).toBe("trusted");
    expect(check.status().records).toMatchObject([
      { because: "authenticity_unproven", isStandingWarning: true },
      { because: "proven" },
    ]);
  });

  it("counts for a site without slots whatever the name is", async () => {
    const names = [{ host: "api.contoso.example", demand: "proven", authenticity: "proven", leadsHere: true } as const];
    const { check } = await started(PROVE, { rm: declared(site()), probe: word({ names }) });
    expect(await asking(check, "/orders", PRODUCTION)).toBe("trusted");
  });
});

describe("after a swap", () => {
  it("the first requests under the other name have the probe speak, and then it serves", async () => {
    const made = await started(PROVE, { rm: declared(site(), slot()), probe: only(STAGING) });
    await pass(MINUTE);
    made.says.probe = only(PRODUCTION);
    expect(await afterAsking(made.check, "/orders", PRODUCTION)).toBe("trusted");
    expect(made.asked.probe).toBe(2);
    // The old proof of the other name goes on to age.
    expect(await asking(made.check, "/orders", STAGING)).toBe("trusted");
  });

  it("requests under a name that never leads here have it speak ever more rarely", async () => {
    const made = await started(PROVE, { rm: declared(site(), slot()), probe: only(PRODUCTION) });
    for (let second = 0; second < 3600; second += 1) {
      void made.check.ask(request("/orders", STAGING));
      await pass(SECOND);
    }
    expect(made.asked.probe).toBeLessThan(12);
    expect(await asking(made.check, "/orders", PRODUCTION)).toBe("trusted");
  });

  it("what was refuted under one name is refuted for all, until that is mended", async () => {
    const rm = declared(site(), slot());
    const refuted = word({
      authenticity: "refuted",
      names: [{ ...only(STAGING).names[1], authenticity: "refuted" } as NameWord],
    });
    const made = await started(PROBED, { rm, probe: refuted });
    for (const host of [PRODUCTION, STAGING]) {
      expect(await asking(made.check, "/orders", host)).toBe("authenticity_refuted");
    }
    await pass(MINUTE);
    made.says.probe = only(STAGING);
    expect(await afterAsking(made.check, "/orders", STAGING)).toBe("trusted");
    expect(await asking(made.check, "/orders", PRODUCTION)).toBe("trusted");
  });
});

describe("a slot whose names lead elsewhere", () => {
  const LEANING = { clientCertExclusionPaths: value("/legacy") };

  it("neither has the probe speak again and again nor makes the site look refused", async () => {
    const rm = declared(site(), slot(LEANING));
    const made = await started(PROBED, { rm, probe: only(PRODUCTION) });
    for (let minute = 0; minute < 10 * 60; minute += 1) {
      expect(await asking(made.check, "/orders", PRODUCTION)).toBe("trusted");
      await pass(MINUTE);
    }
    expect(made.asked.probe).toBe(1);
    expect(made.check.status()).toMatchObject({ serves: true, because: "proven", trust: "trusted" });
    await expect(made.check.verified({ timeoutMs: 1000 })).resolves.toMatchObject({ serves: true });
  });

  it("is judged with the others while clients may write the host's name", async () => {
    const rm = declared(site(), slot(NOT_DEMANDED));
    const probe = { ...only(PRODUCTION), isHostHeaderOverwritten: undefined };
    const { check } = await started(PROBED, { rm, probe });
    expect(check.status()).toMatchObject({ serves: false, because: "not_demanded" });
    expect(await asking(check, "/orders", PRODUCTION)).toBe("not_demanded");
  });
});

describe("a slot that is gone", () => {
  it("leaves nothing of its proof to the site", async () => {
    const made = await started(PROVE, { rm: declared(site(), slot()), probe: only(STAGING) });
    await pass(HOUR);
    const { names } = only(PRODUCTION, { demand: "inconclusive", authenticity: "inconclusive" });
    const unproven = { ...INCONCLUSIVE, names };
    Object.assign(made.says, { rm: declared(site()), probe: unproven });
    expect(await afterAsking(made.check, "/orders", PRODUCTION)).toBe("authenticity_unproven");
  });
});

describe("a host that others serve", () => {
  it("has nobody reminded, while it only lacks a proof", async () => {
    const { check, lines } = await started(PROVE, { rm: declared(site(), slot()), probe: only(PRODUCTION) });
    for (let minute = 0; minute < 150; minute += 1) {
      expect(await asking(check, "/orders", PRODUCTION)).toBe("trusted");
      await pass(MINUTE);
    }
    expect(loud(lines).map(({ level }) => level)).toEqual(["info"]);
  });

  it("is worth a warning when it lets strangers in", async () => {
    const rm = declared(site(), slot(NOT_DEMANDED));
    const { check, lines } = await started(PROBED, { rm, probe: only(PRODUCTION) });
    expect(check.status()).toMatchObject({ serves: true, because: "proven" });
    expect(loud(lines).at(-1)?.level).toBe("warn");
  });
});

describe("a probing that goes wrong in itself", () => {
  it("is not held against Azure, which was heard", async () => {
    const probe = { ...word(), names: [null] } as unknown as ProbeWord;
    const { check, lines } = await started(PROBED, { probe });
    expect(check.status()).toMatchObject({ serves: true, failure: { code: "internal_error" } });
    await pass(2 * HOUR);
    await asking(check);
    expect(loud(lines).filter(({ message }) => message.includes("Resource Manager"))).toEqual([]);
  });

  it("is one that says nothing of names", async () => {
    const { names: _names, ...nameless } = word();
    const { check } = await started(PROBED, { probe: nameless as ProbeWord });
    expect(check.status()).toMatchObject({
      serves: true,
      failure: { code: "internal_error" },
      probe: { heardAt: null },
    });
  });
});

describe("something that no proof can stand beside", () => {
  it("ends the proof before it at once, which silence does not", async () => {
    const made = await started(PROVE, { probe: word() });
    await pass(13 * HOUR);
    made.says.probe = INCONCLUSIVE;
    expect(await afterAsking(made.check)).toBe("trusted");
    await pass(HOUR);
    made.says.probe = { ...INCONCLUSIVE, isContradicted: true };
    await afterAsking(made.check);
    await settle();
    expect(await asking(made.check)).toBe("authenticity_unproven");
  });
});
