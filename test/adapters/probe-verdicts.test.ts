import { afterEach, describe, expect, it } from "vitest";
import type { Body } from "../helpers/azure/bodies.ts";
import { createDeployer, RIGHT, type Send, SITE, STAGING } from "./probed-app.ts";

const { deploy, closeAll } = createDeployer();
afterEach(closeAll);

const PROVE = { CLIENT_CERT_SELF_CHECK: "prove" };
const MODES = ["enforce", "prove", "warn"] as const;

describe("a front end that passes on what a client wrote beside its own certificate", () => {
  it.each(MODES)(
    "ends all trust, in mode %s, though Azure demands certificates, and until it is mended",
    async (mode) => {
      const app = await deploy({
        env: { CLIENT_CERT_SELF_CHECK: mode },
        fronts: { [SITE]: { ...RIGHT, forgedHeader: "pass-beside" } },
      });
      const status = await app.probed();
      expect(status).toMatchObject({ serves: false, demand: "yes", authenticity: "refuted" });
      expect(status.probe?.reasons.map(({ code }) => code)).toContain("forged_header_seen");
      expect([await app.ask(), await app.ask("/other")]).toEqual([503, 503]);
      expect(await app.ask("/healthz")).toBe(200);
      // Neither another round lifts it, nor one in which nothing can be seen.
      expect(await app.recheck()).toMatchObject({ serves: false, authenticity: "refuted" });
      await app.front(SITE, undefined);
      expect(await app.recheck()).toMatchObject({ serves: false, authenticity: "refuted" });
      expect(await app.ask()).toBe(503);
      await app.front(SITE, RIGHT);
      expect(await app.recheck()).toMatchObject({ serves: true, authenticity: "proven" });
      expect(await app.ask()).toBe(200);
    },
  );
});

describe("a setting that nobody can read", () => {
  it.each(["enforce", "prove"])("is not outvoted by a proof, in mode %s", async (mode) => {
    const app = await deploy({
      env: { CLIENT_CERT_SELF_CHECK: mode },
      properties: { clientCertExclusionEndPoints: "/orders" },
      fronts: { [SITE]: RIGHT },
    });
    const status = await app.probed();
    expect(status).toMatchObject({ serves: false, demand: "unknown", authenticity: "proven" });
    expect(status.probe?.demand.is).toBe("yes");
    expect(await app.ask()).toBe(503);
  });

  it.each(["enforce", "prove"])(
    "is not one that Azure says nothing of: that a proof makes good, in mode %s",
    async (mode) => {
      const app = await deploy({
        env: { CLIENT_CERT_SELF_CHECK: mode },
        properties: { clientCertEnabled: null, clientCertMode: null },
        fronts: { [SITE]: RIGHT },
      });
      expect(await app.probed()).toMatchObject({ serves: true, demand: "yes", authenticity: "proven" });
      expect(await app.ask()).toBe(200);
    },
  );
});

describe("what is no evidence", () => {
  it("a 403 of the app itself does not count as the platform's", async () => {
    // Everybody gets through, and the guard answers all of them with 403.
    const app = await deploy({ fronts: { [SITE]: { ...RIGHT, mode: "optional" } } });
    expect(await app.probed()).toMatchObject({ serves: false, demand: "no", because: "not_demanded" });
  });

  it.each([
    ["a connection that ends without an answer", { ...RIGHT, drops: 1 }],
    ["an answer of another site, 403", { ...RIGHT, stranger: 403 as const }],
    ["an answer of another site, 200", { ...RIGHT, stranger: 200 as const }],
    ["a gate that refuses everybody", { ...RIGHT, gate: "plain-403" as const }],
  ])("%s proves and refutes nothing", async (_title, traits) => {
    const app = await deploy({ env: PROVE, fronts: { [SITE]: traits } });
    expect(await app.probed()).toMatchObject({ serves: false, demand: "yes", authenticity: "unknown" });
    expect(await app.ask()).toBe(503);
  });

  it("a time-out proves and refutes nothing", async () => {
    const late = { kind: "failed", code: "ETIMEDOUT" } as const;
    // Everything without a certificate comes too late for an answer.
    const app = await deploy({
      env: PROVE,
      fronts: { [SITE]: RIGHT },
      through: (send) => (shot, how) => (shot.presentsCertificate ? send(shot, how) : Promise.resolve(late)),
    });
    expect(await app.probed()).toMatchObject({ serves: false, authenticity: "unknown" });
  });
});

