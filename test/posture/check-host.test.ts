import { describe, expect, it } from "vitest";
import { checkHost, demandOf, isSilent } from "../../src/posture/check-host.ts";
import type { RuleResult, RuleStatus } from "../../src/posture/facts/rule.ts";
import { RULES } from "../../src/posture/rule-table.ts";
import { absent, containerApp, context, is, nothing, site, unresolved } from "./parts.ts";

const gateway = context({ headerFrom: "gateway" });

describe("every rule of a host", () => {
  it("is asked once, those that decide first", () => {
    expect(checkHost(site(), context()).map(({ rule, gate }) => `${gate ? "gate" : "note"} ${rule}`)).toEqual([
      "gate client-certificates-required",
      "gate https-only",
      "gate exclusion-paths",
      "gate exclusion-end-points",
      "note access-restrictions",
      "note minimum-tls",
      "note http2",
      "note renegotiation",
      "note health-check-path",
      "note phantom-settings",
      "note warm-up-statuses",
    ]);
    expect(
      checkHost(site(), gateway)
        .map(({ rule, gate }) => `${gate ? "gate" : "note"} ${rule}`)
        .slice(0, 4),
    ).toEqual([
      "gate https-only",
      "gate access-restrictions",
      "note client-certificates-required",
      "note exclusion-paths",
    ]);
    expect(checkHost(containerApp(), context()).map(({ rule, gate }) => `${gate ? "gate" : "note"} ${rule}`)).toEqual([
      "gate client-certificates-required",
      "gate https-only",
      "gate ingress-transport",
      "note access-restrictions",
      "note reached-from-inside",
    ]);
  });

  it("is in the table, and the table has no other", () => {
    const asked = [...checkHost(site(), context()), ...checkHost(containerApp(), context())];
    expect(new Set(asked.map(({ rule }) => rule))).toEqual(new Set(Object.keys(RULES)));
    expect(Object.isFrozen(RULES)).toBe(true);
    for (const row of Object.values(RULES)) {
      expect(Object.isFrozen(row)).toBe(true);
      for (const text of [row.title, row.why, row.source]) expect(text).not.toBe("");
    }
  });

  it("comes with a remedy exactly when something is wrong or unknown", () => {
    const hosts = [
      site(),
      site({ clientCertEnabled: is(false), httpsOnly: absent, http20Enabled: is(true), minTlsVersion: is("1.0") }),
      site({ clientCertExclusionPaths: is("/a"), clientCertExclusionEndPoints: is(""), healthCheckPath: is("/x") }),
      containerApp(),
      containerApp({ clientCertificateMode: nothing, allowInsecure: is(true), transport: is("tcp") }),
    ];
    const contexts = [context(), gateway, context({ openPaths: undefined, appSettings: undefined })];
    for (const result of hosts.flatMap((host) => contexts.flatMap((with_) => checkHost(host, with_)))) {
      const needsRemedy = result.status === "fail" || result.status === "unknown";
      expect([result.rule, result.remedy !== undefined]).toEqual([result.rule, needsRemedy]);
      expect([result.rule, result.isSaid || result.status === "unknown"]).toEqual([result.rule, true]);
      expect(Object.isFrozen(result)).toBe(true);
      expect(result.message).toMatch(/^[\x20-\x7e]+\.$/);
    }
  });

  it("the list cannot be changed", () => {
    expect(Object.isFrozen(checkHost(site(), context()))).toBe(true);
  });
});

