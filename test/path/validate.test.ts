import { describe, expect, it } from "vitest";
import { ia5String, octetString, oid, sequence } from "../../src/asn1/writer.ts";
import {
  type AuthorityOptions,
  createAuthority,
  createSelfSigned,
  type IssueOptions,
} from "../../src/testing/index.ts";
import { codes, validate } from "./support.ts";

const DAY = 86_400_000;
const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const issuing = root.createIntermediate({ subject: "CN=Issuing,O=Contoso" });
const client = issuing.issue({ subject: "CN=billing,O=Contoso" });
const UNKNOWN_EXTENSION = { oid: "1.3.6.1.4.1.99999.1", critical: true, value: octetString(Uint8Array.of(1)) };

describe("a valid path", () => {
  it("is accepted, leaf first and anchor last", () => {
    const result = validate(client, [issuing], [root]);
    expect(codes(result)).toEqual([]);
    expect(result.ok).toBe(true);
    expect(result.path.map(({ subject }) => subject.toString())).toEqual([
      "CN=billing,O=Contoso",
      "CN=Issuing,O=Contoso",
      "CN=Root,O=Contoso",
    ]);
  });

  it("may end at the issuing CA alone", () => {
    expect(validate(client, [], [issuing]).ok).toBe(true);
  });

  it("does not care in which order the candidates stand", () => {
    const other = root.createIntermediate({ subject: "CN=Other,O=Contoso" });
    expect(validate(client, [other, issuing], [createAuthority(), root]).ok).toBe(true);
  });
});

describe("6.1.3 (a)(1) the signature", () => {
  it("refuses a leaf that a rogue CA of the same name signed (C1)", () => {
    const rogue = createAuthority({ subject: "CN=Issuing,O=Contoso" });
    const forged = rogue.issue({ subject: "CN=billing,O=Contoso" });
    expect(codes(validate(forged, [issuing], [root]))).toEqual(["signature_invalid at 0"]);
  });

  it("refuses a forged leaf even when it names the genuine issuer's key", () => {
    const rogue = createAuthority({ subject: "CN=Issuing,O=Contoso", subjectKeyIdentifier: issuing.keyIdentifier });
    expect(codes(validate(rogue.issue(), [issuing], [root]))).toEqual(["signature_invalid at 0"]);
  });

  it("refuses an intermediate that the anchor did not sign", () => {
    const rogue = createAuthority({ subject: "CN=Root,O=Contoso" });
    const fake = rogue.createIntermediate({ subject: "CN=Fake,O=Contoso" });
    expect(codes(validate(fake.issue(), [fake], [root]))).toEqual(["signature_invalid at 1"]);
  });

  it("never makes an anchor of what stands among the intermediates (C2)", () => {
    expect(codes(validate(client, [issuing, root], [createAuthority()]))).toEqual(["issuer_unknown at 2"]);
  });

  it("refuses a signature with one bit changed", () => {
    const spoilt = issuing.issue({ corrupt: { signature: true } });
    expect(codes(validate(spoilt, [issuing], [root]))).toEqual(["signature_invalid at 0"]);
  });

  it("refuses a self-signed leaf with the right subject and issuer", () => {
    const impostor = createSelfSigned({ subject: "CN=billing,O=Contoso", issuer: "CN=Issuing,O=Contoso" });
    expect(codes(validate(impostor, [issuing], [root]))).toEqual(["signature_invalid at 0"]);
  });

  it("does not take a signature that verified for one path as verified for another issuer", () => {
    expect(validate(client, [issuing], [root]).ok).toBe(true);
    const twin = createAuthority({ subject: "CN=Issuing,O=Contoso" });
    expect(codes(validate(client, [], [twin]))).toEqual(["signature_invalid at 0"]);
  });
});

describe("6.1.3 (a)(2) validity", () => {
  const past = new Date(Date.now() - 3 * DAY);

  it.each([
    ["leaf", 0],
    ["intermediate", 1],
    ["anchor", 2],
  ] as const)("refuses an expired %s", (where, index) => {
    const expired = { notBefore: new Date(past.getTime() - DAY), notAfter: past };
    const anchor = createAuthority(where === "anchor" ? expired : {});
    const ca = anchor.createIntermediate(where === "intermediate" ? expired : {});
    const leaf = ca.issue(where === "leaf" ? expired : {});
    expect(codes(validate(leaf, [ca], [anchor]))).toEqual([`certificate_expired at ${index}`]);
  });

  it("counts the whole second of notAfter, and notBefore to the millisecond", () => {
    const notBefore = new Date(Date.UTC(2030, 0, 1));
    const notAfter = new Date(Date.UTC(2030, 0, 2));
    const anchor = createAuthority({ notAfter: new Date(Date.UTC(2040, 0, 1)) });
    const leaf = anchor.issue({ notBefore, notAfter });
    const at = (milliseconds: number) => codes(validate(leaf, [], [anchor], { time: new Date(milliseconds) }));
    expect(at(notBefore.getTime())).toEqual([]);
    expect(at(notBefore.getTime() - 1)).toEqual(["certificate_not_yet_valid at 0"]);
    expect(at(notAfter.getTime() + 999)).toEqual([]);
    expect(at(notAfter.getTime() + 1000)).toEqual(["certificate_expired at 0"]);
  });

  it("has no default for the time and takes no date that is none", () => {
    expect(() => validate(client, [issuing], [root], { time: new Date(Number.NaN) })).toThrow(/time/);
  });
});

