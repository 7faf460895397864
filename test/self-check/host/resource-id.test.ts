import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSameResource, parseResourceId, withoutSlot } from "../../../src/self-check/host/resource-id.ts";

const SUBSCRIPTION = "34adfa4f-cedf-4dc0-ba29-b6d1a69ab345";
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
const SITE = `${GROUP}/providers/Microsoft.Web/sites/orders`;
const APP = `${GROUP}/providers/Microsoft.App/containerApps/orders`;

describe("a resource id is read", () => {
  it("of a site", () => {
    expect(parseResourceId(SITE)).toEqual({
      kind: "site",
      subscriptionId: SUBSCRIPTION,
      resourceGroup: "rg",
      name: "orders",
      slot: undefined,
      path: SITE,
    });
  });

  it("of a slot", () => {
    const slot = parseResourceId(`${SITE}/slots/staging`);
    expect(slot).toMatchObject({ kind: "site", name: "orders", slot: "staging", path: `${SITE}/slots/staging` });
  });

  it("of a container app", () => {
    expect(parseResourceId(APP)).toMatchObject({ kind: "container-app", name: "orders", slot: undefined, path: APP });
  });

  it("with key words in any case, and names as written", () => {
    const text = `/SUBSCRIPTIONS/${SUBSCRIPTION.toUpperCase()}/resourcegroups/Rg/PROVIDERS/microsoft.web/Sites/Orders`;
    const path = `/subscriptions/${SUBSCRIPTION}/resourceGroups/Rg/providers/Microsoft.Web/sites/Orders`;
    expect(parseResourceId(text)?.path).toBe(path);
  });

  it("with a slash at the end", () => {
    expect(parseResourceId(`${SITE}/`)?.path).toBe(SITE);
  });

  it("with a group of letters of any script, periods and parentheses, encoded for the URL", () => {
    const group = "r\u00e9seau_(2).eu-1";
    const resource = parseResourceId(SITE.replace("/rg/", `/${group}/`));
    expect(resource?.resourceGroup).toBe(group);
    expect(resource?.path).toContain("/resourceGroups/r%C3%A9seau_(2).eu-1/providers/");
  });
});

describe("what is no such resource id is not read", () => {
  it.each([
    ["nothing", ""],
    ["a name", "orders"],
    ["a group", GROUP],
    ["another type", `${GROUP}/providers/Microsoft.Web/serverfarms/plan`],
    ["a slot of a container app", `${APP}/slots/staging`],
    ["a part of a site", `${SITE}/config/web`],
    ["a slot without a name", `${SITE}/slots/`],
    ["two slashes at the end", `${SITE}//`],
    ["an empty group", SITE.replace("/rg/", "//")],
    ["a subscription that is no GUID", SITE.replace(SUBSCRIPTION, "mine")],
    ["a query", `${SITE}?x=1`],
    ["a fragment", `${SITE}#x`],
    ["a dot segment as group", SITE.replace("/rg/", "/../")],
    ["a dot segment as site", `${GROUP}/providers/Microsoft.Web/sites/..`],
    ["a group that ends in a period", SITE.replace("/rg/", "/rg./")],
    ["percent-encoding", `${GROUP}/providers/Microsoft.Web/sites/or%64ers`],
    ["a name that begins with a hyphen", `${GROUP}/providers/Microsoft.Web/sites/-orders`],
    ["a name that ends with a hyphen", `${SITE}-`],
    ["a name of 61 characters", `${GROUP}/providers/Microsoft.Web/sites/${"a".repeat(61)}`],
    ["a container app that begins with a digit", `${GROUP}/providers/Microsoft.App/containerApps/1orders`],
    ["a URL", `https://management.azure.com${SITE}`],
    ["something before it", ` ${SITE}`],
    ["a new line after it", `${SITE}\n`],
    ["a NUL in it", `${SITE}\0`],
  ])("%s", (_title, text) => {
    expect(parseResourceId(text)).toBeUndefined();
  });

  it("whatever the text: what is read has a path that reads as the same", () => {
    const segment = fc.string({ unit: fc.constantFrom(..."aZ9-_.()%/?#\\ \u00e9"), maxLength: 8 });
    fc.assert(
      fc.property(segment, segment, (group, name) => {
        const resource = parseResourceId(SITE.replace("rg", () => group).replace("orders", () => name));
        if (resource === undefined) return;
        expect(new URL(`https://x${resource.path}`).pathname).toBe(resource.path);
        expect(parseResourceId(decodeURI(resource.path))).toEqual(resource);
      }),
    );
  });
});

describe("two ids", () => {
  const read = (text: string) => parseResourceId(text) ?? expect.fail(text);

  it("are the same whatever the case", () => {
    expect(isSameResource(read(SITE), read(SITE.toUpperCase()))).toBe(true);
  });

  it("of a site and its slot are not the same, until the slot is taken off", () => {
    const slot = read(`${SITE}/slots/staging`);
    expect(isSameResource(slot, read(SITE))).toBe(false);
    expect(isSameResource(withoutSlot(slot), read(SITE))).toBe(true);
  });

  it("of two kinds are not the same", () => {
    expect(isSameResource(read(SITE), read(APP))).toBe(false);
  });
});
