import { describe, expect, it } from "vitest";
import type { SiteSettings } from "../../src/posture/facts/host-settings.ts";
import type { RuleContext, RuleResult } from "../../src/posture/facts/rule.ts";
import { checkPhantomSettings, checkWarmUpStatuses } from "../../src/posture/rules/app-settings.ts";
import { checkHealthCheckPath } from "../../src/posture/rules/health-check-path.ts";
import { checkHttp2, checkMinimumTls, checkRenegotiation } from "../../src/posture/rules/tls.ts";
import { absent, context, is, NO_VALUE, nothing, SITE_ID, site, unresolved } from "./parts.ts";

const note = (status: RuleResult["status"]) => ({ status, gate: false });

describe("what only informs", () => {
  it.each<[string, RuleResult, boolean]>([
    ["minTlsVersion null", checkMinimumTls(site({ minTlsVersion: nothing })), false],
    ["minTlsVersion of another word", checkMinimumTls(site({ minTlsVersion: is("1.4") })), true],
    ["http20Enabled not told", checkHttp2(site({ http20Enabled: absent }), context()), false],
    ["http20Enabled unresolved", checkHttp2(site({ http20Enabled: unresolved }), context()), true],
    ["clientCertMode null", checkRenegotiation(site({ clientCertMode: nothing }), context()), false],
    ["exclusion paths unresolved", checkRenegotiation(site({ clientCertExclusionPaths: unresolved }), context()), true],
    ["healthCheckPath not told", checkHealthCheckPath(site({ healthCheckPath: absent }), context()), false],
    ["healthCheckPath unresolved", checkHealthCheckPath(site({ healthCheckPath: unresolved }), context()), true],
    ["app settings not known", checkPhantomSettings(site(), context({ appSettings: undefined })), false],
    ["app settings not known for the warm-up", checkWarmUpStatuses(site(), context({ appSettings: undefined })), false],
    [
      "a list of statuses that is none",
      checkWarmUpStatuses(site(), context({ appSettings: { WEBSITE_WARMUP_STATUSES: "all" } })),
      true,
    ],
  ])("tells silence from what is not understood: %s", (_title, result, isSaid) => {
    expect(result).toMatchObject({ status: "unknown", isSaid });
  });
});

describe("minimum TLS", () => {
  it.each([
    ["1.0", "fail"],
    ["1.1", "fail"],
    ["1.2", "pass"],
    ["1.3", "pass"],
    ["1.4", "unknown"],
    ["", "unknown"],
  ] as const)("%s: %s", (version, status) => {
    expect(checkMinimumTls(site({ minTlsVersion: is(version) }))).toMatchObject(note(status));
  });

  it.each(NO_VALUE)("%s: unknown", (_title, minTlsVersion) => {
    expect(checkMinimumTls(site({ minTlsVersion }))).toMatchObject(note("unknown"));
  });

  it("names the option", () => {
    const { remedy } = checkMinimumTls(site({ minTlsVersion: is("1.0") }));
    expect(remedy).toBe(`az webapp config set --ids ${SITE_ID} --min-tls-version 1.2`);
  });
});

describe("HTTP/2", () => {
  it("on is told, with the contradiction", () => {
    const result = checkHttp2(site({ http20Enabled: is(true) }), context());
    expect(result).toMatchObject(note("fail"));
    expect(result.message).toContain("contradict");
    expect(result.remedy).toContain("--http20-enabled false");
  });

  it("off is nothing to tell, and never a pass", () => {
    expect(checkHttp2(site(), context())).toMatchObject(note("not-applicable"));
  });

  it.each(NO_VALUE)("%s: unknown", (_title, http20Enabled) => {
    expect(checkHttp2(site({ http20Enabled }), context())).toMatchObject(note("unknown"));
  });

  it("behind a gateway it does not matter", () => {
    const result = checkHttp2(site({ http20Enabled: is(true) }), context({ headerFrom: "gateway" }));
    expect(result).toMatchObject(note("not-applicable"));
  });
});

