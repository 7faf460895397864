import { describe, expect, it } from "vitest";
import { type DetectedHost, detectHost } from "../../../src/self-check/host/detect-host.ts";

const SUBSCRIPTION = "47d488d2-f662-46c2-8183-8fce2aefa6aa";
const OWNER = `${SUBSCRIPTION}+Cougar-CentralUSwebspace`;
const SITE = {
  WEBSITE_SITE_NAME: "orders",
  WEBSITE_RESOURCE_GROUP: "shop",
  WEBSITE_OWNER_NAME: OWNER,
  WEBSITE_HOSTNAME: "other-name.azurewebsites.net",
};
const APP = { CONTAINER_APP_NAME: "orders" };
const SITE_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.Web/sites/orders`;
const APP_ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/shop/providers/Microsoft.App/containerApps/orders`;

function site(variables: Record<string, string | undefined> = {}, id?: string) {
  const host = detectHost({ ...SITE, ...variables }, id);
  return host.kind === "app-service" ? host : expect.fail(host.kind);
}

function app(variables: Record<string, string | undefined> = {}, id?: string) {
  const host = detectHost({ ...APP, ...variables }, id);
  return host.kind === "container-apps" ? host : expect.fail(host.kind);
}

const codes = ({ problems }: DetectedHost) => problems.map(({ code }) => code);

describe("which host it is", () => {
  it.each<[string, Record<string, string | undefined>, DetectedHost["kind"]]>([
    ["nothing is set", {}, "none"],
    ["the site's name is set", { WEBSITE_SITE_NAME: "orders" }, "app-service"],
    ["the container app's name is set", APP, "container-apps"],
    ["both are set", { ...SITE, ...APP }, "ambiguous"],
    ["the site's name is blank", { WEBSITE_SITE_NAME: "  " }, "none"],
    ["one is blank, the other not", { ...APP, WEBSITE_SITE_NAME: "" }, "container-apps"],
    ["it is a job of Container Apps", { CONTAINER_APP_JOB_NAME: "orders" }, "none"],
  ])("when %s", (_title, variables, kind) => {
    expect(detectHost(variables).kind).toBe(kind);
  });

  it("is not told by what an environment only inherits", () => {
    expect(detectHost(Object.create(SITE)).kind).toBe("none");
  });
});

describe("the site", () => {
  it("has its id from subscription, group and name", () => {
    expect(site()).toMatchObject({ siteName: "orders", missing: undefined, problems: [], flavour: "app-service" });
    expect(site().resource?.path).toBe(SITE_ID);
  });

  it.each(["Production", "production", "PRODUCTION", "", " ", undefined])(
    "is no slot when the slot's name is %j",
    (name) => {
      expect(site({ WEBSITE_SLOT_NAME: name }).slotName).toBeUndefined();
    },
  );

  it("has the same id in a slot", () => {
    const host = site({ WEBSITE_SLOT_NAME: "staging" });
    expect(host.slotName).toBe("staging");
    expect(host.resource?.path).toBe(SITE_ID);
  });

  it.each([
    [`${SUBSCRIPTION}+Cougar-CentralUSwebspace`, "Cougar"],
    [`${SUBSCRIPTION}+Cougar-CentralUSwebspace-Linux`, "Cougar"],
    [`${SUBSCRIPTION}+plan-rg-2-NewZealandNorthwebspace-Linux`, "plan-rg-2"],
  ])("falls back to the plan's group: %s", (owner, group) => {
    const host = site({ WEBSITE_OWNER_NAME: owner, WEBSITE_RESOURCE_GROUP: undefined });
    expect(host.resource?.resourceGroup).toBe(group);
  });

  it.each([
    [
      "no group",
      { WEBSITE_RESOURCE_GROUP: "", WEBSITE_OWNER_NAME: `${SUBSCRIPTION}+webspace` },
      "WEBSITE_RESOURCE_GROUP",
    ],
    ["no owner", { WEBSITE_OWNER_NAME: undefined }, "WEBSITE_OWNER_NAME"],
    ["an owner without a subscription", { WEBSITE_OWNER_NAME: "team" }, "WEBSITE_OWNER_NAME"],
    ["a group with a path in it", { WEBSITE_RESOURCE_GROUP: "a/providers/Microsoft.Web/sites/b?" }, "resource id"],
    ["a name with a path in it", { WEBSITE_SITE_NAME: "orders/slots/staging" }, "resource id"],
  ])("has no id with %s", (_title, variables, word) => {
    const host = site(variables);
    expect(host.resource).toBeUndefined();
    expect(host.missing).toContain(word);
  });

  it.each<[Record<string, string>, string]>([
    [{}, "app-service"],
    [{ FUNCTIONS_WORKER_RUNTIME: "node" }, "functions"],
    [{ FUNCTIONS_EXTENSION_VERSION: "~4" }, "functions"],
    [{ FUNCTIONS_WORKER_RUNTIME: "node", APP_KIND: "workflowApp" }, "logic-apps"],
    [
      {
        FUNCTIONS_EXTENSION_VERSION: "~4",
        AzureFunctionsJobHost__extensionBundle__id: "Microsoft.Azure.Functions.ExtensionBundle.Workflows",
      },
      "logic-apps",
    ],
    [
      {
        FUNCTIONS_EXTENSION_VERSION: "~4",
        AzureFunctionsJobHost__extensionBundle__id: "Microsoft.Azure.Functions.ExtensionBundle",
      },
      "functions",
    ],
  ])("with %j is %s", (variables, flavour) => {
    expect(site(variables).flavour).toBe(flavour);
  });
});

