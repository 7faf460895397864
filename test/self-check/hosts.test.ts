import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { hostNameOf } from "../../src/self-check/host-name.ts";
import type { SelfCheck } from "../../src/self-check/self-check.ts";
import {
  afterAsking,
  asking,
  type Changes,
  declared,
  HOUR,
  NOT_DEMANDED,
  pass,
  SECOND,
  SILENT,
  type Stand,
  site,
  sites,
  slot,
  started,
  value,
  word,
} from "./parts.ts";

const PRODUCTION = "shop.azurewebsites.net";
const STAGING = "shop-staging.azurewebsites.net";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

const probed = (says: Partial<Stand["says"]>, changes: Changes = {}): Promise<Stand> =>
  started({ hasProbe: true, ...changes }, { probe: word(), ...says });

describe("a site whose slots differ", () => {
  it("is as good as the worst, while clients may write the host's name themselves", async () => {
    for (const rm of [declared(site(), slot(NOT_DEMANDED)), declared(site(NOT_DEMANDED), slot())]) {
      const { check } = await started({}, { rm });
      for (const hosts of [[PRODUCTION], [STAGING], [], ["evil.example"]]) {
        expect(await asking(check, "/orders", ...hosts)).toBe("not_demanded");
      }
    }
  });

  it("is judged host by host once they cannot, in both directions of a swap", async () => {
    const { check } = await probed({ rm: declared(site(NOT_DEMANDED), slot()) });
    expect(await asking(check, "/orders", STAGING)).toBe("trusted");
    expect(await asking(check, "/orders", PRODUCTION)).toBe("not_demanded");
    expect(await asking(check, "/orders", STAGING)).toBe("trusted");
  });

  it("knows hosts by all their names, in any case and with any port", async () => {
    const { check } = await probed({ rm: declared(site(), slot(NOT_DEMANDED)) });
    for (const name of [PRODUCTION, "SHOP.AzureWebsites.NET", `${PRODUCTION}:443`, "shop.contoso.com"]) {
      expect(await asking(check, "/orders", name)).toBe("trusted");
    }
  });

  it("is as good as the worst for a request that does not say its host clearly", async () => {
    const { check } = await probed({ rm: declared(site(), slot(NOT_DEMANDED)) });
    for (const hosts of [[], [PRODUCTION, PRODUCTION], [PRODUCTION, STAGING], [""], ["  "]]) {
      expect(await asking(check, "/orders", ...hosts)).toBe("not_demanded");
    }
  });

  it("is as good as the worst under a name that two of them claim", async () => {
    const hostNames = ["both.contoso.com"];
    for (const rm of [
      declared(site({ hostNames }), slot({ ...NOT_DEMANDED, hostNames })),
      declared(site({ ...NOT_DEMANDED, hostNames }), slot({ hostNames })),
    ]) {
      const { check } = await probed({ rm });
      expect(await asking(check, "/orders", "both.contoso.com")).toBe("not_demanded");
    }
  });

  it("is as good as the worst again when it is no longer shown that clients cannot write the name", async () => {
    const { check, says } = await probed({ rm: declared(site(), slot(NOT_DEMANDED)) });
    says.probe = word({ isHostHeaderOverwritten: false });
    says.rm = declared(site(), slot({ ...NOT_DEMANDED, hostNames: ["new.contoso.com"] }));
    await pass(HOUR);
    expect(await afterAsking(check, "/orders", PRODUCTION)).toBe("not_demanded");
  });

  it("is so for a day at most, when the probe falls silent", async () => {
    const { check, says } = await probed({ rm: declared(site(), slot(NOT_DEMANDED)) });
    says.probe = () => Promise.reject(new Error("no socket"));
    await pass(23 * HOUR);
    expect(await afterAsking(check, "/orders", PRODUCTION)).toBe("trusted");
    await pass(HOUR);
    expect(await afterAsking(check, "/orders", PRODUCTION)).toBe("not_demanded");
  });

  it("forgets a slot that was deleted", async () => {
    const { check, says } = await started({}, { rm: declared(site(), slot(NOT_DEMANDED)) });
    says.rm = declared(site());
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("trusted");
  });

  it("is not picked by a name on Container Apps, where no front end writes it", async () => {
    const app = { kind: "container-app", id: "/app", name: "app", ingress: { kind: "null" } } as const;
    const { check } = await probed({ rm: { ok: true, records: [app], notices: [] } }, { host: "container-apps" });
    expect(check.state.isHostKnown).toBe(false);
  });
});

