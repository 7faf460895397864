import { describe, expect, it } from "vitest";
import { buildPath } from "../../src/path/validate.ts";
import { type Authority, createAuthority } from "../../src/testing/index.ts";
import { codes, validate } from "./support.ts";

describe("several ways up", () => {
  it("takes the cross-certificate when the first root is not trusted", () => {
    const [ours, theirs] = [createAuthority({ subject: "CN=Ours" }), createAuthority({ subject: "CN=Theirs" })];
    const issuing = ours.createIntermediate({ subject: "CN=Issuing" });
    const cross = theirs.crossSign(ours);
    const result = validate(issuing.issue(), [issuing, cross], [theirs]);
    expect(result.ok).toBe(true);
    expect(result.path).toHaveLength(4);
  });

  it("finds its way past an expired twin", () => {
    const root = createAuthority({ subject: "CN=Root" });
    const issuing = root.createIntermediate({ subject: "CN=Issuing" });
    const notAfter = new Date(Date.now() - 3_600_000);
    const expired = root.crossSign(issuing, { notAfter });
    for (const candidates of [
      [expired, issuing],
      [issuing, expired],
    ]) {
      expect(validate(issuing.issue(), candidates, [root]).ok).toBe(true);
    }
  });

  it("finds the right key among CAs of one name, with and without key identifiers", () => {
    const roots = Array.from({ length: 8 }, () => createAuthority({ subject: "CN=Rolled over" }));
    for (const root of roots) {
      expect(validate(root.issue(), [], roots).ok).toBe(true);
      expect(validate(root.issue({ authorityKeyIdentifier: false }), [], roots).ok).toBe(true);
    }
  });

  it("takes a wrong key identifier for a hint only", () => {
    const root = createAuthority();
    expect(validate(root.issue({ authorityKeyIdentifier: Uint8Array.of(1, 2, 3) }), [], [root]).ok).toBe(true);
  });

  it("backs out of a branch that breaks a constraint", () => {
    const root = createAuthority({ subject: "CN=Root" });
    const issuing = root.createIntermediate({ subject: "CN=Issuing" });
    const narrow = root.crossSign(issuing, { nameConstraints: { permitted: ["dns:elsewhere.example"] } });
    const leaf = issuing.issue({ subjectAltName: ["dns:here.example"] });
    expect(validate(leaf, [narrow, issuing], [root]).ok).toBe(true);
    expect(codes(validate(leaf, [narrow], [root]))).toEqual(["name_constraints_violated at 0"]);
  });

  it("reports the path that came nearest", () => {
    const [root, twin] = [createAuthority({ subject: "CN=Root" }), createAuthority({ subject: "CN=Root" })];
    const leaf = root.issue({ authorityKeyIdentifier: false, notAfter: new Date(Date.now() + 1000) });
    const result = validate(leaf, [], [twin, root], { maxPathLength: 0, time: new Date() });
    expect(result.ok).toBe(true);
    const narrowRoot = root.crossSign(root, { nameConstraints: { excluded: ["dirname:CN=Test Client"] } });
    expect(codes(validate(leaf, [], [twin, narrowRoot]))).toEqual(["name_constraints_violated at 0"]);
  });
});

describe("no way up", () => {
  it("names the issuer that is missing and the key it must have", () => {
    const root = createAuthority({ subject: "CN=Root" });
    const issuing = root.createIntermediate({ subject: "CN=Issuing" });
    const result = validate(issuing.issue(), [], [root]);
    expect(result.findings).toMatchObject([
      { code: "issuer_unknown", certificateIndex: 0, details: { issuer: "CN=Issuing" } },
    ]);
    expect(JSON.stringify(result.findings)).toContain(Buffer.from(issuing.keyIdentifier).toString("hex"));
  });
});

describe("hostile graphs (C7)", () => {
  /** Every CA signs every other one. */
  function mesh(size: number, subject: (number: number) => string): Authority[] {
    const authorities = Array.from({ length: size }, (_, number) => createAuthority({ subject: subject(number) }));
    return authorities;
  }

  it("ends in a cycle of two", () => {
    const [a, b] = mesh(2, (number) => `CN=${number}`) as [Authority, Authority];
    const result = validate(a.issue(), [a.crossSign(b), b.crossSign(a)], [createAuthority()]);
    expect(codes(result)).toEqual(["issuer_unknown at 2"]);
  });

  it.each([
    ["distinct names", (number: number) => `CN=${number}`],
    ["one name", () => "CN=same"],
  ])("stays within its budget where everyone signs everyone: %s", (_, subject) => {
    const authorities = mesh(9, subject);
    const crossed = authorities.flatMap((signer) =>
      authorities.filter((other) => other !== signer).map((other) => signer.crossSign(other)),
    );
    const leaf = (authorities[0] as Authority).issue();
    const result = validate(leaf, crossed, [createAuthority({ subject: "CN=nobody" })], { budget: 20_000 });
    expect(result.ok).toBe(false);
    expect(codes(result)).toEqual(["budget_exhausted at null"]);
    expect(result.work).toBeLessThan(20_000 + 2_500);
  });

  it("verifies at most a hundred signatures", () => {
    const twins = Array.from({ length: 150 }, () => createAuthority({ subject: "CN=same" }));
    const stranger = createAuthority({ subject: "CN=same" });
    expect(codes(validate(stranger.issue(), [], twins))).toEqual(["budget_exhausted at null"]);
  });

  it("pays for every comparison of a name with a constraint", () => {
    const permitted = Array.from({ length: 700 }, (_, number) => `dns:p${number}.example` as const);
    const names = Array.from({ length: 700 }, (_, number) => `dns:n${number}.example` as const);
    const root = createAuthority({ nameConstraints: { permitted: [...permitted, "dns:example"] } });
    const leaf = root.issue({ subjectAltName: names });
    expect(codes(validate(leaf, [], [root]))).toEqual(["budget_exhausted at null"]);
  });
});

describe("buildPath", () => {
  it("shows the ways by name without verifying anything", () => {
    const root = createAuthority({ subject: "CN=Root" });
    const issuing = root.createIntermediate({ subject: "CN=Issuing" });
    const twin = createAuthority({ subject: "CN=Root" });
    const leaf = issuing.issue();
    const options = { leaf: leaf.der, intermediates: [issuing.der], time: new Date() };
    const paths = buildPath({ ...options, anchors: [twin.der, root.der] });
    expect(paths.map((path) => path.length)).toEqual([3, 3]);
    expect(paths[0]?.[2]?.sha256).toBe(buildPath({ ...options, anchors: [root.der] })[0]?.[2]?.sha256);
    expect(buildPath({ ...options, anchors: [twin.der, root.der] }, 1)).toHaveLength(1);
    expect(buildPath({ ...options, anchors: [] })).toEqual([]);
  });
});
