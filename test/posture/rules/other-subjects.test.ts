import { describe, expect, it } from "vitest";
import type { Setting } from "../../../src/posture/facts/host-settings.ts";
import type { LinkedServiceSettings, ScannedResource } from "../../../src/posture/scan/model.ts";
import { absent, containerApp, is, site } from "../parts.ts";
import { answer, ask, doubt, remedy, resource, web } from "./parts.ts";

const RULE = "linked-service-authentication";

function linked(
  changes: Partial<LinkedServiceSettings>,
  type = "azurerm_data_factory_linked_custom_service",
): ScannedResource {
  const subject: LinkedServiceSettings = {
    kind: "linked-service",
    id: `${type}.partner`,
    name: "partner",
    serviceType: is("Web"),
    authenticationType: is("ClientCertificate"),
    canExpressCertificate: true,
    ...changes,
  };
  return resource(subject, { type, address: `${type}.partner`, exposure: "unknown" });
}

describe("linked services of Data Factory", () => {
  it.each<[string, Setting<string>, string, string]>([
    ["ClientCertificate", is("ClientCertificate"), "pass", 'authenticationType is "ClientCertificate".'],
    ["Anonymous", is("Anonymous"), "fail", "the service is called without any credential."],
    ["Basic", is("Basic"), "fail", "no certificate is shown to the service."],
    ["Windows", is("Windows"), "fail", "no certificate is shown to the service."],
    ["none", absent, "fail", "so no certificate is shown."],
    ["not known", doubt("var.how"), "unknown", "so it cannot be told whether a certificate is shown."],
  ])("%s", (_title, authenticationType, status, words) => {
    const result = answer(RULE, linked({ authenticationType }));
    expect(result.status).toBe(status);
    expect(result.message).toContain(words);
  });

  it("a certificate that azurerm's own resource never sends is none", () => {
    const own = linked({ canExpressCertificate: false }, "azurerm_data_factory_linked_service_web");
    const result = answer(RULE, own);
    expect(result.status).toBe("fail");
    expect(result.message).toContain("has no attribute for the certificate and sends neither it nor the URL");
  });

  it("of other types, or of a type that is not known", () => {
    expect(answer(RULE, linked({ serviceType: is("AzureSqlDatabase") })).status).toBe("not-applicable");
    const unclear = answer(RULE, linked({ serviceType: doubt("var.type") }));
    expect(unclear).toMatchObject({ status: "unknown", expression: "var.type" });
  });

  it.each([
    ["Web", "pfx"],
    ["HttpServer", "embeddedCertData"],
  ])("of type %s are mended with secrets of the key vault as %s", (type, member) => {
    const result = answer(RULE, linked({ serviceType: is(type), authenticationType: is("Basic") }));
    const terraform = remedy(result, "terraform");
    expect(terraform).toContain('resource "azurerm_data_factory_linked_custom_service"');
    expect(terraform).toMatch(new RegExp(`${member} += \\{ type = "AzureKeyVaultSecret"`));
    expect(terraform).toContain(`type            = "${type}"`);
    expect(remedy(result, "bicep")).toContain("authenticationType: 'ClientCertificate'");
    expect(remedy(result, "az")).toBe(
      'az rest --method put --url "<id>?api-version=2018-06-01" --body @linked-service.json',
    );
    expect(remedy(result, "warning")).toContain("must know the certificate before");
  });
});

describe("what proves nothing", () => {
  const claimed = (changes: Parameters<typeof site>[0]): ScannedResource =>
    resource(
      { kind: "unprovable", id: "x", name: "flow", reason: "Ask the live app.", settings: site(changes) },
      { type: "azurerm_logic_app_standard" },
    );

  it("is always a doubt, and makes no pass of the mode that it claims", () => {
    expect(answer("state-proves-nothing", claimed({}))).toMatchObject({
      status: "unknown",
      message: "Ask the live app.",
    });
    expect(answer("client-certificates-disabled", claimed({})).status).toBe("not-applicable");
    expect(answer("client-certificates-not-required", claimed({})).status).toBe("not-applicable");
    expect(answer("public-without-control", claimed({})).status).toBe("fail");
  });

  it("is believed when it claims the worse", () => {
    expect(answer("client-certificates-not-required", claimed({ clientCertMode: is("Optional") })).status).toBe("fail");
    expect(answer("https-only", claimed({ httpsOnly: is(false) })).status).toBe("fail");
  });

  it("says how to ask Azure, and what to set", () => {
    const az = remedy(answer("state-proves-nothing", claimed({})), "az");
    expect(az).toContain("az resource show");
    expect(az).toContain("clientCertEnabled=true clientCertMode=Required");
  });
});

describe("a module that is not here", () => {
  it("is a doubt of its own", () => {
    const opaque = resource(
      { kind: "opaque", id: "module.web", name: "web", reason: "The source is not here." },
      { type: "module", address: "module.web", exposure: "unknown" },
    );
    const result = answer("module-not-read", opaque);
    expect(result).toMatchObject({ status: "unknown", message: "The source is not here.", isRequired: true });
    expect(remedy(result, "terraform")).toContain("terraform init");
    expect(ask("client-certificates-disabled", opaque)).toBeUndefined();
    expect(ask("public-without-control", opaque)).toBeUndefined();
  });
});

describe("public without a control", () => {
  const off = { clientCertEnabled: is(false) };

  it.each<[string, ScannedResource, string]>([
    ["public and nothing demanded", web(off), "fail"],
    ["public and nobody knows", web({ clientCertEnabled: doubt() }), "fail"],
    ["public and demanded", web(), "pass"],
    ["not known and nothing demanded", web(off, { exposure: "unknown" }), "unknown"],
    ["internal", web(off, { exposure: "internal" }), "not-applicable"],
    ["private", web(off, { exposure: "private" }), "not-applicable"],
    ["a container app that takes what comes", resource(containerApp({ clientCertificateMode: absent })), "fail"],
  ])("%s", (_title, of, status) => {
    expect(answer("public-without-control", of)).toMatchObject({ status, severity: "note" });
  });
});

describe("an update by azapi", () => {
  const update = (changes: Parameters<typeof web>[0]) =>
    web({ ...UNTOLD, ...changes }, { type: "azapi_update_resource" });
  const untold: Setting<never> = { kind: "unresolved", expression: "not told by azapi_update_resource" };
  const UNTOLD = {
    clientCertEnabled: untold,
    clientCertMode: untold,
    clientCertExclusionPaths: untold,
    httpsOnly: untold,
    minTlsVersion: untold,
  };

  it("is not asked about what it leaves alone", () => {
    const https = update({ httpsOnly: is(true) });
    expect(answer("https-only", https).status).toBe("pass");
    for (const rule of ["client-certificates-disabled", "exclusion-paths", "minimum-tls"] as const) {
      expect(ask(rule, https)).toBeUndefined();
    }
  });

  it("leaves a doubt when it sets half of what counts together", () => {
    expect(answer("client-certificates-not-required", update({ clientCertEnabled: is(true) })).status).toBe("unknown");
    expect(answer("client-certificates-disabled", update({ clientCertMode: is("Required") })).status).toBe("unknown");
    expect(answer("client-certificates-disabled", update({ clientCertEnabled: is(false) })).status).toBe("fail");
  });

  it("whose body nobody can tell is a doubt", () => {
    const all = {
      clientCertEnabled: doubt("local.body"),
      clientCertMode: doubt("local.body"),
      httpsOnly: doubt("local.body"),
    };
    expect(answer("client-certificates-disabled", update(all)).status).toBe("unknown");
    expect(answer("https-only", update(all)).status).toBe("unknown");
  });
});
