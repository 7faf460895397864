import { afterEach, describe, expect, it } from "vitest";
import { type Body, containerAppBody } from "../../helpers/azure/bodies.ts";
import { type Azure, type AzureOptions, createAzure } from "../../helpers/azure/create-azure.ts";
import { declare, failureOf } from "./declare.ts";

let azure: Azure | undefined;

afterEach(async () => {
  await azure?.close();
  azure = undefined;
});

async function start(options?: AzureOptions): Promise<Azure> {
  azure = await createAzure(options);
  return azure;
}

describe("of an app whose id somebody wrote", () => {
  const MISMATCH = { code: "resource_mismatch", remedy: expect.stringContaining("CLIENT_CERT_HOST_RESOURCE_ID") };
  const CONTAINER_APP = { host: "container-apps", name: "orders-app" } as const;

  it.each([
    ["its own name", undefined],
    ["its own name in another case", "ORDERS-API-G2EPD3DGF0ERD3FB.NewZealandNorth-01.AzureWebsites.net"],
    ["a slot's name, as after a swap", "orders-api-staging.azurewebsites.net"],
    ["no name", ""],
  ])("the answer counts when the platform tells %s", async (_title, name) => {
    const from = await start();
    if (name !== undefined) from.environment["WEBSITE_HOSTNAME"] = name;
    expect(await declare(from, from.resourceId, "skip")).toMatchObject({ ok: true });
  });

  it("the answer about a namesake does not", async () => {
    const from = await start();
    from.environment["WEBSITE_HOSTNAME"] = "orders-api.ase-dev.appserviceenvironment.net";
    const failure = await failureOf(declare(from, from.resourceId, "skip"));
    expect(failure).toMatchObject(MISMATCH);
    expect(failure.message).toContain("orders-api.ase-dev.appserviceenvironment.net");
  });

  it("but that the platform itself tells is not doubted", async () => {
    const from = await start();
    from.environment["WEBSITE_HOSTNAME"] = "orders-api.ase-dev.appserviceenvironment.net";
    expect(await declare(from, undefined, "skip")).toMatchObject({ ok: true });
  });

  it.each<[string, Body, Readonly<Record<string, string | undefined>>, boolean]>([
    ["is the app's", {}, {}, true],
    [
      "is the app's, inside its environment",
      { fqdn: "Orders-App.internal.env-1.eastus.azurecontainerapps.io" },
      {},
      true,
    ],
    ["is another's of the environment", { fqdn: "orders-app2.env-1.eastus.azurecontainerapps.io" }, {}, false],
    ["is a namesake's", { fqdn: "orders-app.env-2.eastus.azurecontainerapps.io" }, {}, false],
    ["only ends alike", { fqdn: "orders-app.xenv-1.eastus.azurecontainerapps.io" }, {}, false],
    ["is null", { fqdn: null }, {}, false],
    ["cannot be compared", { fqdn: "x.example" }, { CONTAINER_APP_ENV_DNS_SUFFIX: undefined }, true],
  ])("on Container Apps the answer counts when its name %s", async (_title, ingress, variables, isOwn) => {
    const from = await start(CONTAINER_APP);
    from.estate.containerApp = containerAppBody("orders-app", ingress);
    Object.assign(from.environment, variables);
    const declaration = await declare(from, from.resourceId);
    if (isOwn) expect(declaration).toMatchObject({ ok: true });
    else expect(declaration).toMatchObject({ ok: false, failure: MISMATCH });
  });
});
