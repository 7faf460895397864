import { describe, expect, test } from "vitest";
import { explain } from "../../src/verdict/explain.ts";
import { refusalLine } from "../../src/verdict/refusal-line.ts";
import { FINDINGS } from "../../src/verdict/table.ts";
import type { RefusedVerdict } from "../../src/verdict/verdict.ts";
import { finding, HOSTILE, LEAF, leafNamed, UNSAFE } from "./samples.ts";

const REQUEST = { id: "urn:uuid:1", method: "GET", rawUrl: "/orders/7?token=secret", enforce: "on" } as const;

function refused(...findings: RefusedVerdict["findings"]): RefusedVerdict {
  return { ok: false, code: "issuer_unknown", findings, certificate: LEAF };
}

test("says what, who and what to do", () => {
  const found = finding("issuer_unknown");
  expect(refusalLine(refused(found), REQUEST)).toEqual({
    event: "client_certificate_refused",
    id: "urn:uuid:1",
    code: "issuer_unknown",
    reason: explain(found),
    hint: FINDINGS.issuer_unknown.remedy,
    method: "GET",
    path: "/orders/7",
    subject: "CN=billing,O=Contoso\\, Inc.,C=DE",
    issuer: "CN=Test Issuing,O=Contoso,C=DE",
    serialNumber: "1234",
    sha256: LEAF.sha256,
  });
});

test("says who was to hand over the certificate, and how, where that is known", () => {
  const frontEnd = { name: "custom", header: "X-SSL-Cert", encoding: "escaped-pem" } as const;
  const line = refusalLine(refused(finding("issuer_unknown")), { ...REQUEST, frontEnd });
  expect(line).toMatchObject({ frontEnd: "custom", certificateFrom: "header X-SSL-Cert, escaped-pem" });
});

test("says nothing about a certificate that could not be read", () => {
  const verdict = { ok: false, code: "header_missing", findings: [finding("header_missing", null)] } as const;
  const line = refusalLine({ ...verdict, certificate: undefined }, REQUEST);
  expect(Object.keys(line)).toEqual(["event", "id", "code", "reason", "hint", "method", "path"]);
});

test("lists all findings when there are several, the first reason apart", () => {
  const line = refusalLine(refused(finding("certificate_expired", 1), finding("issuer_unknown", 0)), REQUEST);
  expect(line.code).toBe("issuer_unknown");
  expect(line.findings).toEqual(["certificate_expired at 1", "issuer_unknown at 0"]);
  const many = Array.from({ length: 500 }, (_, index) => finding("certificate_expired", index));
  expect(refusalLine(refused(...many), REQUEST).findings).toHaveLength(16);
});

test("in report mode says who would be refused", () => {
  const line = refusalLine(refused(finding("issuer_unknown")), { ...REQUEST, enforce: "report" });
  expect(line.event).toBe("client_certificate_would_be_refused");
});

describe("cannot be shaped by a client", () => {
  const hostileLeaf = leafNamed(`${HOSTILE.replace("\ud800", "")}${"x".repeat(5000)}`);
  const verdict: RefusedVerdict = {
    ok: false,
    code: "subject_not_allowed",
    findings: [finding("subject_not_allowed", 0, { rule: "rule 1", subject: HOSTILE.repeat(90) })],
    certificate: hostileLeaf,
  };
  const line = refusalLine(verdict, { ...REQUEST, method: HOSTILE, rawUrl: `/${HOSTILE}`.repeat(90) });

  test.each(Object.entries(line))("%s is one line of bounded length", (_, value) => {
    expect(value).not.toMatch(UNSAFE);
    expect(value.length).toBeLessThanOrEqual(1024);
  });

  test("and stays one JSON object with the same members", () => {
    const json = JSON.stringify(line);
    expect(json).not.toMatch(UNSAFE);
    expect(json.length).toBeLessThan(5000);
    expect(JSON.parse(json)).toEqual(line);
  });

  test("nor filled with what follows the question mark", () => {
    expect(JSON.stringify(refusalLine(verdict, { ...REQUEST, rawUrl: "/a?b=secret?c#d" }))).not.toContain("secret");
  });
});
