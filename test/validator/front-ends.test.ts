import { describe, expect, it } from "vitest";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { createValidator, type ValidatorOptions } from "../../src/index.ts";
import { createAuthority, createSelfSigned } from "../../src/testing/index.ts";
import { FRONT_ENDS } from "./front-ends.ts";

const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const issuing = root.createIntermediate({ subject: "CN=Issuing,O=Contoso" });
const stranger = createAuthority({ subject: "CN=Root,O=Contoso" });
const partner = createSelfSigned({ subject: "CN=partner" });
const { sha256 } = parseCertificate(partner.der);
const past = { notBefore: new Date("2020-01-01"), notAfter: new Date("2020-02-01") };
const hostile = [[{ type: "CN", value: 'a";Cert="b,Hash=c\\', encoding: "utf8" as const }]];

const options: ValidatorOptions = {
  trustAnchors: root.der,
  intermediates: issuing.der,
  allow: [{ name: "billing", subject: "CN=billing,O=Contoso" }, { subject: "OU=x,*" }, { san: "dns:b.example" }],
  pinned: `sha256:${sha256}`,
};

const CERTIFICATES: readonly (readonly [title: string, der: Uint8Array, outcome: string])[] = [
  ["a caller of a rule", issuing.issue({ subject: "CN=billing,O=Contoso" }).der, "billing"],
  ["a caller of a rule by its name in the SAN", root.issue({ subjectAltName: ["dns:b.example"] }).der, "dns:b.example"],
  ["a pinned one", partner.der, `sha256:${sha256}`],
  ["one of no rule", issuing.issue({ subject: "CN=other" }).der, "subject_not_allowed"],
  ["one with a name like a header", issuing.issue({ subject: hostile }).der, "subject_not_allowed"],
  [
    "one of a rogue CA with the right name",
    stranger.issue({ subject: "CN=billing,O=Contoso" }).der,
    "signature_invalid",
  ],
  ["an expired one", issuing.issue(past).der, "certificate_expired"],
  ["a self-signed one", createSelfSigned({ subject: "CN=x" }).der, "issuer_unknown"],
  ["a CA", issuing.der, "ca_as_client"],
  ["a spoilt signature", issuing.issue({ corrupt: { signature: true } }).der, "signature_invalid"],
  ["octets behind it", issuing.issue({ corrupt: { trailingBytes: true } }).der, "certificate_malformed"],
  ["no certificate", new Uint8Array([1, 2, 3]), "certificate_malformed"],
];

describe("the same certificate gets the same verdict from every front end", () => {
  it.each(CERTIFICATES)("%s", (_, der, outcome) => {
    const verdicts = FRONT_ENDS.map(({ name, options: own, request }) => {
      const verdict = createValidator({ ...options, ...own }).validate(request(der));
      return [name, verdict.ok ? verdict.client.caller : verdict.code];
    });
    expect(verdicts).toEqual(FRONT_ENDS.map(({ name }) => [name, outcome]));
  });

  it("down to what the app is told", () => {
    const [, der] = CERTIFICATES[0] ?? ["", new Uint8Array()];
    const clients = FRONT_ENDS.map(({ options: own, request }) => {
      const verdict = createValidator({ ...options, ...own }).validate(request(der));
      return verdict.ok && { ...verdict.client, path: verdict.client.path.map((certificate) => certificate.sha256) };
    });
    expect(clients.map((client) => JSON.stringify(client))).toEqual(clients.map(() => JSON.stringify(clients[0])));
  });
});

describe("each front end reads its own place only", () => {
  const [, der] = CERTIFICATES[0] ?? ["", new Uint8Array()];

  it.each(FRONT_ENDS.map((one) => [one.name, one] as const))("%s", (name, { options: own, request }) => {
    const validator = createValidator({ ...options, ...own });
    const others = FRONT_ENDS.filter((other) => other.name !== name).map((other) => other.request(der));
    const all = {
      rawHeaders: others.flatMap(({ rawHeaders }) => rawHeaders),
      socket: others.find((one) => one.socket)?.socket,
    };
    expect(validator.validate(all)).toMatchObject({ ok: false, code: "header_missing" });
    const real = request(partner.der);
    const beside = { rawHeaders: [...all.rawHeaders, ...real.rawHeaders], socket: real.socket ?? all.socket };
    expect(validator.validate(beside)).toMatchObject({ ok: true, client: { sha256 } });
  });
});