describe("the demand of whole hosts", () => {
  it.each([
    ["a site as it should be", site(), context(), "yes"],
    [
      "without config/web and the app's settings",
      site({ http20Enabled: absent, minTlsVersion: absent, healthCheckPath: absent }),
      context({ appSettings: undefined }),
      "yes",
    ],
    ["certificates off", site({ clientCertEnabled: is(false) }), context(), "no"],
    ["plain HTTP", site({ httpsOnly: is(false) }), context(), "no"],
    ["a no beside an unknown", site({ httpsOnly: is(false), clientCertMode: nothing }), context(), "no"],
    ["an unknown beside passes", site({ httpsOnly: nothing }), context(), "unknown"],
    [
      "everything that informs is wrong",
      site({ http20Enabled: is(true), minTlsVersion: is("1.0"), healthCheckPath: is("/x") }),
      context(),
      "yes",
    ],
    ["behind a gateway, denied by default", site({ clientCertEnabled: is(false) }), gateway, "yes"],
    ["behind a gateway, Required as well", site(), gateway, "yes"],
    ["behind a gateway, open to all", site({ ipSecurityRestrictionsDefaultAction: is("Allow") }), gateway, "no"],
    ["behind a gateway, plain HTTP", site({ httpsOnly: is(false) }), gateway, "no"],
    [
      "behind a gateway, without config/web",
      site({ ipSecurityRestrictionsDefaultAction: absent, ipSecurityRestrictions: absent }),
      gateway,
      "unknown",
    ],
    ["a container app as it should be", containerApp(), context(), "yes"],
    ["a container app with more ports", containerApp({ additionalPorts: is(3) }), context(), "yes"],
    ["a container app that accepts", containerApp({ clientCertificateMode: is("accept") }), context(), "no"],
    ["a container app on TCP", containerApp({ transport: is("tcp") }), context(), "no"],
    ["a container app without ingress", { ...containerApp(), ingress: nothing }, context(), "unknown"],
    ["a container app behind a gateway", containerApp({ clientCertificateMode: absent }), gateway, "no"],
    [
      "a container app of its environment alone, behind a gateway",
      containerApp({ external: is(false) }),
      gateway,
      "yes",
    ],
  ] as const)("%s", (_title, host, with_, demand) => {
    expect(demandOf(checkHost(host, with_))).toBe(demand);
  });
});

const gate = (status: RuleStatus): RuleResult => ({
  rule: "https-only",
  status,
  gate: true,
  isSaid: true,
  message: "",
  remedy: "",
});
const note = (status: RuleStatus): RuleResult => ({ ...gate(status), gate: false });
const silent: RuleResult = { ...gate("unknown"), isSaid: false };

describe("the demand of results", () => {
  it.each<[string, readonly RuleResult[], string]>([
    ["nothing", [], "unknown"],
    ["only notes", [note("pass"), note("fail")], "unknown"],
    ["a pass", [gate("pass")], "yes"],
    ["a pass and notes", [note("fail"), gate("pass"), note("unknown")], "yes"],
    ["a pass and an unknown", [gate("pass"), gate("unknown")], "unknown"],
    ["an unknown and a failure", [gate("unknown"), gate("fail"), gate("pass")], "no"],
    ["a gate that does not apply", [gate("pass"), gate("not-applicable")], "unknown"],
  ])("%s", (_title, results, demand) => {
    expect(demandOf(results)).toBe(demand);
  });
});

describe("whether results are silence, which an earlier yes outlives", () => {
  it.each<[string, readonly RuleResult[], boolean]>([
    ["nothing", [], false],
    ["all good", [gate("pass"), note("unknown")], false],
    ["a doubt about nothing said", [silent], true],
    ["beside passes", [gate("pass"), silent, silent], true],
    ["beside notes that say something", [silent, note("fail"), note("unknown")], true],
    ["only a note is silent", [gate("pass"), { ...silent, gate: false }], false],
    ["something said that is not understood", [gate("unknown")], false],
    ["beside something said that is not understood", [silent, gate("unknown")], false],
    ["beside a failure", [silent, gate("fail")], false],
  ])("%s: %#", (_title, results, expected) => {
    expect(isSilent(results)).toBe(expected);
  });

  it.each([
    ["a site as it should be", site(), false],
    ["null", site({ clientCertEnabled: nothing, clientCertMode: nothing }), true],
    ["one setting not told", site({ httpsOnly: absent }), true],
    [
      "not told, and a mode that is not Required",
      site({ clientCertEnabled: absent, clientCertMode: is("Allow") }),
      false,
    ],
    ["a setting of another type", site({ clientCertEnabled: unresolved }), false],
    ["null beside a setting of another type", site({ httpsOnly: nothing, clientCertMode: unresolved }), false],
    ["null beside end points", site({ httpsOnly: nothing, clientCertExclusionEndPoints: is("x") }), false],
    [
      "null beside exclusion paths of another type",
      site({ httpsOnly: nothing, clientCertExclusionPaths: unresolved }),
      false,
    ],
    [
      "null beside exclusion paths that are not open",
      site({ httpsOnly: nothing, clientCertExclusionPaths: is("/a") }),
      false,
    ],
    ["a container app whose ingress is null", { ...containerApp(), ingress: nothing }, true],
    ["a container app with an unknown transport", containerApp({ transport: is("udp") }), false],
  ] as const)("of a host: %s", (_title, host, expected) => {
    expect(isSilent(checkHost(host, context()))).toBe(expected);
  });
});
