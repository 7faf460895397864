import { describe, expect, it } from "vitest";
import type { ContainerAppSettings, IngressSettings } from "../../src/posture/facts/host-settings.ts";
import type { RuleResult } from "../../src/posture/facts/rule.ts";
import { checkIngressAccess } from "../../src/posture/rules/access-restrictions.ts";
import { checkIngressClientCertificates } from "../../src/posture/rules/client-certificates-required.ts";
import { checkIngressHttps } from "../../src/posture/rules/https-only.ts";
import { checkIngressTransport } from "../../src/posture/rules/ingress-transport.ts";
import { checkReachedFromInside } from "../../src/posture/rules/reached-from-inside.ts";
import { APP_ID, absent, containerApp, context, is, NO_VALUE, nothing, unresolved } from "./parts.ts";

const gateway = context({ headerFrom: "gateway" });

/** `az rest --method patch` on the app, with this as its ingress. */
function patch(ingress: object): string {
  const body = JSON.stringify({ properties: { configuration: { ingress } } });
  return `az rest --method patch --url "${APP_ID}?api-version=2025-07-01" --body '${body}'`;
}

describe("without an ingress nobody knows", () => {
  it.each<[string, (app: ContainerAppSettings) => RuleResult]>([
    ["client certificates", (app) => checkIngressClientCertificates(app, context())],
    ["plain HTTP", checkIngressHttps],
    ["transport", checkIngressTransport],
  ])("%s", (_title, check) => {
    for (const [, ingress] of NO_VALUE) {
      const result = check({ ...containerApp(), ingress });
      const isSaid = ingress.kind === "unresolved";
      expect(result).toMatchObject({ status: "unknown", gate: true, isSaid, remedy: expect.any(String) });
      expect(result.message).toContain("ingress");
    }
  });
});

describe("client certificates of an ingress", () => {
  it.each<[string, IngressSettings["clientCertificateMode"], RuleResult["status"]]>([
    ["require", is("require"), "pass"],
    ["Require", is("Require"), "pass"],
    ["accept", is("accept"), "fail"],
    ["Accept", is("Accept"), "fail"],
    ["ignore", is("ignore"), "fail"],
    ["Ignore", is("Ignore"), "fail"],
    ["null", nothing, "fail"],
    ["not told", absent, "fail"],
    ["another word", is("required"), "fail"],
    ["empty", is(""), "fail"],
    ["unresolved", unresolved, "unknown"],
  ])("mode %s", (_title, clientCertificateMode, status) => {
    const result = checkIngressClientCertificates(containerApp({ clientCertificateMode }), context());
    expect(result).toMatchObject({ status, gate: true, isSaid: true });
    expect(result.message).toContain("clientCertificateMode");
    expect(result.remedy).toBe(status === "pass" ? undefined : patch({ clientCertificateMode: "require" }));
  });

  it("a missing mode is told to mean ignore", () => {
    const { message } = checkIngressClientCertificates(containerApp({ clientCertificateMode: absent }), context());
    expect(message).toContain("means ignore");
  });

  it("behind a gateway require locks it out, and everything else decides nothing", () => {
    const result = checkIngressClientCertificates(containerApp(), gateway);
    expect(result).toMatchObject({ status: "fail", gate: false });
    expect(result.message).toContain("locks the gateway out");
    for (const mode of [is("accept"), absent, unresolved]) {
      const other = checkIngressClientCertificates(containerApp({ clientCertificateMode: mode }), gateway);
      expect(other).toMatchObject({ status: "not-applicable", gate: false });
    }
    const none = checkIngressClientCertificates({ ...containerApp(), ingress: nothing }, gateway);
    expect(none).toMatchObject({ status: "not-applicable", gate: false });
  });
});

describe("plain HTTP to an ingress", () => {
  it.each<[string, IngressSettings["allowInsecure"], RuleResult["status"]]>([
    ["false", is(false), "pass"],
    ["null", nothing, "pass"],
    ["not told", absent, "pass"],
    ["true", is(true), "fail"],
    ["unresolved", unresolved, "unknown"],
  ])("allowInsecure %s", (_title, allowInsecure, status) => {
    const result = checkIngressHttps(containerApp({ allowInsecure }));
    expect(result).toMatchObject({ rule: "https-only", status, gate: true, isSaid: true });
    expect(result.remedy).toBe(status === "pass" ? undefined : patch({ allowInsecure: false }));
  });
});

