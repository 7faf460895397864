import { describe, expect, it } from "vitest";
import type { Declaration, ProbeWord } from "../../src/self-check/witness.ts";
import {
  afterAsking,
  asking,
  DAY,
  declared,
  fakeTimersWithoutRejections,
  HOUR,
  INCONCLUSIVE,
  MINUTE,
  NULL,
  pass,
  SILENT,
  site,
  slot,
  started,
  value,
  word,
} from "./parts.ts";

fakeTimersWithoutRejections();

const PROBED = { hasProbe: true };
const NULLS = { clientCertEnabled: NULL, clientCertMode: NULL };

const ADMITTED = word({ demand: "refuted", authenticity: "inconclusive" });

/** As of several instances without a common key. */
const UNPROVABLE: ProbeWord = {
  ...INCONCLUSIVE,
  names: [{ host: "shop.azurewebsites.net", demand: "inconclusive", authenticity: "inconclusive", leadsHere: true }],
};

const OPTIONAL = { clientCertMode: value("Optional") };

describe("requests that were seen to get in without a certificate", () => {
  it("are forgiven once Azure's word has changed to Required and none gets in any more, though nothing can be proven", async () => {
    const made = await started(PROBED, { rm: declared(site({ clientCertMode: value("Optional") })), probe: ADMITTED });
    expect(await asking(made.check)).toBe("not_demanded");
    await pass(HOUR);
    Object.assign(made.says, { rm: declared(site()), probe: UNPROVABLE });
    expect(await afterAsking(made.check)).toBe("trusted");
    expect(made.check.status()).toMatchObject({ serves: true, because: "authenticity_unproven" });
  });

  it("are not while Azure has said Required all the time", async () => {
    const made = await started(PROBED, { rm: declared(site()), probe: ADMITTED });
    expect(await asking(made.check)).toBe("not_demanded");
    made.says.probe = UNPROVABLE;
    for (const time of [MINUTE, HOUR, 2 * DAY]) {
      await pass(time);
      expect(await afterAsking(made.check)).toBe("not_demanded");
    }
  });

  it("are not when nothing came here in that probing, nor when Azure cannot be heard", async () => {
    const optional = declared(site({ clientCertMode: value("Optional") }));
    const nowhere = { ...UNPROVABLE, names: UNPROVABLE.names.map((name) => ({ ...name, leadsHere: false })) };
    for (const changes of [
      { rm: declared(site()), probe: nowhere },
      { rm: SILENT, probe: UNPROVABLE },
    ]) {
      const made = await started(PROBED, { rm: optional, probe: ADMITTED });
      await pass(HOUR);
      Object.assign(made.says, changes);
      expect(await afterAsking(made.check)).toBe("not_demanded");
    }
  });

  it("a header that a client wrote is never forgiven without a proof", async () => {
    const refuted = word({ authenticity: "refuted" });
    const made = await started(PROBED, { rm: declared(site({ clientCertMode: value("Optional") })), probe: refuted });
    await pass(HOUR);
    Object.assign(made.says, { rm: declared(site()), probe: UNPROVABLE });
    expect(await afterAsking(made.check)).toBe("authenticity_refuted");
  });
});

describe("a change of Azure's word to Required", () => {
  /** What the right caller gets after each of the answers. */
  async function once(first: Declaration, ...answers: readonly (readonly [Declaration, ProbeWord])[]): Promise<string> {
    const made = await started(PROBED, { rm: first, probe: ADMITTED });
    let gets = await asking(made.check);
    for (const [rm, probe] of answers) {
      await pass(HOUR);
      Object.assign(made.says, { rm, probe });
      gets = await afterAsking(made.check);
    }
    return gets;
  }

  const optional = declared(site(OPTIONAL));
  const required = declared(site());

  it("counts though requests went on to get in for a while, as the front end follows later", async () => {
    expect(await once(optional, [required, ADMITTED])).toBe("not_demanded");
    expect(await once(optional, [required, ADMITTED], [required, UNPROVABLE])).toBe("trusted");
  });

  it("counts once: requests that get in afterwards contradict it", async () => {
    const again = [required, UNPROVABLE] as const;
    expect(await once(optional, again, [required, ADMITTED], again, again)).toBe("not_demanded");
  });

  it("is what the remedy asks for, and how else the no goes", async () => {
    const made = await started(PROBED, { probe: ADMITTED });
    expect(made.check.status().remedy).toMatch(/Required.*restart of all instances.*CLIENT_CERT_PROBE_KEY/);
    made.says.probe = word({ authenticity: "refuted" });
    await pass(MINUTE);
    await afterAsking(made.check);
    expect(made.check.status().remedy).toMatch(/front end is mended.*restart of all instances.*CLIENT_CERT_PROBE_KEY/);
  });

  it("counts for a slot as well, while the site was Required all the time", async () => {
    const both = declared(site(), slot());
    expect(await once(declared(site(), slot(OPTIONAL)), [both, UNPROVABLE])).toBe("trusted");
  });

  it.each<[string, Declaration, Declaration]>([
    ["a slot that was not there before", required, declared(site(), slot())],
    ["a slot that is gone", declared(site(), slot(OPTIONAL)), required],
    ["one host of two", declared(site(OPTIONAL), slot(OPTIONAL)), declared(site(), slot(OPTIONAL))],
    ["an answer that says nothing", optional, declared(site(NULLS))],
    ["one beside an answer that says nothing", declared(site(OPTIONAL), slot()), declared(site(), slot(NULLS))],
  ])("is not %s", async (_title, before, then) => {
    expect(await once(before, [then, UNPROVABLE], [then, UNPROVABLE])).toBe("not_demanded");
  });

  it("is not the yes after an answer that said nothing", async () => {
    expect(await once(required, [declared(site(NULLS)), ADMITTED], [required, UNPROVABLE])).toBe("not_demanded");
  });
});
