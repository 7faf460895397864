import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../src/posture/check-host.ts";
import { readSite } from "../../src/posture/sources/site.ts";
import { describeWith } from "../helpers/need.ts";
import { context, SITE_ID } from "./parts.ts";

const ABSENT = { kind: "absent" };
const BODY = { id: SITE_ID, name: "orders", type: "Microsoft.Web/sites" };

describeWith("../shared/data/arm", "real bodies", ({ "../shared/data/arm": folder }) => {
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown;

  it("the official example: certificates off beside mode Required is a no", () => {
    const site = readSite(read("site-official-example.json"));
    expect(site).toMatchObject({
      kind: "site",
      site: "sitef6141",
      slot: undefined,
      siteKind: { kind: "value", value: "app" },
      hostNames: ["sitef6141.azurewebsites.net"],
      clientCertEnabled: { kind: "value", value: false },
      clientCertMode: { kind: "value", value: "Required" },
      clientCertExclusionPaths: ABSENT,
      httpsOnly: { kind: "value", value: false },
    });
    const results = site === undefined ? [] : checkHost(site, context());
    expect(demandOf(results)).toBe("no");
    expect(results.filter(({ status, gate }) => gate && status === "fail").map(({ rule }) => rule)).toEqual([
      "client-certificates-required",
      "https-only",
    ]);
  });

  it("what siteConfig says of TLS and HTTP/2 is not believed, even where the example fills it in", () => {
    expect(readSite(read("site-official-example.json"))).toMatchObject({
      minTlsVersion: ABSENT,
      http20Enabled: ABSENT,
      healthCheckPath: ABSENT,
      ipSecurityRestrictions: ABSENT,
    });
  });

  it("the slot of the example has a record of its own", () => {
    const slot = readSite(read("site-slot-official-example.json"));
    expect(slot).toMatchObject({ kind: "slot", site: "sitef6141", slot: "staging" });
    expect(slot?.hostNames).toEqual(["sitef6141-staging.azurewebsites.net"]);
  });

  it("a live answer passes every rule that decides", () => {
    const site = readSite(read("site-live-shape.json"));
    expect(site?.hostNames).toEqual(["orders-api-g2epd3dgf0erd3fb.newzealandnorth-01.azurewebsites.net"]);
    const results = site === undefined ? [] : checkHost(site, context({ openPaths: undefined }));
    expect(results.filter(({ gate }) => gate).map(({ status }) => status)).toEqual(["pass", "pass", "pass", "pass"]);
    expect(demandOf(results)).toBe("yes");
  });
});

describe("what is a site", () => {
  it.each([
    ["Microsoft.Web/sites", "orders", "site", "orders", undefined],
    ["microsoft.web/SITES", "orders", "site", "orders", undefined],
    ["Microsoft.Web/sites/slots", "orders/staging", "slot", "orders", "staging"],
    ["microsoft.web/sites/slots", "orders/staging", "slot", "orders", "staging"],
  ])("type %s, name %s", (type, name, kind, siteName, slot) => {
    const id = kind === "slot" ? `${SITE_ID}/slots/staging` : SITE_ID;
    expect(readSite({ id, name, type })).toMatchObject({ kind, id, site: siteName, slot });
  });

  it.each([
    ["a slot whose name has no slot", "staging"],
    ["a slot whose name has too many parts", "orders/staging/x"],
    ["a slot whose name lacks the site", "/staging"],
    ["a slot without a name", undefined],
  ])("%s goes by its id", (_title, name) => {
    const id = "/subscriptions/0000/resourceGroups/RG/providers/microsoft.web/SITES/orders/Slots/staging";
    expect(readSite({ id, name, type: "Microsoft.Web/sites/slots" })).toMatchObject({
      site: "orders",
      slot: "staging",
    });
  });

  it("a site without a name goes by its id", () => {
    expect(readSite({ ...BODY, name: undefined })?.site).toBe("orders");
    expect(readSite({ ...BODY, name: "orders/staging" })).toMatchObject({ kind: "site", site: "orders" });
  });

  it.each([
    ["null", null],
    ["nothing", undefined],
    ["text", "Microsoft.Web/sites"],
    ["an array of sites", [BODY]],
    ["an empty object", {}],
    ["another type", { ...BODY, type: "Microsoft.Web/serverfarms" }],
    ["a type with a suffix", { ...BODY, type: "Microsoft.Web/sites/config" }],
    ["a container app", { ...BODY, type: "Microsoft.App/containerApps" }],
    ["no type", { ...BODY, type: undefined }],
    ["no id", { ...BODY, id: undefined }],
    ["an empty id", { ...BODY, id: "" }],
    ["an id that is a number", { ...BODY, id: 7 }],
    ["neither name nor an id that has one", { id: "/x", type: "Microsoft.Web/sites" }],
    ["a slot without a slot anywhere", { ...BODY, type: "Microsoft.Web/sites/slots" }],
    ["an id that ends where the name should be", { id: "/sites/", type: "Microsoft.Web/sites" }],
  ])("%s is none", (_title, body) => {
    expect(readSite(body)).toBeUndefined();
  });
});

