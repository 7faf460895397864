import { describe, expect, it } from "vitest";
import {
  allowHttpsOnly,
  configureSite,
  deleteAppSettings,
  denyByDefault,
  isPlainForShell,
  patchIngress,
  patchSite,
  updateSite,
} from "../../src/posture/facts/remedies.ts";
import { APP_ID, containerApp, is, nothing, SITE_ID, site } from "./parts.ts";

const SLOT_ID = `${SITE_ID}/slots/staging`;
const slot = site({ kind: "slot", id: SLOT_ID, slot: "staging" });
const tls = { options: "--min-tls-version 1.2", properties: { minTlsVersion: "1.2" } };

describe("commands for a site", () => {
  it("name it by its id", () => {
    expect(updateSite(site(), { a: true, b: "Required" })).toBe(
      `az webapp update --ids ${SITE_ID} --set a=true b=Required`,
    );
    expect(updateSite(site(), { a: "", b: "/x;/y" })).toContain('--set a="" b="/x;/y"');
    expect(allowHttpsOnly(site())).toBe(`az webapp update --ids ${SITE_ID} --https-only true`);
    expect(configureSite(site(), tls)).toBe(`az webapp config set --ids ${SITE_ID} --min-tls-version 1.2`);
    expect(deleteAppSettings(site(), "A")).toBe(
      `az webapp config appsettings delete --ids ${SITE_ID} --setting-names A`,
    );
  });

  it.each(["functionapp", "functionapp,linux", "FunctionApp,workflowapp"])(
    "of kind %s are those of functions",
    (kind) => {
      const functions = site({ siteKind: is(kind) });
      expect(updateSite(functions, { a: true })).toContain("az functionapp update --ids");
      expect(allowHttpsOnly(functions)).toBe(`az functionapp update --ids ${SITE_ID} --set httpsOnly=true`);
    },
  );

  it("of no known kind are those of web apps", () => {
    expect(updateSite(site({ siteKind: nothing }), { a: true })).toContain("az webapp update");
  });

  it("clear a setting in the Resource Manager itself, since the CLI cannot write a null", () => {
    expect(patchSite(site(), { a: null })).toBe(
      `az rest --method patch --url "${SITE_ID}?api-version=2024-04-01" --body '{"properties":{"a":null}}'`,
    );
  });
});

describe.each(["app,linux", "functionapp,linux"])("commands for a slot of kind %s", (kind) => {
  const staging = { ...slot, siteKind: is(kind) };
  const patch = (body: string, below = "") =>
    `az rest --method patch --url "${SLOT_ID}${below}?api-version=2024-04-01" --body '{"properties":${body}}'`;

  it("go to its own resource, so that no version of the CLI writes to production", () => {
    expect(updateSite(staging, { a: true, b: "Required" })).toBe(patch('{"a":true,"b":"Required"}'));
    expect(updateSite(staging, { a: "/x;/y" })).toBe(patch('{"a":"/x;/y"}'));
    expect(allowHttpsOnly(staging)).toBe(patch('{"httpsOnly":true}'));
  });

  it("go to its own config/web", () => {
    expect(configureSite(staging, tls)).toBe(patch('{"minTlsVersion":"1.2"}', "/config/web"));
    expect(denyByDefault(staging)).toBe(patch('{"ipSecurityRestrictionsDefaultAction":"Deny"}', "/config/web"));
  });

  it("delete app settings by its name, for which there is no patch", () => {
    const command = kind.startsWith("function") ? "functionapp" : "webapp";
    for (const id of [SLOT_ID, `${SITE_ID}/Slots/staging`]) {
      expect(deleteAppSettings({ ...staging, id }, "A")).toBe(
        `az ${command} config appsettings delete --ids ${SITE_ID} --slot staging --setting-names A`,
      );
    }
  });
});

describe("what a shell would read as more than a name", () => {
  const IDS = [
    ["/x/$(reboot)", "<id>"],
    ["/x;reboot", "<id>"],
    ["/x`reboot`", "<id>"],
    ['/x"', "<id>"],
    ["/x'", "<id>"],
    ["/x\nreboot", "<id>"],
    ["", "<id>"],
  ] as const;

  it.each([["/rg (old)/x", '"/rg (old)/x"'] as const, ...IDS])("the id %j of a site", (id, shown) => {
    expect(denyByDefault(site({ id }))).toContain(`--ids ${shown} --set`);
  });

  it.each([["/rg (old)/x", "/rg (old)/x"] as const, ...IDS])("the id %j in a URL", (id, shown) => {
    expect(updateSite({ ...slot, id }, { a: true })).toContain(`--url "${shown}?api-version=`);
    expect(denyByDefault({ ...slot, id })).toContain(`--url "${shown}/config/web?api-version=`);
    expect(patchIngress({ ...containerApp(), id }, {})).toContain(`--url "${shown}?api-version=`);
    expect(patchIngress(containerApp(), {})).toContain(`--url "${APP_ID}?api-version=`);
  });

  it("in the name of a slot", () => {
    expect(deleteAppSettings({ ...slot, slot: "a;b" }, "A")).toContain("--slot <id>");
  });

  it.each(["$(x)", "a`b", 'a"b', "a'b", "a\nb", "a\\b", "a!b"])("in a value: %j", (value) => {
    expect(isPlainForShell(value)).toBe(false);
    expect(isPlainForShell("/a;/b-c_d (e)")).toBe(true);
    for (const host of [site(), slot]) {
      expect(updateSite(host, { a: value })).toContain("<value>");
      expect(updateSite(host, { a: value })).not.toContain(value);
    }
  });
});