describe("6.1.4 (k) to (n): who may issue (C3)", () => {
  it.each<[string, AuthorityOptions, string]>([
    ["without basicConstraints", { basicConstraints: false }, "issuer_not_ca"],
    ["with cA FALSE", { basicConstraints: { cA: false } }, "issuer_not_ca"],
    ["of version 1", { version: 1 }, "issuer_not_ca"],
    ["whose keyUsage lacks keyCertSign", { keyUsage: ["digitalSignature", "cRLSign"] }, "key_usage_not_allowed"],
  ])("refuses an intermediate %s", (_, options, code) => {
    const ca = root.createIntermediate(options);
    expect(codes(validate(ca.issue(), [ca], [root]))).toEqual([`${code} at 1`]);
  });

  it("refuses an end-entity certificate as issuer", () => {
    const entity = issuing.issue({ subject: "CN=entity", keyUsage: false });
    const forged = createAuthority({ subject: "CN=entity", key: entity }).issue();
    expect(codes(validate(forged, [entity, issuing], [root]))).toEqual(["issuer_not_ca at 1"]);
  });

  it("accepts a CA without keyUsage", () => {
    const ca = root.createIntermediate({ keyUsage: false });
    expect(validate(ca.issue(), [ca], [root]).ok).toBe(true);
  });

  it("refuses an anchor of version 3 that is no CA, and accepts one of version 1", () => {
    const noCa = createAuthority({ basicConstraints: false });
    expect(codes(validate(noCa.issue(), [], [noCa]))).toEqual(["profile_violation at 1"]);
    const old = createAuthority({ version: 1 });
    expect(validate(old.issue({ authorityKeyIdentifier: false }), [], [old]).ok).toBe(true);
  });

  it("refuses an anchor whose keyUsage lacks keyCertSign", () => {
    const anchor = createAuthority({ keyUsage: ["cRLSign"] });
    expect(codes(validate(anchor.issue(), [], [anchor]))).toEqual(["key_usage_not_allowed at 1"]);
  });
});

describe("6.1.4 (l) (m): path length", () => {
  const limited = (pathLenConstraint: number, keyUsage?: AuthorityOptions["keyUsage"]) =>
    createAuthority({
      subject: "CN=Limited",
      basicConstraints: { cA: true, pathLenConstraint },
      ...(keyUsage !== undefined && { keyUsage }),
    });

  it.each([
    [0, 0, true],
    [0, 1, false],
    [1, 1, true],
    [1, 2, false],
  ])("pathLenConstraint %i with %i intermediates: accepted %s", (constraint, count, accepted) => {
    const anchor = limited(constraint);
    const above = [anchor];
    for (let number = 0; number < count; number++) {
      above.push((above.at(-1) as typeof anchor).createIntermediate({ subject: `CN=CA ${number}` }));
    }
    const leaf = (above.at(-1) as typeof anchor).issue();
    expect(validate(leaf, above.slice(1), [anchor]).ok).toBe(accepted);
  });

  it("binds without keyUsage too", () => {
    const anchor = limited(0, false);
    const ca = anchor.createIntermediate();
    expect(codes(validate(ca.issue(), [ca], [anchor]))).toEqual(["path_length_exceeded at 1"]);
  });

  it("does not count self-issued certificates", () => {
    const anchor = limited(0);
    const rollover = createAuthority({ subject: "CN=Limited" });
    const selfIssued = anchor.crossSign(rollover);
    expect(codes(validate(rollover.issue(), [selfIssued], [anchor]))).toEqual([]);
  });

  it("is not loosened by a larger one below", () => {
    const anchor = limited(0);
    const ca = anchor.createIntermediate({ basicConstraints: { cA: true, pathLenConstraint: 5 } });
    expect(codes(validate(ca.issue(), [ca], [anchor]))).toEqual(["path_length_exceeded at 1"]);
  });

  it("ends at maxPathLength", () => {
    expect(codes(validate(client, [issuing], [root], { maxPathLength: 0 }))).toEqual(["path_length_exceeded at 1"]);
    expect(validate(client, [issuing], [root], { maxPathLength: 1 }).ok).toBe(true);
  });
});