describe("the container app", () => {
  it("does not know its id by itself", () => {
    expect(app()).toMatchObject({ name: "orders", resource: undefined, problems: [] });
    expect(app().missing).toContain("Container Apps");
  });

  it("has the id that was written", () => {
    expect(app({}, APP_ID)).toMatchObject({ missing: undefined, problems: [] });
    expect(app({}, APP_ID).resource?.path).toBe(APP_ID);
  });
});

describe("an id that was written", () => {
  const written = SITE_ID.replace("/shop/", "/other/");

  it("takes the place of what the variables tell", () => {
    expect(site({}, ` ${written} `).resource?.resourceGroup).toBe("other");
  });

  it("is enough where the variables tell nothing", () => {
    const host = site({ WEBSITE_OWNER_NAME: undefined }, written);
    expect(host).toMatchObject({ missing: undefined, problems: [] });
    expect(host.resource?.path).toBe(written);
  });

  it("may be a slot's, and means the site", () => {
    expect(site({}, `${SITE_ID}/slots/staging`).resource?.path).toBe(SITE_ID);
  });

  it("may be in another case", () => {
    expect(codes(site({ WEBSITE_SITE_NAME: "ORDERS" }, SITE_ID))).toEqual([]);
  });

  it.each(["", "  ", undefined])("that is %j was not written", (id) => {
    expect(site({}, id).resource?.path).toBe(SITE_ID);
  });

  it.each([
    ["is none", site({}, "orders"), "host_resource_id_invalid"],
    ["names another site", site({}, `${SITE_ID}2`), "host_resource_id_mismatch"],
    ["names a container app on App Service", site({}, APP_ID), "host_resource_id_mismatch"],
    ["names a site on Container Apps", app({}, SITE_ID), "host_resource_id_mismatch"],
    ["names another container app", app({}, `${APP_ID}2`), "host_resource_id_mismatch"],
  ])("that %s leads nowhere", (_title, host, code) => {
    expect(codes(host)).toEqual([code]);
    expect(host.resource).toBeUndefined();
    expect(host.missing).not.toBeUndefined();
  });

  it("that is in another subscription than the site leads nowhere", () => {
    const elsewhere = SITE_ID.replace(SUBSCRIPTION, "22222222-2222-2222-2222-222222222222");
    const host = site({}, elsewhere);
    expect(codes(host)).toEqual(["host_resource_id_mismatch"]);
    expect(host.resource).toBeUndefined();
    expect(host.problems[0]?.message).toContain(SUBSCRIPTION);
  });

  it.each([undefined, "", "?", "team+webspace", `${SUBSCRIPTION.toUpperCase()}+x`, SUBSCRIPTION])(
    "is not held against a subscription that is told as %j",
    (owner) => {
      expect(codes(site({ WEBSITE_OWNER_NAME: owner }, SITE_ID))).toEqual([]);
    },
  );

  it("is known to have been written", () => {
    expect([site({}, SITE_ID), site(), app({}, APP_ID), app()].map((host) => host.isResourceWritten)).toEqual([
      ...[true, false, true, false],
    ]);
  });

  it("is checked off Azure too", () => {
    expect(codes(detectHost({}, "orders"))).toEqual(["host_resource_id_invalid"]);
    expect(codes(detectHost({}, SITE_ID))).toEqual([]);
  });
});
