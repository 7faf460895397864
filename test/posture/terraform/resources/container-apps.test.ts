import { describe, expect, it } from "vitest";
import { checkHost } from "../../../../src/posture/check-host.ts";
import type { ContainerAppSettings } from "../../../../src/posture/facts/host-settings.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { context } from "../../parts.ts";
import { AZAPI, azurerm, type Members, resource, untold } from "./parts.ts";

const TYPE = "azurerm_container_app";

function scan(members: Members, provider = azurerm(4)) {
  const scanned = toScanned(resource(TYPE, members, { provider }));
  if (scanned?.subject.kind !== "container-app") throw new Error("no container app");
  return { ...scanned, app: scanned.subject };
}

function statusOf(app: ContainerAppSettings, rule = "client-certificates-required") {
  return checkHost(app, context()).find((result) => result.rule === rule)?.status;
}

describe("azurerm_container_app", () => {
  it.each([2, 3, 4, 5, undefined])("under azurerm %s a missing mode is ignore", (major) => {
    for (const ingress of [{}, { client_certificate_mode: null }]) {
      const { app, assumed } = scan({ ingress }, azurerm(major));
      expect(app.ingress).toMatchObject({
        value: {
          clientCertificateMode: { value: "ignore", origin: { assumed: expect.stringContaining("azurerm") } },
          external: { value: false },
          allowInsecure: { value: false },
          transport: { value: "auto" },
        },
      });
      expect(assumed).toContain(major === undefined ? "unknown version" : `azurerm ${major}.x`);
      expect(statusOf(app)).toBe("fail");
    }
  });

  it.each([
    ["require", "pass"],
    ["accept", "fail"],
    ["ignore", "fail"],
    ["REQUIRE", "unknown"],
    [untold("var.mode"), "unknown"],
  ])("client_certificate_mode %s", (mode, status) => {
    const { app } = scan({ ingress: { client_certificate_mode: mode } });
    expect(statusOf(app)).toBe(status);
  });

  it("everything written", () => {
    const ingress = {
      client_certificate_mode: "require",
      external_enabled: true,
      allow_insecure_connections: true,
      transport: "tcp",
    };
    const { app, exposure, assumed } = scan({ ingress });
    expect(app.ingress).toMatchObject({
      value: {
        external: { value: true, origin: { at: { line: 3 } } },
        allowInsecure: { value: true },
        transport: { value: "tcp" },
        additionalPorts: { kind: "absent" },
      },
    });
    expect({ exposure, assumed }).toEqual({ exposure: "public", assumed: undefined });
    expect([statusOf(app, "https-only"), statusOf(app, "ingress-transport")]).toEqual(["fail", "fail"]);
  });

  it.each([
    ["no ingress", {}, "null", "private"],
    ["a null one", { ingress: null }, "null", "private"],
    ["a dynamic one", { ingress: untold("var.ingress[*]") }, "unresolved", "unknown"],
    ["an internal one", { ingress: {} }, "value", "internal"],
    ["one that may be external", { ingress: { external_enabled: untold("var.public") } }, "value", "unknown"],
    ["two of them", { ingress: [{}, {}] }, "unresolved", "unknown"],
  ])("%s", (_title, members, kind, exposure) => {
    const scanned = scan(members);
    expect([scanned.app.ingress.kind, scanned.exposure]).toEqual([kind, exposure]);
  });
});

describe("a container app in Azure's own words", () => {
  const read = (ingress: unknown, type = "azapi_resource") => {
    const members = {
      type: "Microsoft.App/containerApps@2025-01-01",
      body: { properties: { configuration: ingress === undefined ? {} : { ingress } } },
    };
    return toScanned(resource(type, members, { provider: AZAPI }));
  };
  const statusIn = (ingress: unknown, type?: string) => {
    const subject = read(ingress, type)?.subject;
    return subject?.kind === "container-app" ? statusOf(subject) : subject?.kind;
  };

  it("says the same", () => {
    expect(statusIn({ clientCertificateMode: "Require" })).toBe("pass");
    expect(statusIn({ clientCertificateMode: "accept" })).toBe("fail");
    expect(statusIn({})).toBe("fail");
    expect(statusIn({ ClientCertificateMode: "require" })).toBe("pass");
    expect(read({ external: true })).toMatchObject({ exposure: "public", assumed: expect.stringContaining("Azure") });
    expect(read({ external: "true" })).toMatchObject({ exposure: "unknown" });
    expect(read(undefined)).toMatchObject({ exposure: "private", subject: { ingress: { kind: "null" } } });
    expect(read({ additionalPortMappings: [{ targetPort: 1 }, { targetPort: 2 }] })?.subject).toMatchObject({
      ingress: { value: { additionalPorts: { value: 2 } } },
    });
  });

  it("of an update only what it says is known", () => {
    expect(read(undefined, "azapi_update_resource")).toBeUndefined();
    expect(statusIn({ external: true }, "azapi_update_resource")).toBe("unknown");
    expect(statusIn({ clientCertificateMode: "ignore" }, "azapi_update_resource")).toBe("fail");
    expect(read({ clientCertificateMode: "require" }, "azapi_update_resource")).toMatchObject({
      exposure: "unknown",
      subject: {
        ingress: {
          value: {
            allowInsecure: { kind: "unresolved" },
            transport: { kind: "unresolved" },
            external: { kind: "unresolved" },
          },
        },
      },
    });
  });
});
