import { afterEach, describe, expect, it } from "vitest";
import { parseResourceId } from "../../../src/self-check/host/resource-id.ts";
import type { ResourceManager } from "../../../src/self-check/resource-manager/client.ts";
import { createDeclarationWitness } from "../../../src/self-check/resource-manager/declaration.ts";
import { type Body, siteBody, siteId, slotBody } from "../../helpers/azure/bodies.ts";
import { type Azure, type AzureOptions, createAzure } from "../../helpers/azure/create-azure.ts";
import { type Effect, html, respelled, status, throttled } from "../../helpers/azure/faults.ts";
import { declare, failureOf } from "./declare.ts";

let azure: Azure | undefined;

afterEach(async () => {
  await azure?.close();
  azure = undefined;
});

const SITE = /sites\/[^/]+$/i;
const SLOTS = /\/slots$/i;
const CONFIG = /\/config\/web$/i;

const INVALID = "resource_manager_answer_invalid";

async function start(options?: AzureOptions): Promise<Azure> {
  azure = await createAzure(options);
  return azure;
}

async function recordsOf(from: Azure, hostResourceId?: string) {
  const declaration = await declare(from, hostResourceId);
  return declaration.ok ? declaration.records : expect.fail(declaration.failure.message);
}

describe("of a site", () => {
  it("the site comes first, then every slot, complete", async () => {
    const declaration = await declare(await start({ slots: ["staging", "canary"] }));
    expect(declaration).toMatchObject({
      ok: true,
      notices: [],
      records: [
        { kind: "site", site: "orders-api", slot: undefined, minTlsVersion: { kind: "value", value: "1.2" } },
        { kind: "slot", site: "orders-api", slot: "staging", minTlsVersion: { kind: "value", value: "1.2" } },
        { kind: "slot", site: "orders-api", slot: "canary", healthCheckPath: { kind: "value", value: "/healthz" } },
      ],
    });
  });

  it("nothing else is asked for", async () => {
    const from = await start();
    await declare(from);
    const id = siteId("orders-api").replace("Rg-Live", "rg-live");
    expect(from.calls.resourceManager.map(({ path, query }) => `${path} ${query["api-version"]}`).sort()).toEqual(
      ["", "/config/web", "/slots", "/slots/staging/config/web"]
        .map((part) => `${part === "" || part === "/slots" ? id : siteId("orders-api")}${part} 2023-12-01`)
        .sort(),
    );
  });

  it("a slot has settings of its own", async () => {
    const from = await start();
    from.estate.slots = [slotBody("orders-api", "staging", { clientCertEnabled: false })];
    const [site, slot] = await recordsOf(from);
    expect(site).toMatchObject({ clientCertEnabled: { kind: "value", value: true } });
    expect(slot).toMatchObject({ clientCertEnabled: { kind: "value", value: false } });
  });

  it("there may be no slots, and many on several pages", async () => {
    expect(await recordsOf(await start({ slots: [] }))).toHaveLength(1);
    await azure?.close();
    const from = await start({ slots: Array.from({ length: 20 }, (_, index) => `slot-${index}`) });
    from.estate.pageSize = 6;
    expect(await recordsOf(from)).toHaveLength(21);
  });

  it("in a slot, the site and every slot are read all the same", async () => {
    const from = await start();
    from.environment["WEBSITE_SLOT_NAME"] = "staging";
    expect(await recordsOf(from)).toHaveLength(2);
    expect(await recordsOf(from, `${from.resourceId}/slots/staging`)).toHaveLength(2);
  });

  it.each(["toLowerCase", "toUpperCase"] as const)("ids and types may be spelled %s", async (to) => {
    const from = await start();
    from.faults.resourceManager.push({ effect: respelled(to) });
    expect(await declare(from)).toMatchObject({ ok: true, notices: [], records: [{ kind: "site" }, { kind: "slot" }] });
  });

  it("throttling is waited for", async () => {
    const from = await start();
    from.faults.resourceManager.push({ effect: throttled("3"), times: 4 });
    expect(await declare(from)).toMatchObject({ ok: true, notices: [] });
  });

  it("throttling of either is told with the longest time that is wanted", async () => {
    const from = await start();
    from.faults.resourceManager.push(
      { effect: throttled("70"), path: SITE },
      { effect: throttled("200"), path: SLOTS },
    );
    const failure = await failureOf(declare(from));
    expect(failure).toMatchObject({ code: "resource_manager_throttled", retryAfterSeconds: 200 });
  });

  it("null settings stay null", async () => {
    const from = await start();
    from.estate.site = siteBody("orders-api", { clientCertEnabled: null, clientCertMode: null });
    const [site] = await recordsOf(from);
    expect(site).toMatchObject({ clientCertEnabled: { kind: "null" }, clientCertMode: { kind: "null" } });
  });
});

