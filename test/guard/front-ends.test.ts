import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { loadSettings } from "../../src/config/load.ts";
import type { GuardOptions } from "../../src/config/options.ts";
import type { Decision, GuardRequest } from "../../src/guard/decision.ts";
import { composeGuard, type GuardCore } from "../../src/guard/guard.ts";
import { watchHostFor } from "../../src/guard/guard-self-check.ts";
import type { SelfCheckStatus } from "../../src/self-check/status.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { composeValidator } from "../../src/validator.ts";
import type { Body } from "../helpers/azure/bodies.ts";
import { type Azure, createAzure } from "../helpers/azure/create-azure.ts";
import { type Line, recorder } from "./parts.ts";

const authority = createAuthority({ subject: "CN=Root,O=Contoso,C=DE" });
const caller = authority.issue({ subject: "CN=billing,O=Contoso,C=DE" });
const base64 = Buffer.from(caller.der).toString("base64");

/** As Envoy writes it (`Cert` in PEM with URL escapes). */
const XFCC: string = [
  `Hash=${createHash("sha256").update(caller.der).digest("hex")}`,
  `Cert="${encodeURIComponent(caller.pem)}"`,
].join(";");

const TRUST = { trustAnchors: authority.pem, allow: { subject: "CN=billing,O=Contoso,C=DE" } };

interface Made {
  readonly core: GuardCore;
  readonly lines: Line[];
  readonly hasProbe: boolean;
  status(): Promise<SelfCheckStatus>;
}

const made: { close(): void }[] = [];
let azure: Azure | undefined;

afterEach(async () => {
  for (const one of made.splice(0)) one.close();
  await azure?.close();
  azure = undefined;
});

/** As `createGuardCore` makes it, apart from where Resource Manager is. */
function make(options: GuardOptions, environment: Readonly<Record<string, string | undefined>> = {}): Made {
  const { log, lines } = recorder();
  const settings = loadSettings({ ...TRUST, env: environment, log, ...options });
  const standIn = azure && { endpoint: azure.resourceManagerEndpoint, ca: azure.ca };
  const watch = watchHostFor(settings, () => performance.now(), standIn);
  const validator = composeValidator(settings, settings.clock);
  const core = composeGuard({ settings, validator, selfCheck: watch?.selfCheck, monotonic: () => performance.now() });
  made.push(core, ...(watch?.probe === undefined ? [] : [watch.probe]));
  return {
    core,
    lines,
    hasProbe: watch?.probe !== undefined,
    status: () =>
      new Promise((resolve) => {
        const { selfCheck } = watch ?? {};
        const now = selfCheck?.status();
        if (now !== undefined && now.checks > 0) resolve(now);
        else selfCheck?.onChange(resolve);
      }),
  };
}

function request(rawHeaders: readonly string[], remoteAddress?: string): GuardRequest {
  return { method: "GET", rawUrl: "/orders", rawHeaders, native: {}, socket: { remoteAddress } };
}

function outcome(decision: Decision): string {
  return decision.kind === "refused" ? `${decision.status} ${decision.verdict?.code}` : decision.kind;
}

describe("behind a proxy of one's own", () => {
  const headers = ["Client-Cert", `:${base64}:`];
  const behind = (trustedPeers: GuardOptions["trustedPeers"] & object) => make({ frontEnd: "rfc9440", trustedPeers });

  test.each<[string | undefined, string]>([
    ["10.0.0.4", "admitted"],
    ["::ffff:10.0.0.4", "admitted"],
    ["10.0.0.5", "403 peer_not_trusted"],
    ["::1", "403 peer_not_trusted"],
    [undefined, "403 peer_not_trusted"],
  ])("it is the connection's own peer that counts: %s", async (address, expected) => {
    const { core } = behind(["10.0.0.4"]);
    const forwarded = [...headers, "X-Forwarded-For", "10.0.0.4", "X-Real-IP", "10.0.0.4", "Forwarded", "for=10.0.0.4"];
    expect(outcome(await core.decide(request(forwarded, address)))).toBe(expected);
  });

  it("without the connection nobody is a trusted peer", async () => {
    const { core } = behind(["10.0.0.4"]);
    for (const socket of [undefined, null, {}]) {
      const decision = await core.decide({ ...request(headers), socket });
      expect(outcome(decision)).toBe("403 peer_not_trusted");
    }
  });

  it("a network that lets in nobody else is believed, in writing and loudly", async () => {
    const { core, lines } = make({ frontEnd: "rfc9440", trustedPeers: "network-enforced" });
    expect(outcome(await core.decide(request(headers, "203.0.113.9")))).toBe("admitted");
    expect(lines[0]?.fields).toMatchObject({ trustedPeers: expect.stringMatching(/^NETWORK-ENFORCED/) });
  });

  it("nobody is asked about a host, and the start line says what takes its place", () => {
    const { core, lines, hasProbe } = behind(["10.0.0.4", "10.1.0.0/24"]);
    expect(core.selfCheck.status()).toEqual({ mode: "off" });
    expect(hasProbe).toBe(false);
    expect(lines[0]?.fields).toMatchObject({
      frontEnd: "rfc9440",
      certificateFrom: "header Client-Cert",
      trustedPeers: ["10.0.0.4", "10.1.0.0/24"],
      selfCheck: expect.stringMatching(/^off: .*trusted peers/),
    });
  });

  it("a refusal names the front end and the header, health the front end alone", async () => {
    const { core, lines } = make({
      frontEnd: { name: "custom", header: "X-SSL-Cert", encoding: "base64-der" },
      trustedPeers: ["10.0.0.4"],
    });
    expect(outcome(await core.decide(request(["Client-Cert", `:${base64}:`], "10.0.0.4")))).toBe("403 header_missing");
    expect(lines.at(-1)?.fields).toMatchObject({
      frontEnd: "custom",
      certificateFrom: "header X-SSL-Cert, base64-der",
    });
    expect(core.health()).toMatchObject({ status: "ok", frontEnd: "custom" });
    expect(JSON.stringify(core.health())).not.toContain("X-SSL-Cert");
    expect(outcome(await core.decide(request(["x-ssl-cert", base64], "10.0.0.4")))).toBe("admitted");
  });
});

