import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explain } from "../../src/verdict/explain.ts";
import type { AnyFinding } from "../../src/verdict/finding.ts";
import { ALL_CODES, finding, HOSTILE, SAMPLE_DETAILS, UNSAFE } from "./samples.ts";

describe.each(ALL_CODES)("%s", (code) => {
  // What is true or false chooses the sentence instead of standing in it.
  const values = Object.values(SAMPLE_DETAILS[code])
    .flat()
    .filter((value) => typeof value !== "boolean")
    .map(String);

  test("is explained in one sentence that holds every detail", () => {
    const sentence = explain(finding(code));
    expect(sentence).toMatch(/^[A-Za-z].{20,}$/);
    expect(sentence).not.toMatch(/undefined|\[object|NaN/);
    for (const value of values) expect(sentence).toContain(value);
  });

  test("is safe and short whatever the details hold", () => {
    const hostile = Object.entries(SAMPLE_DETAILS[code]).map(([member, value]) => [member, spoilt(value)]);
    const spoiltFinding = { ...finding(code), details: Object.fromEntries(hostile) } as AnyFinding;
    const sentence = explain(spoiltFinding);
    expect(sentence).not.toMatch(UNSAFE);
    expect(sentence.length).toBeLessThanOrEqual(1024);
  });
});

function spoilt(value: unknown): unknown {
  if (typeof value === "string") return HOSTILE.repeat(50);
  return Array.isArray(value) ? Array.from({ length: 500 }, () => HOSTILE.repeat(50)) : value;
}

describe("says whose certificate it is", () => {
  test.each([
    [0, "The caller's certificate expired at "],
    [2, "Certificate 2 of the path (0 is the caller's) expired at "],
    [null, "The certificate expired at "],
  ])("index %s", (index, start) => {
    expect(explain(finding("certificate_expired", index))).toContain(start);
  });
});

test("an unknown issuer is named, with where to configure it", () => {
  expect(explain(finding("issuer_unknown"))).toBe(
    `The caller's certificate was issued by "CN=Issuing CA 2,O=Contoso" (key identifier 0a1b2c), ` +
      "which is no configured anchor or intermediate and did not come beside it; " +
      "if you trust a CA of that name, add it to CLIENT_CERT_INTERMEDIATES.",
  );
  const withoutKey = explain(finding("issuer_unknown", 0, { issuer: "CN=x", selfIssued: false }));
  expect(withoutKey).toContain('was issued by "CN=x", which');
});

test("a self-signed stranger is not to be configured as a CA", () => {
  const sentence = explain(finding("issuer_unknown", 0, { issuer: "CN=x", selfIssued: true }));
  expect(sentence).toContain('is self-signed ("CN=x") and neither pinned nor an anchor');
  expect(sentence).not.toContain("CLIENT_CERT_INTERMEDIATES");
});

test("a long name leaves room for what to do", () => {
  const sentence = explain(finding("issuer_unknown", 0, { issuer: `CN=${"x".repeat(6000)}`, selfIssued: false }));
  expect(sentence).toContain("...[6003 characters]");
  expect(sentence).toMatch(/add it to CLIENT_CERT_INTERMEDIATES\.$/);
});

test("purposes are shown by name where they have one", () => {
  const details = { required: "clientAuth", present: "1.3.6.1.5.5.7.3.1 2.5.29.37.0 1.3.6.1.4.1.311.20.2.2" };
  const sentence = explain(finding("extended_key_usage_not_allowed", 1, details));
  expect(sentence).toContain("(its purposes: serverAuth, anyExtendedKeyUsage, 1.3.6.1.4.1.311.20.2.2)");
});

test("of many names some are shown, with how many are left out", () => {
  const present = Array.from({ length: 30 }, (_, index) => `dns:host-${index}.example`);
  const sentence = explain(finding("subject_alt_name_not_allowed", 0, { rule: "rule 1", present }));
  expect(sentence).toContain("dns:host-7.example, and 22 more,");
  expect(sentence).not.toContain("host-8.");
  const none = explain(finding("subject_alt_name_not_allowed", 0, { rule: "rule 1", present: [] }));
  expect(none).toMatch(/has no subject alternative name, and rule 1 asks for one\.$/);
});

test("any text in any detail comes out safe", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 400 }), fc.constantFrom(...ALL_CODES), (text, code) => {
      const details = Object.fromEntries(Object.keys(SAMPLE_DETAILS[code]).map((member) => [member, text]));
      if ("present" in details && code !== "extended_key_usage_not_allowed") return;
      expect(explain({ ...finding(code), details } as AnyFinding)).not.toMatch(UNSAFE);
    }),
  );
});