describe("a host that Resource Manager does not list", () => {
  it.each(["evil.example", "constructor", "__proto__", "hasOwnProperty"])(
    "loses trust for that request (%s)",
    async (host) => {
      const { check } = await probed({});
      expect(await asking(check, "/orders", host)).toBe("host_unknown");
      expect(await asking(check, "/orders", PRODUCTION)).toBe("trusted");
    },
  );

  it("has the witnesses asked again, ever more rarely", async () => {
    const { check, asked } = await probed({});
    const from = asked.rm;
    await pass(10 * SECOND);
    const seconds: number[] = [];
    for (let second = 0; second < 200; second += 1) {
      const before = asked.rm;
      await asking(check, "/orders", "new.example");
      await pass(SECOND);
      if (asked.rm > before) seconds.push(second);
    }
    expect(seconds).toEqual([0, 60, 180]);
    expect(asked.rm - from).toBe(3);
  });

  it("has nobody asked where an exclusion path covers the request", async () => {
    const { check, asked } = await probed({
      rm: declared(site({ clientCertExclusionPaths: value("/healthz") })),
      probe: word(sites(true)),
    });
    const from = asked.rm;
    await pass(10 * SECOND);
    await asking(check, "/healthz", "new.example");
    await asking(check, "/healthz/x", "new.example");
    expect(asked.rm).toBe(from);
    await asking(check, "/orders", "new.example");
    await pass(SECOND);
    expect(asked.rm).toBe(from + 1);
  });

  it("is trusted once it is listed", async () => {
    const { check, says } = await probed({});
    says.rm = declared(site({ hostNames: ["new.example"] }));
    await pass(MINUTE_AND_MORE);
    expect(await afterAsking(check, "/orders", "new.example")).toBe("trusted");
  });
});

const MINUTE_AND_MORE = 61 * SECOND;

describe("exclusion paths", () => {
  it("make nobody of every caller whose path they may cover, whatever the header says", async () => {
    const { check } = await started({}, { rm: declared(site({ clientCertExclusionPaths: value("/healthz") })) });
    expect(await asking(check, "/orders")).toBe("trusted");
    for (const path of ["/healthz", "/HEALTHZ?x", "/healthzzz", "/a/%2e%2e/healthz"]) {
      expect(await asking(check, path)).toBe("excluded");
      expect(check.state.isExcluded([], path)).toBe(true);
    }
    expect(check.state.isExcluded([], "/orders?/healthz")).toBe(false);
  });

  it("of all hosts count together while nobody knows which host a request came to", async () => {
    const rm = declared(site(), slot({ clientCertExclusionPaths: value("/healthz") }));
    const unprobed = await started({}, { rm });
    expect(await asking(unprobed.check, "/healthz", PRODUCTION)).toBe("excluded");
    const { check } = await probed({ rm });
    expect(await asking(check, "/healthz", PRODUCTION)).toBe("trusted");
    expect(await asking(check, "/healthz", STAGING)).toBe("excluded");
    expect(await asking(check, "/healthz")).toBe("excluded");
    expect(check.state.isExcluded(["was-default-hostname", "evil.example"], "/healthz")).toBe(true);
  });

  it.each(["enforce", "warn"] as const)("cover everything while they cannot be read, in mode %s", async (mode) => {
    const unreadable = site({ clientCertExclusionPaths: { kind: "unresolved", expression: '["/orders"]' } });
    const rm = declared(site({ clientCertExclusionPaths: value("/healthz") }));
    const { check, says } = await started({ mode }, { rm });
    says.rm = declared(unreadable);
    await pass(HOUR);
    for (const path of ["/healthz", "/orders", "/"]) expect(await afterAsking(check, path)).toBe("excluded");
    expect(check.state.isExcluded([], "/orders")).toBe(true);
    expect(check.status().records).toMatchObject([{ declared: { is: "unknown" }, exclusionPaths: [] }]);
    says.rm = SILENT;
    await pass(HOUR);
    expect(await afterAsking(check)).toBe("excluded");
    says.rm = declared(site());
    await pass(HOUR);
    expect(await afterAsking(check, "/healthz")).toBe("trusted");
  });
});

