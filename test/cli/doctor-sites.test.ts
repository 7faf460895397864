import { describe, expect, it } from "vitest";
import { openStage } from "./stage.ts";

describe("a site that demands certificates", () => {
  it("is good: the header may be trusted, and what is not proven is said", async () => {
    const { doctor, azure } = await openStage();
    const { code, out, err } = await doctor();
    expect(code).toBe(0);
    expect(err).toBe("");
    expect(out).toMatch(/^orders-api, App Service\n\/subscriptions\//);
    expect(out).toContain("The certificate header may be trusted");
    expect(out).toMatch(/Resource Manager +heard \d+ s ago at 20\S+Z; AzureCloud, by the managed identity/);
    expect(out).toMatch(/Probe +not heard/);
    expect(out).toMatch(/Not proven here: that no client can write the\s+certificate\s+header/);
    expect(out).toContain("CLIENT_CERT_SELF_CHECK is enforce: the guard believes the header.");
    expect(out).not.toContain("First:");
    expect(azure.calls.resourceManager.length).toBeGreaterThan(0);
  });

  it("has every rule once, gates before what only informs", async () => {
    const { doctor } = await openStage({ slots: [] });
    const { out } = await doctor();
    const rules = [...out.matchAll(/^ {2}(pass|FAIL|unknown|n\/a) +([a-z0-9-]+) /gm)].map(([, , rule]) => rule);
    expect(new Set(rules).size).toBe(rules.length);
    expect(rules.slice(0, 4)).toEqual([
      "client-certificates-required",
      "https-only",
      "exclusion-paths",
      "exclusion-end-points",
    ]);
    expect(rules).toContain("http2");
    expect(out.indexOf("exclusion-end-points")).toBeLessThan(out.indexOf("Only informs, and decides nothing:"));
    expect(out.indexOf("Only informs, and decides nothing:")).toBeLessThan(out.indexOf("minimum-tls"));
  });

  it("has a slot that is the same said in one line", async () => {
    const { doctor } = await openStage();
    const { out } = await doctor();
    expect(out).toMatch(/\norders-api\/staging: every gate passes\n {2}same {5}every rule, as of orders-api\.\n/);
  });

  it("fits 100 columns, apart from commands and ids", async () => {
    const { doctor } = await openStage();
    const { out } = await doctor();
    const long = out.split("\n").filter((line) => line.length > 100 && !/^ *(?:az |\/subscriptions\/)/.test(line));
    expect(long).toEqual([]);
  });
});

describe("a site that does not", () => {
  it("is refuted with the platform's defaults, off and Required, and the one command stands before all else", async () => {
    const { doctor, setSite, azure } = await openStage();
    setSite({ clientCertEnabled: false, clientCertMode: "Required" });
    const { code, out } = await doctor();
    const command = `az webapp update --ids ${azure.resourceId} --set clientCertEnabled=true clientCertMode=Required`;
    expect(code).toBe(1);
    expect(out).toContain("must not be trusted: requests without a certificate get in");
    expect(out).toContain(`\nFirst:\n  ${command}\n`);
    expect(out.indexOf("First:")).toBeLessThan(out.indexOf("Witnesses"));
    expect(out).toMatch(/FAIL {5}client-certificates-required/);
    expect(out).toContain("the guard believes no header");
  });

  it.each([
    ["Optional", { clientCertMode: "Optional" }, "client-certificates-required"],
    ["plain HTTP", { httpsOnly: false }, "https-only"],
    ["an exclusion path over what the app protects", { clientCertExclusionPaths: "/orders" }, "exclusion-paths"],
  ])("is refuted: %s", async (_, properties, rule) => {
    const { doctor, setSite } = await openStage();
    setSite(properties);
    const { code, out } = await doctor();
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`FAIL {5}${rule} `));
    expect(out).toMatch(/\nFirst:\n {2}az webapp update /);
  });

  it.each([
    ["enabled is null", { clientCertEnabled: null }],
    ["the mode is null", { clientCertMode: null }],
    ["httpsOnly is null", { httpsOnly: null }],
    ["undocumented end points are excluded", { clientCertExclusionEndPoints: "x" }],
    ["enabled is a word", { clientCertEnabled: "true" }],
  ])("cannot be told when %s", async (_, properties) => {
    const { doctor, setSite } = await openStage();
    setSite(properties);
    const { code, out } = await doctor();
    expect(code).toBe(2);
    expect(out).toContain("It cannot be told whether the certificate header may be trusted.");
    expect(out).toContain("First:");
  });

  it("may exclude what the app leaves open anyway", async () => {
    const { doctor, setSite } = await openStage();
    setSite({ clientCertExclusionPaths: "/healthz" });
    expect((await doctor()).code).toBe(0);
    expect((await doctor(["--open-path", "/status"])).code).toBe(1);
  });
});