describe("of a site, what only informs", () => {
  it.each<[string, Effect, string]>([
    ["may not be read", status(403), "resource_manager_forbidden"],
    ["is not there", status(404), "resource_manager_not_found"],
    ["is HTML", html(), "resource_manager_answer_invalid"],
    ["is another site's", changed({ id: `${siteId("other")}/config/web` }), "resource_manager_answer_invalid"],
    ["says not whose it is", changed({ id: null }), "resource_manager_answer_invalid"],
  ])("and %s is a notice, once", async (_title, effect, code) => {
    const from = await start({ slots: ["a", "b", "c", "d", "e"] });
    from.faults.resourceManager.push({ effect, path: CONFIG });
    const declaration = await declare(from);
    expect(declaration).toMatchObject({ ok: true, notices: [{ code }] });
    expect(declaration.ok && declaration.records).toHaveLength(6);
    expect(declaration.ok && declaration.records[0]).toMatchObject({
      clientCertEnabled: { kind: "value", value: true },
      minTlsVersion: { kind: "absent" },
    });
  });

  it("and fails for one slot is there for the others", async () => {
    const from = await start();
    from.faults.resourceManager.push({ effect: status(403), path: /slots\/staging\/config/ });
    const declaration = await declare(from);
    expect(declaration).toMatchObject({
      notices: [{ code: "resource_manager_forbidden" }],
      records: [{ minTlsVersion: { kind: "value" } }, { minTlsVersion: { kind: "absent" } }],
    });
  });
});

describe("of a site, what only informs and is not wanted", () => {
  it("is not asked for", async () => {
    const from = await start({ slots: ["staging", "canary"] });
    const declaration = await declare(from, undefined, "skip");
    expect(declaration).toMatchObject({
      ok: true,
      notices: [],
      records: [{ minTlsVersion: { kind: "absent" } }, {}, {}],
    });
    expect(from.calls.resourceManager).toHaveLength(2);
  });
});