describe("an app with several names", () => {
  const WRITTEN = "orders.contoso.example";
  const PUBLIC = { CLIENT_CERT_PUBLIC_HOST: WRITTEN };

  it("is refuted by the second, though the first proves everything", async () => {
    const app = await deploy({
      env: PUBLIC,
      properties: { hostNames: [SITE, WRITTEN] },
      fronts: { [WRITTEN]: { ...RIGHT, defaultHostName: SITE }, [SITE]: { ...RIGHT, forgedHeader: "pass" } },
    });
    const status = await app.probed();
    expect(status).toMatchObject({ serves: false, authenticity: "refuted" });
    expect(status.probe?.reasons.every(({ message }) => message.startsWith(`${SITE}: `))).toBe(true);
  });

  it("is refuted by the first, and tries no other", async () => {
    const app = await deploy({ env: PUBLIC, fronts: { [WRITTEN]: { ...RIGHT, forgedHeader: "pass" }, [SITE]: RIGHT } });
    expect(await app.probed()).toMatchObject({ serves: false, authenticity: "refuted" });
    expect(app.sent.every(({ host }) => host === WRITTEN)).toBe(true);
  });

  it("is not proven where one leads elsewhere that is no slot's", async () => {
    const app = await deploy({
      env: { ...PUBLIC, ...PROVE },
      fronts: { [WRITTEN]: { ...RIGHT, stranger: 200 }, [SITE]: RIGHT },
    });
    expect(await app.probed()).toMatchObject({ serves: false, authenticity: "unknown" });
  });

  const both = { [WRITTEN]: { ...RIGHT, defaultHostName: SITE }, [SITE]: RIGHT };

  /** The first requests under the platform's own name get no answer. */
  function silent(count: number): (send: Send) => Send {
    let left = count;
    return (send) => async (shot, how) => {
      if (shot.host !== SITE || left === 0) return send(shot, how);
      left -= 1;
      return { kind: "failed", code: "ETIMEDOUT" };
    };
  }

  it("is proven though one request came to nothing", async () => {
    const app = await deploy({ env: { ...PUBLIC, ...PROVE }, fronts: both, through: silent(1) });
    expect(await app.probed()).toMatchObject({ serves: true, authenticity: "proven" });
  });

  it("is not proven while the platform's own name does not answer, and says so", async () => {
    const app = await deploy({ env: { ...PUBLIC, ...PROVE }, fronts: both, through: silent(2) });
    const status = await app.probed();
    expect(status).toMatchObject({ serves: false, authenticity: "unknown" });
    expect(status.probe?.reasons).toMatchObject([{ code: "positive_missing" }]);
    expect(status.probe?.reasons[0]?.message).toContain(`${SITE}: `);
    expect(await app.ask()).toBe(503);
  });

  it("is not proven where one leads elsewhere and Azure is silent", async () => {
    const app = await deploy({
      env: { ...PUBLIC, ...PROVE, IDENTITY_ENDPOINT: "" },
      fronts: { [WRITTEN]: { ...RIGHT, stranger: 200 }, [SITE]: RIGHT },
    });
    expect(await app.probed()).toMatchObject({ serves: false, authenticity: "unknown" });
  });
});

describe("exclusion paths over protected paths", () => {
  const excluding = { clientCertExclusionPaths: "/legacy" };
  const traits = { ...RIGHT, exclusionPaths: ["/legacy"] };

  it("do no harm once the probe has seen that nothing arrives under them", async () => {
    const app = await deploy({ properties: excluding, fronts: { [SITE]: traits } });
    expect(await app.probed()).toMatchObject({ serves: true, records: [{ areExclusionsClean: { is: "yes" } }] });
    expect([await app.ask(), await app.ask("/legacy/x")]).toEqual([200, 403]);
    const lines = app.lines.filter(({ fields }) => fields["event"] === "client_certificate_host_verdict");
    expect(lines).toHaveLength(1);
  });

  it("are a no once it has seen a header arrive under them", async () => {
    const app = await deploy({
      properties: excluding,
      fronts: { [SITE]: { ...traits, forgedHeader: "pass-under-exclusion" } },
    });
    expect(await app.probed()).toMatchObject({ serves: false, records: [{ areExclusionsClean: { is: "no" } }] });
    expect(await app.ask()).toBe(503);
  });
});

