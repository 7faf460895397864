import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { parseDistinguishedName } from "../../src/rules/distinguished-name.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { describeWith } from "../helpers/need.ts";
import { nameOf, rdns } from "./names.ts";

const authority = createAuthority();

describeWith("openssl", "what openssl prints of a subject", ({ openssl }) => {
  /** The subject of a certificate in one of openssl's spellings, with openssl's own `subject=` cut off. */
  const print = (pem: string, options: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(openssl, ["x509", "-noout", "-subject", ...options], {
      input: pem,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    return stdout.replace(/^subject=/, "").replace(/\n$/, "");
  };

  // OpenSSL quotes and escapes a leading #, but not one that is the whole value; we cannot take it for a text.
  const quotable = rdns.filter((parts) => parts.flat().every(({ value }) => value !== "#"));

  it.each([
    ["RFC 2253", ["-nameopt", "RFC2253"]],
    ["RFC 2253 in UTF-8", ["-nameopt", "RFC2253,-esc_msb,utf8"]],
    ["one line", ["-nameopt", "oneline"]],
    ["the default", []],
  ])("matches that subject: %s", (_, options) => {
    fc.assert(
      fc.property(quotable, (subject) => {
        const text = print(authority.issue({ subject }).pem, options);
        const pattern = parseDistinguishedName(text);
        if (pattern.kind === "error") throw new Error(`${text}: ${pattern.message}`);
        expect(pattern.matches(nameOf(subject)), text).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  // This spelling does not escape backslashes, and our readers end a name at a semicolon.
  it("matches that subject, or is refused as ambiguous: with slashes", () => {
    const plain = rdns.filter(
      (parts) => !/[\\;]/.test(JSON.stringify(parts.flat().map(({ value }) => `${value}`.replaceAll('"', "")))),
    );
    fc.assert(
      fc.property(plain, (subject) => {
        const text = print(authority.issue({ subject }).pem, ["-nameopt", "compat"]);
        const pattern = parseDistinguishedName(text);
        if (pattern.kind === "error") expect(pattern.message, text).toContain("cannot end in");
        else expect(pattern.matches(nameOf(subject)), text).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
