import { describe, expect, it } from "vitest";
import { createAuthority } from "../../src/testing/index.ts";
import { load, onlyProblem, problemsWith } from "./fixtures.ts";

const UNSET = { CLIENT_CERT_SELF_CHECK: undefined };
const NOWHERE = { WEBSITE_SITE_NAME: undefined, CLIENT_CERT_FRONT_END: "app-service" };
const SUBSCRIPTION = "11111111-2222-3333-4444-555555555555";
const idOf = (name: string, group = "Rg"): string =>
  `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Web/sites/${name}`;
/** What App Service says of itself, beside the name of the site that the fixtures have. */
const WHERE = { WEBSITE_OWNER_NAME: `${SUBSCRIPTION}+Plan-WestEuropewebspace-Linux`, WEBSITE_RESOURCE_GROUP: "rg" };

describe("the self-check on App Service", () => {
  it("enforces unless something else is written", () => {
    const { selfCheck, host, selfCheckMaxAgeSeconds } = load({ ...UNSET, ...WHERE });
    expect({ selfCheck, selfCheckMaxAgeSeconds }).toEqual({ selfCheck: "enforce", selfCheckMaxAgeSeconds: 86_400 });
    expect(host).toMatchObject({
      kind: "app-service",
      resource: { resourceGroup: "rg", subscriptionId: SUBSCRIPTION },
    });
  });

  it.each(["enforce", "prove", "warn"] as const)("is %s when that is written", (word) => {
    expect(load({ CLIENT_CERT_SELF_CHECK: word })).toMatchObject({ selfCheck: word, host: { kind: "app-service" } });
    expect(load(UNSET, { selfCheck: word })).toMatchObject({ selfCheck: word, host: { kind: "app-service" } });
  });

  it("is off only in writing, and then nobody is asked about any host", () => {
    expect(load({ CLIENT_CERT_SELF_CHECK: "off" })).toMatchObject({ selfCheck: "off", host: undefined });
    expect(load(UNSET, { selfCheck: "off" })).toMatchObject({ selfCheck: "off", host: undefined });
  });

  it("knows its host also when App Service says too little: then nobody can tell, and that is for the running app", () => {
    expect(load(UNSET).host).toMatchObject({ resource: undefined, missing: expect.stringMatching(/WEBSITE_/) });
  });
});

describe("the self-check elsewhere", () => {
  it.each([undefined, "enforce", "prove", "warn"])(
    "has nobody to ask: %s is an error that says what to write",
    (word) => {
      const problem = onlyProblem(
        "self_check_off_azure",
        "CLIENT_CERT_SELF_CHECK",
        problemsWith({ ...NOWHERE, CLIENT_CERT_SELF_CHECK: word }),
      );
      expect(problem.remedy).toContain("CLIENT_CERT_SELF_CHECK=off");
    },
  );

  it("may be off", () => {
    expect(load({ ...NOWHERE, CLIENT_CERT_SELF_CHECK: "off" })).toMatchObject({ selfCheck: "off", host: undefined });
  });

  it("is not guessed where both hosts seem to be there", () => {
    const both = { CONTAINER_APP_NAME: "orders", CLIENT_CERT_FRONT_END: "app-service", ...UNSET };
    expect(onlyProblem("self_check_off_azure", "CLIENT_CERT_SELF_CHECK", problemsWith(both)).message).toContain("both");
  });
});

describe("the resource id", () => {
  it("takes the place of what App Service says", () => {
    const site = load().host;
    expect(site).toBeUndefined();
    const written = { ...UNSET, ...WHERE, CLIENT_CERT_HOST_RESOURCE_ID: ` "${idOf("orders", "other")}" ` };
    expect(load(written).host).toMatchObject({ resource: { resourceGroup: "other", name: "orders" } });
    expect(load({ ...UNSET, ...WHERE }, { hostResourceId: idOf("ORDERS") }).host).toMatchObject({
      resource: { name: "ORDERS" },
    });
  });

  it("must be of the very app that runs", () => {
    for (const [text, code] of [
      [idOf("billing"), "host_resource_id_mismatch"],
      [idOf("orders").replace("Microsoft.Web/sites", "Microsoft.App/containerApps"), "host_resource_id_mismatch"],
      ["orders", "host_resource_id_invalid"],
      [`${idOf("orders")}/../billing`, "host_resource_id_invalid"],
    ] as const) {
      onlyProblem(code, "CLIENT_CERT_HOST_RESOURCE_ID", problemsWith({ ...UNSET, CLIENT_CERT_HOST_RESOURCE_ID: text }));
      onlyProblem(code, "hostResourceId", problemsWith(UNSET, { hostResourceId: text }));
    }
    onlyProblem("option_wrong_type", "hostResourceId", problemsWith(UNSET, { hostResourceId: 5 }));
  });
});

