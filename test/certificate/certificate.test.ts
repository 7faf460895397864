import { createHash, verify, X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { DerError } from "../../src/asn1/der-error.ts";
import { MAX_DER_BYTES } from "../../src/asn1/reader.ts";
import {
  bitString,
  concat,
  der,
  explicit,
  implicit,
  integer,
  nullValue,
  oid,
  sequence,
} from "../../src/asn1/writer.ts";
import { parseCertificate } from "../../src/certificate/certificate.ts";
import { createSelfSigned } from "../../src/testing/index.ts";
import { derError, octets } from "../asn1/octets.ts";
import { BARE, editFields, mint, parsed, root } from "./minting.ts";

/** What `parseCertificate` says against octets. */
const problem = (bytes: Uint8Array): string => derError(() => parseCertificate(bytes)).message;

describe("a certificate", () => {
  const notBefore = new Date("2024-01-02T03:04:05Z");
  const notAfter = new Date("2051-06-07T08:09:10Z");
  const issued = root.issue({ subject: "CN=billing,O=Contoso,C=DE", serialNumber: 0x1234n, notBefore, notAfter });
  const certificate = parseCertificate(issued.der);

  it("says what was written into it", () => {
    expect(certificate).toMatchObject({
      version: 3,
      serialNumber: "1234",
      notBefore: notBefore.getTime(),
      notAfter: notAfter.getTime(),
      deviations: [],
      signatureAlgorithm: { oid: "1.2.840.10045.4.3.2", parameters: undefined },
    });
    expect(certificate.issuer.toString()).toBe("CN=Test Root CA,O=Contoso,C=DE");
    expect(certificate.subject.toString()).toBe("CN=billing,O=Contoso,C=DE");
    expect(certificate.der).toEqual(issued.der);
  });

  it("keeps what is signed and the signature: they verify", () => {
    expect(verify("sha256", certificate.tbsCertificate, root.publicKey, certificate.signature)).toBe(true);
  });

  it("has the thumbprints that Node computes", () => {
    const node = new X509Certificate(issued.der);
    const bare = (fingerprint: string) => fingerprint.replaceAll(":", "").toLowerCase();
    expect(certificate.sha256).toBe(bare(node.fingerprint256));
    expect(certificate.sha1).toBe(bare(node.fingerprint));
    const spki = node.publicKey.export({ type: "spki", format: "der" });
    expect(certificate.spkiSha256).toBe(createHash("sha256").update(spki).digest("hex"));
    expect(certificate.publicKey.der).toEqual(Uint8Array.from(spki));
    expect(certificate.sha256, "the second time too").toBe(bare(node.fingerprint256));
  });
});

describe("exactly one certificate", () => {
  const whole = mint();

  it("is refused when it is cut off anywhere", () => {
    for (let length = 0; length < whole.length; length++) {
      const cut = whole.slice(0, length);
      expect(derError(() => parseCertificate(cut)).offset).toBeLessThanOrEqual(length);
    }
  });

  it("is refused with anything behind it", () => {
    for (const trailing of [octets("00"), octets("0a"), octets("05 00"), whole]) {
      expect(problem(concat(whole, trailing))).toBe(`certificate is followed by more data (at offset ${whole.length})`);
    }
  });

  it("is refused with anything before it, and as PEM or base64", () => {
    for (const prefix of ["00", "20", "0a", "ef bb bf"]) problem(concat(octets(prefix), whole));
    problem(new TextEncoder().encode(Buffer.from(whole).toString("base64")));
    problem(new TextEncoder().encode(root.pem));
  });

  it("is refused in BER", () => {
    expect(problem(mint({ corrupt: { nonMinimalLength: true } }))).toMatch(/^certificate has an? .*length/);
    const content = whole.subarray(4);
    expect(problem(concat(octets("30 80"), content, octets("00 00")))).toMatch(/indefinite length/);
    expect(problem(concat(octets("30 83 00"), whole.subarray(2)))).toMatch(/more octets than needed/);
  });

  it("is refused under another tag", () => {
    for (const tag of [0x31, 0x10, 0xa0, 0x24]) problem(concat(Uint8Array.of(tag), whole.subarray(1)));
  });

  it("is refused past 64 KiB", () => {
    const value = new Uint8Array(MAX_DER_BYTES);
    expect(problem(mint({ extraExtensions: [{ oid: "1.2.3", value }] }))).toMatch(/more than 65536 octets/);
    const large = parsed({ extraExtensions: [{ oid: "1.2.3", value: value.subarray(0, 64_000) }] });
    expect(large.extensions.all.at(-1)?.value.length).toBe(64_000);
  });

  it("is refused with other than three members", () => {
    const members = (der: Uint8Array) => ({
      corrupt: { edit: (whole: Uint8Array) => sequence(whole.subarray(4), der) },
    });
    expect(problem(mint(members(nullValue())))).toMatch(/^signature is followed by more data/);
    expect(problem(sequence())).toMatch(/^tbsCertificate is missing/);
    expect(problem(sequence(sequence(), sequence(oid("1.2.3"))))).toMatch(/^signature is missing/);
  });

  it("whose signature ends inside an octet is refused", () => {
    const edit = (whole: Uint8Array) => {
      const edited = Uint8Array.from(whole);
      const at = whole.length - parseCertificate(whole).signature.length - 1;
      edited[at] = 1;
      edited[whole.length - 1] = 0;
      return edited;
    };
    expect(problem(mint({ corrupt: { edit } }))).toMatch(/signature does not end at an octet/);
  });
});

describe("version", () => {
  const withVersion = (...contents: Uint8Array[]) =>
    mint(editFields(([, ...rest]) => [explicit(0, ...contents), ...rest]));

  it.each([1, 2, 3] as const)("%i", (version) => {
    expect(parsed({ version }).version).toBe(version);
  });

  it.each([
    ["4", [integer(3)], /version is unknown/],
    ["negative", [integer(-1)], /version is negative/],
    ["not minimal", [integer(octets("00 02"))], /more octets than needed/],
    ["2^31", [integer(0x80000000)], /version is too large/],
    ["empty", [], /version is missing/],
    ["two", [integer(2), integer(2)], /version is followed by more data/],
    ["no integer", [octets("0a 01 02")], /version has tag 0xa/],
  ])("refused: %s", (_, contents, message) => {
    expect(problem(withVersion(...contents))).toMatch(message);
  });

  it("twice, or primitive, is refused", () => {
    expect(
      problem(mint(editFields(([version, ...rest]) => [version ?? octets(""), version ?? octets(""), ...rest]))),
    ).toMatch(/serialNumber has tag 0xa0/);
    expect(problem(mint(editFields(([, ...rest]) => [implicit(0, octets("02")), ...rest])))).toMatch(/tag 0x80/);
  });

  it("1 and 2 have no extensions", () => {
    for (const version of [1, 2] as const) {
      const options = { ...BARE, version, basicConstraints: { cA: true } } as const;
      expect(problem(mint(options))).toMatch(`a version ${version} certificate has extensions`);
      expect(parsed({ version }).extensions.all).toEqual([]);
    }
    expect(parsed(BARE).extensions.all).toEqual([]);
  });
});

describe("serialNumber", () => {
  it.each([
    ["0", integer(0), "00"],
    ["-1", integer(-1), "ff"],
    ["128, whose sign octet belongs to it", integer(128), "0080"],
    ["of 20 octets", integer(new Uint8Array(20).fill(0x11)), "11".repeat(20)],
    ["of 64 octets", integer(new Uint8Array(64).fill(0x7f)), "7f".repeat(64)],
  ])("%s", (_, encoded, hexadecimal) => {
    expect(parsed({ serialNumber: encoded.subarray(2) }).serialNumber).toBe(hexadecimal);
  });

  it.each([
    ["empty", "", /INTEGER is empty/],
    ["padded", "0001", /more octets than needed/],
    ["negative and padded", "ff80", /more octets than needed/],
    ["of 65 octets", "01".repeat(65), /serialNumber is too long/],
    ["giant", "01".repeat(30_000), /serialNumber is too long/],
  ])("refused: %s", (_, content, message) => {
    expect(problem(mint({ serialNumber: octets(content) }))).toMatch(message);
  });
});

describe("the two algorithm identifiers", () => {
  const ecdsa = oid("1.2.840.10045.4.3.2");

  it.each([
    ["other inside", { innerAlgorithm: "sha384" }],
    ["other outside", { outerAlgorithm: "sha384" }],
    ["NULL inside only", { innerAlgorithm: sequence(ecdsa, nullValue()) }],
    ["NULL outside only", { outerAlgorithm: sequence(ecdsa, nullValue()) }],
  ] as const)("refused: %s", (_, corrupt) => {
    expect(problem(mint({ corrupt }))).toMatch(/the two signature algorithms differ/);
  });

  it("may be anything as long as they are the same", () => {
    const unknown = sequence(oid("1.2.3.4"), octets("04 01 aa"));
    const certificate = parsed({ corrupt: { innerAlgorithm: unknown, outerAlgorithm: unknown } });
    const { oid: dotted, parameterKind, parameters } = certificate.signatureAlgorithm;
    expect({ dotted, parameterKind, parameters }).toEqual({
      dotted: "1.2.3.4",
      parameterKind: "other",
      parameters: octets("04 01 aa"),
    });
  });

  it.each([
    ["nothing", sequence(), /is missing/],
    ["no identifier", sequence(nullValue()), /has tag 0x5/],
    ["a bad identifier", sequence(octets("06 01 80")), /padded arc/],
    ["two parameters", sequence(ecdsa, nullValue(), nullValue()), /followed by more data/],
  ])("refused: %s", (_, algorithm, message) => {
    expect(problem(mint({ corrupt: { innerAlgorithm: algorithm, outerAlgorithm: algorithm } }))).toMatch(message);
  });
});

describe("validity", () => {
  const withValidity = (validity: Uint8Array) => mint(editFields((fields) => fields.with(4, validity)));
  const utc = (text: string) => der(0x17, new TextEncoder().encode(text));

  it("says nothing about its order: that is the path's to judge", () => {
    const certificate = parsed({ notBefore: new Date("2030-01-01"), notAfter: new Date("2020-01-01") });
    expect(certificate.notBefore).toBeGreaterThan(certificate.notAfter);
  });

  it("reaches to the end of the year 9999", () => {
    expect(parsed({ notAfter: new Date("9999-12-31T23:59:59Z") }).notAfter).toBe(253_402_300_799_000);
  });

  it.each([
    ["one time", sequence(utc("250101000000Z")), /notAfter is missing/],
    ["no time", sequence(), /notBefore is missing/],
    ["three times", sequence(...Array<Uint8Array>(3).fill(utc("250101000000Z"))), /validity is followed by more data/],
    ["a number", sequence(utc("250101000000Z"), integer(5)), /a time has an unknown type/],
    ["a day that does not exist", sequence(utc("250101000000Z"), utc("250230000000Z")), /a day that does not exist/],
    ["an offset", sequence(utc("2501010000+0000"), utc("250101000000Z")), /not written to the second/],
  ])("refused: %s", (_, validity, message) => {
    expect(problem(withValidity(validity))).toMatch(message);
  });
});

describe("unique identifiers", () => {
  const bits = octets("00 aa");
  const inserted = (version: 1 | 2 | 3, ...identifiers: Uint8Array[]) => {
    const end = version === 3 ? -1 : Number.POSITIVE_INFINITY;
    return mint({
      version,
      ...editFields((fields) => [...fields.slice(0, end), ...identifiers, ...fields.slice(end)]),
    });
  };

  it("are passed over in versions 2 and 3", () => {
    for (const version of [2, 3] as const) {
      expect(parseCertificate(inserted(version, implicit(1, bits), implicit(2, bits))).version).toBe(version);
      expect(parseCertificate(inserted(version, implicit(2, bits))).version).toBe(version);
    }
    expect(parseCertificate(inserted(3, implicit(1, bits))).extensions.all.length).toBeGreaterThan(0);
  });

  it.each([
    ["in version 1", inserted(1, implicit(1, bits)), /a version 1 certificate has a unique identifier/],
    ["the subject's in version 1", inserted(1, implicit(2, bits)), /a version 1 certificate has a unique identifier/],
    [
      "in the wrong order",
      inserted(3, implicit(2, bits), implicit(1, bits)),
      /tbsCertificate is followed by more data/,
    ],
    ["twice", inserted(3, implicit(1, bits), implicit(1, bits)), /tbsCertificate is followed by more data/],
    ["constructed", inserted(3, der(0xa1, octets("03 02 00 aa"))), /tbsCertificate is followed by more data/],
    ["no bit string", inserted(3, implicit(1, octets("08 aa"))), /impossible count/],
    ["empty", inserted(3, implicit(2, octets(""))), /BIT STRING is empty/],
  ])("refused: %s", (_, bytes, message) => {
    expect(problem(bytes)).toMatch(message);
  });
});

describe("fields in the wrong place", () => {
  it("are refused, whichever is missing, doubled or swapped with the next", () => {
    const names = ["version", "serialNumber", "signature", "issuer", "validity", "subject", "key", "extensions"];
    for (const [index, name] of names.entries()) {
      const doubled = editFields((fields) => [...fields.slice(0, index + 1), ...fields.slice(index)]);
      const swapped = editFields((fields) => {
        const [here, next] = [fields[index], fields[index + 1]] as [Uint8Array, Uint8Array | undefined];
        return next === undefined ? [...fields, bitString(octets(""))] : fields.with(index, next).with(index + 1, here);
      });
      expect(() => parsed(doubled), `${name} doubled`).toThrow(DerError);
      expect(() => parsed(swapped), `${name} swapped`).toThrow(DerError);
      if (name === "version" || name === "extensions") continue;
      expect(() => parsed(editFields((fields) => fields.toSpliced(index, 1))), `${name} missing`).toThrow(DerError);
    }
  });

  it("a certificate without version is of version 1, which has no extensions", () => {
    expect(problem(mint(editFields(([, ...rest]) => rest)))).toMatch(/a version 1 certificate has extensions/);
  });
});

describe("a self-signed certificate", () => {
  it("parses like any other", () => {
    const certificate = parseCertificate(createSelfSigned({ subject: "CN=partner" }).der);
    expect(certificate.issuer.equals(certificate.subject)).toBe(true);
  });
});