describe("purpose (C4)", () => {
  it.each<[string, IssueOptions, string[]]>([
    ["no extKeyUsage", { extKeyUsage: false }, []],
    ["clientAuth", { extKeyUsage: ["clientAuth"] }, []],
    ["clientAuth among others", { extKeyUsage: ["serverAuth", "clientAuth"] }, []],
    ["serverAuth", { extKeyUsage: ["serverAuth"] }, ["extended_key_usage_not_allowed at 0"]],
    ["anyExtendedKeyUsage", { extKeyUsage: ["2.5.29.37.0"] }, ["extended_key_usage_not_allowed at 0"]],
    ["no keyUsage", { keyUsage: false }, []],
    ["keyAgreement", { keyUsage: ["keyAgreement"] }, []],
    ["keyEncipherment only", { keyUsage: ["keyEncipherment"] }, ["key_usage_not_allowed at 0"]],
    ["cA TRUE", { basicConstraints: { cA: true } }, ["ca_as_client at 0"]],
  ])("a leaf with %s", (_, options, expected) => {
    expect(codes(validate(issuing.issue(options), [issuing], [root]))).toEqual(expected);
  });

  it("nests extKeyUsage through intermediates, not through the anchor", () => {
    const servers = root.createIntermediate({ extKeyUsage: ["serverAuth"] });
    expect(codes(validate(servers.issue(), [servers], [root]))).toEqual(["extended_key_usage_not_allowed at 1"]);
    const anchor = createAuthority({ extKeyUsage: ["serverAuth"] });
    expect(validate(anchor.issue(), [], [anchor]).ok).toBe(true);
    const any = root.createIntermediate({ extKeyUsage: ["2.5.29.37.0"] });
    expect(validate(any.issue(), [any], [root]).ok).toBe(true);
  });

  it("is what the caller says", () => {
    const server = issuing.issue({ extKeyUsage: ["serverAuth"] });
    expect(validate(server, [issuing], [root], { purpose: "serverAuth" }).ok).toBe(true);
    expect(validate(server, [issuing], [root], { purpose: "any" }).ok).toBe(true);
    expect(validate(issuing, [], [root], { purpose: "any" }).ok).toBe(true);
  });
});

describe("6.1.4 (o) and 6.1.5 (f): critical extensions (C6)", () => {
  it.each(["leaf", "intermediate", "anchor"] as const)("refuses one that is unknown in the %s", (where) => {
    const extra = (here: string) => (here === where ? { extraExtensions: [UNKNOWN_EXTENSION] } : {});
    const anchor = createAuthority(extra("anchor"));
    const ca = anchor.createIntermediate(extra("intermediate"));
    const leaf = ca.issue(extra("leaf"));
    const index = ["leaf", "intermediate", "anchor"].indexOf(where);
    expect(codes(validate(leaf, [ca], [anchor]))).toEqual([`critical_extension_unknown at ${index}`]);
  });

  it("refuses critical policies with a qualifier that nobody can interpret", () => {
    const policies = (critical: boolean, qualifier: string) => {
      const information = sequence(oid("1.2.3"), sequence(sequence(oid(qualifier), ia5String("x"))));
      const extension = { oid: "2.5.29.32", critical, value: sequence(information) };
      return codes(validate(issuing.issue({ extraExtensions: [extension] }), [issuing], [root]));
    };
    expect(policies(true, "1.3.6.1.5.5.7.2.1")).toEqual([]);
    expect(policies(false, "1.2.3.4")).toEqual([]);
    expect(policies(true, "1.2.3.4")).toEqual(["critical_extension_unknown at 0"]);
  });

  it("passes over one that is unknown and not critical", () => {
    const leaf = issuing.issue({ extraExtensions: [{ ...UNKNOWN_EXTENSION, critical: false }] });
    expect(validate(leaf, [issuing], [root]).ok).toBe(true);
  });
});

describe("what cannot be read", () => {
  it("refuses the leaf with the place", () => {
    const result = validate({ der: client.der.subarray(0, 50) }, [issuing], [root]);
    expect(result).toMatchObject({ ok: false, path: [], findings: [{ code: "certificate_malformed" }] });
  });

  it("is only a warning among the candidates", () => {
    const result = validate(client, [{ der: Uint8Array.of(0x30) }, issuing], [root]);
    expect(result.ok).toBe(true);
    expect(result.findings).toMatchObject([{ code: "certificate_malformed", severity: "warning" }]);
  });
});

describe("options", () => {
  it.each([
    ["purpose", "client"],
    ["conformance", "lax"],
    ["maxPathLength", -1],
    ["budget", "much"],
    ["algorithms", ["MD5"]],
    ["initialPolicySet", []],
    ["requireExplicitPolicy", "true"],
    ["anchors", undefined],
    ["maxPathLenght", 1],
  ])("refuses %s: %j", (name, value) => {
    expect(() => validate(client, [issuing], [root], { [name]: value })).toThrow(TypeError);
  });
});
