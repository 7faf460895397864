import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readAppServiceHeader } from "../../src/header/app-service.ts";

const NAME = "X-ARR-ClientCert";
const BEGIN = "-----BEGIN CERTIFICATE-----";
const END = "-----END CERTIFICATE-----";
const DER = new Uint8Array(randomBytes(1000));
const BASE64 = Buffer.from(DER).toString("base64");
const URL_ALPHABET = Buffer.from(new Uint8Array(48).fill(0xfb)).toString("base64url");

function read(...values: string[]) {
  return readAppServiceHeader(["host", "app", ...values.flatMap((value) => [NAME, value]), "accept", "*/*"]);
}

describe("one value", () => {
  test("is decoded", () => {
    expect(read(BASE64)).toEqual({ ok: true, der: DER });
  });

  test("is found in any case of the name", () => {
    expect(readAppServiceHeader(["x-arr-clientCERT", BASE64])).toEqual({ ok: true, der: DER });
  });

  test.each([
    ["no line", []],
    ["another name", ["x_arr_clientcert", BASE64]],
    ["an empty value", [NAME, ""]],
    ["white space only", [NAME, " \t "]],
    ["a name without a value", [NAME]],
  ])("is missing: %s", (_, rawHeaders) => {
    const details = { header: NAME };
    expect(readAppServiceHeader(rawHeaders)).toEqual({ ok: false, code: "header_missing", details });
  });

  test.each([
    ["two different", [BASE64, "AAAA"]],
    ["two equal", [BASE64, BASE64]],
    ["the first empty", ["", BASE64]],
    ["the second empty", [BASE64, ""]],
    ["both empty", ["", ""]],
  ])("is not one of two lines: %s", (_, values) => {
    const details = { header: NAME, count: 2 };
    expect(read(...values)).toEqual({ ok: false, code: "header_duplicated", details });
  });

  test("is not one of two lines that differ in the case of the name", () => {
    const refused = readAppServiceHeader([NAME, BASE64, NAME.toLowerCase(), BASE64, NAME.toUpperCase(), BASE64]);
    expect(refused).toMatchObject({ code: "header_duplicated", details: { count: 3 } });
  });
});

describe("the cap", () => {
  const largest = Buffer.alloc(6144, 1).toString("base64");

  test("admits 8192 characters", () => {
    expect(largest).toHaveLength(8192);
    expect(read(largest)).toMatchObject({ ok: true });
  });

  test.each([
    ["base64", `${largest}AAAA`],
    ["commas", ",".repeat(16_384)],
    ["spaces", " ".repeat(8193)],
    ["many blocks", `${BEGIN}AAAA${END}`.repeat(400)],
  ])("refuses more before anything is decoded: %s", (_, value) => {
    const details = { header: NAME, length: value.length, limit: 8192 };
    expect(read(value)).toEqual({ ok: false, code: "header_too_large", details });
  });
});

describe("base64 in another spelling is malformed", () => {
  test.each([
    ["a comma, as joined lines have", `${BASE64}, ${BASE64}`, /comma/],
    ["a comma alone", ",", /comma/],
    ["URL alphabet", URL_ALPHABET, /URL alphabet/],
    ["junk inside", `${BASE64.slice(0, 40)}!${BASE64.slice(40)}`, /character that base64 does not have/],
    ["NUL inside", `AA\0AA`, /character that base64 does not have/],
    ["wide characters whose low octet is right", "\u0141\u0141\u0141\u0141", /character that base64 does not have/],
    ["hexadecimal, by its length", "308201", /padded/],
    ["no padding", "AAA", /padded/],
    ["too much padding", "A===", /padded/],
    ["only padding", "====", /padded/],
    ["padding inside", "AA==AAAA", /goes on after the padding/],
    ["stray bits, one octet", "AB==", /unused bits/],
    ["stray bits, two octets", "AAB=", /unused bits/],
    ["white space before", ` ${BASE64}`, /white space/],
    ["white space after", `${BASE64}\t`, /white space/],
    ["white space inside", `${BASE64.slice(0, 64)} ${BASE64.slice(64)}`, /white space/],
    ["a line end inside", `${BASE64.slice(0, 64)}\n${BASE64.slice(64)}`, /white space/],
    ["percent encoding", BASE64.replace("=", "%3D"), /character that base64 does not have/],
    ["a structured field", `:${BASE64}:`, /character that base64 does not have/],
  ])("%s", (_, value, problem) => {
    const refused = read(value);
    expect(refused).toMatchObject({ code: "header_malformed", details: { header: NAME } });
    expect(refused).toMatchObject({ details: { problem: expect.stringMatching(problem) } });
  });
});

