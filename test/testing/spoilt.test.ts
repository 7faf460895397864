import type { KeyObject } from "node:crypto";
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DerReader } from "../../src/asn1/reader.ts";
import { elementOf } from "../../src/asn1/values.ts";
import { oid, sequence } from "../../src/asn1/writer.ts";
import {
  createAuthority,
  createSelfSigned,
  encodeName,
  type IssueOptions,
  rsaPublicKeyInfo,
} from "../../src/testing/index.ts";

const root = createAuthority({ key: "rsa-2048" });

/** Signed part, outer algorithm and signature of a certificate. */
function partsOf(certificate: Uint8Array) {
  const reader = DerReader.over(certificate).enterNext(0x30, "certificate");
  const parts = [0, 1, 2].map(() => elementOf(certificate, reader.readAny("part")));
  reader.finish("certificate");
  return parts as [Uint8Array, Uint8Array, Uint8Array];
}

/** The AlgorithmIdentifier inside the signed part. */
function innerAlgorithm(certificate: Uint8Array): Uint8Array {
  const reader = DerReader.over(partsOf(certificate)[0]).enterNext(0x30, "TBSCertificate");
  reader.read(0xa0, "version");
  reader.read(0x02, "serialNumber");
  return elementOf(reader.bytes, reader.readAny("signature"));
}

const sha256Rsa = Buffer.from("300d06092a864886f70d01010b0500", "hex");
const sha512Rsa = Buffer.from("300d06092a864886f70d01010d0500", "hex");

describe("each way to be wrong is wrong in that way only", () => {
  it("unspoilt, all is right", () => {
    const { der } = root.issue();
    expect(new X509Certificate(der).verify(root.publicKey)).toBe(true);
    expect(Buffer.from(innerAlgorithm(der))).toEqual(sha256Rsa);
    expect(Buffer.from(partsOf(der)[1])).toEqual(sha256Rsa);
  });

  it("a wrong signature", () => {
    expect(new X509Certificate(root.issue({ corrupt: { signature: true } }).der).verify(root.publicKey)).toBe(false);
  });

  it("the signature of another key", () => {
    const { der } = root.issue({ signWith: createAuthority({ key: "rsa-2048" }) });
    expect(new X509Certificate(der).verify(root.publicKey)).toBe(false);
    expect(new X509Certificate(der).issuer).toBe(new X509Certificate(root.der).subject);
  });

  it("another issuer's name over this one's signature", () => {
    const parsed = new X509Certificate(root.issue({ issuer: "CN=Somebody" }).der);
    expect(parsed.issuer).toBe("CN=Somebody");
    expect(parsed.verify(root.publicKey)).toBe(true);
  });

  it("algorithms that disagree, inside or outside", () => {
    const inner = root.issue({ corrupt: { innerAlgorithm: "sha512" } }).der;
    expect(Buffer.from(innerAlgorithm(inner))).toEqual(sha512Rsa);
    expect(Buffer.from(partsOf(inner)[1])).toEqual(sha256Rsa);
    const outer = root.issue({ corrupt: { outerAlgorithm: "sha512" } }).der;
    expect(Buffer.from(innerAlgorithm(outer))).toEqual(sha256Rsa);
    expect(Buffer.from(partsOf(outer)[1])).toEqual(sha512Rsa);
    const raw = sequence(oid("1.2.3"));
    const both = root.issue({ corrupt: { innerAlgorithm: raw, outerAlgorithm: raw } }).der;
    expect(innerAlgorithm(both)).toEqual(raw);
    expect(partsOf(both)[1]).toEqual(raw);
  });

  it("trailing octets", () => {
    const plain = { serialNumber: 1, notBefore: new Date(0), notAfter: new Date(1e12) };
    const { der } = root.issue({ ...plain, key: "rsa-2048" });
    expect(root.issue({ ...plain, key: "rsa-2048", corrupt: { trailingBytes: true } }).der).toEqual(
      Uint8Array.of(...der, 0),
    );
    expect(root.issue({ ...plain, key: "rsa-2048", corrupt: { trailingBytes: Uint8Array.of(1, 2) } }).der).toEqual(
      Uint8Array.of(...der, 1, 2),
    );
  });

  it("a length in more octets than needed", () => {
    const { der } = root.issue({ corrupt: { nonMinimalLength: true } });
    expect(() => DerReader.over(der).readAny("certificate")).toThrow(/length/);
    expect(new X509Certificate(der).verify(root.publicKey)).toBe(true);
  });

  it("edits before signing leave the signature right, edits after it do not", () => {
    const replace = (octets: Uint8Array) =>
      Buffer.from(Buffer.from(octets).toString("latin1").replace("good", "evil"), "latin1");
    const options: IssueOptions = { subject: "CN=good" };
    const before = new X509Certificate(root.issue({ ...options, corrupt: { editTbs: replace } }).der);
    const after = new X509Certificate(root.issue({ ...options, corrupt: { edit: replace } }).der);
    expect([before.subject, before.verify(root.publicKey)]).toEqual(["CN=evil", true]);
    expect([after.subject, after.verify(root.publicKey)]).toEqual(["CN=evil", false]);
  });

  it("duplicate extensions, extensions in v1, defaults written out", () => {
    const twice = { oid: "2.5.29.19", value: sequence() };
    const duplicate = Buffer.from(root.issue({ extraExtensions: [twice, twice] }).der).toString("hex");
    expect(duplicate.split("0603551d13")).toHaveLength(3);
    const v1 = Buffer.from(root.issue({ version: 1, keyUsage: ["digitalSignature"] }).der).toString("hex");
    expect(v1).toContain("0603551d0f");
    expect(v1).not.toContain("0603551d25");
    expect(v1).not.toContain("a003020102");
    const written = root.issue({ basicConstraints: { cA: false, explicitDefault: true }, explicitCriticalFalse: true });
    const hex = Buffer.from(written.der).toString("hex");
    expect(hex).toContain("0603551d130101ff04053003010100");
    expect(hex).toContain("0603551d25010100");
    const trimmed = Buffer.from(root.issue().der).toString("hex");
    expect(trimmed).toContain("0603551d0f0101ff040403020780");
    const untrimmed = root.issue({ keyUsage: { bits: ["digitalSignature"], untrimmed: true } });
    expect(Buffer.from(untrimmed.der).toString("hex")).toContain("0603551d0f0101ff04050303078000");
  });

  it("keys that no tool makes", () => {
    const info = rsaPublicKeyInfo(2n ** 2047n + 1n, 4n);
    const leaf = root.issue({ subjectPublicKeyInfo: info });
    expect(Buffer.from(leaf.der).includes(Buffer.from(info))).toBe(true);
    expect(new X509Certificate(leaf.der).publicKey.asymmetricKeyDetails?.publicExponent).toBe(4n);
  });
});

