import { describe, expect, it, test } from "vitest";
import { createSelfSigned } from "../../src/testing/index.ts";
import { client, folderWith, load, onlyProblem, problemsWith } from "./fixtures.ts";

const PINNED = "CLIENT_CERT_PINNED";
const HASH = "ab".repeat(32);
const partner = createSelfSigned({ subject: "CN=Partner" });
const DAY = 86_400_000;

const pins = (text: string) => load({ [PINNED]: text }).pins.map(({ kind, sha256, label }) => [kind, sha256, label]);
const sha256Of = (pem: string): string => String(pins(pem)[0]?.[1]);

describe("pins", () => {
  it("are hashes that say of what, and certificates in every form, together", () => {
    const folder = folderWith({ "partner.cer": partner.der });
    const hash = sha256Of(partner.pem);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(pins(`sha256:${HASH}`)).toEqual([["certificate", HASH, `sha256:${HASH}`]]);
    expect(pins(`spki-sha256:${HASH}`)).toEqual([["key", HASH, `spki-sha256:${HASH}`]]);
    for (const form of [
      partner.pem,
      partner.pem.replaceAll("\n", " "),
      partner.header,
      folder,
      `${folder}/partner.cer`,
    ]) {
      expect(pins(form)).toEqual([["certificate", hash, `sha256:${hash}`]]);
      expect(pins(`spki-sha256:${HASH};${form}\nsha256:${HASH}`)).toHaveLength(3);
    }
  });

  it("are taken from code as well", () => {
    const hash = sha256Of(partner.pem);
    const inCode = (pinned: object | string) => load({}, { pinned } as object).pins.map(({ sha256 }) => sha256);
    expect(inCode(`sha256:${HASH}`)).toEqual([HASH]);
    expect(inCode(partner.der)).toEqual([hash]);
    expect(inCode([partner.pem, `spki-sha256:${HASH}`])).toEqual([HASH, hash]);
  });

  test.each([
    HASH,
    HASH.toUpperCase(),
    `${HASH.replace(/../g, "$&:").slice(0, -1)}`,
    HASH.replace(/../g, "$& ").trim(),
    HASH.replace(/../g, "$&-").slice(0, -1),
  ])("of 64 hexadecimal digits alone are asked what they mean: %s", (text) => {
    const problem = onlyProblem("pin_malformed", PINNED, problemsWith({ [PINNED]: text }));
    expect(problem.remedy).toMatch(/`sha256:`.*`spki-sha256:`/);
  });

  test.each([
    "A9".repeat(20),
    "a9".repeat(20),
    "A9:".repeat(20).slice(0, -1),
    `\u200e${"a9 ".repeat(20).trim()}`,
    `sha1:${"a9".repeat(20)}`,
    `SHA-1:${"a9".repeat(20)}`,
  ])("never are SHA-1: %j", (text) => {
    const problem = onlyProblem("pin_malformed", PINNED, problemsWith({ [PINNED]: text }));
    expect(problem.message).toContain("SHA-1 never pins");
  });

  test.each([
    "sha256:",
    "sha256:12",
    `sha256:${HASH}0`,
    `sha256:${HASH.replace("a", "g")}`,
    `spki-sha256:${HASH.slice(2)}`,
    `sha512:${HASH}${HASH}`,
    `pin-sha256="${"A".repeat(43)}="`,
    `thumbprint:${HASH}`,
  ])("that are miswritten are errors: %s", (text) => {
    onlyProblem("pin_malformed", PINNED, problemsWith({ [PINNED]: text }));
  });

  it("say which entry and column", () => {
    const problem = onlyProblem("pin_malformed", PINNED, problemsWith({ [PINNED]: `sha256:${HASH};sha256:12x` }));
    expect(problem.place).toMatch(/^entry 2, column \d+$/);
  });

  it("with a character nobody sees are taken with a warning", () => {
    const { pins: read, warnings } = load({ [PINNED]: `sha256:\u200e${HASH}` });
    expect(read[0]?.sha256).toBe(HASH);
    expect(warnings).toMatchObject([{ code: "pin_invisible_character", source: PINNED }]);
  });

  it("that stand twice count once, with a warning", () => {
    const { pins: read, warnings } = load({
      [PINNED]: `sha256:${HASH};spki-sha256:${HASH};sha256:${HASH.toUpperCase()}`,
    });
    expect(read).toHaveLength(2);
    expect(warnings).toMatchObject([{ code: "pin_repeated", source: PINNED }]);
  });

  it("of a certificate outside its validity warn, of one with a weak key are errors", () => {
    const notBefore = new Date(Date.now() - 20 * DAY);
    const expired = createSelfSigned({ subject: "CN=Former", notBefore, notAfter: new Date(Date.now() - DAY) });
    expect(load({ [PINNED]: expired.pem }).warnings).toMatchObject([{ code: "pin_not_valid", source: PINNED }]);
    const weak = createSelfSigned({ subject: "CN=Weak", key: "rsa-1024" });
    onlyProblem("pin_unusable", PINNED, problemsWith({ [PINNED]: weak.pem }));
  });

  it("may be of an authority's flag, of version 1 and of any purpose: the certificate itself is known", () => {
    const constraints = { basicConstraints: { cA: true }, extKeyUsage: ["serverAuth"] } as const;
    const odd = createSelfSigned({ subject: "CN=req -x509", ...constraints });
    const version1 = createSelfSigned({ subject: "CN=Old", version: 1 });
    expect(pins(odd.pem + version1.pem + client.pem)).toHaveLength(3);
  });
});
