import { describe, expect, test } from "vitest";
import { FINDINGS, primaryFinding } from "../../src/verdict/table.ts";
import { ALL_CODES, finding } from "./samples.ts";

const ROWS = Object.entries(FINDINGS);

describe("the table", () => {
  test("has a row for every code and no other", () => {
    expect(ROWS.map(([code]) => code).sort()).toEqual([...ALL_CODES].sort());
  });

  test("gives no two codes one rank", () => {
    const ranks = ROWS.map(([, { rank }]) => rank);
    expect(new Set(ranks).size).toBe(ranks.length);
  });

  test("ranks the rooms in the order of the flow", () => {
    const roomOf = (code: string): number => {
      if (/^header_|^(?:peer_not_trusted|verification_failed|plain_http|headers_cut)$/.test(code)) return 1;
      if (code === "certificate_malformed") return 2;
      if (/_not_allowed$/.test(code) && /^(issuer|subject|thumbprint|key_pin|route)/.test(code)) return 4;
      return /^authorize_|^host_|^path_excluded$|^internal_error$/.test(code) ? 5 : 3;
    };
    const rooms = [...ROWS].sort(([, a], [, b]) => a.rank - b.rank).map(([code]) => roomOf(code));
    expect(rooms).toEqual([...rooms].sort());
    expect(new Set(rooms).size).toBe(5);
  });

  test("answers every refusal with 403, as the platform does, and an unverified host with 503", () => {
    const others = ROWS.filter(([, { status }]) => status !== 403);
    expect(others.map(([code, { status }]) => [code, status])).toEqual([
      ["host_refuted", 503],
      ["host_not_verified", 503],
    ]);
  });

  test.each(ROWS)("%s says what it means and what to do, in plain sentences", (_, { meaning, remedy }) => {
    for (const text of [meaning, remedy]) {
      expect(text).toMatch(/^[A-Z][\x20-\x7e]{30,}\.$/);
      expect(text).not.toMatch(/ {2}/);
    }
  });

  test("cannot be changed", () => {
    const row = FINDINGS.header_missing as { status: number };
    expect(() => Object.assign(FINDINGS, { header_missing: row })).toThrow(TypeError);
    expect(() => {
      row.status = 200;
    }).toThrow(TypeError);
  });

  test.each([
    [
      "issuer_unknown",
      [
        "App Service and Application Gateway forward only the leaf",
        "Client-Cert-Chain",
        "CLIENT_CERT_INTERMEDIATES",
        "CLIENT_CERT_TRUST_ANCHORS",
      ],
    ],
    [
      "extended_key_usage_not_allowed",
      ["Public CAs are ending clientAuth", "2026-06-15", "2027-03-15", "CLIENT_CERT_PINNED"],
    ],
    ["header_missing", ["clientCertEnabled", "Required", "CLIENT_CERT_OPEN_PATHS"]],
    ["plain_http", ["httpsOnly"]],
    ["ca_as_client", ["openssl req -x509", "CLIENT_CERT_PINNED"]],
  ] as const)("%s names what to look at on Azure", (code, words) => {
    const text = `${FINDINGS[code].meaning} ${FINDINGS[code].remedy}`;
    for (const word of words) expect(text).toContain(word);
  });
});

describe("the primary finding", () => {
  test("is the one with the lowest rank, wherever it stands", () => {
    const expired = finding("certificate_expired", 0);
    const unknown = finding("issuer_unknown", 2);
    expect(primaryFinding([expired, unknown])).toBe(unknown);
    expect(primaryFinding([unknown, expired])).toBe(unknown);
  });

  test("is, of one code, the one nearest to the leaf", () => {
    const leaf = finding("certificate_expired", 0);
    const issuer = finding("certificate_expired", 1);
    const nobody = finding("certificate_expired", null);
    expect(primaryFinding([nobody, issuer, leaf])).toBe(leaf);
    expect(primaryFinding([nobody, issuer])).toBe(issuer);
    expect(primaryFinding([nobody])).toBe(nobody);
  });

  test("is, of equals, the first", () => {
    const first = finding("certificate_expired", 1);
    expect(primaryFinding([first, finding("certificate_expired", 1)])).toBe(first);
  });

  test("is never a warning", () => {
    const warning = { ...finding("header_missing"), severity: "warning" as const };
    const error = finding("internal_error");
    expect(primaryFinding([warning, error])).toBe(error);
    expect(() => primaryFinding([warning])).toThrow(RangeError);
    expect(() => primaryFinding([])).toThrow(RangeError);
  });
});
