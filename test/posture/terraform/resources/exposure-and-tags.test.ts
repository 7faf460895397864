import { describe, expect, it } from "vitest";
import { UnresolvedMember } from "../../../../src/posture/terraform/resource-input.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { type Members, resource, untold } from "./parts.ts";

const WEB_APP = "azurerm_linux_web_app";

function scan(type: string, members: Members) {
  const scanned = toScanned(resource(type, members));
  if (scanned === undefined) throw new Error(`${type} is not judged`);
  return scanned;
}

describe("who reaches a site", () => {
  const deny = (...rules: readonly Members[]) => ({
    site_config: { ip_restriction_default_action: "Deny", ip_restriction: rules },
  });
  const fdid = (...ids: readonly unknown[]) => ({ headers: [{ x_azure_fdid: ids }] });

  it.each([
    ["nothing written", {}, "public"],
    ["public access off", { public_network_access_enabled: false }, "private"],
    ["public access unknown", { public_network_access_enabled: untold("var.open") }, "unknown"],
    ["all others denied", deny({ ip_address: "10.0.0.0/8" }), "internal"],
    ["denied, with no exception", deny(), "internal"],
    ["denied twice", deny({ ip_address: "0.0.0.0/0", action: "Deny" }), "internal"],
    ["denied, but for everyone", deny({ ip_address: "0.0.0.0/0" }), "public"],
    ["denied, but for the internet", deny({ service_tag: "Internet" }), "public"],
    ["denied, but for any Front Door", deny({ service_tag: "AzureFrontDoor.Backend" }), "public"],
    ["denied, but for one Front Door", deny({ service_tag: "AzureFrontDoor.Backend", ...fdid("id-1") }), "internal"],
    [
      "denied, but for a Front Door that only Terraform knows",
      deny({ service_tag: "AzureFrontDoor.Backend", ...fdid(new UnresolvedMember("x.guid")) }),
      "unknown",
    ],
    ["denied, but for a subnet", deny({ virtual_network_subnet_id: untold("azurerm_subnet.a.id") }), "internal"],
    ["denied, but for an unknown address", deny({ ip_address: untold("var.office") }), "unknown"],
    ["a restriction about nothing", deny({ name: "odd" }), "unknown"],
    ["restrictions, others allowed", { site_config: { ip_restriction: [{ ip_address: "10.0.0.0/8" }] } }, "public"],
    [
      "a restriction that refuses everyone",
      { site_config: { ip_restriction: [{ ip_address: "Any", action: "Deny" }] } },
      "unknown",
    ],
    ["the default action unknown", { site_config: { ip_restriction_default_action: untold("var.action") } }, "unknown"],
  ])("%s", (_title, members, exposure) => {
    expect(scan(WEB_APP, members).exposure).toBe(exposure);
  });

  it("without a default action restrictions leave it open who is let in", () => {
    expect(scan("azurerm_app_service", {}).exposure).toBe("public");
    const restricted = { site_config: { ip_restriction: [{ ip_address: "10.0.0.0/8" }] } };
    expect(scan("azurerm_app_service", restricted).exposure).toBe("unknown");
  });
});

describe("tags", () => {
  const tagsOf = (tags: unknown) => scan(WEB_APP, { tags }).tags;

  it("are told as far as they can be", () => {
    expect(scan(WEB_APP, {}).tags).toEqual({ values: {}, isComplete: true });
    expect(tagsOf(null)).toEqual({ values: {}, isComplete: true });
    expect(tagsOf({ environment: "prod", cost: 7 })).toEqual({
      values: { environment: "prod", cost: "7" },
      isComplete: true,
    });
    expect(tagsOf({ environment: untold("var.env"), team: "a" })).toEqual({ values: { team: "a" }, isComplete: false });
    expect(tagsOf(untold("local.tags"))).toEqual({ values: {}, isComplete: false });
  });
});