describe("where the app itself ends TLS", () => {
  const socket = { remoteAddress: "203.0.113.9", getPeerCertificate: () => ({ raw: Buffer.from(caller.der) }) };

  it("the certificate is the connection's, and no header counts", async () => {
    const { core, lines } = make({ frontEnd: "socket" });
    expect(outcome(await core.decide({ ...request([]), socket }))).toBe("admitted");
    const headers = ["X-ARR-ClientCert", base64, "Client-Cert", `:${base64}:`];
    expect(outcome(await core.decide(request(headers, "203.0.113.9")))).toBe("403 header_missing");
    expect(lines[0]?.fields).toMatchObject({
      frontEnd: "socket",
      certificateFrom: expect.stringContaining("handshake"),
      trustedPeers: expect.stringMatching(/^any/),
      selfCheck: expect.stringMatching(/^off: /),
    });
  });

  it("peers may be narrowed", async () => {
    const { core } = make({ frontEnd: "socket", trustedPeers: ["10.0.0.4"] });
    expect(outcome(await core.decide({ ...request([]), socket }))).toBe("403 peer_not_trusted");
  });
});

describe("on Container Apps", () => {
  let stand: Azure;
  const setIngress = (changes: Body): void => {
    const properties = stand.estate.containerApp?.["properties"] as { configuration: { ingress: Body } };
    Object.assign(properties.configuration.ingress, changes);
  };
  const start = (more: Readonly<Record<string, string>> = {}): Made =>
    make({}, Object.assign(stand.environment, { CLIENT_CERT_HOST_RESOURCE_ID: stand.resourceId }, more));

  beforeEach(async () => {
    azure = await createAzure({ host: "container-apps", name: "orders-app" });
    stand = azure;
  });

  it("callers come in by Envoy's header, once Resource Manager says that the ingress requires certificates", async () => {
    const { core, lines } = start();
    expect(outcome(await core.decide(request(["X-Forwarded-Client-Cert", XFCC])))).toBe("admitted");
    expect(outcome(await core.decide(request(["X-ARR-ClientCert", base64])))).toBe("403 header_missing");
    expect(lines[0]?.fields).toMatchObject({
      frontEnd: "container-apps",
      certificateFrom: "header X-Forwarded-Client-Cert",
      selfCheck: expect.stringMatching(/^enforce: .*the host demands certificates/),
    });
    expect(stand.calls.resourceManager.map(({ path }) => path)).toEqual([
      expect.stringMatching(/\/containerApps\/orders-app$/),
    ]);
  });

  test.each<[string, Body]>([
    ["only accepts certificates", { clientCertificateMode: "accept" }],
    ["ignores certificates", { clientCertificateMode: "ignore" }],
    ["says nothing of certificates", { clientCertificateMode: null }],
    ["lets plain HTTP in", { allowInsecure: true }],
  ])("an ingress that %s is refuted: 503", async (_title, changes) => {
    setIngress(changes);
    const { core, status } = start();
    const decision = await core.decide(request(["X-Forwarded-Client-Cert", XFCC]));
    expect(outcome(decision)).toBe("503 host_refuted");
    expect(decision).toMatchObject({ headers: { "retry-after": expect.stringMatching(/^\d+$/) } });
    expect(await status()).toMatchObject({
      serves: false,
      because: "not_demanded",
      remedy: expect.stringContaining("az "),
    });
  });

  it("without the resource id nobody can tell: 503, and the remedy names the variable", async () => {
    const { CLIENT_CERT_HOST_RESOURCE_ID: _id, ...environment } = stand.environment;
    const { core, status } = make({}, environment);
    expect(outcome(await core.decide(request(["X-Forwarded-Client-Cert", XFCC])))).toBe("503 host_not_verified");
    expect((await status()).remedy).toContain("CLIENT_CERT_HOST_RESOURCE_ID");
    expect(stand.calls.resourceManager).toEqual([]);
  });

  it("with an identity that may not read: 503", async () => {
    stand.estate.hasRole = false;
    const { core } = start();
    expect(outcome(await core.decide(request(["X-Forwarded-Client-Cert", XFCC])))).toBe("503 host_not_verified");
  });

  it.each<[string, Body, string]>([
    ["whoever likes reaches it", {}, "503 host_refuted"],
    ["it asks for certificates, which a gateway cannot show", { clientCertificateMode: "require" }, "503 host_refuted"],
    ["only the environment reaches it", { external: false }, "admitted"],
    ["only the gateway reaches it", { ipSecurityRestrictions: [GATEWAY] }, "admitted"],
    ["all but some reach it", { ipSecurityRestrictions: [{ ...GATEWAY, action: "Deny" }] }, "503 host_refuted"],
    ["nobody can read who reaches it", { ipSecurityRestrictions: [{ name: "x" }] }, "503 host_not_verified"],
  ])("a gateway's header counts by who may reach the ingress: %s", async (_title, ingress, expected) => {
    setIngress(ingress);
    const { core } = start({ CLIENT_CERT_FRONT_END: "rfc9440" });
    expect(outcome(await core.decide(request(["Client-Cert", `:${base64}:`])))).toBe(expected);
  });
});