describe("what is told in code", () => {
  it("the credential is an object with getToken", () => {
    const credential = { getToken: async () => null };
    expect(load(UNSET, { credential }).credential).toBe(credential);
    for (const wrong of [{}, "token", null, () => "token", { getToken: "token" }]) {
      onlyProblem("option_wrong_type", "credential", problemsWith(UNSET, { credential: wrong }));
    }
  });

  it("the age of a yes is from an hour to a week", () => {
    for (const age of [3600, 86_400, 604_800]) {
      expect(load(UNSET, { selfCheckMaxAgeSeconds: age }).selfCheckMaxAgeSeconds).toBe(age);
    }
    for (const wrong of [3599, 604_801, 7200.5, Number.NaN, Number.POSITIVE_INFINITY, -1]) {
      const problems = problemsWith(UNSET, { selfCheckMaxAgeSeconds: wrong });
      onlyProblem("self_check_age_malformed", "selfCheckMaxAgeSeconds", problems);
    }
  });

  it("the environment stays the live one, since the platform changes secrets in it", () => {
    const { environment } = load(UNSET);
    expect(environment["WEBSITE_SITE_NAME"]).toBe("orders");
  });
});

const ROOT = createAuthority({ subject: "CN=Root of the front end" });
const BLOCK = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

describe("the probe", () => {
  it.each([
    ["orders.contoso.example", { host: "orders.contoso.example", port: 443 }],
    [" Orders.Contoso.example:8443 ", { host: "orders.contoso.example", port: 8443 }],
    ["localhost:1", { host: "localhost", port: 1 }],
  ])("calls the public host that was written: %j", (text, expected) => {
    expect(load({ ...UNSET, CLIENT_CERT_PUBLIC_HOST: text }).publicHost).toEqual(expected);
    expect(load(UNSET, { publicHost: text }).publicHost).toEqual(expected);
  });

  it.each([
    "https://orders.example",
    "orders.example/",
    "orders.example:0",
    "orders.example:65536",
    "a b",
    "-a.example",
    "a..b",
    "user@orders.example",
    "[::1]:443",
    `${"a".repeat(64)}.example`,
    `${"a.".repeat(126)}toolong`,
  ])("does not call %j", (text) => {
    onlyProblem("public_host_malformed", "publicHost", problemsWith(UNSET, { publicHost: text }));
    const problems = problemsWith({ ...UNSET, CLIENT_CERT_PUBLIC_HOST: text });
    onlyProblem("public_host_malformed", "CLIENT_CERT_PUBLIC_HOST", problems);
  });

  it("has a key of 32 octets or more, which no problem repeats", () => {
    const key = "0123456789abcdef0123456789abcdef";
    expect(load({ ...UNSET, CLIENT_CERT_PROBE_KEY: key }).probeKey).toBe(key);
    const short = problemsWith({ ...UNSET, CLIENT_CERT_PROBE_KEY: key.slice(1) });
    expect(onlyProblem("probe_key_short", "CLIENT_CERT_PROBE_KEY", short).message).not.toContain("123456");
    onlyProblem("probe_key_short", "probeKey", problemsWith(UNSET, { probeKey: "" }));
  });

  it("may be given roots and a port in code", () => {
    expect(load(UNSET)).toMatchObject({ probeCa: undefined, probePlainHttpPort: 80 });
    const { pem } = ROOT;
    expect(load(UNSET, { probeCa: pem, probePlainHttpPort: 8080 })).toMatchObject({
      probeCa: pem,
      probePlainHttpPort: 8080,
    });
    for (const port of [0, 65_536, 1.5, "80"]) {
      const options = { probePlainHttpPort: port };
      onlyProblem("option_wrong_type", "probePlainHttpPort", problemsWith(UNSET, options));
    }
  });

  it.each<[string, string, unknown]>([
    ["option_wrong_type", "a path", "/etc/ssl/root.pem"],
    ["option_wrong_type", "octets", Buffer.from(ROOT.pem)],
    ["option_wrong_type", "no text", ""],
    ["pem_damaged", "half a certificate", ROOT.pem.slice(0, 200)],
    ["not_a_certificate", "a block of something else", BLOCK],
    ["not_a_certificate", "one certificate and something else", `${ROOT.pem}${BLOCK}`],
    ["private_key", "a private key", ROOT.privateKeyPem],
  ])("takes no roots that are none: %s for %s", (code, _what, probeCa) => {
    onlyProblem(code, "probeCa", problemsWith(UNSET, { probeCa }));
  });
});
