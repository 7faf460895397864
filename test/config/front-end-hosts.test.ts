import { describe, expect, it, test } from "vitest";
import { load, onlyProblem, problemsWith, type Variables } from "./fixtures.ts";

const HOSTS = {
  site: { WEBSITE_SITE_NAME: "orders" },
  container: { CONTAINER_APP_NAME: "orders" },
  functions: { WEBSITE_SITE_NAME: "orders", CONTAINER_APP_NAME: "orders", MANAGED_ENVIRONMENT: "env" },
  both: { WEBSITE_SITE_NAME: "orders", CONTAINER_APP_NAME: "orders" },
  elsewhere: {},
} as const;

const FRONT_ENDS = {
  none: undefined,
  "app-service": "app-service",
  "container-apps": "container-apps",
  rfc9440: "rfc9440",
  socket: "socket",
  "application-gateway": '{"name":"application-gateway","header":"X-A"}',
  custom: '{"name":"custom","header":"X-A","encoding":"pem"}',
} as const;

type FrontEnd = keyof typeof FRONT_ENDS;

const PEERS = { none: undefined, list: "10.0.0.0/24", words: "network-enforced" } as const;
type Peers = keyof typeof PEERS;

/** The front end, the self-check and its host that count; or the codes of the errors. */
type Outcome = `${string} ${"enforce" | "prove" | "warn" | "off"}${"" | ` of ${string}`}` | readonly string[];

type Row = readonly [
  host: keyof typeof HOSTS,
  frontEnd: FrontEnd | readonly FrontEnd[],
  selfCheck: "unset" | "enforce" | "prove" | "warn" | "off",
  peers: Peers | readonly Peers[],
  outcome: Outcome,
];

const PROXIES: readonly FrontEnd[] = ["rfc9440", "application-gateway", "custom"];
const OTHERS: readonly FrontEnd[] = [...PROXIES, "socket"];
const SOME: readonly Peers[] = ["list", "words"];

const ROWS: readonly Row[] = [
  // App Service: its own front end by default, a gateway's in writing, and never trusted peers.
  ["site", ["none", "app-service"], "unset", "none", "app-service enforce of app-service"],
  ["site", ["none", "app-service"], "prove", "none", "app-service prove of app-service"],
  ["site", ["none", "app-service"], "warn", "none", "app-service warn of app-service"],
  ["site", ["none", "app-service"], "off", "none", "app-service off"],
  ["site", ["none", "app-service"], "unset", SOME, ["trusted_peers_unexpected"]],
  ["site", "container-apps", "unset", "none", ["front_end_other_host"]],
  ["site", "container-apps", "off", "none", ["front_end_other_host"]],
  ["site", PROXIES, "unset", "none", "= enforce of app-service"],
  ["site", PROXIES, "warn", "none", "= warn of app-service"],
  ["site", PROXIES, "off", "none", "= off"],
  ["site", PROXIES, "prove", "none", ["self_check_unprovable"]],
  ["site", PROXIES, "unset", SOME, ["trusted_peers_unexpected"]],
  ["site", PROXIES, "off", SOME, ["trusted_peers_unexpected"]],
  ["site", "socket", "unset", "none", ["front_end_other_host"]],
  ["site", "socket", "off", "list", ["front_end_other_host", "trusted_peers_unexpected"]],

  // Container Apps: the same.
  ["container", ["none", "container-apps"], "unset", "none", "container-apps enforce of container-apps"],
  ["container", ["none", "container-apps"], "prove", "none", "container-apps prove of container-apps"],
  ["container", ["none", "container-apps"], "warn", "none", "container-apps warn of container-apps"],
  ["container", ["none", "container-apps"], "off", "none", "container-apps off"],
  ["container", ["none", "container-apps"], "unset", SOME, ["trusted_peers_unexpected"]],
  ["container", "app-service", "unset", "none", ["front_end_other_host"]],
  ["container", "app-service", "off", "none", ["front_end_other_host"]],
  ["container", PROXIES, "unset", "none", "= enforce of container-apps"],
  ["container", PROXIES, "off", "none", "= off"],
  ["container", PROXIES, "prove", "none", ["self_check_unprovable"]],
  ["container", PROXIES, "off", SOME, ["trusted_peers_unexpected"]],
  ["container", "socket", "off", "none", ["front_end_other_host"]],

  // Functions on Container Apps, should it have the variables of both: nothing is guessed, and what is written counts.
  ["functions", "none", "unset", "none", ["front_end_undecided"]],
  ["functions", "none", "off", "none", ["front_end_undecided"]],
  ["functions", "container-apps", "unset", "none", "container-apps enforce of container-apps"],
  ["functions", "container-apps", "off", "none", "container-apps off"],
  ["functions", "app-service", "off", "none", ["front_end_other_host"]],
  ["functions", PROXIES, "unset", "none", "= enforce of container-apps"],
  ["functions", "container-apps", "unset", "list", ["trusted_peers_unexpected"]],
  ["functions", "socket", "off", "none", ["front_end_other_host"]],

  // Both without that sign: whom to ask is not known.
  ["both", "none", "off", "none", ["front_end_undecided"]],
  ["both", ["app-service", "container-apps"], "unset", "none", ["self_check_off_azure"]],
  ["both", ["app-service", "container-apps"], "off", "none", "= off"],
  ["both", PROXIES, "unset", "none", ["self_check_off_azure"]],
  ["both", PROXIES, "off", "none", "= off"],
  ["both", PROXIES, "off", "words", ["trusted_peers_unexpected"]],
  ["both", "socket", "off", "none", ["front_end_other_host"]],

  // Elsewhere nobody can be asked, so it is the peer that counts.
  ["elsewhere", "none", "unset", "none", ["front_end_undecided"]],
  ["elsewhere", "none", "off", SOME, ["front_end_undecided"]],
  ["elsewhere", "none", "enforce", "none", ["front_end_undecided", "self_check_off_azure"]],
  ["elsewhere", ["app-service", "container-apps"], "unset", "none", ["self_check_off_azure"]],
  ["elsewhere", ["app-service", "container-apps"], "enforce", "none", ["self_check_off_azure"]],
  ["elsewhere", ["app-service", "container-apps"], "warn", "none", ["self_check_off_azure"]],
  ["elsewhere", ["app-service", "container-apps"], "off", "none", "= off"],
  ["elsewhere", ["app-service", "container-apps"], "off", SOME, "= off"],
  ["elsewhere", ["app-service", "container-apps"], "enforce", SOME, ["self_check_off_azure"]],
  ["elsewhere", PROXIES, "unset", SOME, "= off"],
  ["elsewhere", PROXIES, "off", SOME, "= off"],
  ["elsewhere", PROXIES, "unset", "none", ["trusted_peers_missing"]],
  ["elsewhere", PROXIES, "off", "none", ["trusted_peers_missing"]],
  ["elsewhere", "socket", "unset", ["none", ...SOME], "= off"],
  ["elsewhere", "socket", "off", ["none", ...SOME], "= off"],
  ["elsewhere", OTHERS, "enforce", SOME, ["self_check_off_azure"]],
  ["elsewhere", OTHERS, "prove", SOME, ["self_check_off_azure"]],
  ["elsewhere", OTHERS, "warn", SOME, ["self_check_off_azure"]],
  ["elsewhere", PROXIES, "enforce", "none", ["trusted_peers_missing", "self_check_off_azure"]],
];