describe("transport", () => {
  it.each<[string, IngressSettings["transport"], RuleResult["status"]]>([
    ["auto", is("auto"), "pass"],
    ["http", is("http"), "pass"],
    ["HTTP2", is("HTTP2"), "pass"],
    ["null", nothing, "pass"],
    ["not told", absent, "pass"],
    ["tcp", is("tcp"), "fail"],
    ["Tcp", is("Tcp"), "fail"],
    ["another word", is("udp"), "unknown"],
    ["unresolved", unresolved, "unknown"],
  ])("%s", (_title, transport, status) => {
    const result = checkIngressTransport(containerApp({ transport }));
    expect(result).toMatchObject({ status, gate: true, isSaid: true });
    expect(result.remedy).toBe(status === "pass" ? undefined : patch({ transport: "auto" }));
  });
});

describe("access to an ingress", () => {
  const rule = (action: string, ipAddressRange = "203.0.113.4/32") => ({ name: "one", action, ipAddressRange });
  const listed = (...rules: readonly ReturnType<typeof rule>[]) => ({ ipSecurityRestrictions: is(rules) });

  it.each<[string, Partial<IngressSettings>, RuleResult["status"], boolean]>([
    ["only Allow", listed(rule("Allow"), rule("allow", "198.51.100.0/24")), "pass", true],
    ["only Deny", listed(rule("Deny")), "fail", true],
    ["none", { ipSecurityRestrictions: nothing }, "fail", true],
    ["none told", { ipSecurityRestrictions: absent }, "fail", true],
    ["an empty list", listed(), "fail", true],
    ["both", listed(rule("Allow"), rule("Deny")), "unknown", true],
    ["another word", listed(rule("Log")), "unknown", true],
    ["unresolved", { ipSecurityRestrictions: unresolved }, "unknown", true],
    ["Allow for everyone", listed(rule("Allow", "0.0.0.0/0"), rule("Allow")), "fail", true],
    ["Allow for half of everyone", listed(rule("Allow", " 128.0.0.0/1")), "fail", true],
    ["another word for everyone", listed(rule("Log", "0.0.0.0/0"), rule("Allow")), "fail", true],
    ["Deny for everyone", listed(rule("Deny", "0.0.0.0/0")), "fail", true],
    ["not external, and none", { external: is(false), ipSecurityRestrictions: nothing }, "pass", true],
    ["not external, and Deny", { external: is(false), ...listed(rule("Deny")) }, "pass", true],
    ["external not told, and none", { external: absent, ipSecurityRestrictions: nothing }, "unknown", false],
    ["external unresolved, and none", { external: unresolved, ipSecurityRestrictions: nothing }, "unknown", true],
    ["external not told, and Allow", { external: absent, ...listed(rule("Allow")) }, "pass", true],
  ])("behind a gateway is whoever the restrictions let in: %s", (_title, ingress, status, isSaid) => {
    const result = checkIngressAccess(containerApp(ingress), gateway);
    expect(result).toMatchObject({ rule: "access-restrictions", status, gate: true, isSaid });
    if (status !== "pass") expect(result.remedy).toContain("az rest --method patch");
    expect(result.message).not.toMatch(/demand|without a certificate/);
  });

  it("is nobody's without an ingress", () => {
    const result = checkIngressAccess({ ...containerApp(), ingress: nothing }, gateway);
    expect(result).toMatchObject({ status: "unknown", gate: true, isSaid: false });
  });

  it("decides nothing when the header is the platform's own", () => {
    expect(checkIngressAccess(containerApp(), context())).toMatchObject({ status: "not-applicable", gate: false });
  });
});

describe("callers from inside", () => {
  it.each([["true", is(true)], ["false", is(false)], ...NO_VALUE] as const)(
    "are never ruled out, external %s",
    (_title, external) => {
      const result = checkReachedFromInside(containerApp({ external }), context());
      expect(result).toMatchObject({ status: "unknown", gate: false });
      expect(result.message).toContain("azure-container-apps#880");
    },
  );

  it("are past the gateway where there is one, which nobody asks for a certificate", () => {
    for (const changes of [{}, { additionalPorts: is(2) }]) {
      const { message } = checkReachedFromInside(containerApp(changes), gateway);
      expect(message).toContain("gateway");
      expect(message).not.toContain("certificate");
    }
  });

  it("additional ports are told", () => {
    const result = checkReachedFromInside(containerApp({ additionalPorts: is(2) }), context());
    expect(result).toMatchObject({ status: "fail", gate: false });
    expect(result.message).toContain("additionalPortMappings exposes 2");
    expect(result.remedy).toBe(patch({ additionalPortMappings: [] }));
    expect(checkReachedFromInside(containerApp({ additionalPorts: is(0) }), context()).status).toBe("unknown");
  });

  it("without an ingress there is nothing to tell", () => {
    const result = checkReachedFromInside({ ...containerApp(), ingress: nothing }, context());
    expect(result).toMatchObject({ status: "not-applicable", gate: false });
  });
});