describe("settings of a site", () => {
  const properties = (values: object) => readSite({ ...BODY, properties: values });

  it.each([
    ["the string true", "true", '"true"'],
    ["a number", 1, "1"],
    ["an object", { value: true }, "an object"],
    ["an array", [true], "an array"],
  ])("%s is no boolean", (_title, value, expression) => {
    expect(properties({ clientCertEnabled: value })?.clientCertEnabled).toEqual({ kind: "unresolved", expression });
  });

  it.each([
    ["a boolean", true, "true"],
    ["a number", 1, "1"],
    ["an object", {}, "an object"],
  ])("%s is no string", (_title, value, expression) => {
    const site = properties({ clientCertMode: value, clientCertExclusionPaths: value });
    expect(site?.clientCertMode).toEqual({ kind: "unresolved", expression });
    expect(site?.clientCertExclusionPaths).toEqual({ kind: "unresolved", expression });
  });

  it("null is told from what is not there, and an empty string from both", () => {
    const site = properties({ clientCertMode: null, clientCertExclusionPaths: "" });
    expect(site?.clientCertMode).toEqual({ kind: "null" });
    expect(site?.clientCertEnabled).toEqual(ABSENT);
    expect(site?.clientCertExclusionPaths).toEqual({ kind: "value", value: "" });
  });

  it("a body without properties has none of them", () => {
    for (const values of [undefined, null, [], "x"]) {
      const site = readSite({ ...BODY, properties: values });
      expect(site).toMatchObject({ clientCertEnabled: ABSENT, httpsOnly: ABSENT, hostNames: [] });
    }
  });

  it("host names come once, in lower case, without those of the deployment site", () => {
    const site = properties({
      defaultHostName: "Orders.azurewebsites.net",
      hostNames: ["api.contoso.com", "orders.azurewebsites.net", 7, null],
      enabledHostNames: [
        "API.contoso.com",
        "orders.scm.azurewebsites.net",
        "orders-x1.SCM.westeurope-01.azurewebsites.net",
        "b.contoso.com",
        "",
      ],
    });
    expect(site?.hostNames).toEqual(["orders.azurewebsites.net", "api.contoso.com", "b.contoso.com"]);
    expect(properties({ hostNames: "orders", enabledHostNames: { 0: "x" } })?.hostNames).toEqual([]);
  });

  it("the result cannot be changed", () => {
    const site = properties({ clientCertEnabled: "x", hostNames: ["a.b"] });
    expect(Object.isFrozen(site)).toBe(true);
    expect(Object.isFrozen(site?.hostNames)).toBe(true);
    expect(Object.isFrozen(site?.clientCertEnabled)).toBe(true);
  });
});

