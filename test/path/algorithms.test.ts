import { describe, expect, it } from "vitest";
import { explicit, integer, octetString, oid, sequence } from "../../src/asn1/writer.ts";
import { createAuthority } from "../../src/testing/index.ts";
import { codes, validate } from "./support.ts";

const root = createAuthority({ subject: "CN=Root,O=Contoso" });
const issuing = root.createIntermediate({ subject: "CN=Issuing,O=Contoso" });
const client = issuing.issue({ subject: "CN=billing,O=Contoso" });

describe("algorithms and keys (C8, D5)", () => {
  const rsaRoot = createAuthority({ subject: "CN=RSA", key: "rsa-2048" });

  it.each([
    ["sha256", true],
    ["sha384", true],
    ["sha512", true],
    ["pss-sha256", true],
    ["pss-sha512", true],
    ["sha1", false],
    ["md5", false],
    ["sha224", false],
    ["pss-sha1", false],
  ] as const)("RSA with %s: accepted %s", (signature, accepted) => {
    const result = validate(rsaRoot.issue({ signature }), [], [rsaRoot]);
    expect(codes(result)).toEqual(accepted ? [] : ["algorithm_not_allowed at 0"]);
  });

  it.each(["ec-p256", "ec-p384", "ec-p521", "ed25519", "ed448", "rsa-3072", "rsa-pss-2048"] as const)(
    "a CA with a key of %s issues",
    (key) => {
      const authority = createAuthority({ key });
      expect(codes(validate(authority.issue({ key: "ec-p256" }), [], [authority]))).toEqual([]);
    },
  );

  it.each(["ec-secp256k1", "ec-p224"] as const)("a CA with a key of %s does not", (key) => {
    const authority = createAuthority({ key, signature: "sha256" });
    const leaf = authority.issue({ key: "ec-p256", signature: "sha256" });
    expect(codes(validate(leaf, [], [authority]))).toEqual(["public_key_not_allowed at 1"]);
  });

  it.each(["rsa-1024", "ec-secp256k1", "dsa"] as const)("a leaf with a key of %s is refused", (key) => {
    expect(codes(validate(issuing.issue({ key }), [issuing], [root]))).toEqual(["public_key_not_allowed at 0"]);
  });

  it("refuses SHA-1 above the leaf, and ignores the anchor's own signature", () => {
    const oldRoot = createAuthority({ subject: "CN=Old", key: "rsa-2048", signature: "sha1" });
    const weak = oldRoot.createIntermediate({ signature: "sha1", key: "rsa-2048" });
    expect(codes(validate(weak.issue(), [weak], [oldRoot]))).toEqual(["algorithm_not_allowed at 1"]);
    expect(validate(oldRoot.issue({ signature: "sha256" }), [], [oldRoot]).ok).toBe(true);
  });

  it.each([
    [0, "a hash"],
    [1, "a mask"],
    [2, "a salt length"],
  ])("takes no RSASSA-PSS parameters with something behind field %i, %s", (field) => {
    const pssRoot = createAuthority({ subject: "CN=PSS", key: "rsa-pss-2048" });
    const algorithm = pssAlgorithmWithJunk(field);
    const leaf = pssRoot.issue({ corrupt: { innerAlgorithm: algorithm, outerAlgorithm: algorithm } });
    expect(codes(validate(leaf, [], [pssRoot]))).toEqual(["algorithm_not_allowed at 0"]);
    const clean = pssAlgorithmWithJunk(undefined);
    const good = pssRoot.issue({ corrupt: { innerAlgorithm: clean, outerAlgorithm: clean } });
    expect(codes(validate(good, [], [pssRoot]))).toEqual([]);
  });

  it("allows only the algorithms that are named", () => {
    const result = validate(client, [issuing], [root], { algorithms: ["Ed25519"] });
    expect(codes(result)).toEqual(["algorithm_not_allowed at 1"]);
  });
});

/** RSASSA-PSS with SHA-256 and a salt of 32 octets (RFC 4055 section 3.1), with an octet string behind the content of one field. */
function pssAlgorithmWithJunk(field: number | undefined): Uint8Array {
  const junk = (number: number) => (number === field ? [octetString(Uint8Array.of(1))] : []);
  const sha256 = sequence(oid("2.16.840.1.101.3.4.2.1"));
  return sequence(
    oid("1.2.840.113549.1.1.10"),
    sequence(
      explicit(0, sha256, ...junk(0)),
      explicit(1, sequence(oid("1.2.840.113549.1.1.8"), sha256), ...junk(1)),
      explicit(2, integer(32), ...junk(2)),
    ),
  );
}