describe("of a site, there is no word when", () => {
  it.each<[string, RegExp, Effect, string]>([
    ["the site may not be read", SITE, status(403), "resource_manager_forbidden"],
    ["the slots may not be read", SLOTS, status(403), "resource_manager_forbidden"],
    ["the slots are not to be had", SLOTS, status(503), "resource_manager_unavailable"],
    ["the site is not there", SITE, status(404), "resource_manager_not_found"],
    ["the site has another id", SITE, changed({ id: siteId("other") }), "resource_manager_answer_invalid"],
    ["the site has no id", SITE, changed({ id: undefined }), "resource_manager_answer_invalid"],
    ["the site's id is no text", SITE, changed({ id: {} }), "resource_manager_answer_invalid"],
    ["the site is in another subscription", SITE, elsewhere(/00-0000-000000000001/, "00-0000-000000000002"), INVALID],
    ["the site is in another group", SITE, elsewhere(/Rg-Live/i, "other"), INVALID],
    ["a slot stands in for the site", SITE, instead(slotBody("orders-api", "staging")), INVALID],
    ["the site says it is a slot", SITE, changed({ type: "Microsoft.Web/sites/slots" }), INVALID],
    ["the site says it is another thing", SITE, changed({ type: "Microsoft.Web/serverfarms" }), INVALID],
    ["the site has another's name", SITE, changed({ name: "other" }), INVALID],
    ["the site is null", SITE, instead(null), INVALID],
    ["the list is the site", SLOTS, instead(siteBody("orders-api")), INVALID],
    ["a slot is another site's", SLOTS, instead({ value: [slotBody("other", "staging")] }), INVALID],
    ["a slot is a site", SLOTS, instead({ value: [siteBody("orders-api")] }), INVALID],
    ["a slot is null", SLOTS, instead({ value: [null] }), INVALID],
    [
      "a slot has another's name",
      SLOTS,
      instead({ value: [{ ...slotBody("orders-api", "a"), name: "orders-api/b" }] }),
      INVALID,
    ],
  ])("%s", async (_title, path, effect, code) => {
    const from = await start();
    from.faults.resourceManager.push({ effect, path });
    expect(await failureOf(declare(from))).toMatchObject({ code });
  });

  it("the identity is missing", async () => {
    const from = await start();
    from.environment["IDENTITY_ENDPOINT"] = undefined;
    expect(await failureOf(declare(from))).toMatchObject({ code: "identity_missing" });
  });

  it("the id that was written is another site's, or there is none", async () => {
    const from = await start();
    const other = await failureOf(declare(from, siteId("other")));
    expect(other).toMatchObject({ code: "resource_unknown", remedy: expect.stringContaining("HOST_RESOURCE_ID") });
    from.environment["WEBSITE_OWNER_NAME"] = undefined;
    expect(await failureOf(declare(from))).toMatchObject({ message: expect.stringContaining("WEBSITE_OWNER_NAME") });
    expect(from.calls.resourceManager).toHaveLength(0);
  });
});

describe("of a container app", () => {
  const APP = { host: "container-apps", name: "orders-app" } as const;

  it("the app alone is read", async () => {
    const from = await start(APP);
    const declaration = await declare(from, from.resourceId);
    expect(declaration).toMatchObject({
      ok: true,
      notices: [],
      records: [
        {
          kind: "container-app",
          name: "orders-app",
          ingress: { kind: "value", value: { clientCertificateMode: { kind: "value", value: "require" } } },
        },
      ],
    });
    expect(from.calls.resourceManager.map(({ query }) => query["api-version"])).toEqual(["2025-01-01"]);
  });

  it.each<[string, Effect]>([
    ["another app's id", changed({ id: siteId("orders-app") })],
    ["another type", changed({ type: "Microsoft.Web/sites" })],
    ["no id", changed({ id: null })],
    ["nothing", instead(null)],
  ])("an answer with %s is none", async (_title, effect) => {
    const from = await start(APP);
    from.faults.resourceManager.push({ effect });
    expect(await failureOf(declare(from, from.resourceId))).toMatchObject({ code: INVALID });
  });

  it("its id has to be written", async () => {
    const failure = await failureOf(declare(await start(APP)));
    expect(failure).toMatchObject({ code: "resource_unknown", remedy: expect.stringContaining("HOST_RESOURCE_ID") });
  });
});

it("an error of this package is a word too", async () => {
  const broken = { get: () => Promise.reject(new Error("SECRET")), list: () => Promise.reject(new Error("SECRET")) };
  const resource = parseResourceId(siteId("orders-api"));
  const options = {
    resource,
    missing: undefined,
    slots: "all",
    webConfig: "read",
    client: broken as ResourceManager,
  } as const;
  const failure = await failureOf(createDeclarationWitness(options).declare());
  expect(failure.code).toBe("internal_error");
  expect(JSON.stringify(failure)).not.toContain("SECRET");
});

function changed(changes: Body): Effect {
  return { kind: "change", change: (body) => ({ ...body, ...changes }) };
}

function instead(body: unknown): Effect {
  return { kind: "change", change: () => body };
}

function elsewhere(part: RegExp, other: string): Effect {
  return { kind: "change", change: (body) => ({ ...body, id: String(body["id"]).replace(part, other) }) };
}
