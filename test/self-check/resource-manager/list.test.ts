import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CLOUDS } from "../../../src/self-check/host/clouds.ts";
import { createManagedIdentity } from "../../../src/self-check/identity/managed-identity.ts";
import { createResourceManager } from "../../../src/self-check/resource-manager/client.ts";
import { siteId, slotBody } from "../../helpers/azure/bodies.ts";
import { type Azure, createAzure } from "../../helpers/azure/create-azure.ts";
import { status } from "../../helpers/azure/faults.ts";
import { testTiming } from "../../helpers/azure/timing.ts";

const SITE = siteId("orders-api");
const API = "2024-04-01";

let azure: Azure;

beforeEach(async () => {
  azure = await createAzure();
});

afterEach(() => azure.close());

function list() {
  const timing = testTiming();
  const credential = createManagedIdentity({ environment: azure.environment, ...timing });
  const { resourceManagerEndpoint: endpoint, ca } = azure;
  const client = createResourceManager({ credential, cloud: CLOUDS.AzureCloud, endpoint, ca, ...timing });
  return client.list(`${SITE}/slots`, API);
}

async function failureOf(answer: ReturnType<typeof list>) {
  const settled = await answer;
  return settled.ok ? expect.fail("it did not fail") : settled.failure;
}

const slots = (count: number) => Array.from({ length: count }, (_, index) => slotBody("orders-api", `slot-${index}`));

describe("a list", () => {
  it("is read to its last page", async () => {
    azure.estate.slots = slots(7);
    azure.estate.pageSize = 3;
    const answer = await list();
    expect(answer.ok && answer.value.map((slot) => (slot as { name: string }).name)).toEqual(
      slots(7).map((slot) => slot["name"]),
    );
    expect(azure.calls.resourceManager).toHaveLength(3);
  });

  it("is empty when there is nothing", async () => {
    azure.estate.slots = [];
    expect(await list()).toEqual({ ok: true, value: [] });
  });

  it.each<[string, (origin: string) => unknown]>([
    ["another host", () => `https://example.com${SITE}/slots?page=2`],
    ["another port", (origin) => `${origin.replace(/\d+$/, "1")}${SITE}/slots?page=2`],
    ["a plain connection", (origin) => `${origin.replace("https", "http")}${SITE}/slots?page=2`],
    ["another site", (origin) => `${origin}${SITE}2/slots?page=2`],
    ["a path that only begins alike", (origin) => `${origin}${SITE}/slots2`],
    ["a path out of it", (origin) => `${origin}${SITE}/slots/../../other/slots`],
    ["an encoded path out of it", (origin) => `${origin}${SITE}/slots/%2e%2e/%2e%2e/other/slots`],
    ["a user", (origin) => `${origin.replace("//", "//user@")}${SITE}/slots?page=2`],
    ["a path without a host", () => `${SITE}/slots?page=2`],
    ["broken encoding", (origin) => `${origin}${SITE}/slots/%ff`],
    ["a number", () => 2],
  ])("does not go on at %s", async (_title, link) => {
    const change = (body: object) => ({ ...body, nextLink: link(azure.resourceManagerEndpoint) });
    azure.faults.resourceManager.push({ effect: { kind: "change", change } });
    expect(await failureOf(list())).toMatchObject({ code: "resource_manager_answer_invalid" });
    expect(azure.calls.resourceManager).toHaveLength(1);
  });

  it("goes on at its own path, however it is spelled", async () => {
    const link = `${azure.resourceManagerEndpoint}${SITE.toLowerCase()}/slots?api-version=${API}&$skiptoken=1`;
    azure.faults.resourceManager.push({
      effect: { kind: "change", change: (body) => ({ ...body, nextLink: link }) },
      times: 1,
    });
    expect(await list()).toMatchObject({ ok: true });
    expect(azure.calls.resourceManager).toHaveLength(2);
  });

  it("that never ends is given up", async () => {
    const change = (body: object) => ({
      ...body,
      nextLink: `${azure.resourceManagerEndpoint}${SITE}/slots?api-version=1`,
    });
    azure.faults.resourceManager.push({ effect: { kind: "change", change } });
    expect(await failureOf(list())).toMatchObject({ code: "resource_manager_answer_invalid" });
    expect(azure.calls.resourceManager).toHaveLength(20);
  });

  it.each([{}, { value: null }, { value: {} }, { value: "" }])("that is %j is none", async (body) => {
    azure.faults.resourceManager.push({ effect: { kind: "answer", status: 200, body } });
    expect(await failureOf(list())).toMatchObject({ code: "resource_manager_answer_invalid" });
  });

  it("with a page that fails fails", async () => {
    azure.estate.slots = slots(4);
    azure.estate.pageSize = 2;
    azure.faults.resourceManager.push({ effect: { kind: "slow", milliseconds: 1 }, times: 1 }, { effect: status(403) });
    expect(await failureOf(list())).toMatchObject({ code: "resource_manager_forbidden" });
  });
});