describe("keys", () => {
  const spki = ({ publicKey }: { publicKey: KeyObject }) =>
    publicKey.export({ type: "spki", format: "der" }).toString("hex");

  it("what signs or is pinned never shares one; slow end-entity keys do unless asked not to", () => {
    const signers = [root, createAuthority({ key: "rsa-2048" }), root.createIntermediate({ key: "rsa-2048" })];
    const pinned = [createSelfSigned({ key: "rsa-2048" }), createSelfSigned({ key: "rsa-2048" })];
    const leaf = root.issue({ key: "rsa-2048" });
    const fresh = root.issue({ key: "rsa-2048", fresh: true });
    expect(new Set([...signers, ...pinned, leaf, fresh].map(spki)).size).toBe(7);
    expect(spki(root.issue({ key: "rsa-2048" }))).toBe(spki(leaf));
    expect(spki(root.issue())).not.toBe(spki(root.issue()));
  });
});

describe("what certificates are handed out as", () => {
  it("PEM, header and chain", () => {
    const issuing = root.createIntermediate();
    const below = issuing.createIntermediate({ subject: "CN=Below" });
    const leaf = below.issue();
    expect(Buffer.from(leaf.header, "base64")).toEqual(Buffer.from(leaf.der));
    expect(leaf.chainPem).toBe(leaf.pem + below.pem + issuing.pem);
    expect(root.issue().chainPem).not.toContain(root.pem);
    expect(root.certificate.pem).toBe(root.pem);
    expect(new X509Certificate(leaf.pem).raw).toEqual(Buffer.from(leaf.der));
    expect(Math.max(...leaf.pem.split("\n").map((line) => line.length))).toBe(64);
  });
});

describe("input that cannot be written is refused", () => {
  it.each<[string, IssueOptions]>([
    ["unknown attribute", { subject: "XX=a" }],
    ["no attribute", { subject: "billing" }],
    ["unknown general name", { subjectAltName: ["a.example"] }],
    ["bad address", { subjectAltName: ["ip:1.2.3"] }],
    ["unknown purpose", { extKeyUsage: ["client"] }],
    ["UTCTime after 2049", { notAfter: { time: new Date("2050-01-01T00:00:00Z"), encoding: "utc" } }],
    ["a hash ECDSA has no name for", { signature: "md5", signWith: createAuthority() }],
  ])("%s", (_name, options) => {
    expect(() => root.issue(options)).toThrow(RangeError);
  });

  it("a Name in DER is taken as it is", () => {
    const name = encodeName("CN=a");
    expect(encodeName(name)).toBe(name);
  });
});
