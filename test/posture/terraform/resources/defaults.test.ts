import { describe, expect, it } from "vitest";
import { checkHost, demandOf } from "../../../../src/posture/check-host.ts";
import type { SiteSettings } from "../../../../src/posture/facts/host-settings.ts";
import { SITE_DEFAULTS } from "../../../../src/posture/terraform/resources/defaults.ts";
import { toScanned } from "../../../../src/posture/terraform/resources/to-scanned.ts";
import { context } from "../../parts.ts";
import { azurerm, type Members, resource } from "./parts.ts";

const MAJORS = [2, 3, 4, 5] as const;
const MODERN = ["linux_web_app", "windows_web_app", "linux_function_app", "windows_function_app"];
const WEB = MODERN.filter((type) => type.includes("web")).flatMap((type) => [type, `${type}_slot`]);
const FUNCTIONS = [
  ...MODERN.filter((type) => type.includes("function")).flatMap((type) => [type, `${type}_slot`]),
  "function_app_flex_consumption",
];

/** A row: resource, version, what is written, and what then holds of enabled and mode. */
type Row = readonly [type: string, major: number | undefined, written: Members, enabled: boolean, mode: string | null];

const rows: readonly Row[] = [
  ...[...MAJORS, undefined].flatMap((major): readonly Row[] => [
    ...WEB.flatMap((type): readonly Row[] => [
      [type, major, {}, false, "Required"],
      [type, major, { client_certificate_enabled: true }, true, "Required"],
      [type, major, { client_certificate_enabled: true, client_certificate_mode: null }, true, "Required"],
      [type, major, { client_certificate_enabled: null }, false, "Required"],
      [type, major, { client_certificate_mode: "Required" }, false, "Required"],
      [type, major, { client_certificate_enabled: true, client_certificate_mode: "Optional" }, true, "Optional"],
    ]),
    ...FUNCTIONS.flatMap((type): readonly Row[] => [
      [type, major, {}, false, "Optional"],
      [type, major, { client_certificate_enabled: true }, true, "Optional"],
      [type, major, { client_certificate_enabled: true, client_certificate_mode: null }, true, "Optional"],
      [type, major, { client_certificate_mode: "Required" }, false, "Required"],
      [type, major, { client_certificate_enabled: true, client_certificate_mode: "Required" }, true, "Required"],
    ]),
    ["app_service", major, {}, false, "Required"],
    ["app_service", major, { client_cert_enabled: true }, true, "Required"],
    ["app_service", major, { client_cert_mode: "Required" }, false, "Required"],
    ["app_service", major, { client_cert_enabled: true, client_cert_mode: "Optional" }, true, "Optional"],
    // The names of later resources say nothing here.
    ["app_service", major, { client_certificate_enabled: true }, false, "Required"],
    ["function_app", major, {}, false, null],
    ["function_app", major, { client_cert_mode: "" }, false, ""],
    ["function_app", major, { client_cert_mode: "Optional" }, true, "Optional"],
    ["function_app", major, { client_cert_mode: "Required" }, true, "Required"],
    ["function_app", major, { client_cert_enabled: true }, false, null],
    ["logic_app_standard", major, { client_certificate_mode: "Required" }, true, "Required"],
    ["logic_app_standard", major, { client_certificate_mode: "Optional" }, true, "Optional"],
    // There is no such attribute, so it turns nothing on and nothing off.
    [
      "logic_app_standard",
      major,
      { client_certificate_enabled: false, client_certificate_mode: "Required" },
      true,
      "Required",
    ],
  ]),
  ...[2, 3, 4, undefined].flatMap((major): readonly Row[] => [
    ["logic_app_standard", major, {}, false, null],
    ["logic_app_standard", major, { client_certificate_mode: null }, false, null],
  ]),
  ["logic_app_standard", 5, {}, true, "Required"],
  ["logic_app_standard", 5, { client_certificate_mode: null }, true, "Required"],
];