const GATEWAY = { name: "gateway", action: "Allow", ipAddressRange: "10.0.0.4/32" };

describe("behind a gateway on App Service", () => {
  let stand: Azure;
  const headers = ["X-Client-Certificate", encodeURIComponent(caller.pem)];
  const frontEnd = { name: "application-gateway", header: "X-Client-Certificate" } as const;
  const start = (options: GuardOptions = {}): Made => make({ frontEnd, ...options }, stand.environment);

  /** The platform's own gate is open, as it has to be: the gateway shows no certificate. */
  function setSites(access: Body): void {
    for (const body of [stand.estate.site, ...stand.estate.slots]) {
      Object.assign(body?.["properties"] as Body, { clientCertEnabled: false });
    }
    for (const body of Object.values(stand.estate.webConfigs)) Object.assign(body["properties"] as Body, access);
  }

  beforeEach(async () => {
    azure = await createAzure();
    stand = azure;
    setSites({ ipSecurityRestrictionsDefaultAction: "Deny" });
  });

  it("access restrictions take the place of the certificate gate, and nothing is probed", async () => {
    const { core, lines, hasProbe } = start();
    expect(outcome(await core.decide(request(headers)))).toBe("admitted");
    expect(hasProbe).toBe(false);
    expect(lines[0]?.fields["selfCheck"]).toMatch(/^enforce: .*only the gateway gets in/);
    expect(outcome(await core.decide(request(["X-ARR-ClientCert", base64])))).toBe("403 header_missing");
  });

  it("a site that lets others in is refuted, and so is one slot that does", async () => {
    const [, slot] = Object.values(stand.estate.webConfigs);
    Object.assign(slot?.["properties"] as Body, { ipSecurityRestrictionsDefaultAction: "Allow" });
    const { core, status } = start();
    expect(outcome(await core.decide(request(headers)))).toBe("503 host_refuted");
    const { records } = await status();
    expect(records.map(({ demand }) => demand)).toEqual(["yes", "no"]);
  });

  it("restrictions that cannot be read vouch for nobody", async () => {
    for (const id of Object.keys(stand.estate.webConfigs)) delete stand.estate.webConfigs[id];
    expect(outcome(await start().core.decide(request(headers)))).toBe("503 host_not_verified");
  });

  it("the platform's own header is judged by the certificate gate as before", async () => {
    const { core, hasProbe } = make({}, stand.environment);
    expect(hasProbe).toBe(true);
    expect(outcome(await core.decide(request(["X-ARR-ClientCert", base64])))).toBe("503 host_refuted");
  });
});

it("a guard hands the connection to its validator as it is", async () => {
  const seen: unknown[] = [];
  const { log } = recorder();
  const settings = loadSettings({ ...TRUST, frontEnd: "socket", env: {}, log });
  const validator = composeValidator(settings, settings.clock);
  const core = composeGuard({
    settings,
    validator: {
      validate: (asked) => {
        seen.push(asked.socket);
        return validator.validate(asked);
      },
    },
    monotonic: () => 0,
  });
  made.push(core);
  const socket = { remoteAddress: "10.0.0.4" };
  await core.decide({ ...request([]), socket });
  expect(seen).toEqual([socket]);
  expect(seen[0]).toBe(socket);
});
