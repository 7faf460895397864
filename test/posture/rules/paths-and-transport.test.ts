import { describe, expect, it } from "vitest";
import type { Setting } from "../../../src/posture/facts/host-settings.ts";
import { absent, containerApp, is, nothing } from "../parts.ts";
import { answer, ask, assumed, doubt, remedy, resource, web } from "./parts.ts";

const app = (changes: Parameters<typeof containerApp>[0]) =>
  resource(containerApp(changes), { type: "azurerm_container_app", address: "azurerm_container_app.orders" });

describe("exclusion paths", () => {
  it.each<[string, Setting<string>, string]>([
    ["none", nothing, "pass"],
    ["not a word", absent, "pass"],
    ["empty", is(" ; , "), "pass"],
    ["one", is("/healthz"), "fail"],
    ["two, by Azure's other separator", is("/a,/b"), "fail"],
    ["not known", doubt("local.paths"), "unknown"],
  ])("%s", (_title, clientCertExclusionPaths, status) => {
    expect(answer("exclusion-paths", web({ clientCertExclusionPaths })).status).toBe(status);
  });

  it("says which, and when an entry excludes everything", () => {
    const some = answer("exclusion-paths", web({ clientCertExclusionPaths: is("/healthz;/public") }));
    expect(some.message).toBe(
      'client_certificate_exclusion_paths has "/healthz", "/public": nobody is asked for a certificate on paths that ' +
        "begin with that.",
    );
    const all = answer("exclusion-paths", web({ clientCertExclusionPaths: is("/healthz;/") }));
    expect(all.message).toContain("nobody is asked for a certificate anywhere");
  });

  it("exclude nothing while certificates are off, and may while nobody knows", () => {
    const paths = { clientCertExclusionPaths: is("/x") };
    expect(answer("exclusion-paths", web({ ...paths, clientCertEnabled: is(false) })).status).toBe("not-applicable");
    expect(answer("exclusion-paths", web({ ...paths, clientCertEnabled: doubt() })).status).toBe("fail");
  });

  it("are doubtful where the setting stands that no document explains", () => {
    const ends = web({ clientCertExclusionEndPoints: is("orders:443") }, { type: "azapi_resource" });
    expect(answer("exclusion-paths", ends).status).toBe("unknown");
    const both = web({ clientCertExclusionEndPoints: is("x"), clientCertExclusionPaths: is("/a") });
    expect(answer("exclusion-paths", both).status).toBe("fail");
  });

  it("are mended without touching the demand itself", () => {
    const result = answer("exclusion-paths", web({ clientCertExclusionPaths: is("/x") }));
    expect(remedy(result, "az")).toBe(
      'az webapp update --ids <id> --set clientCertEnabled=true clientCertMode=Required clientCertExclusionPaths=""',
    );
    expect(remedy(result, "bicep")).toContain("clientCertExclusionPaths: ''");
    expect(remedy(result, "portal")).toContain("remove every entry");
    expect(remedy(result, "warning")).toContain("excluded paths need a certificate");
  });
});

describe("plain HTTP", () => {
  it.each<[string, Setting<boolean>, string]>([
    ["refused", is(true), "pass"],
    ["let in", is(false), "fail"],
    ["let in by default", assumed(false), "fail"],
    ["null", nothing, "unknown"],
    ["not known", doubt(), "unknown"],
  ])("at a site: %s", (_title, httpsOnly, status) => {
    expect(answer("https-only", web({ httpsOnly })).status).toBe(status);
  });

  it.each<[string, Setting<boolean>, string]>([
    ["refused", is(false), "pass"],
    ["refused by default", absent, "pass"],
    ["let in", is(true), "fail"],
    ["not known", doubt(), "unknown"],
  ])("at an ingress: %s", (_title, allowInsecure, status) => {
    expect(answer("https-only", app({ allowInsecure })).status).toBe(status);
  });

  it("is told in the words of the file, and how to refuse it", () => {
    const site = answer("https-only", web({ httpsOnly: is(false) }));
    expect(site.message).toBe("https_only is false: plain HTTP gets in, which carries no certificate.");
    expect(remedy(site, "terraform")).toBe("https_only = true");
    expect(remedy(site, "az")).toBe("az webapp update --ids <id> --https-only true");
    const ingress = answer("https-only", app({ allowInsecure: is(true) }));
    expect(ingress.message).toContain("allow_insecure_connections is true");
    expect(remedy(ingress, "terraform")).toContain("allow_insecure_connections = false");
    expect(remedy(ingress, "bicep")).toContain("allowInsecure: false");
    expect(remedy(ingress, "warning")).toContain("redirected to HTTPS");
  });
});