describe("an app with a slot", () => {
  /** Started as the slot: only that one's name leads to it. */
  const asStaging = { WEBSITE_SLOT_NAME: "staging", WEBSITE_HOSTNAME: STAGING };

  it("that proves as the slot is not served as the site, until it was swapped and tried there", async () => {
    const app = await deploy({ env: { ...PROVE, ...asStaging }, slots: ["staging"], fronts: { [STAGING]: RIGHT } });
    expect(await app.probed()).toMatchObject({ serves: true, isHostKnown: true, because: "proven" });
    expect(await app.askAs(STAGING)).toBe(200);
    await app.front(SITE, RIGHT);
    await app.front(STAGING, undefined);
    app.pass(60_000);
    // The first request has the site's name tried.
    expect(await app.askAs(SITE)).toBe(503);
    await expect.poll(() => app.askAs(SITE), { timeout: 10_000 }).toBe(200);
    expect(app.sent.filter(({ host }) => host === SITE).length).toBeGreaterThan(100);
  });

  it("whose front end calls it by the site's name is not told from the site", async () => {
    const app = await deploy({
      ...{ env: asStaging, slots: ["staging"] },
      fronts: { [STAGING]: { ...RIGHT, defaultHostName: SITE } },
    });
    expect(await app.probed()).toMatchObject({ isHostKnown: false });
  });

  it("that Azure says nothing of is served by its own proof alone", async () => {
    const nulls = { clientCertEnabled: null, clientCertMode: null };
    const app = await deploy({
      ...{ env: asStaging, slots: ["staging"], properties: nulls, slotProperties: nulls },
      fronts: { [STAGING]: RIGHT },
    });
    await app.probed();
    expect([await app.askAs(STAGING), await app.askAs(SITE)]).toEqual([200, 503]);
  });

  it("whose exclusion paths cover protected ones serves in good health, and sends no more for it", async () => {
    const app = await deploy({
      ...{ slots: ["staging"], slotProperties: { clientCertExclusionPaths: "/legacy" } },
      fronts: { [SITE]: RIGHT },
    });
    expect(await app.probed()).toMatchObject({ serves: true, because: "proven" });
    expect(app.core.health()).toMatchObject({ status: "ok", selfCheck: { serves: true, failure: null } });
    const sent = app.sent.length;
    for (const minutes of [19, 38, 57]) {
      const { checks } = app.status();
      app.pass(19 * 60_000);
      expect([minutes, await app.ask()]).toEqual([minutes, 200]);
      await expect.poll(() => app.status().checks).toBe(checks + 1);
    }
    expect(app.sent).toHaveLength(sent);
  });
});

describe("several instances without a common key", () => {
  it("serve again with a warning once Azure's word has changed to Required, though they can prove nothing", async () => {
    let detour: Send | undefined;
    let count = 0;
    const app = await deploy({
      properties: { clientCertMode: "Optional" },
      fronts: { [SITE]: { ...RIGHT, mode: "optional" } },
      // Every second request that must arrive comes to another instance.
      through: (send) => (shot, how) => {
        if (!shot.presentsCertificate || detour === undefined) return send(shot, how);
        count += 1;
        return (count % 2 === 0 ? detour : send)(shot, how);
      },
    });
    expect(await app.probed()).toMatchObject({ serves: false, because: "not_demanded" });
    const stranger = { kind: "response", httpVersion: "1.1", status: 200, markers: [] } as const;
    detour = async () => ({ ...stranger, contentType: undefined, location: undefined, attestation: undefined });
    Object.assign(app.azure.estate.site?.["properties"] as Body, { clientCertMode: "Required" });
    await app.front(SITE, RIGHT);
    const status = await app.recheck();
    expect(status).toMatchObject({ serves: true, because: "authenticity_unproven", isStandingWarning: true });
    expect(await app.ask()).toBe(200);
  });
});
