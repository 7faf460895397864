import { describe, expect, test } from "vitest";
import { startLine } from "../../src/verdict/start-line.ts";
import { INTERMEDIATE, leafNamed, ROOT, UNSAFE } from "./samples.ts";

const NOW = Date.parse("2026-11-22T00:00:00Z");
const ENFORCED = {
  frontEnd: { name: "app-service" },
  trustedPeers: undefined,
  trustAnchors: [ROOT],
  intermediates: [INTERMEDIATE],
  pins: [{ kind: "certificate" }, { kind: "key" }, { kind: "certificate" }],
  allow: [
    {
      label: '"billing"',
      conditions: [
        { kind: "subject", entries: ["CN=a,O=b", "CN=c,O=b"] },
        { kind: "issuer", entries: ["CN=ca,O=b"] },
      ],
    },
    { label: "rule 2", conditions: [{ kind: "san" }, { kind: "key" }] },
  ],
  openPaths: ["/healthz", "/public/*"],
  enforce: "on",
  reportUntil: undefined,
  conformance: "standard",
  notBeforeSkewSeconds: 60,
  notAfterSkewSeconds: 0,
  selfCheck: "off",
} as const;

test("says all that is enforced", () => {
  expect(startLine(ENFORCED, NOW)).toEqual({
    event: "client_certificate_guard_started",
    enforce: "on",
    frontEnd: "app-service",
    certificateFrom: "header X-ARR-ClientCert",
    trustedPeers: expect.stringMatching(/^none: /),
    trustAnchors: [`CN=Test Root,O=Contoso,C=DE (expires 2035-06-01, sha256 ${ROOT.sha256.slice(0, 16)})`],
    intermediates: [
      expect.stringMatching(/^CN=Test Issuing,O=Contoso,C=DE \(expires 20\d\d-\d\d-\d\d, sha256 [0-9a-f]{16}\)$/),
    ],
    pinnedCertificates: 2,
    pinnedKeys: 1,
    allow: ['"billing": subject CN=a,O=b or CN=c,O=b; issuer CN=ca,O=b', "rule 2: san; key"],
    openPaths: ["/healthz", "/public/*"],
    conformance: "standard",
    clockSkewSeconds: { notBefore: 60, notAfter: 0 },
    revocation: expect.stringMatching(/^OFF: /),
    selfCheck: expect.stringMatching(/^OFF: nobody checks /),
  });
});

test.each([
  [{ name: "app-service" }, undefined, "off", /^OFF: nobody checks /, /^none: the platform/],
  [
    { name: "container-apps", elements: 1 },
    undefined,
    "enforce",
    /the host demands certificates$/,
    /^none: the platform/,
  ],
  [{ name: "rfc9440" }, undefined, "enforce", /only the gateway gets in$/, /^none: the platform/],
  [{ name: "rfc9440" }, undefined, "off", /^OFF: nobody checks /, /^none: the platform/],
  [{ name: "rfc9440" }, "network-enforced", "off", /^off: .*the trusted peers/, /^NETWORK-ENFORCED: /],
  [{ name: "socket" }, undefined, "off", /^off: there is no header/, /^any: /],
] as const)("says who vouches: %j, peers %s, self-check %s", (frontEnd, trustedPeers, selfCheck, word, peers) => {
  const line = startLine({ ...ENFORCED, frontEnd, trustedPeers, selfCheck }, NOW);
  expect(line.frontEnd).toBe(frontEnd.name);
  expect(line.selfCheck).toMatch(word);
  expect(line.trustedPeers).toMatch(peers);
});

test("lists the trusted peers", () => {
  const trustedPeers = { entries: ["10.0.0.4", "2001:db8::/64"] };
  const line = startLine({ ...ENFORCED, frontEnd: { name: "rfc9440" }, trustedPeers }, NOW);
  expect(line.trustedPeers).toEqual(["10.0.0.4", "2001:db8::/64"]);
});

test("marks what has expired", () => {
  const [anchor] = startLine(ENFORCED, Date.parse("2035-06-02T00:00:00Z")).trustAnchors;
  expect(anchor).toContain("(EXPIRED 2035-06-01, ");
});

describe("is loud about what lets people in", () => {
  test("every certificate from the anchors", () => {
    expect(startLine({ ...ENFORCED, allow: "any-from-anchors" }, NOW).allow).toContain("EVERY certificate");
  });

  test("pins alone", () => {
    expect(startLine({ ...ENFORCED, allow: undefined }, NOW).allow).toBe("pinned callers only");
  });

  test("report mode", () => {
    const reportUntil = Date.parse("2027-01-31T00:00:00Z");
    const { enforce } = startLine({ ...ENFORCED, enforce: "report", reportUntil }, NOW);
    expect(enforce).toMatch(/^REPORT ONLY until 2027-01-31T00:00:00.000Z: callers are let through/);
  });
});

test("is one line whatever the configuration holds", () => {
  const strange = "a\n\u202eb\u001b[2J";
  const allow = [{ label: strange, conditions: [{ kind: "subject", entries: [strange] }] }];
  const frontEnd = { name: "application-gateway", header: strange, verificationHeader: strange } as const;
  const trustedPeers = { entries: [strange] };
  const trustAnchors = [leafNamed(strange)];
  const enforced = { ...ENFORCED, frontEnd, trustedPeers, trustAnchors, allow, openPaths: [strange] };
  const texts = Object.values(startLine(enforced, NOW)).flat().map(String);
  expect(texts.filter((text) => UNSAFE.test(text))).toEqual([]);
  expect(texts.filter((text) => text.includes("\\u{202e}b"))).toHaveLength(4);
});
