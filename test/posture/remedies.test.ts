import { describe, expect, it } from "vitest";
import {
  allowHttpsOnly,
  configureSite,
  deleteAppSettings,
  denyByDefault,
  patchIngress,
  quoteForShell,
  updateSite,
} from "../../src/posture/facts/remedies.ts";
import { APP_ID, containerApp, is, nothing, SITE_ID, site } from "./parts.ts";

const slot = site({ kind: "slot", id: `${SITE_ID}/slots/staging`, slot: "staging" });

describe("commands for a site", () => {
  it("name it by its id", () => {
    expect(updateSite(site(), "a=1", "b=2")).toBe(`az webapp update --ids ${SITE_ID} --set a=1 b=2`);
    expect(allowHttpsOnly(site())).toBe(`az webapp update --ids ${SITE_ID} --https-only true`);
    expect(configureSite(site(), "--x y")).toBe(`az webapp config set --ids ${SITE_ID} --x y`);
    expect(deleteAppSettings(site(), "A")).toBe(
      `az webapp config appsettings delete --ids ${SITE_ID} --setting-names A`,
    );
  });

  it("name a slot by the site's id and its own name, or they would change production", () => {
    expect(updateSite(slot, "a=1")).toBe(`az webapp update --ids ${SITE_ID} --slot staging --set a=1`);
    expect(allowHttpsOnly(slot)).toContain(`--ids ${SITE_ID} --slot staging`);
    expect(configureSite({ ...slot, id: `${SITE_ID}/Slots/staging` }, "")).toContain(`--ids ${SITE_ID} --slot staging`);
    expect(denyByDefault(slot)).toContain(`az resource update --ids ${SITE_ID}/slots/staging --set`);
  });

  it.each(["functionapp", "functionapp,linux", "FunctionApp,workflowapp"])(
    "of kind %s are those of functions",
    (kind) => {
      const functions = site({ siteKind: is(kind) });
      expect(updateSite(functions, "a=1")).toContain("az functionapp update --ids");
      expect(allowHttpsOnly(functions)).toBe(`az functionapp update --ids ${SITE_ID} --set httpsOnly=true`);
    },
  );

  it("of no known kind are those of web apps", () => {
    expect(updateSite(site({ siteKind: nothing }), "a=1")).toContain("az webapp update");
  });
});

describe("what a shell would read as more than a name", () => {
  it.each([
    ["/rg (old)/x", '"/rg (old)/x"'],
    ["/x/$(reboot)", "<id>"],
    ["/x;reboot", "<id>"],
    ["/x`reboot`", "<id>"],
    ['/x"', "<id>"],
    ["/x\nreboot", "<id>"],
    ["", "<id>"],
  ])("the id %j", (id, shown) => {
    expect(denyByDefault(site({ id }))).toContain(`--ids ${shown} --set`);
  });

  it("in the name of a slot", () => {
    expect(updateSite({ ...slot, slot: "a;b" }, "x=1")).toContain("--slot <id>");
  });

  it.each(["$(x)", "a`b", 'a"b', "a\nb", "a\\b", "a!b"])("in a value: %j", (value) => {
    expect(quoteForShell(value)).toBeUndefined();
    expect(quoteForShell("/a;/b-c_d (e)")).toBe('"/a;/b-c_d (e)"');
  });

  it("in the id of a container app", () => {
    expect(patchIngress({ ...containerApp(), id: "/x'$(reboot)" }, {})).toContain('--url "<id>?api-version=');
    expect(patchIngress({ ...containerApp(), id: "/rg (old)/x" }, {})).toContain('--url "/rg (old)/x?api-version=');
    expect(patchIngress(containerApp(), {})).toContain(`--url "${APP_ID}?api-version=`);
  });
});