function variablesFor(row: Row, frontEnd: FrontEnd, peers: Peers): Variables {
  const [host, , selfCheck] = row;
  return {
    WEBSITE_SITE_NAME: undefined,
    ...HOSTS[host],
    CLIENT_CERT_FRONT_END: FRONT_ENDS[frontEnd],
    CLIENT_CERT_SELF_CHECK: selfCheck === "unset" ? undefined : selfCheck,
    CLIENT_CERT_TRUSTED_PEERS: PEERS[peers],
  };
}

const CASES = ROWS.flatMap((row) => {
  const [host, frontEnds, selfCheck, allPeers, outcome] = row;
  return [frontEnds].flat().flatMap((frontEnd) =>
    [allPeers].flat().map((peers) => ({
      title: `${host}, ${frontEnd}, ${selfCheck}, peers ${peers}: ${outcome}`.replace("= ", `${frontEnd} `),
      variables: variablesFor(row, frontEnd, peers),
      outcome: typeof outcome === "string" ? outcome.replace("=", frontEnd) : outcome,
      peers,
    })),
  );
});

describe("front end, host and settings together", () => {
  test.each(CASES)("$title", ({ variables, outcome, peers }) => {
    const problems = problemsWith(variables);
    if (typeof outcome !== "string") {
      expect(problems.map(({ code }) => code)).toEqual(outcome);
      for (const { message, remedy } of problems) expect(`${message} ${remedy}`).toMatch(/^\S.*\.$/s);
      return;
    }
    expect(problems).toEqual([]);
    const { frontEnd, selfCheck, host, trustedPeers } = load(variables);
    expect(`${frontEnd.name} ${selfCheck}${host === undefined ? "" : ` of ${host.kind}`}`).toBe(outcome);
    expect(typeof trustedPeers).toBe({ none: "undefined", list: "object", words: "string" }[peers]);
  });

  it("has each front end on each host", () => {
    const seen = new Set(ROWS.flatMap(([host, frontEnds]) => [frontEnds].flat().map((name) => `${host} ${name}`)));
    expect(seen.size).toBe(Object.keys(HOSTS).length * Object.keys(FRONT_ENDS).length);
  });
});