describe("PEM markers", () => {
  const folded = BASE64.replace(/(.{64})(?=.)/g, "$1 ");

  test.each([
    ["no white space", `${BEGIN}${BASE64}${END}`],
    ["spaces for line ends", `${BEGIN} ${folded} ${END}`],
    ["spaces beside the markers only", `${BEGIN} ${BASE64} ${END}`],
    ["spaces inside only", `${BEGIN}${folded}${END}`],
  ])("are allowed: %s", (_, value) => {
    expect(read(value)).toEqual({ ok: true, der: DER });
  });

  test.each([
    ["text before", `x${BEGIN}${BASE64}${END}`],
    ["a space before", ` ${BEGIN}${BASE64}${END}`],
    ["text after", `${BEGIN}${BASE64}${END}x`],
    ["a space after", `${BEGIN}${BASE64}${END} `],
    ["attributes before", `subject=CN ${BEGIN}${BASE64}${END}`],
    ["a second block", `${BEGIN}${BASE64}${END}${BEGIN}${BASE64}${END}`],
    ["a second block after a space", `${BEGIN} ${BASE64} ${END} ${BEGIN} ${BASE64} ${END}`],
    ["the label X509 CERTIFICATE", `-----BEGIN X509 CERTIFICATE-----${BASE64}-----END X509 CERTIFICATE-----`],
    ["the label TRUSTED CERTIFICATE", `-----BEGIN TRUSTED CERTIFICATE-----${BASE64}-----END TRUSTED CERTIFICATE-----`],
    ["the label in lower case", `-----begin certificate-----${BASE64}-----end certificate-----`],
    ["a private key", `-----BEGIN PRIVATE KEY-----${BASE64}-----END PRIVATE KEY-----`],
    ["labels that differ", `${BEGIN}${BASE64}-----END PRIVATE KEY-----`],
    ["labels that differ the other way", `-----BEGIN PRIVATE KEY-----${BASE64}${END}`],
    ["no end", `${BEGIN}${BASE64}`],
    ["no beginning", `${BASE64}${END}`],
    ["markers that overlap", "-----BEGIN CERTIFICATE-----END CERTIFICATE-----"],
    ["nothing between", `${BEGIN}${END}`],
    ["a space between", `${BEGIN} ${END}`],
    ["two spaces in a row", `${BEGIN} ${folded.replace(" ", "  ")} ${END}`],
    ["two spaces before the end", `${BEGIN} ${folded}  ${END}`],
    ["tabs", `${BEGIN}\t${folded}\t${END}`],
    ["line ends", `${BEGIN}\n${BASE64}\n${END}`],
    ["literal line ends", `${BEGIN}\\n${BASE64}\\n${END}`],
    ["headers inside", `${BEGIN} Proc-Type: 4 ${BASE64} ${END}`],
    ["a comma inside", `${BEGIN}AAAA,AAAA${END}`],
    ["URL alphabet inside", `${BEGIN}${URL_ALPHABET}${END}`],
    ["no padding inside", `${BEGIN}AAA${END}`],
    ["stray bits inside", `${BEGIN}AB==${END}`],
    ["four hyphens", `----BEGIN CERTIFICATE-----${BASE64}${END}`],
    ["percent encoding", `-----BEGIN%20CERTIFICATE-----${BASE64}-----END%20CERTIFICATE-----`],
  ])("are malformed: %s", (_, value) => {
    expect(read(value)).toMatchObject({ ok: false, code: "header_malformed" });
  });
});

