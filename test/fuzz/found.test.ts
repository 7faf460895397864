import { describe, expect, it } from "vitest";
import { createAuthority, type IssuedCertificate } from "../../src/testing/index.ts";
import { codes, validate } from "../path/support.ts";

// What the generated hierarchies brought to light, in its smallest form.

const root = createAuthority({ subject: "CN=Root" });

function rulesBroken(leaf: IssuedCertificate, intermediates: readonly IssuedCertificate[] = []): readonly string[] {
  expect(validate(leaf, intermediates, [root]).ok, "level standard").toBe(true);
  const result = validate(leaf, intermediates, [root], { conformance: "strict" });
  expect(result.ok).toBe(false);
  return codes(result);
}

describe("level strict, RFC 5280 section 4.2.1.9: pathLenConstraint only beside cA and keyCertSign", () => {
  it("in a leaf", () => {
    const leaf = root.issue({ basicConstraints: { cA: false, pathLenConstraint: 0 } });
    expect(rulesBroken(leaf)).toEqual(["profile_violation at 0"]);
  });

  it("in an intermediate without keyUsage", () => {
    const issuing = root.createIntermediate({ keyUsage: false, basicConstraints: { cA: true, pathLenConstraint: 0 } });
    const result = validate(issuing.issue(), [issuing], [root], { conformance: "strict" });
    expect(result.findings).toContainEqual(
      expect.objectContaining({ details: expect.objectContaining({ section: "4.2.1.9" }) }),
    );
  });

  it("not in an intermediate that signs", () => {
    const issuing = root.createIntermediate({ basicConstraints: { cA: true, pathLenConstraint: 0 } });
    expect(validate(issuing.issue(), [issuing], [root], { conformance: "strict" }).findings).toEqual([]);
  });
});

describe("level strict, RFC 5280 section 4.2.1.1: self-issued is not self-signed", () => {
  it("an intermediate of its issuer's name needs the authority key identifier", () => {
    const renewed = root.createIntermediate({ subject: "CN=Root", authorityKeyIdentifier: false });
    expect(rulesBroken(renewed.issue(), [renewed])).toEqual(["profile_violation at 1"]);
  });

  it("a leaf of its issuer's name needs it too", () => {
    const leaf = root.issue({ subject: "CN=Root", authorityKeyIdentifier: false });
    expect(rulesBroken(leaf)).toEqual(["profile_violation at 0"]);
  });
});