describe("renegotiation", () => {
  it.each<[string, Partial<SiteSettings>, RuleResult["status"]]>([
    ["Required without exclusion paths", {}, "pass"],
    ["Optional without exclusion paths", { clientCertMode: is("Optional") }, "pass"],
    ["exclusion paths without an entry", { clientCertExclusionPaths: is(" ; ") }, "pass"],
    ["OptionalInteractiveUser", { clientCertMode: is("optionalInteractiveUser") }, "fail"],
    ["an exclusion path", { clientCertExclusionPaths: is("/healthz") }, "fail"],
    [
      "an exclusion path, whether on is not known",
      { clientCertExclusionPaths: is("/a"), clientCertEnabled: absent },
      "fail",
    ],
    ["off", { clientCertEnabled: is(false), clientCertExclusionPaths: is("/a") }, "not-applicable"],
    ["mode null", { clientCertMode: nothing }, "unknown"],
    ["mode not told", { clientCertMode: absent }, "unknown"],
    ["exclusion paths unresolved", { clientCertExclusionPaths: unresolved }, "unknown"],
  ])("%s: %#", (_title, changes, status) => {
    expect(checkRenegotiation(site(changes), context())).toMatchObject(note(status));
  });

  it("tells the limits", () => {
    const { message } = checkRenegotiation(site({ clientCertExclusionPaths: is("/healthz") }), context());
    for (const part of ["100 KB", "403", "TLS 1.3", "HTTP/2", "/healthz"]) expect(message).toContain(part);
  });

  it("behind a gateway it does not matter", () => {
    const result = checkRenegotiation(site({ clientCertExclusionPaths: is("/a") }), context({ headerFrom: "gateway" }));
    expect(result).toMatchObject(note("not-applicable"));
  });
});

describe("the health check path", () => {
  const check = (path: SiteSettings["healthCheckPath"], changes: Partial<RuleContext> = {}) =>
    checkHealthCheckPath(site({ healthCheckPath: path }), context(changes));

  it.each([
    ["/healthz", "pass"],
    ["/healthz?full=1", "pass"],
    ["healthz", "pass"],
    ["/public/health", "pass"],
    ["/public", "fail"],
    ["/public/", "fail"],
    ["/public/../healthz", "fail"],
    ["/public/%2e%2e/x", "fail"],
    ["/Healthz", "fail"],
    ["/api/health", "fail"],
    ["/", "fail"],
    ["", "not-applicable"],
  ] as const)("%j: %s", (path, status) => {
    expect(check(is(path))).toMatchObject(note(status));
  });

  it("the root is open where the app says so", () => {
    expect(check(is("/"), { openPaths: ["/"] })).toMatchObject(note("pass"));
  });

  it("null is none, and not told or unresolved is unknown", () => {
    expect(check(nothing)).toMatchObject(note("not-applicable"));
    expect(check(absent)).toMatchObject(note("unknown"));
    expect(check(unresolved)).toMatchObject(note("unknown"));
  });

  it("without the app's open paths nobody knows", () => {
    expect(check(is("/healthz"), { openPaths: undefined })).toMatchObject(note("unknown"));
  });

  it("a failure tells what happens", () => {
    const { message, remedy } = check(is("/api/health"));
    expect(message).toContain("ten refused ones");
    expect(remedy).toContain('"/api/health"');
  });
});

describe("phantom settings", () => {
  const check = (appSettings: RuleContext["appSettings"]) => checkPhantomSettings(site(), context({ appSettings }));

  it("WEBSITE_CLIENT_CERT_MODE is told to do nothing", () => {
    const result = check({ WEBSITE_CLIENT_CERT_MODE: "Required" });
    expect(result).toMatchObject(note("fail"));
    expect(result.message).toContain('WEBSITE_CLIENT_CERT_MODE is "Required"');
    expect(result.remedy).toBe(
      `az webapp config appsettings delete --ids ${SITE_ID} --setting-names WEBSITE_CLIENT_CERT_MODE`,
    );
    expect(check({ WEBSITE_CLIENT_CERT_MODE: "" })).toMatchObject(note("fail"));
  });

  it("its absence is a pass, an unknown environment is not", () => {
    expect(check({})).toMatchObject(note("pass"));
    expect(check({ WEBSITE_CLIENT_CERT_MODE: undefined })).toMatchObject(note("pass"));
    expect(check(undefined)).toMatchObject(note("unknown"));
  });

  it("what is inherited does not count", () => {
    expect(check(Object.create({ WEBSITE_CLIENT_CERT_MODE: "Required" }))).toMatchObject(note("pass"));
  });
});