describe("config/web", () => {
  const config = (values: object) => readSite(BODY, { properties: values });
  const rule = { ipAddress: "10.0.0.0/8", action: "Allow", name: "office" };

  it("tells HTTP/2, TLS version, health check and access restrictions", () => {
    const read = config({
      http20Enabled: true,
      minTlsVersion: "1.3",
      healthCheckPath: "/healthz",
      ipSecurityRestrictionsDefaultAction: "Deny",
      ipSecurityRestrictions: [rule],
    });
    expect(read).toMatchObject({
      http20Enabled: { kind: "value", value: true },
      minTlsVersion: { kind: "value", value: "1.3" },
      healthCheckPath: { kind: "value", value: "/healthz" },
      ipSecurityRestrictionsDefaultAction: { kind: "value", value: "Deny" },
      ipSecurityRestrictions: { kind: "value", value: [{ ...rule, frontDoorIds: [] }] },
    });
  });

  it("tells nothing of what the site itself tells", () => {
    expect(config({ clientCertEnabled: true, httpsOnly: true })).toMatchObject({
      clientCertEnabled: ABSENT,
      httpsOnly: ABSENT,
    });
  });

  it.each([null, undefined, "x", [], { properties: null }, { http20Enabled: true }])(
    "%j tells nothing",
    (webConfig) => {
      expect(readSite(BODY, webConfig)).toMatchObject({ http20Enabled: ABSENT, ipSecurityRestrictions: ABSENT });
    },
  );

  it.each([
    ["x-azure-fdid", ["id"], ["id"]],
    ["X-Azure-FDID", ["a", "b"], ["a", "b"]],
    ["x-azure-fdid", [""], []],
    ["x-azure-fdid", [" "], []],
    ["x-azure-fdid", null, []],
    ["x-forwarded-host", ["id"], []],
  ])("the header condition %s: %j", (name, value, frontDoorIds) => {
    const read = config({ ipSecurityRestrictions: [{ ...rule, headers: { [name]: value } }] });
    expect(read?.ipSecurityRestrictions).toMatchObject({ kind: "value", value: [{ frontDoorIds }] });
  });

  it("a rule without an action lets in, one without a name has none, one about a subnet has no address", () => {
    const vnetSubnetResourceId = "/subscriptions/0000/x";
    const read = config({ ipSecurityRestrictions: [{ vnetSubnetResourceId, headers: null }] });
    expect(read?.ipSecurityRestrictions).toEqual({
      kind: "value",
      value: [{ name: "", action: "Allow", ipAddress: undefined, frontDoorIds: [] }],
    });
  });

  it.each([
    ["no array", { 0: rule }],
    ["a rule that is no object", [rule, "Any"]],
    ["a rule about neither address nor subnet", [{ action: "Allow" }]],
    ["an address that is a number", [{ ...rule, ipAddress: 0 }]],
    ["headers that are no object", [{ ...rule, headers: ["x-azure-fdid"] }]],
    ["an id that is no array", [{ ...rule, headers: { "x-azure-fdid": "id" } }]],
    ["an id that is no string", [{ ...rule, headers: { "x-azure-fdid": [1] } }]],
  ])("%s leaves all of them unresolved", (_title, rules) => {
    expect(config({ ipSecurityRestrictions: rules })?.ipSecurityRestrictions.kind).toBe("unresolved");
  });
});

describe("hostile bodies", () => {
  it("what is inherited does not count", () => {
    const inherited = Object.assign(Object.create({ id: SITE_ID, type: "Microsoft.Web/sites" }) as object, {});
    expect(readSite(inherited)).toBeUndefined();
    const properties = Object.create({ clientCertEnabled: true }) as object;
    expect(readSite({ ...BODY, properties })?.clientCertEnabled).toEqual(ABSENT);
  });

  it("__proto__ in JSON is a name like any other", () => {
    const text = `{"id":"${SITE_ID}","name":"orders","type":"Microsoft.Web/sites",
      "__proto__":{"kind":"app"},"properties":{"__proto__":{"clientCertEnabled":true,"clientCertMode":"Required"}}}`;
    const site = readSite(JSON.parse(text));
    expect(site).toMatchObject({ siteKind: ABSENT, clientCertEnabled: ABSENT, clientCertMode: ABSENT });
    expect(({} as Record<string, unknown>)["clientCertEnabled"]).toBeUndefined();
  });

  it("anything at all is read without an exception, and judged without a yes", () => {
    const value = fc.jsonValue();
    const body = fc.record({ kind: value, properties: fc.dictionary(fc.constantFrom(...NAMES), value) });
    fc.assert(
      fc.property(body, value, (parts, webConfig) => {
        const site = readSite({ ...BODY, ...parts }, { properties: webConfig });
        expect(site).toBeDefined();
        if (site === undefined || site.clientCertEnabled.kind === "value") return;
        expect(demandOf(checkHost(site, context()))).not.toBe("yes");
      }),
      { numRuns: 500 },
    );
  });
});

const NAMES = ["clientCertEnabled", "clientCertMode", "clientCertExclusionPaths", "httpsOnly", "hostNames", "x"];
