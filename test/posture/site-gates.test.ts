import { describe, expect, it } from "vitest";
import type { Setting, SiteSettings } from "../../src/posture/facts/host-settings.ts";
import type { RuleContext, RuleResult } from "../../src/posture/facts/rule.ts";
import { checkSiteClientCertificates } from "../../src/posture/rules/client-certificates-required.ts";
import { checkExclusionEndPoints, checkExclusionPaths } from "../../src/posture/rules/exclusion-paths.ts";
import { checkSiteHttps } from "../../src/posture/rules/https-only.ts";
import { absent, context, gate, is, NO_VALUE, nothing, SITE_ID, says, site, unresolved } from "./parts.ts";

const gateway = context({ headerFrom: "gateway" });

describe("client certificates of a site", () => {
  const check = (changes: Partial<SiteSettings>, with_: RuleContext = context()): RuleResult =>
    checkSiteClientCertificates(site(changes), with_);

  it.each(["Required", "required", "REQUIRED"])("enabled and %s is a pass", (mode) => {
    expect(check({ clientCertMode: is(mode) })).toMatchObject(gate("pass"));
  });

  it.each<[string, Setting<string>]>([
    ["Required", is("Required")],
    ["Optional", is("Optional")],
    ["null", nothing],
    ["not a word", absent],
    ["something unresolved", unresolved],
  ])("off is a no whatever the mode: %s", (_title, clientCertMode) => {
    const result = check({ clientCertEnabled: is(false), clientCertMode });
    expect(result).toMatchObject(gate("fail"));
    expect(result.message).toContain("clientCertEnabled is false");
  });

  it("a new site, off and Required, is told that its mode does not count", () => {
    const { message, remedy } = check({ clientCertEnabled: is(false) });
    expect(message).toContain('clientCertMode is "Required": the mode does not count while it is off');
    expect(remedy).toBe(`az webapp update --ids ${SITE_ID} --set clientCertEnabled=true clientCertMode=Required`);
  });

  it.each([
    ["Optional", "the portal calls it Optional, and called it Allow until late 2024"],
    ["optional", "the portal calls it Optional, and called it Allow until late 2024"],
    [
      "OptionalInteractiveUser",
      "the portal calls it Optional Interactive User, and called it Optional until late 2024",
    ],
  ])("mode %s is a no, in the portal's words", (mode, words) => {
    const result = check({ clientCertMode: is(mode) });
    expect(result).toMatchObject(gate("fail"));
    expect(result.message).toContain(words);
    expect(result.message).toContain(`clientCertMode is "${mode}"`);
  });

  it.each(NO_VALUE)("mode %s cannot tell", (_title, clientCertMode) => {
    expect(check({ clientCertMode })).toMatchObject(gate("unknown", says(clientCertMode)));
  });

  it.each(["Require", "Ignore", "Allow", "Required ", "", "None"])(
    "mode %j, which is none of Azure's, is a no",
    (mode) => {
      const result = check({ clientCertMode: is(mode) });
      expect(result).toMatchObject(gate("fail"));
      expect(result.message).toContain(`clientCertMode is "${mode}": only Required`);
    },
  );

  it.each(NO_VALUE)("enabled %s cannot tell, though the mode is Required", (_title, clientCertEnabled) => {
    expect(check({ clientCertEnabled })).toMatchObject(gate("unknown", says(clientCertEnabled)));
  });

  describe.each(NO_VALUE)("enabled %s", (_title, clientCertEnabled) => {
    it.each(["Optional", "optional", "OptionalInteractiveUser", "Allow", ""])("with mode %j is a no", (mode) => {
      const result = check({ clientCertEnabled, clientCertMode: is(mode) });
      expect(result).toMatchObject(gate("fail"));
      expect(result.message).toContain(`clientCertMode is "${mode}"`);
    });

    it.each(NO_VALUE)("with mode %s cannot tell", (_mode, clientCertMode) => {
      const isSaid = says(clientCertEnabled) || says(clientCertMode);
      expect(check({ clientCertEnabled, clientCertMode })).toMatchObject(gate("unknown", isSaid));
    });
  });

  it("nulls on App Service on Azure Arc are explained", () => {
    const changes = { clientCertEnabled: nothing, clientCertMode: nothing };
    expect(check({ ...changes, siteKind: is("linux,Kubernetes,app") }).message).toContain("Azure Arc");
    expect(check({ ...changes, siteKind: is("app") }).message).not.toContain("Arc");
    expect(
      check({ ...changes, siteKind: is("linux,kubernetes,app"), clientCertEnabled: absent }).message,
    ).not.toContain("Arc");
  });

  it("behind a gateway it decides nothing", () => {
    for (const mode of ["Optional", "OptionalInteractiveUser"]) {
      expect(check({ clientCertMode: is(mode) }, gateway)).toMatchObject({ status: "not-applicable", gate: false });
    }
    expect(check({ clientCertEnabled: is(false) }, gateway)).toMatchObject({ status: "not-applicable", gate: false });
    expect(check({ clientCertEnabled: nothing }, gateway).message).toContain("lock it out");
  });

  it("behind a gateway Required locks the gateway out, which is told and decides nothing", () => {
    const result = check({}, gateway);
    expect(result).toMatchObject({ status: "fail", gate: false });
    expect(result.message).toContain("locks the gateway out");
    expect(result.remedy).toBe(`az webapp update --ids ${SITE_ID} --set clientCertEnabled=false`);
  });
});

