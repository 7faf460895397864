import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../../../src/posture/check-host.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { context } from "../../parts.ts";
import { AZAPI, type Members, resource, untold } from "./parts.ts";

const SITES = "Microsoft.Web/sites@2024-04-01";

function scan(members: Members, type = "azapi_resource") {
  return toScanned(resource(type, { type: SITES, ...members }, { provider: AZAPI }));
}

/** A body as azapi 1 takes it, and as azapi 2 does. */
const SPELLINGS: readonly (readonly [string, (body: unknown) => unknown])[] = [
  ["a text of JSON", (body) => JSON.stringify(body)],
  ["an object", (body) => body],
];

function demand(members: Members, type?: string): string | undefined {
  const subject = scan(members, type)?.subject;
  return subject?.kind === "site" || subject?.kind === "slot" ? demandOf(checkHost(subject, context())) : subject?.kind;
}

describe.each(SPELLINGS)("a site in Azure's own words, its body %s", (_title, spell) => {
  const REQUIRED = { clientCertEnabled: true, clientCertMode: "Required", httpsOnly: true };

  it.each([
    ["required", REQUIRED, "yes"],
    ["required by the default mode", { clientCertEnabled: true, httpsOnly: true }, "yes"],
    ["nothing said", {}, "no"],
    ["a mode without the switch", { clientCertMode: "Required", httpsOnly: true }, "no"],
    ["off, with the mode Azure keeps", { ...REQUIRED, clientCertEnabled: false }, "no"],
    ["optional", { ...REQUIRED, clientCertMode: "Optional" }, "no"],
    ["plain HTTP", { ...REQUIRED, httpsOnly: false }, "no"],
    ["plain HTTP by default", { clientCertEnabled: true, clientCertMode: "Required" }, "no"],
    ["a string for the switch", { ...REQUIRED, clientCertEnabled: "true" }, "unknown"],
    ["excluded paths in another case", { ...REQUIRED, ClientCertExclusionPaths: "/admin" }, "no"],
  ])("%s", (_name, properties, expected) => {
    expect(demand({ body: spell({ properties }) })).toBe(expected);
  });

  it("with its web config", () => {
    const siteConfig = {
      minTlsVersion: "1.0",
      http20Enabled: true,
      healthCheckPath: "/healthz",
      ipSecurityRestrictionsDefaultAction: "Deny",
      ipSecurityRestrictions: [
        { name: "fd", ipAddress: "AzureFrontDoor.Backend", headers: { "X-Azure-FDID": ["id-1"] } },
      ],
    };
    const scanned = scan({ body: spell({ kind: "functionapp,workflowapp", properties: { siteConfig } }) });
    expect(scanned).toMatchObject({
      exposure: "internal",
      type: "azapi_resource",
      assumed: expect.stringContaining("Azure"),
    });
    expect(scanned?.subject).toMatchObject({
      siteKind: { value: "functionapp,workflowapp" },
      minTlsVersion: { value: "1.0" },
      http20Enabled: { value: true },
      healthCheckPath: { value: "/healthz" },
      ipSecurityRestrictions: { value: [{ name: "fd", action: "Allow", frontDoorIds: ["id-1"] }] },
    });
  });

  it("a slot belongs to its parent", () => {
    const members = { type: "microsoft.web/SITES/slots@2024-04-01", parent_id: untold("azapi_resource.web.id") };
    const body = spell({ properties: REQUIRED });
    expect(scan({ ...members, name: "staging", body })?.subject).toMatchObject({
      kind: "slot",
      slot: "staging",
      site: "azapi_resource.web",
    });
  });

  it("an update is heard for what it says, and the rest is not told", () => {
    const update = (properties: Members) => demand({ body: spell({ properties }) }, "azapi_update_resource");
    expect(update({ clientCertEnabled: false })).toBe("no");
    expect(update({ clientCertEnabled: true })).toBe("unknown");
    expect(update(REQUIRED)).toBe("unknown");
    expect(update({ ...REQUIRED, clientCertExclusionPaths: "", clientCertExclusionEndPoints: "" })).toBe("yes");
    expect(update({ siteConfig: { alwaysOn: true } })).toBeUndefined();
    expect(scan({ body: spell({ properties: REQUIRED }) }, "azapi_update_resource")).toMatchObject({
      exposure: "unknown",
    });
  });
});

describe("bodies that cannot be told", () => {
  it.each([
    ["an expression", untold("local.body")],
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a number", 7],
    ["properties that are unknown", { properties: untold("var.properties") }],
  ])("%s", (_title, body) => {
    expect(demand({ body })).toBe("unknown");
    expect(demand({ body }, "azapi_update_resource")).toBe("unknown");
  });

  it("no body at all says nothing of an update, and leaves a new site at Azure's defaults", () => {
    expect(demand({})).toBe("no");
    expect(demand({}, "azapi_update_resource")).toBeUndefined();
  });

  it("a member that is unknown leaves the others known", () => {
    const properties = { clientCertEnabled: untold("var.mtls"), clientCertMode: "Required", httpsOnly: true };
    expect(scan({ body: { properties } })?.subject).toMatchObject({
      clientCertEnabled: { kind: "unresolved", expression: "var.mtls" },
      clientCertMode: { value: "Required" },
    });
  });
});

describe("types in Azure's own words", () => {
  it.each([
    ["Microsoft.Web/sites@2024-04-01", "site"],
    ["MICROSOFT.WEB/SITES@2024-04-01", "site"],
    [untold(`"Microsoft.Web/sites@\${var.version}"`), "site"],
    ["Microsoft.Web/staticSites@2024-04-01", "not-applicable"],
    ["Microsoft.Web/sites/config@2024-04-01", undefined],
    ["Microsoft.Web/serverfarms@2024-04-01", undefined],
    ["Microsoft.Network/virtualNetworks@2024-01-01", undefined],
    [untold("var.type"), "opaque"],
  ])("%s", (type, kind) => {
    expect(scan({ type, body: {} })?.subject.kind).toBe(kind);
  });
});