describe("plain HTTP", () => {
  const [, der] = CERTIFICATES[0] ?? ["", new Uint8Array()];

  it.each(FRONT_ENDS.map((one) => [one.name, one] as const))("%s", (name, { options: own, request }) => {
    const sent = request(der);
    const rawHeaders = ["X-Forwarded-Proto", "http", ...sent.rawHeaders];
    const verdict = createValidator({ ...options, ...own }).validate({ ...sent, rawHeaders });
    // On a socket of TLS that header is the client's, and says nothing.
    expect(verdict.ok ? "admitted" : verdict.code).toBe(name === "socket" ? "admitted" : "plain_http");
  });
});

describe("a validator", () => {
  it("refuses what the gateway did not vouch for", () => {
    const gateway = FRONT_ENDS.find(({ name }) => name === "application-gateway");
    const rawHeaders =
      gateway?.request(partner.der).rawHeaders.map((text) => (text === "SUCCESS" ? "NONE" : text)) ?? [];
    const verdict = createValidator({ ...options, ...gateway?.options }).validate({ rawHeaders });
    expect(verdict).toMatchObject({ ok: false, code: "verification_failed" });
    expect(JSON.stringify(verdict.findings)).not.toContain("NONE");
  });

  it("takes the elements of more proxies when told of them", () => {
    const frontEnd = { name: "container-apps", elements: 2 } as const;
    const validator = createValidator({ ...options, frontEnd });
    const container = FRONT_ENDS.find(({ name }) => name === "container-apps");
    const [, , header = "", value = ""] = container?.request(partner.der).rawHeaders ?? [];
    const behind = `${value},By=a;Hash=${"0".repeat(64)};Subject="CN=proxy"`;
    expect(validator.validate({ rawHeaders: [header, behind] })).toMatchObject({ ok: true, client: { sha256 } });
    expect(validator.validate({ rawHeaders: [header, value] })).toMatchObject({ ok: false, code: "header_malformed" });
  });
});

describe("trusted peers", () => {
  const trustedPeers = ["10.0.0.4", "10.1.0.0/24", "2001:db8::/64"];
  const custom = { frontEnd: { name: "custom", header: "X-Cert", encoding: "base64-der" } } as const;
  const validator = createValidator({ ...options, ...custom, trustedPeers });
  const judge = (socket: { remoteAddress?: string | undefined } | null | undefined, header = partner.header) =>
    validator.validate({ rawHeaders: ["X-Cert", header], socket });

  it.each(["10.0.0.4", "10.1.0.200", "2001:db8::17", "::ffff:10.0.0.4"])("are let through: %s", (remoteAddress) => {
    expect(judge({ remoteAddress })).toMatchObject({ ok: true });
  });

  it.each(["10.0.0.5", "10.1.1.1", "::1", "2001:db8:1::1", "127.0.0.1", "", "x"])("are not %j", (remoteAddress) => {
    const verdict = judge({ remoteAddress });
    const finding = { code: "peer_not_trusted", certificateIndex: null, details: { address: remoteAddress } };
    expect(verdict).toMatchObject({ ok: false, findings: [finding] });
  });

  it.each([
    ["no socket", undefined],
    ["null", null],
    ["a pipe", { remoteAddress: undefined }],
    ["a connection that has gone", {}],
  ])("are not %s", (_, socket) => {
    expect(judge(socket)).toMatchObject({ ok: false, findings: [{ code: "peer_not_trusted", details: {} }] });
  });

  it("come before any header is read", () => {
    const headers = ["", "malformed", ",".repeat(9000)];
    for (const header of headers) expect(judge({ remoteAddress: "10.9.9.9" }, header).findings).toHaveLength(1);
    const reading = {
      get rawHeaders(): readonly string[] {
        throw new Error("read");
      },
    };
    expect(() => validator.validate(reading)).toThrow("read");
    const watched = new Proxy([] as string[], {
      get: (target, name) => (name === "length" ? 0 : Reflect.get(target, name)),
    });
    expect(validator.validate({ rawHeaders: watched, socket: { remoteAddress: "10.9.9.9" } })).toMatchObject({
      code: "peer_not_trusted",
    });
  });

  it("are by the socket, whatever a header says", () => {
    const rawHeaders = ["X-Cert", partner.header, "X-Forwarded-For", "10.0.0.4", "Forwarded", "for=10.0.0.4"];
    expect(validator.validate({ rawHeaders, socket: { remoteAddress: "10.9.9.9" } })).toMatchObject({
      code: "peer_not_trusted",
    });
  });

  it("are whoever gets through where the network sees to it", () => {
    const open = createValidator({ ...options, ...custom, trustedPeers: "network-enforced" });
    expect(open.validate({ rawHeaders: ["X-Cert", partner.header] })).toMatchObject({ ok: true });
  });

  it("have to be named where a gateway's header is read", () => {
    expect(() => createValidator({ ...options, ...custom })).toThrow(/trustedPeers|TRUSTED_PEERS/);
  });
});
