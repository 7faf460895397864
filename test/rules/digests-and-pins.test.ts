import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DigestPattern, parseKey, parseThumbprint } from "../../src/rules/digest-pattern.ts";
import { createPinSet, type Pin, parsePin } from "../../src/rules/pin.ts";
import { isTextProblem, type TextProblem } from "../../src/rules/text-problem.ts";

const SHA256 = "0f1e2d3c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff0";
const SHA1 = SHA256.slice(0, 40);
const BASE64 = Buffer.from(SHA256, "hex").toString("base64");

function accepted<Value extends { readonly kind: string }>(result: Value | TextProblem): Value {
  if (isTextProblem(result)) throw new Error(result.message);
  return result;
}

describe("thumbprints", () => {
  const separated = (digits: string, separator: string): string => (digits.match(/../g) ?? []).join(separator);

  it.each([
    ["plain", SHA256],
    ["upper case", SHA256.toUpperCase()],
    ["colons", separated(SHA256, ":").toUpperCase()],
    ["hyphens", separated(SHA256, "-")],
    ["spaces", ` ${separated(SHA256, " ")} `],
    ["a prefix", `sha256:${SHA256}`],
    ["another prefix", `SHA-256: ${separated(SHA256, ":")}`],
  ])("are the same whatever separates them: %s", (_, text) => {
    const pattern: DigestPattern = accepted(parseThumbprint(text));
    expect(pattern).toMatchObject({ algorithm: "sha256", hex: SHA256, text: text.trim(), warnings: [] });
  });

  it("of 40 digits are SHA-1", () => {
    expect(accepted(parseThumbprint(SHA1.toUpperCase()))).toMatchObject({ algorithm: "sha1", hex: SHA1 });
    expect(accepted(parseThumbprint(`sha1:${SHA1}`))).toMatchObject({ algorithm: "sha1", hex: SHA1 });
  });

  it("lose the invisible mark that the Windows dialog puts before them, with a warning", () => {
    const pattern = accepted(parseThumbprint(`\u200e${SHA1}`));
    expect(pattern).toMatchObject({ hex: SHA1, warnings: [{ column: 1, message: expect.stringContaining("U+200E") }] });
  });

  it.each([
    ["", 1, "0 hexadecimal digits"],
    [SHA256.slice(1), 1, "63 hexadecimal digits"],
    [`${SHA256}0`, 1, "65 hexadecimal digits"],
    [`sha1:${SHA256}`, 6, "64 hexadecimal digits"],
    [`sha256:${SHA1}`, 8, "40 hexadecimal digits"],
    [`md5:${SHA1}`, 1, '"m" is no hexadecimal digit'],
    [`  ${SHA256.slice(1)}g`, 66, '"g" is no hexadecimal digit'],
    [`${SHA256.slice(1)}\u0660`, 64, '"\\u0660" is no hexadecimal digit'],
    [BASE64, expect.any(Number), "no hexadecimal digit"],
  ])("%j is refused", (text, column, message) => {
    expect(parseThumbprint(text)).toMatchObject({ kind: "error", column, message: expect.stringContaining(message) });
  });
});

describe("keys", () => {
  it.each([`spki-sha256:${SHA256}`, `SPKI-SHA256: ${SHA256.toUpperCase()}`, `spki-sha256:${BASE64}`])("%s", (text) => {
    expect(accepted(parseKey(text))).toMatchObject({ kind: "key", hex: SHA256, text });
  });

  it("of any octets are read from base64 as from hexadecimal", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (octets) => {
        const bytes = Buffer.from(octets);
        expect(accepted(parseKey(`spki-sha256:${bytes.toString("base64")}`)).hex).toBe(bytes.toString("hex"));
      }),
    );
  });

  it.each([
    SHA256,
    `sha256:${SHA256}`,
    `pin-sha256:${BASE64}`,
    `spki-sha256:${SHA1}`,
    `spki-sha256:${BASE64.slice(0, -1)}`,
    // The last character holds two bits that belong to no octet: `x` sets one.
    `spki-sha256:${BASE64.slice(0, -2)}x=`,
    `spki-sha256:${BASE64.slice(1)}`,
    `spki-sha256:${BASE64}=`,
    `spki-sha256:${BASE64.replace(/^./, "_")}`,
    "spki-sha256:",
  ])("%s is refused", (text) => {
    expect(parseKey(text)).toMatchObject({ kind: "error" });
  });
});

describe("pins", () => {
  it("are certificates or keys", () => {
    const written = `sha256:${SHA256.toUpperCase()}`;
    expect(parsePin(` ${written} `)).toEqual({ kind: "certificate", sha256: SHA256, label: written });
    expect(parsePin(`spki-sha256:${BASE64}`)).toEqual({ kind: "key", sha256: SHA256, label: `spki-sha256:${BASE64}` });
  });

  it("keep the warning about an invisible character", () => {
    expect(accepted(parsePin(`sha256:\u200e${SHA256}`)).warnings).toHaveLength(1);
  });

  it.each([SHA1, `sha1:${SHA1}`, (SHA1.match(/../g) ?? []).join(":").toUpperCase()])("are never SHA-1: %s", (text) => {
    expect(parsePin(text)).toMatchObject({ kind: "error", message: "SHA-1 never pins a certificate" });
  });

  it.each(["", SHA256, `sha256:${SHA1}`, `spki-sha1:${SHA1}`, `sha256:${SHA256}0`, "CN=a"])("%j is refused", (text) => {
    expect(parsePin(text)).toMatchObject({ kind: "error" });
  });

  it("are found by their kind of digest only", () => {
    const certificate = accepted<Pin>(parsePin(`sha256:${SHA256}`));
    const key = accepted<Pin>(parsePin(`spki-sha256:${SHA256.replace("0f", "0e")}`));
    const pins = createPinSet([certificate, { ...certificate, label: "again" }, key]);
    expect(pins.findCertificate(certificate.sha256)).toBe(certificate);
    expect(pins.findKey(key.sha256)).toBe(key);
    expect(pins.findKey(certificate.sha256)).toBeUndefined();
    expect(pins.findCertificate(key.sha256)).toBeUndefined();
    expect(pins).toMatchObject({ hasCertificates: true, hasKeys: true });
    expect(createPinSet([key])).toMatchObject({ hasCertificates: false, hasKeys: true });
    expect(createPinSet([]).findCertificate("constructor")).toBeUndefined();
  });
});