describe("the minimum TLS version", () => {
  it.each<[string, Setting<string>, string]>([
    ["1.0", is("1.0"), "fail"],
    ["1.1", is("1.1"), "fail"],
    ["1.2", is("1.2"), "pass"],
    ["1.3", is("1.3"), "pass"],
    ["left to Azure", absent, "pass"],
    ["a version that nobody knows", is("2.0"), "unknown"],
    ["not known", doubt(), "unknown"],
  ])("%s", (_title, minTlsVersion, status) => {
    expect(answer("minimum-tls", web({ minTlsVersion })).status).toBe(status);
  });

  it.each([
    ["azurerm_linux_web_app", "minimum_tls_version"],
    ["azurerm_logic_app_standard", "min_tls_version"],
    ["azurerm_app_service", "min_tls_version"],
    ["azapi_resource", "minTlsVersion"],
  ])("is raised in %s by %s", (type, name) => {
    const result = answer("minimum-tls", web({ minTlsVersion: is("1.0") }, { type, address: `${type}.orders` }));
    expect(result.severity).toBe("low");
    expect(remedy(result, "terraform")).toContain(`${name} = "1.2"`);
    expect(remedy(result, "az")).toBe("az webapp config set --ids <id> --min-tls-version 1.2");
  });
});

describe("renegotiation and HTTP/2", () => {
  const asked = (changes: Parameters<typeof web>[0]) => answer("renegotiation", web(changes));

  it("informs and never more", () => {
    expect(asked({ clientCertMode: is("OptionalInteractiveUser") })).toMatchObject({
      status: "fail",
      severity: "note",
    });
  });

  it.each<[string, Parameters<typeof web>[0], string]>([
    ["in the handshake, without HTTP/2", {}, "pass"],
    ["nothing asked", { clientCertEnabled: is(false), http20Enabled: is(true) }, "not-applicable"],
    ["HTTP/2 alone, on which Microsoft contradicts itself", { http20Enabled: is(true) }, "fail"],
    ["exclusion paths", { clientCertExclusionPaths: is("/x") }, "fail"],
    ["mode not known", { clientCertMode: doubt() }, "unknown"],
    ["mode not known, and HTTP/2", { clientCertMode: doubt(), http20Enabled: is(true) }, "unknown"],
    ["HTTP/2 not known", { http20Enabled: doubt() }, "unknown"],
    ["HTTP/2 left to Azure, which leaves it off", { http20Enabled: absent }, "pass"],
  ])("%s", (_title, changes, status) => {
    expect(asked(changes).status).toBe(status);
  });

  it("says it when HTTP/2 is on beside what needs renegotiation", () => {
    const { message } = asked({ clientCertExclusionPaths: is("/x"), http20Enabled: is(true) });
    expect(message).toMatch(/bodies over 100 KB fail with 403.*; http2_enabled is true all the same\.$/);
    expect(asked({ http20Enabled: is(true) }).message).toContain("contradict each other");
  });

  it("never advises a mode without the switch", () => {
    const { remedies } = asked({ clientCertMode: is("OptionalInteractiveUser") });
    for (const { text } of remedies.filter(({ kind }) => kind === "az" || kind === "bicep")) {
      expect(text).toContain("clientCertEnabled");
    }
  });
});

describe("what cannot ask for certificates", () => {
  it("is a type without such an attribute", () => {
    const advice = "Migrate to azurerm_linux_web_app_slot.";
    const slot = resource(
      { kind: "inexpressible", id: "s", name: "s", advice },
      { type: "azurerm_app_service_slot", address: "azurerm_app_service_slot.s" },
    );
    const result = answer("cannot-express", slot);
    expect(result).toMatchObject({ status: "fail", severity: "medium" });
    expect(result.message).toBe(
      "azurerm_app_service_slot has no attribute for client certificates, so it cannot demand them.",
    );
    expect(remedy(result, "terraform")).toBe(advice);
  });

  it.each<[string, Setting<string>, string]>([
    ["HTTP", is("http"), "pass"],
    ["HTTP/2, which is no control", is("http2"), "pass"],
    ["left to Azure", absent, "pass"],
    ["TCP", is("tcp"), "fail"],
    ["not known", doubt(), "unknown"],
  ])("is an ingress by its transport: %s", (_title, transport, status) => {
    expect(answer("cannot-express", app({ transport })).status).toBe(status);
  });

  it("leaves the other questions about TCP unasked, and says how to have an HTTP ingress", () => {
    const tcp = app({ transport: is("tcp"), clientCertificateMode: absent, allowInsecure: is(true) });
    for (const rule of ["client-certificates-disabled", "client-certificates-not-required", "https-only"] as const) {
      expect(answer(rule, tcp).status).toBe("not-applicable");
    }
    const result = answer("cannot-express", tcp);
    expect(remedy(result, "terraform")).toContain('transport               = "auto"');
    expect(remedy(result, "az")).toContain('"transport":"auto","clientCertificateMode":"require"');
    expect(remedy(result, "portal")).toContain("TCP has no such mode");
  });

  it("is no site", () => {
    expect(ask("cannot-express", web())).toBeUndefined();
  });
});
