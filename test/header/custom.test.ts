import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createCustomSource } from "../../src/header/custom.ts";
import type { CertificateEncoding } from "../../src/header/source.ts";
import { toPem } from "../../src/testing/certificate.ts";

const HEADER = "X-SSL-Cert";
const DER = new Uint8Array(randomBytes(1000));
const PEM = toPem("CERTIFICATE", DER).trimEnd();
const BASE64 = Buffer.from(DER).toString("base64");
const ESCAPED = encodeURIComponent(`${PEM}\n`);

const read = (encoding: CertificateEncoding, ...values: readonly string[]) =>
  createCustomSource(HEADER, encoding)({ rawHeaders: values.flatMap((value) => [HEADER.toLowerCase(), value]) });

describe("an encoding reads", () => {
  test.each([
    ["base64-der", "HAProxy's ssl_c_der,base64", BASE64],
    ["escaped-pem", "nginx's $ssl_client_escaped_cert", ESCAPED],
    ["pem", "nginx's $ssl_client_cert, each line with a tab", PEM.replaceAll("\n", "\t")],
    ["pem", "spaces for line ends", PEM.replaceAll("\n", " ")],
    ["pem", "several for each, as a line that is unfolded has", PEM.replaceAll("\n", " \t ")],
    ["pem", "line ends left out", PEM.replaceAll("\n", "")],
  ] as const)("%s: %s", (encoding, _, value) => {
    expect(read(encoding, value)).toEqual({ ok: true, der: DER });
  });
});

describe("an encoding does not read", () => {
  const TABBED = PEM.replaceAll("\n", "\t");

  test.each([
    ["base64-der", "PEM", TABBED],
    ["base64-der", "an escaped PEM", ESCAPED],
    ["base64-der", "a structured field", `:${BASE64}:`],
    ["base64-der", "white space", `${BASE64.slice(0, 64)} ${BASE64.slice(64)}`],
    ["base64-der", "two, joined", `${BASE64},${BASE64}`],
    ["escaped-pem", "base64", BASE64],
    ["escaped-pem", "a PEM that is not escaped", TABBED],
    ["escaped-pem", "two", ESCAPED + ESCAPED],
    ["pem", "base64", BASE64],
    ["pem", "an escaped PEM", ESCAPED],
    ["pem", "two blocks", `${TABBED}\t${TABBED}`],
    ["pem", "two blocks without white space", TABBED + TABBED],
    ["pem", "text before", `subject=a\t${TABBED}`],
    ["pem", "text behind", `${TABBED}\tx`],
    ["pem", "another label", TABBED.replaceAll("CERTIFICATE", "TRUSTED CERTIFICATE")],
    ["pem", "headers in the block", TABBED.replace("\t", "\tProc-Type: 4\t")],
    ["pem", "literal line ends", PEM.replaceAll("\n", "\\n")],
    ["pem", "line ends", PEM],
    ["pem", "a comma", TABBED.replace("\t", ",")],
    ["pem", "no padding", TABBED.replace(/=+(?=\t-)/, "")],
    ["pem", "a space within a marker only", TABBED.replace("BEGIN CERTIFICATE", "BEGIN\tCERTIFICATE")],
  ] as const)("%s: %s", (encoding, _, value) => {
    expect(read(encoding, value)).toMatchObject({ code: "header_malformed", details: { header: HEADER } });
  });
});

describe.each(["base64-der", "escaped-pem", "pem"] as const)("with %s", (encoding) => {
  test("no line and an empty one are missing, two are one too many", () => {
    expect(read(encoding)).toEqual({ ok: false, code: "header_missing", details: { header: HEADER } });
    expect(read(encoding, " ")).toEqual({ ok: false, code: "header_missing", details: { header: HEADER } });
    expect(read(encoding, "", "")).toMatchObject({ code: "header_duplicated", details: { count: 2 } });
  });

  test("a value longer than any is not read", () => {
    const limit = { "base64-der": 8192, "escaped-pem": 24_576, pem: 8704 }[encoding];
    expect(read(encoding, "A".repeat(limit))).not.toMatchObject({ code: "header_too_large" });
    expect(read(encoding, "A".repeat(limit + 1))).toMatchObject({ code: "header_too_large", details: { limit } });
  });

  test("the largest certificate that App Service's header may have is read", () => {
    const der = new Uint8Array(randomBytes(6144));
    const pem = toPem("CERTIFICATE", der).trimEnd();
    const value = {
      "base64-der": Buffer.from(der).toString("base64"),
      "escaped-pem": encodeURIComponent(pem),
      pem: pem.replaceAll("\n", " \t "),
    }[encoding];
    expect(read(encoding, value)).toEqual({ ok: true, der });
  });
});
