import { describe, expect, it } from "vitest";
import type { AccessRestriction, SiteSettings } from "../../src/posture/facts/host-settings.ts";
import type { RuleResult } from "../../src/posture/facts/rule.ts";
import { checkSiteAccess } from "../../src/posture/rules/access-restrictions.ts";
import { absent, context, gate, is, NO_VALUE, nothing, SITE_ID, says, site, unresolved } from "./parts.ts";

const gateway = context({ headerFrom: "gateway" });

describe("access restrictions of a site behind a gateway", () => {
  const check = (changes: Partial<SiteSettings>): RuleResult => checkSiteAccess(site(changes), gateway);
  const rule = (changes: Partial<AccessRestriction>): Partial<SiteSettings> => ({
    ipSecurityRestrictions: is([
      { name: "r", action: "Allow", ipAddress: "10.1.0.0/16", frontDoorIds: [], ...changes },
    ]),
  });

  it("decide nothing when the header is the platform's own", () => {
    const open = site({ ipSecurityRestrictionsDefaultAction: is("Allow") });
    expect(checkSiteAccess(open, context())).toMatchObject({ status: "not-applicable", gate: false });
  });

  it.each(["Disabled", "disabled"])("public access %s is enough", (access) => {
    const result = check({
      publicNetworkAccess: is(access),
      ipSecurityRestrictionsDefaultAction: nothing,
      ipSecurityRestrictions: absent,
    });
    expect(result).toMatchObject(gate("pass"));
  });

  it.each(["Deny", "deny"])("default %s without rules is a pass", (action) => {
    expect(check({ ipSecurityRestrictionsDefaultAction: is(action) })).toMatchObject(gate("pass"));
    expect(check({ publicNetworkAccess: nothing })).toMatchObject(gate("pass"));
  });

  it.each<[string, Partial<AccessRestriction>]>([
    ["a range", {}],
    ["several ranges", { ipAddress: "10.1.0.0/16, 10.2.0.0/16" }],
    ["a subnet", { ipAddress: undefined }],
    ["a refusal of everyone", { action: "Deny", ipAddress: "Any" }],
    ["a refusal in lower case", { action: "deny", ipAddress: "0.0.0.0/0" }],
    ["one's own Front Door", { ipAddress: "AzureFrontDoor.Backend", frontDoorIds: ["id"] }],
    ["the tag of another service", { ipAddress: "ApiManagement" }],
    ["a single host", { ipAddress: "203.0.113.1/32" }],
    ["an eighth", { ipAddress: "10.0.0.0/10" }],
  ])("%s is narrow enough", (_title, changes) => {
    expect(check(rule(changes))).toMatchObject(gate("pass"));
  });

  it.each<[string, Partial<AccessRestriction>]>([
    ["everyone", { ipAddress: "Any" }],
    ["everyone, in lower case", { ipAddress: "any" }],
    ["every IPv4 address", { ipAddress: "0.0.0.0/0" }],
    ["every IPv6 address", { ipAddress: "::/0" }],
    ["half of them", { ipAddress: "128.0.0.0/1" }],
    ["everyone among others", { ipAddress: "10.0.0.0/8, 0.0.0.0/0" }],
    ["everyone who knows an id", { ipAddress: "Any", frontDoorIds: ["id"] }],
    ["the internet", { ipAddress: "Internet" }],
    ["all of Azure", { ipAddress: "AzureCloud" }],
    ["a region of Azure", { ipAddress: "AzureCloud.westeurope" }],
    ["anyone's Front Door", { ipAddress: "AzureFrontDoor.Backend" }],
    ["anyone's Front Door, in lower case", { ipAddress: "azurefrontdoor.backend" }],
    ["anyone's Front Door among others", { ipAddress: "10.0.0.0/8,AzureFrontDoor.Backend" }],
    ["everyone, by an action that nobody knows", { ipAddress: "Any", action: "Permit" }],
    ["everyone, by no action", { ipAddress: "Any", action: "" }],
  ])("%s is not", (_title, changes) => {
    const result = check(rule({ name: "hole", ...changes }));
    expect(result).toMatchObject(gate("fail"));
    expect(result.message).toContain('"hole"');
    expect(check({ ...rule(changes), ipSecurityRestrictionsDefaultAction: nothing })).toMatchObject(gate("fail"));
  });

  it("one hole among narrow rules is found", () => {
    const narrow: AccessRestriction = { name: "a", action: "Allow", ipAddress: "10.0.0.0/8", frontDoorIds: [] };
    const rules = [narrow, { ...narrow, name: "b", ipAddress: "Any" }, narrow];
    expect(check({ ipSecurityRestrictions: is(rules) }).message).toContain('"b"');
  });

  it("default Allow is a no", () => {
    const result = check({ ipSecurityRestrictionsDefaultAction: is("Allow") });
    expect(result).toMatchObject(gate("fail"));
    expect(result.remedy).toBe(
      `az resource update --ids ${SITE_ID} --set properties.siteConfig.ipSecurityRestrictionsDefaultAction=Deny`,
    );
  });

  it.each([...NO_VALUE, ["another word", is("Block")] as const])("default %s cannot tell", (_title, action) => {
    const result = check({ ipSecurityRestrictionsDefaultAction: action });
    expect(result).toMatchObject(gate("unknown", says(action)));
  });

  it.each(NO_VALUE)("rules %s cannot tell, though the default is Deny", (_title, rules) => {
    expect(check({ ipSecurityRestrictions: rules })).toMatchObject(gate("unknown", says(rules)));
  });

  it("something said of one of them is no silence", () => {
    const silent = { ipSecurityRestrictionsDefaultAction: nothing, ipSecurityRestrictions: absent };
    expect(check(silent)).toMatchObject(gate("unknown", false));
    expect(check({ ...silent, publicNetworkAccess: unresolved })).toMatchObject(gate("unknown"));
    expect(check({ ...silent, ipSecurityRestrictions: unresolved })).toMatchObject(gate("unknown"));
  });
});
