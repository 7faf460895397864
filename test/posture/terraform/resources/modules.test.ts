import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../../../src/posture/check-host.ts";
import {
  type ModuleCallInput,
  modulesToScanned,
  moduleToScanned,
} from "../../../../src/posture/terraform/resources/modules.ts";
import { context } from "../../parts.ts";
import { bodyOf, type Members, place, untold } from "./parts.ts";

const SITE = "Azure/avm-res-web-site/azurerm";
const APP = "Azure/avm-res-app-containerapp/azurerm";

function call(source: string, members: Members = {}): ModuleCallInput {
  const body = bodyOf({ name: "orders", ...members });
  return { address: "module.orders", source, version: "0.19.0", position: place(), extent: place(), body };
}

function demand(source: string, members: Members): string | undefined {
  const subject = moduleToScanned(call(source, members))?.subject;
  const isHost = subject?.kind === "site" || subject?.kind === "slot" || subject?.kind === "container-app";
  return isHost ? demandOf(checkHost(subject, context())) : subject?.kind;
}

describe("Microsoft's module for sites", () => {
  const REQUIRED = { client_certificate_enabled: true, client_certificate_mode: "Required", https_only: true };

  it.each([
    ["nothing said", {}, "no"],
    ["all said", REQUIRED, "yes"],
    ["the mode alone", { client_certificate_mode: "Required", https_only: true }, "no"],
    ["the switch alone, whose default mode changed", { client_certificate_enabled: true, https_only: true }, "unknown"],
    ["plain HTTP by default", { ...REQUIRED, https_only: null }, "no"],
    ["optional", { ...REQUIRED, client_certificate_mode: "Optional" }, "no"],
    ["an unknown switch", { ...REQUIRED, client_certificate_enabled: untold("var.mtls") }, "unknown"],
  ])("%s", (_title, members, expected) => {
    expect(demand(SITE, members)).toBe(expected);
    expect(demand(`${SITE}//modules/slot`, members)).toBe(expected);
  });

  it.each([
    SITE,
    "registry.terraform.io/Azure/avm-res-web-site/azurerm",
    "git::https://github.com/Azure/terraform-azurerm-avm-res-web-site.git?ref=v0.19.0",
    "github.com/Azure/terraform-azurerm-avm-res-web-site",
  ])("is known as %s", (source) => {
    expect(moduleToScanned(call(source))).toMatchObject({
      type: "module",
      address: "module.orders",
      exposure: "public",
      assumed: "the module's own defaults",
      subject: {
        kind: "site",
        site: "orders",
        clientCertEnabled: { value: false, origin: { assumed: expect.stringContaining("avm-res-web-site") } },
      },
    });
  });

  it.each([
    ["webapp", "Linux", "app,linux"],
    ["functionapp", "Windows", "functionapp"],
    ["logicapp", "Windows", "functionapp,workflowapp"],
    ["functionapp,linux", "Linux", "functionapp,linux"],
  ])("kind %s on %s", (kind, os, siteKind) => {
    const subject = moduleToScanned(call(SITE, { kind, os_type: os }))?.subject;
    expect(subject).toMatchObject({ siteKind: { value: siteKind } });
  });

  it("its slots are judged each, by its address", () => {
    const slots = { staging: { ...REQUIRED, name: "stage" }, canary: {} };
    const { resources } = modulesToScanned([call(SITE, { ...REQUIRED, deployment_slots: slots })]);
    expect(resources.map(({ address }) => address)).toEqual([
      "module.orders",
      'module.orders.deployment_slots["staging"]',
      'module.orders.deployment_slots["canary"]',
    ]);
    expect(resources.map(({ subject }) => subject)).toMatchObject([
      { kind: "site" },
      { kind: "slot", site: "orders", slot: "stage", clientCertEnabled: { value: true } },
      { kind: "slot", site: "orders", slot: "canary", clientCertEnabled: { value: false } },
    ]);
  });

  it("slots that cannot be told are a doubt of their own", () => {
    const { resources } = modulesToScanned([call(SITE, { ...REQUIRED, deployment_slots: untold("var.slots") })]);
    expect(resources.map(({ subject }) => subject.kind)).toEqual(["site", "opaque"]);
    expect(resources[1]?.subject).toMatchObject({ reason: expect.stringContaining("var.slots") });
  });
});

describe("Microsoft's module for container apps", () => {
  it.each([
    ["no mode", { ingress: { external_enabled: true } }, "no"],
    ["a null mode", { ingress: { client_certificate_mode: null } }, "no"],
    ["required", { ingress: { client_certificate_mode: "require" } }, "yes"],
    ["an unknown ingress", { ingress: untold("var.ingress") }, "unknown"],
  ])("%s", (_title, members, expected) => {
    expect(demand(APP, members)).toBe(expected);
  });
});

describe("modules that are not here", () => {
  it.each([
    "contoso/web-app/azurerm",
    "app.terraform.io/contoso/function-app/azurerm",
    "git::ssh://git@dev.azure.com/v3/contoso/infra/terraform-azurerm-linux-web-app?ref=1.2.0",
    "git@github.com:contoso/infra.git//modules/container_app",
    "claranet/app-service/azurerm",
    "Azure/avm-ptn-function-app-storage-private-endpoints/azurerm",
    "../shared/logic-apps",
    "contoso/static-site/azurerm",
  ])("%s may make an app", (source) => {
    const scanned = moduleToScanned(call(source));
    expect(scanned?.subject).toMatchObject({
      kind: "opaque",
      reason: expect.stringContaining(`${source} (version 0.19.0)`),
    });
    expect(scanned?.exposure).toBe("unknown");
  });

  it.each([
    "Azure/naming/azurerm",
    "Azure/avm-res-network-virtualnetwork/azurerm",
    "Azure/avm-res-keyvault-vault/azurerm",
    "contoso/application-gateway/azurerm",
    "contoso/app-gateway/azurerm",
    "contoso/app-configuration/azurerm",
    "contoso/application-insights/azurerm",
    "contoso/app-service-plan/azurerm",
    "contoso/container-registry/azurerm",
    "contoso/container-app-environment/azurerm",
    "contoso/web-application-firewall/azurerm",
    "contoso/site-recovery/azurerm",
    "contoso/mapping/azurerm",
    "terraform-aws-modules/app-runner/aws",
    "GoogleCloudPlatform/cloud-functions/google",
    "git::https://github.com/webshop/network.git",
  ])("%s makes none, and is counted", (source) => {
    expect(moduleToScanned(call(source))).toBeUndefined();
    expect(modulesToScanned([call(source)])).toEqual({ resources: [], leftOut: 1 });
  });

  it.each(["client_certificate_mode", "client_cert_enabled", "ingress"])(
    "whatever the name, %s speaks for itself",
    (name) => {
      expect(moduleToScanned(call("contoso/thing/azurerm", { [name]: "x" }))?.subject.kind).toBe("opaque");
    },
  );
});