describe("slots", () => {
  it("count all: one that differs is named, and mended by its own command", async () => {
    const { doctor, setSlot, azure } = await openStage({ slots: ["staging", "canary"] });
    setSlot({ clientCertMode: "Optional" });
    const { code, out } = await doctor();
    expect(code).toBe(1);
    expect(out).toContain("That is because of orders-api/staging.");
    expect(out).toContain(`First:\n  az rest --method patch --url "${azure.resourceId}/slots/staging?api-version=`);
    expect(out).toMatch(/^orders-api: every gate passes$/m);
    expect(out).toMatch(/^orders-api\/staging: a gate fails$/m);
    expect(out).toMatch(/^orders-api\/canary: every gate passes$/m);
  });

  it("are told again where they fail like the site", async () => {
    const { doctor, setSite, setSlot } = await openStage();
    setSite({ httpsOnly: false });
    setSlot({ httpsOnly: false });
    const { out } = await doctor();
    expect(out.match(/FAIL {5}https-only/g)).toHaveLength(2);
    expect(out).toContain(`/slots/staging?api-version=2024-04-01" --body '{"properties":{"httpsOnly":true}}'`);
  });

  it("are told again where nobody can tell either, though the words are the same", async () => {
    const { doctor, setSite, setSlot } = await openStage();
    setSite({ clientCertExclusionEndPoints: "x" });
    setSlot({ clientCertExclusionEndPoints: "x" });
    expect((await doctor()).out.match(/unknown {2}exclusion-end-points/g)).toHaveLength(2);
  });
});

describe("a site behind a gateway", () => {
  it("is judged by its access restrictions", async () => {
    const { doctor, setSite } = await openStage({ slots: [] });
    const open = await doctor(["--front-end", "gateway"]);
    expect(open.code).toBe(1);
    expect(open.out).toContain("requests get in past the gateway");
    expect(open.out).toMatch(/FAIL {5}access-restrictions/);
    setSite({ publicNetworkAccess: "Disabled", clientCertEnabled: false });
    const closed = await doctor(["--front-end", "gateway"]);
    expect(closed.code).toBe(0);
    expect(closed.out).toContain("only the gateway gets in");
  });
});

describe("what the guard does with it", () => {
  it.each([
    ["warn", "believes the header"],
    ["off", "asks nobody and believes the header, whatever is found here"],
  ])("is said of %s too, and changes nothing about the exit code", async (word, text) => {
    const { doctor, setSite, azure } = await openStage();
    azure.environment["CLIENT_CERT_SELF_CHECK"] = word;
    setSite({ clientCertEnabled: false });
    const { code, out } = await doctor();
    expect(code).toBe(1);
    expect(out.replace(/\s+/g, " ")).toContain(`CLIENT_CERT_SELF_CHECK is ${word}: the guard ${text}.`);
  });
});

describe("container apps", () => {
  it.each([
    ["require", { clientCertificateMode: "require" }, 0],
    ["accept", { clientCertificateMode: "accept" }, 1],
    ["ignore", { clientCertificateMode: "ignore" }, 1],
    ["no mode", { clientCertificateMode: null }, 1],
    ["another mode", { clientCertificateMode: "maybe" }, 1],
    ["plain HTTP", { allowInsecure: true }, 1],
    ["no ingress", null, 2],
  ])("%s", async (_, ingress, code) => {
    const stage = await openStage({ host: "container-apps", name: "orders-app" });
    stage.setIngress(ingress);
    const said = await stage.doctor();
    expect(said.code).toBe(code);
    expect(said.out).toMatch(/^orders-app, Container Apps\n/);
    expect(said.out.includes("First:")).toBe(code !== 0);
  });

  it("cannot be told without the resource id, and are by it", async () => {
    const { doctor, azure } = await openStage({ host: "container-apps", name: "orders-app" });
    azure.environment["CLIENT_CERT_HOST_RESOURCE_ID"] = undefined;
    const without = await doctor();
    expect(without.code).toBe(2);
    expect(without.out).toContain("[resource_unknown]");
    expect(without.out).toContain("Set CLIENT_CERT_HOST_RESOURCE_ID");
    expect((await doctor(["--resource-id", azure.resourceId])).code).toBe(0);
  });
});