describe("what to write is said", () => {
  const elsewhere = { WEBSITE_SITE_NAME: undefined, CLIENT_CERT_SELF_CHECK: undefined };

  it("for a proxy without trusted peers: both forms", () => {
    const problems = problemsWith({ ...elsewhere, CLIENT_CERT_FRONT_END: "rfc9440" });
    const { remedy } = onlyProblem("trusted_peers_missing", "CLIENT_CERT_TRUSTED_PEERS", problems);
    expect(remedy).toContain("CLIENT_CERT_TRUSTED_PEERS=10.0.0.4;10.1.0.0/24");
    expect(remedy).toContain("CLIENT_CERT_TRUSTED_PEERS=network-enforced");
  });

  it("for an Azure front end off Azure: the self-check off", () => {
    const problems = problemsWith({ ...elsewhere, CLIENT_CERT_FRONT_END: "container-apps" });
    const { remedy } = onlyProblem("self_check_off_azure", "CLIENT_CERT_SELF_CHECK", problems);
    expect(remedy).toContain("CLIENT_CERT_SELF_CHECK=off");
  });

  it("for the other host's front end: which header anybody could write", () => {
    const onSite = problemsWith({ CLIENT_CERT_FRONT_END: "container-apps" });
    expect(onlyProblem("front_end_other_host", "CLIENT_CERT_FRONT_END", onSite).message).toMatch(
      /on App Service, where anybody can write X-Forwarded-Client-Cert\.$/,
    );
    const inContainer = problemsWith({ ...HOSTS.container, WEBSITE_SITE_NAME: undefined }, { frontEnd: "app-service" });
    expect(onlyProblem("front_end_other_host", "frontEnd", inContainer).message).toMatch(
      /on Container Apps, where anybody can write X-ARR-ClientCert\.$/,
    );
  });

  it("for proof where a proxy appends before Container Apps: that nobody can have it", () => {
    const variables = { ...HOSTS.container, WEBSITE_SITE_NAME: undefined, CLIENT_CERT_SELF_CHECK: "prove" };
    const elements = (count: number) => ({ CLIENT_CERT_FRONT_END: `{"name":"container-apps","elements":${count}}` });
    const problem = onlyProblem(
      "self_check_unprovable",
      "CLIENT_CERT_SELF_CHECK",
      problemsWith({ ...variables, ...elements(2) }),
    );
    expect(problem.remedy).toContain("Write enforce");
    expect(load({ ...variables, ...elements(1) }).selfCheck).toBe("prove");
  });

  it("at the source: code or variable", () => {
    onlyProblem("trusted_peers_unexpected", "trustedPeers", problemsWith({}, { trustedPeers: ["10.0.0.4"] }));
    const options = { frontEnd: "rfc9440", selfCheck: "prove" };
    onlyProblem("self_check_unprovable", "selfCheck", problemsWith({ CLIENT_CERT_SELF_CHECK: undefined }, options));
  });

  it("beside what cannot be read: nothing that would depend on it", () => {
    onlyProblem(
      "value_not_allowed",
      "CLIENT_CERT_FRONT_END",
      problemsWith({ ...elsewhere, CLIENT_CERT_FRONT_END: "rfc" }),
    );
    const peers = { ...elsewhere, CLIENT_CERT_FRONT_END: "rfc9440", CLIENT_CERT_TRUSTED_PEERS: "localhost" };
    onlyProblem("trusted_peer_malformed", "CLIENT_CERT_TRUSTED_PEERS", problemsWith(peers));
  });

  it("of a gateway before a container app, nothing: the self-check reads who may reach its ingress", () => {
    const variables = { ...HOSTS.container, WEBSITE_SITE_NAME: undefined, CLIENT_CERT_FRONT_END: "rfc9440" };
    for (const selfCheck of [undefined, "enforce", "warn", "off"]) {
      expect(load({ ...variables, CLIENT_CERT_SELF_CHECK: selfCheck }).warnings).toEqual([]);
    }
  });
});

describe("the host that is asked", () => {
  const id = (type: string) =>
    `/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg/providers/${type}/orders`;
  const unset = { CLIENT_CERT_SELF_CHECK: undefined };

  it("of a container app is told by its resource id alone", () => {
    const variables = { ...unset, ...HOSTS.container, WEBSITE_SITE_NAME: undefined };
    expect(load(variables).host).toMatchObject({
      resource: undefined,
      missing: expect.stringContaining("subscription"),
    });
    const written = { ...variables, CLIENT_CERT_HOST_RESOURCE_ID: id("Microsoft.App/containerApps") };
    expect(load(written).host).toMatchObject({
      kind: "container-apps",
      resource: { kind: "container-app", name: "orders" },
    });
  });

  it("of Functions on Container Apps is the container app", () => {
    const variables = { ...unset, ...HOSTS.functions, CLIENT_CERT_FRONT_END: "container-apps" };
    const written = { ...variables, CLIENT_CERT_HOST_RESOURCE_ID: id("Microsoft.App/containerApps") };
    expect(load(written).host).toMatchObject({ kind: "container-apps", resource: { name: "orders" } });
    const site = { ...variables, CLIENT_CERT_HOST_RESOURCE_ID: id("Microsoft.Web/sites") };
    onlyProblem("host_resource_id_mismatch", "CLIENT_CERT_HOST_RESOURCE_ID", problemsWith(site));
  });
});