describe("exclusion paths, and a path that the platform saw otherwise than the app does", () => {
  const excluding = () => started({}, { rm: declared(site({ clientCertExclusionPaths: value("/healthz") })) });
  const asked = (check: SelfCheck, ...rawHeaders: readonly string[]) =>
    Promise.resolve(check.ask({ rawUrl: "/orders", rawHeaders: ["Host", "shop.example", ...rawHeaders] }));

  it.each<[string, readonly string[]]>([
    ["as App Service tells it", ["X-WAWS-Unencoded-URL", "/healthz%2f..%2forders"]],
    ["as IIS tells it", ["X-Original-URL", "/healthz/../orders"]],
    ["in any case, with a query", ["x-original-url", "/HEALTHZ?x=1"]],
    ["in absolute form", ["X-WAWS-Unencoded-URL", "https://shop.example/healthz/x"]],
    ["which is empty", ["X-WAWS-Unencoded-URL", ""]],
    ["which is no path", ["X-Original-URL", "healthz"]],
    ["which is no text of a URL", ["X-Original-URL", "/orders \u00e9"]],
    ["told twice", ["X-Original-URL", "/orders", "x-original-url", "/orders"]],
    ["beside one that agrees", ["X-Original-URL", "/orders", "X-WAWS-Unencoded-URL", "/healthz"]],
  ])("cover the request: %s", async (_title, headers) => {
    const { check } = await excluding();
    expect(await asked(check, ...headers)).toEqual({ kind: "excluded" });
    expect(check.state.isExcluded(headers, "/orders")).toBe(true);
  });

  it.each<[string, readonly string[]]>([
    ["the same", ["X-WAWS-Unencoded-URL", "/orders", "X-Original-URL", "/orders?next=/healthz"]],
    ["another that is not excluded", ["X-Original-URL", "https://shop.example/api/orders"]],
    ["told in another header", ["X-Original-Uri", "/healthz", "X_Original_URL", "/healthz"]],
  ])("leave alone what is %s", async (_title, headers) => {
    const { check } = await excluding();
    expect(await asked(check, ...headers)).toEqual({ kind: "trusted" });
  });

  it("are not looked for in a header where there are none", async () => {
    const { check } = await probed({});
    const rawHeaders = ["WAS-DEFAULT-HOSTNAME", PRODUCTION, "X-Original-URL", "/a", "X-Original-URL", "/b"];
    expect(await check.ask({ rawUrl: "/orders", rawHeaders })).toEqual({ kind: "trusted" });
  });
});

describe("the name of the host in a request", () => {
  it.each<[readonly string[], string | undefined]>([
    [["WAS-DEFAULT-HOSTNAME", "Shop.Example"], "shop.example"],
    [["was-default-hostname", " a.example:8443 "], "a.example"],
    [["Was-Default-Hostname", "a.example", "WAS-DEFAULT-HOSTNAME", "a.example"], undefined],
    [["was_default_hostname", "a.example"], undefined],
    [["x-was-default-hostname", "a.example"], undefined],
    [["Accept", "WAS-DEFAULT-HOSTNAME", "X", "a.example"], undefined],
    [["WAS-DEFAULT-HOSTNAME"], undefined],
    [["WAS-DEFAULT-HOSTNAME", ":443"], undefined],
    [["WAS-DEFAULT-HOSTNAME", "a.example, b.example"], "a.example, b.example"],
    [["WAS-DEFAULT-HOSTNAME", "\u212a.example"], "\u212a.example"],
    [[], undefined],
  ])("of %j is %s", (rawHeaders, expected) => {
    expect(hostNameOf(rawHeaders)).toBe(expected);
  });
});

describe("behind a gateway", () => {
  const context = { headerFrom: "gateway", openPaths: [], appSettings: {} } as const;
  const restricted = {
    clientCertEnabled: value(false),
    ipSecurityRestrictionsDefaultAction: value("Deny"),
    ipSecurityRestrictions: value([]),
  };

  it("exclusion paths exclude nothing, since the host asks nobody for a certificate there", async () => {
    const rm = declared(site({ ...restricted, clientCertExclusionPaths: value("/public;/orders") }));
    const { check } = await started({ context }, { rm });
    expect(await asking(check, "/orders")).toBe("trusted");
    expect(await asking(check, "/PUBLIC/%2e%2e/orders")).toBe("trusted");
    expect(check.state.isExcluded([], "/orders")).toBe(false);
    // Before the host's own front end the same path is nobody's word.
    const before = await started({}, { rm: declared(site({ clientCertExclusionPaths: value("/healthz;/orders") })) });
    expect(before.check.state.isExcluded([], "/orders")).toBe(true);
  });

  it("the log speaks of who gets in, not of certificates that the host would demand", async () => {
    const { lines, check, says } = await started({ context }, { rm: declared(site(restricted)) });
    says.rm = declared(site({ ...restricted, ipSecurityRestrictionsDefaultAction: value("Allow") }));
    await pass(HOUR);
    await afterAsking(check);
    says.rm = declared(site({ ...restricted, ipSecurityRestrictionsDefaultAction: value("Perhaps") }));
    await pass(HOUR);
    await afterAsking(check);
    const told = lines.filter(({ fields }) => fields["event"] === "client_certificate_host_verdict");
    expect(told.length).toBeGreaterThan(1);
    expect(told[0]?.message).toMatch(/^certificate headers count: nobody but the gateway gets in/);
    expect(told[1]?.message).toMatch(/do not count: the host lets in others than the gateway$/);
    for (const { message } of told) expect(message).not.toMatch(/demand|without a certificate/);
    expect(check.status().headerFrom).toBe("gateway");
  });
});
