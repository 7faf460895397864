import { describe, expect, test } from "vitest";
import { startLine } from "../../src/verdict/start-line.ts";
import { INTERMEDIATE, leafNamed, ROOT, UNSAFE } from "./samples.ts";

const NOW = Date.parse("2026-11-22T00:00:00Z");
const ENFORCED = {
  frontEnd: "app-service",
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
  const enforced = { ...ENFORCED, frontEnd: strange, trustAnchors: [leafNamed(strange)], allow, openPaths: [strange] };
  const texts = Object.values(startLine(enforced, NOW)).flat().map(String);
  expect(texts.filter((text) => UNSAFE.test(text))).toEqual([]);
  expect(texts.filter((text) => text.includes("\\u{202e}b"))).toHaveLength(3);
});