describe("plain HTTP to a site", () => {
  it("is kept out by httpsOnly", () => {
    expect(checkSiteHttps(site())).toMatchObject(gate("pass"));
  });

  it("gets in without it", () => {
    const result = checkSiteHttps(site({ httpsOnly: is(false) }));
    expect(result).toMatchObject(gate("fail"));
    expect(result.message).toContain("httpsOnly is false");
    expect(result.remedy).toBe(`az webapp update --ids ${SITE_ID} --https-only true`);
  });

  it.each(NO_VALUE)("nobody knows when it is %s", (_title, httpsOnly) => {
    expect(checkSiteHttps(site({ httpsOnly }))).toMatchObject(gate("unknown", says(httpsOnly)));
  });
});

describe("exclusion paths of a site", () => {
  const check = (paths: Setting<string>, changes: Partial<RuleContext> = {}): RuleResult =>
    checkExclusionPaths(site({ clientCertExclusionPaths: paths }), context(changes));

  it.each<[string, Setting<string>]>([
    ["null", nothing],
    ["not a word", absent],
    ["empty", is("")],
    ["only separators", is(" ; , ")],
  ])("%s means none", (_title, paths) => {
    expect(check(paths)).toMatchObject(gate("pass"));
    expect(check(paths, { openPaths: undefined })).toMatchObject(gate("pass"));
  });

  it.each(["/healthz", "/healthz;/public/", "/healthz,/public/a"])("%s is open anyway", (paths) => {
    const result = check(is(paths));
    expect(result).toMatchObject(gate("pass"));
    expect(result.message).toContain('"/healthz"');
    expect(result.message).toContain('(such as "/healthzone") are refused, since the platform asks none of them');
  });

  it("whose look-alikes have no example are told all the same, and not where everything is open", () => {
    const { message } = check(is("/public/"));
    expect(message).toContain("callers of other paths that merely begin alike are refused");
    expect(check(is("/"), { openPaths: ["/*"] }).message).not.toContain("refused");
  });

  it.each(["/admin", "/", "/Healthz", "/healthz/x", "/publicity", "/*"])("%s is not", (path) => {
    const result = check(is(path));
    expect(result).toMatchObject(gate("fail"));
    expect(result.message).toContain(`"${path}"`);
    expect(result.remedy).toBe(`az webapp update --ids ${SITE_ID} --set clientCertExclusionPaths=""`);
  });

  it("those that are not open are named, those that are stay in the command", () => {
    const { status, message, remedy } = check(is("/healthz; /admin ,/orders;/public/a"));
    expect(status).toBe("fail");
    expect(message).toContain('clientCertExclusionPaths has "/admin", "/orders":');
    expect(remedy).toContain('clientCertExclusionPaths="/healthz;/public/a"');
  });

  it("a path that a shell would read as more is left out of the command", () => {
    const { remedy } = check(is("/admin;/public/$(reboot)"));
    expect(remedy).toContain('clientCertExclusionPaths=""');
  });

  it("without the app's open paths nobody knows", () => {
    const result = check(is("/healthz"), { openPaths: undefined });
    expect(result).toMatchObject(gate("unknown"));
    expect(result.message).toContain('"/healthz"');
  });

  it("unresolved ones are unknown", () => {
    expect(check(unresolved)).toMatchObject(gate("unknown"));
  });

  it("a long list is shortened", () => {
    const paths = Array.from({ length: 30 }, (_, index) => `/p${index}`).join(";");
    expect(check(is(paths)).message).toContain('"/p7" and 22 more');
  });

  it("behind a gateway they decide nothing", () => {
    expect(check(is("/admin"), { headerFrom: "gateway" })).toMatchObject({ status: "not-applicable", gate: false });
  });
});

describe("exclusion end points of a site", () => {
  const check = (points: Setting<string>, with_: RuleContext = context()): RuleResult =>
    checkExclusionEndPoints(site({ clientCertExclusionEndPoints: points }), with_);

  it.each<[string, Setting<string>]>([
    ["null", nothing],
    ["not a word", absent],
    ["an empty value", is("")],
    ["white space", is(" \t\n ")],
  ])("%s means none", (_title, points) => {
    expect(check(points)).toMatchObject(gate("pass"));
  });

  it.each<[string, Setting<string>]>([
    ["a value", is("10.0.0.0:443")],
    ["a separator", is(";")],
    ["something unresolved", unresolved],
  ])("%s means nobody knows what", (_title, points) => {
    const result = check(points);
    expect(result).toMatchObject(gate("unknown"));
    expect(result.message).toContain("clientCertExclusionEndPoints");
    expect(result.remedy).toBe(
      `az rest --method patch --url "${SITE_ID}?api-version=2024-04-01" ` +
        `--body '{"properties":{"clientCertExclusionEndPoints":null}}'`,
    );
  });

  it("behind a gateway they decide nothing", () => {
    expect(check(is("x"), gateway)).toMatchObject({ status: "not-applicable", gate: false });
  });
});
