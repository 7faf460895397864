import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { createApplicationGatewaySource } from "../../src/header/application-gateway.ts";
import { toPem } from "../../src/testing/certificate.ts";

const HEADER = "X-Client-Certificate";
const VERDICT = "X-Client-Verification";
const DER = new Uint8Array(randomBytes(1000));
const VALUE = encodeURIComponent(toPem("CERTIFICATE", DER));

const passthrough = createApplicationGatewaySource({ header: HEADER, verificationHeader: undefined });
const verified = createApplicationGatewaySource({ header: HEADER, verificationHeader: VERDICT });

describe("the certificate", () => {
  test.each([
    ["as the gateway escapes it", VALUE],
    ["without the last line end", VALUE.replace(/%0A$/, "")],
    ["with line ends of two characters", VALUE.replaceAll("%0A", "%0D%0A")],
    ["with escapes in lower case", VALUE.replace(/%../g, (octet) => octet.toLowerCase())],
  ])("is read: %s", (_, value) => {
    expect(passthrough({ rawHeaders: ["host", "a", "x-client-CERTIFICATE", value] })).toEqual({ ok: true, der: DER });
  });

  test.each([
    ["escaped twice", VALUE.replaceAll("%", "%25")],
    ["two", VALUE + VALUE],
    ["text before", `subject%20${VALUE}`],
    ["text after", `${VALUE}x`],
    ["two line ends after", `${VALUE}%0A`],
    ["an empty line", VALUE.replace("%0A", "%0A%0A")],
    ["a bad escape", `${VALUE}%`],
    ["an escape of no UTF-8", `${VALUE}%C3`],
    ["spaces for line ends", VALUE.replaceAll("%0A", "%20")],
    ["plus signs for spaces", VALUE.replaceAll("%20", "+")],
    ["base64 alone", Buffer.from(DER).toString("base64")],
    ["a line end before", `%0A${VALUE}`],
    ["another label", VALUE.replaceAll("CERTIFICATE", "PKCS7")],
    ["joined with another by a comma", `${VALUE}, ${VALUE}`],
  ])("is malformed: %s", (_, value) => {
    expect(passthrough({ rawHeaders: [HEADER, value] })).toMatchObject({ code: "header_malformed" });
  });

  test.each([
    ["no line", []],
    ["an empty line", [HEADER, ""]],
    ["an underscore for a hyphen", ["X_Client_Certificate", VALUE]],
    ["App Service's own header", ["X-ARR-ClientCert", Buffer.from(DER).toString("base64")]],
  ])("is missing: %s", (_, rawHeaders) => {
    const details = { header: HEADER };
    expect(passthrough({ rawHeaders })).toEqual({ ok: false, code: "header_missing", details });
  });

  test("is not one of two lines", () => {
    const details = { header: HEADER, count: 2 };
    const rawHeaders = [HEADER, VALUE, HEADER.toUpperCase(), VALUE];
    expect(passthrough({ rawHeaders })).toEqual({ ok: false, code: "header_duplicated", details });
  });

  test("is not read when it is longer than any is", () => {
    const details = { header: HEADER, length: 24_577, limit: 24_576 };
    const rawHeaders = [HEADER, `${"%41".repeat(8192)}A`];
    expect(passthrough({ rawHeaders })).toEqual({ ok: false, code: "header_too_large", details });
  });
});

describe("the gateway's own verdict", () => {
  const read = (...lines: readonly string[]) =>
    verified({ rawHeaders: [HEADER, VALUE, ...lines.flatMap((line) => [VERDICT, line])] });

  test("admits by SUCCESS", () => {
    expect(read("SUCCESS")).toEqual({ ok: true, der: DER });
    expect(verified({ rawHeaders: [VERDICT.toLowerCase(), "SUCCESS", HEADER, VALUE] })).toMatchObject({ ok: true });
  });

  test.each([
    ["nothing"],
    ["an empty line", ""],
    ["another case", "success"],
    ["a beginning", "SUCCESSful"],
    ["an end", "NOT SUCCESS"],
    ["white space", "SUCCESS "],
    ["a list", "SUCCESS, SUCCESS"],
    ["a failure", "FAILED:unable to get issuer certificate"],
    ["none", "NONE"],
    ["a member of a prototype", "constructor"],
  ])("refuses by %s", (_, ...lines) => {
    const details = { header: VERDICT };
    expect(read(...lines)).toEqual({ ok: false, code: "verification_failed", details });
  });

  test.each([
    ["both a success", "SUCCESS", "SUCCESS"],
    ["the first a success", "SUCCESS", "NONE"],
    ["the second a success", "FAILED", "SUCCESS"],
  ])("refuses by two lines: %s", (_, ...lines) => {
    const details = { header: VERDICT, count: 2 };
    expect(read(...lines)).toEqual({ ok: false, code: "header_duplicated", details });
  });

  test("counts for nothing without a certificate, or under another name", () => {
    expect(verified({ rawHeaders: [VERDICT, "SUCCESS"] })).toMatchObject({ code: "header_missing" });
    expect(verified({ rawHeaders: [VERDICT, "SUCCESS", HEADER, ""] })).toMatchObject({ code: "header_missing" });
    const underscore = VERDICT.replaceAll("-", "_");
    expect(verified({ rawHeaders: [HEADER, VALUE, underscore, "SUCCESS"] })).toMatchObject({
      code: "verification_failed",
    });
  });

  test("counts for nothing beside a certificate that cannot be read", () => {
    expect(verified({ rawHeaders: [HEADER, "x", VERDICT, "SUCCESS"] })).toMatchObject({ code: "header_malformed" });
  });

  test("is not repeated in the finding", () => {
    expect(JSON.stringify(read("secret"))).not.toContain("secret");
  });

  test("is not asked for where the gateway gives none", () => {
    expect(passthrough({ rawHeaders: [HEADER, VALUE, VERDICT, "FAILED", VERDICT, "NONE"] })).toMatchObject({
      ok: true,
    });
  });
});
