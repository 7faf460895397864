import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createValidator } from "../../src/create-validator.ts";
import {
  createAuthority,
  createSelfSigned,
  type HeaderFrontEnd,
  headerFor,
  toRawHeaders,
} from "../../src/testing/index.ts";

const root = createAuthority({ subject: "CN=Root" });
const issuing = root.createIntermediate({ subject: "CN=Issuing" });
const leaf = issuing.issue({ subject: "CN=billing" });
const base64 = Buffer.from(leaf.der).toString("base64");

const FRONT_ENDS: readonly HeaderFrontEnd[] = [
  "app-service",
  "container-apps",
  "rfc9440",
  { name: "app-service" },
  { name: "rfc9440" },
  { name: "container-apps" },
  { name: "container-apps", elements: 3 },
  { name: "application-gateway", header: "X-Client-Certificate" },
  { name: "application-gateway", header: "X-Client-Certificate", verificationHeader: "X-Client-Verified" },
  { name: "custom", header: "X-SSL-Client", encoding: "base64-der" },
  { name: "custom", header: "X-SSL-Client", encoding: "escaped-pem" },
  { name: "custom", header: "X-SSL-Client", encoding: "pem" },
];

const validatorFor = (frontEnd: HeaderFrontEnd, intermediates: readonly string[]) =>
  createValidator({
    trustAnchors: root.pem,
    ...(intermediates.length > 0 && { intermediates }),
    allow: { subject: "CN=billing" },
    frontEnd,
    ...(needsPeers(frontEnd) && { trustedPeers: "network-enforced" }),
  });

function needsPeers(frontEnd: HeaderFrontEnd): boolean {
  return /rfc9440|application-gateway|custom/.test(JSON.stringify(frontEnd));
}

describe("headerFor", () => {
  it.each(FRONT_ENDS)("writes what %j is read as", (frontEnd) => {
    const rawHeaders = toRawHeaders(headerFor(frontEnd, leaf));
    const verdict = validatorFor(frontEnd, [issuing.pem]).validate({ rawHeaders });
    expect(verdict).toMatchObject({ ok: true, client: { caller: "CN=billing" } });
    expect(headerFor(frontEnd, { der: leaf.der })).toEqual(headerFor(frontEnd, leaf));
  });

  it.each(["container-apps", "rfc9440", { name: "container-apps", elements: 2 }] as const)(
    "writes the issuers where %j forwards them",
    (frontEnd) => {
      const validator = validatorFor(frontEnd, []);
      const without = { rawHeaders: toRawHeaders(headerFor(frontEnd, leaf)) };
      const beside = { rawHeaders: toRawHeaders(headerFor(frontEnd, leaf, { chain: [issuing, root] })) };
      expect(validator.validate(without)).toMatchObject({ ok: false, code: "issuer_unknown" });
      expect(validator.validate(beside).ok).toBe(true);
    },
  );

  it("writes no issuers where none are forwarded", () => {
    const frontEnd = { name: "custom", header: "X-SSL-Client", encoding: "base64-der" } as const;
    expect(headerFor("app-service", leaf, { chain: [issuing] })).toEqual({ "X-ARR-ClientCert": base64 });
    expect(headerFor(frontEnd, leaf, { chain: [issuing] })).toEqual({ "X-SSL-Client": base64 });
  });

  it("writes X-Forwarded-Client-Cert as Envoy does", () => {
    const value = headerFor("container-apps", leaf, { chain: [issuing] })["X-Forwarded-Client-Cert"] ?? "";
    const [, hash, cert, chain] = /^Hash=([0-9a-f]{64});Cert="([^"]*)";Chain="([^"]*)"$/.exec(value) ?? [];
    expect(hash).toBe(createHash("sha256").update(leaf.der).digest("hex"));
    expect(decodeURIComponent(cert ?? "")).toBe(leaf.pem);
    expect(decodeURIComponent(chain ?? "")).toBe(leaf.pem + issuing.pem);
    // Envoy escapes line end, space, plus, slash and equals sign, in upper case, and leaves all else.
    expect(cert).toMatch(
      /^-----BEGIN%20CERTIFICATE-----%0A(?:[A-Za-z0-9]|%2B|%2F|%3D|%0A)+-----END%20CERTIFICATE-----%0A$/,
    );
  });

  it("writes byte sequences, the leaf and then its issuers", () => {
    const headers = headerFor("rfc9440", leaf, { chain: [issuing, root] });
    expect(headers).toEqual({
      "Client-Cert": `:${base64}:`,
      "Client-Cert-Chain": `:${issuing.header}:, :${root.header}:`,
    });
    expect(Object.keys(headerFor("rfc9440", leaf))).toEqual(["Client-Cert"]);
  });

  it("writes PEM on one line, escaped or with spaces", () => {
    const header = "X-SSL-Client";
    const escaped = headerFor({ name: "custom", header, encoding: "escaped-pem" }, leaf)[header] ?? "";
    expect(escaped).toBe(encodeURIComponent(leaf.pem));
    const pem = headerFor({ name: "custom", header, encoding: "pem" }, leaf)[header] ?? "";
    expect(pem.replaceAll(" ", "\n").replaceAll("\nCERT", " CERT")).toBe(leaf.pem.trimEnd());
  });

  it("takes what no mint made", () => {
    expect(headerFor("app-service", createSelfSigned())).not.toEqual(headerFor("app-service", leaf));
    const frontEnd = "socket" as unknown as HeaderFrontEnd;
    expect(() => headerFor(frontEnd, leaf)).toThrow(TypeError);
  });
});

it("toRawHeaders has names and values in turn", () => {
  expect(toRawHeaders({ A: "1", B: "2" })).toEqual(["A", "1", "B", "2"]);
});