function siteOf(type: string, major: number | undefined, written: Members): SiteSettings {
  const subject = toScanned(resource(`azurerm_${type}`, written, { provider: azurerm(major) }))?.subject;
  if (subject?.kind !== "site" && subject?.kind !== "slot") throw new Error(`no site: ${subject?.kind}`);
  return subject;
}

describe("what azurerm does with what is not written", () => {
  it.each(rows)("%s under azurerm %s with %j: enabled %s, mode %s", (type, major, written, enabled, mode) => {
    const site = siteOf(type, major, written);
    expect(site.clientCertEnabled).toMatchObject({ kind: "value", value: enabled });
    if (mode === null) expect(site.clientCertMode.kind).toMatch(/^(?:null|absent)$/);
    else expect(site.clientCertMode).toMatchObject({ kind: "value", value: mode });
    const isDemanded = enabled && mode === "Required";
    const all = siteOf(type, major, { ...written, https_only: true });
    expect(demandOf(checkHost(all, context()))).toBe(isDemanded ? "yes" : "no");
  });

  it("covers every row of the table under every version", () => {
    const tried = new Set(rows.map(([type, major]) => `azurerm_${type} ${major}`));
    const all = SITE_DEFAULTS.flatMap(({ types }) => types).flatMap((type) =>
      MAJORS.map((major) => `${type} ${major}`),
    );
    expect(all.filter((name) => !tried.has(name))).toEqual([]);
  });

  it.each([...new Set(rows.map(([type]) => type))])("%s: plain HTTP is allowed until https_only says no", (type) => {
    for (const major of [...MAJORS, undefined]) {
      expect(siteOf(type, major, {}).httpsOnly).toMatchObject({
        value: false,
        origin: { assumed: expect.any(String) },
      });
      expect(siteOf(type, major, { https_only: true }).httpsOnly).toMatchObject({
        value: true,
        origin: { at: { line: 3 } },
      });
      expect(siteOf(type, major, { https_only: null }).httpsOnly).toMatchObject({
        value: false,
        origin: { at: { line: 3 } },
      });
    }
  });
});

describe("which default was assumed is said", () => {
  const assumedOf = (type: string, major: number | undefined, written: Members = {}) =>
    siteOf(type, major, written).clientCertMode.origin?.assumed;

  it.each(MAJORS)("azurerm %s.x", (major) => {
    expect(assumedOf("linux_web_app", major)).toBe(`the default of azurerm ${major}.x`);
    expect(assumedOf("logic_app_standard", major)).toBe(`the default of azurerm ${major}.x`);
  });

  it("without a version the unsafe one, where versions differ", () => {
    expect(assumedOf("logic_app_standard", undefined)).toBe(
      "azurerm version not known: the default of <= 4.x is assumed",
    );
    expect(assumedOf("linux_web_app", undefined)).toBe("the default of azurerm");
  });

  it("a version that nobody knows here has no default of its own", () => {
    expect(siteOf("logic_app_standard", 6, {}).clientCertEnabled).toMatchObject({ value: false });
    expect(assumedOf("logic_app_standard", 6)).toContain("azurerm 6.x has no default known");
    expect(assumedOf("app_service", 5)).toContain("the default of <= 4.x is assumed");
  });

  it("of what is written nothing is assumed", () => {
    const site = siteOf("linux_web_app", 4, { client_certificate_mode: "Required" });
    expect(site.clientCertMode.origin).toEqual({ at: expect.objectContaining({ line: 3 }), assumed: undefined });
  });

  it("the resource says it too, with how the version is known", () => {
    const scanned = (major: number | undefined) =>
      toScanned(resource("azurerm_linux_web_app", {}, { provider: azurerm(major) }));
    expect(scanned(4)?.assumed).toBe("azurerm 4.x (~> 4.0, required_providers)");
    expect(scanned(undefined)?.assumed).toContain("the unsafe default is assumed");
  });
});