describe("statuses of the warm-up", () => {
  const check = (appSettings: RuleContext["appSettings"], openPaths: RuleContext["openPaths"] = ["/warm"]) =>
    checkWarmUpStatuses(site(), context({ appSettings, openPaths }));

  it.each([
    ["nothing set", {}],
    ["an empty list", { WEBSITE_WARMUP_STATUSES: " " }],
    ["both refusals", { WEBSITE_WARMUP_STATUSES: "200,403,503" }],
    ["a range with both", { WEBSITE_WARMUP_STATUSES: "200-599" }],
    ["ranges and white space", { WEBSITE_SWAP_WARMUP_PING_STATUSES: "200-299, 403; 500-503" }],
    ["an open path", { WEBSITE_WARMUP_STATUSES: "200", WEBSITE_WARMUP_PATH: "/warm" }],
    ["an open path for the swap", { WEBSITE_SWAP_WARMUP_PING_STATUSES: "200", WEBSITE_SWAP_WARMUP_PING_PATH: "/warm" }],
    ["an open path and an unreadable list", { WEBSITE_WARMUP_STATUSES: "2xx", WEBSITE_WARMUP_PATH: "/warm" }],
  ])("%s is a pass", (_title, settings) => {
    expect(check(settings)).toMatchObject(note("pass"));
  });

  it.each([
    ["without 403", { WEBSITE_WARMUP_STATUSES: "200,503" }, "/robots933456.txt"],
    ["without 503", { WEBSITE_WARMUP_STATUSES: "200-499" }, "/robots933456.txt"],
    ["neither, for the swap", { WEBSITE_SWAP_WARMUP_PING_STATUSES: "200,202" }, "/"],
    ["a path that is protected", { WEBSITE_WARMUP_STATUSES: "200", WEBSITE_WARMUP_PATH: "/x" }, "/x"],
    ["an empty path", { WEBSITE_WARMUP_STATUSES: "200", WEBSITE_WARMUP_PATH: "" }, "/robots933456.txt"],
    ["the path of the other ping", { WEBSITE_SWAP_WARMUP_PING_STATUSES: "200", WEBSITE_WARMUP_PATH: "/warm" }, "/"],
  ])("%s is a failure", (_title, settings, path) => {
    const result = check(settings);
    expect(result).toMatchObject(note("fail"));
    expect(result.message).toContain(`"${path}"`);
    expect(result.remedy).toContain("403 and 503");
  });

  it("the default paths may be open", () => {
    const settings = { WEBSITE_WARMUP_STATUSES: "200", WEBSITE_SWAP_WARMUP_PING_STATUSES: "200" };
    expect(check(settings, ["/", "/robots933456.txt"])).toMatchObject(note("pass"));
    expect(check(settings, ["/"]).message).toContain("WEBSITE_WARMUP_STATUSES");
    expect(check(settings, []).message).toContain("WEBSITE_SWAP_WARMUP_PING_STATUSES");
  });

  it.each(["2xx", "200-", "20", "2000", "all"])("the list %s is unknown", (statuses) => {
    expect(check({ WEBSITE_WARMUP_STATUSES: statuses })).toMatchObject(note("unknown"));
  });

  it("without the settings or the open paths nobody knows", () => {
    expect(check(undefined)).toMatchObject(note("unknown"));
    const settings = { WEBSITE_WARMUP_STATUSES: "200" };
    expect(checkWarmUpStatuses(site(), context({ appSettings: settings, openPaths: undefined }))).toMatchObject(
      note("unknown"),
    );
  });
});