test("two blocks are named as such", () => {
  const details = { header: NAME, problem: "it holds more than one PEM block" };
  expect(read(`${BEGIN}${BASE64}${END}${BEGIN}${BASE64}${END}`)).toMatchObject({ details });
});

describe("the bytes", () => {
  test("are a plain array outside the pool that the whole process shares", () => {
    const result = read(BASE64);
    if (!result.ok) throw new Error(result.code);
    expect(Object.getPrototypeOf(result.der)).toBe(Uint8Array.prototype);
    expect(Object.getPrototypeOf(result.der)).not.toBe(Buffer.prototype);
    expect(result.der.buffer).not.toBe(Buffer.from("pooled").buffer);
  });

  test("of many requests stay what they were", () => {
    const results = Array.from({ length: 100 }, () => read(BASE64));
    for (let text = 4; text < 400; text += 4) read("A".repeat(text * 10));
    for (const result of results) expect(result.ok && Buffer.from(result.der).equals(DER)).toBe(true);
  });

  test("of a text as long as may be are all there", () => {
    const text = "QUJD".repeat(2048);
    const result = read(text);
    expect(result.ok && Buffer.from(result.der).toString("base64")).toBe(text);
  });

  test("of two requests are not the same memory", () => {
    const first = read(BASE64);
    const second = read(BASE64);
    if (!first.ok || !second.ok) throw new Error("refused");
    first.der.fill(0);
    expect(second.der).toEqual(DER);
  });
});

describe("whatever a client sends", () => {
  const base64Unit = fc.constantFrom(..."ABCxyz019+/=-_, \t\n");
  const pieces = fc.constantFrom(BEGIN, END, " ", "  ", "AAAA", "AB==", "AQ==", "\n", ",", "-----", "x");
  const hostile = fc.oneof(
    fc.string(),
    fc.string({ unit: "binary" }),
    fc.string({ unit: base64Unit }),
    fc.array(pieces).map((parts) => parts.join("")),
    fc.array(fc.constantFrom("AAAA", "AB==", "AQ==", " ")).map((parts) => `${BEGIN}${parts.join("")}${END}`),
  );

  test("is accepted only in the one spelling of its bytes, and never throws", () => {
    let accepted = 0;
    fc.assert(
      fc.property(hostile, (value) => {
        const result = read(value);
        if (!result.ok) return;
        accepted += 1;
        const base64 = Buffer.from(result.der).toString("base64");
        if (value.startsWith(BEGIN)) {
          expect(
            value
              .replaceAll(/ (?! )/g, "")
              .replace("BEGINCERT", "BEGIN CERT")
              .replace("ENDCERT", "END CERT"),
          ).toBe(`${BEGIN}${base64}${END}`);
        } else {
          expect(value).toBe(base64);
        }
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(50);
  });

  test("is accepted exactly when an independent grammar says so", () => {
    const canonical =
      /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)$/;
    fc.assert(
      fc.property(fc.string({ unit: base64Unit, minLength: 1, maxLength: 12 }), (value) => {
        expect(read(value).ok).toBe(canonical.test(value));
      }),
      { numRuns: 20_000 },
    );
  });

  test("comes back as it was, for all bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 6144 }), (der) => {
        expect(read(Buffer.from(der).toString("base64"))).toEqual({ ok: true, der });
      }),
    );
  });

  test("shapes no detail of a finding", () => {
    const details = fc.sample(hostile, 500).map((value) => JSON.stringify(read(`secret${value}`)));
    expect(details.filter((text) => text.includes("secret"))).toEqual([]);
  });
});
