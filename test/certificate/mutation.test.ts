import { describe, expect, it } from "vitest";
import { DerError } from "../../src/asn1/der-error.ts";
import { type Certificate, parseCertificate } from "../../src/certificate/certificate.ts";
import { checkProfile } from "../../src/certificate/profile.ts";
import { derError } from "../asn1/octets.ts";
import { describeWith } from "../helpers/need.ts";
import { differenceFromNode } from "./as-node-reads.ts";
import { editElement, editOctets, openElement, seeded } from "./mutate.ts";
import { type LimboCertificate, limboCertificates, mintedSamples } from "./samples.ts";

/** Of those that still parse, every how-manieth is shown to Node too, which takes ten times as long as all the rest. */
const SHOWN_TO_NODE = 16;

/** Everything a certificate says, also what is worked out on demand. */
function contentOf(certificate: Certificate): object {
  const { issuer, subject, publicKey, extensions, ...fields } = certificate;
  const names = [issuer, subject].map((name) => ({
    key: name.key,
    text: name.toString(),
    attributes: name.attributes,
    rdnKeys: name.rdnKeys,
    der: name.der,
  }));
  const { sha1, sha256, spkiSha256 } = certificate;
  return { ...fields, names, publicKey, extensions: JSON.stringify(extensions), sha1, sha256, spkiSha256 };
}

/** The certificate, or undefined when it is refused as it should be. Any other error fails the test. */
function parsedOrRefused(bytes: Uint8Array): Certificate | undefined {
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    if (!(error.offset >= 0 && error.offset <= bytes.length))
      throw new Error(`offset ${error.offset} of ${bytes.length}`);
    return undefined;
  }
}

interface Tally {
  accepted: number;
  refused: number;
  comparedWithNode: number;
}

/** Edits each sample so often, and judges what becomes of it. */
function fuzz(samples: readonly Uint8Array[], editsEach: number, seed: number): Tally {
  const random = seeded(seed);
  const tally: Tally = { accepted: 0, refused: 0, comparedWithNode: 0 };
  for (const sample of samples) {
    const original = parseCertificate(sample);
    const opened = openElement(sample);
    for (let edit = 0; edit < editsEach; edit++) {
      const bytes = edit % 2 === 0 ? editOctets(sample, random) : editElement(opened, random);
      const certificate = parsedOrRefused(bytes);
      if (certificate === undefined) {
        tally.refused++;
        continue;
      }
      const compare = tally.accepted++ % SHOWN_TO_NODE === 0;
      if (compare) tally.comparedWithNode++;
      const fault = faultOf(certificate, bytes, original, compare);
      if (fault !== undefined) throw new Error(`${fault}: ${Buffer.from(bytes).toString("hex")}`);
    }
  }
  return tally;
}

/** What is wrong about an edited certificate that was accepted. */
function faultOf(
  certificate: Certificate,
  bytes: Uint8Array,
  original: Certificate,
  compareWithNode: boolean,
): string | undefined {
  if (Buffer.compare(certificate.der, bytes) !== 0) return "it does not hold the octets it was read from";
  for (const role of ["leaf", "intermediate", "anchor"] as const) checkProfile(certificate, role, "strict");
  const again = parseCertificate(certificate.der);
  if (certificate.subject.key !== again.subject.key) return "the second reading gives another subject";
  if (certificate.subject.toString() !== again.subject.toString()) return "the second reading gives another text";
  const sameSigned = Buffer.compare(certificate.tbsCertificate, original.tbsCertificate) === 0;
  if (sameSigned && !saysTheSame(certificate, original)) return "the signed part is the same and says something else";
  return compareWithNode ? differenceFromNode(certificate) : undefined;
}

function saysTheSame(left: Certificate, right: Certificate): boolean {
  const said = ({ serialNumber, notBefore, notAfter, subject, issuer, spkiSha256, extensions }: Certificate) =>
    JSON.stringify([serialNumber, notBefore, notAfter, subject.key, issuer.key, spkiSha256, extensions]);
  return said(left) === said(right);
}

describe("minted certificates", () => {
  const samples = mintedSamples();

  it("parse, twice the same, and as Node reads them", () => {
    expect(samples.length).toBeGreaterThanOrEqual(30);
    for (const sample of samples) {
      const certificate = parseCertificate(sample);
      expect(contentOf(certificate)).toEqual(contentOf(parseCertificate(Uint8Array.from(sample))));
      expect(differenceFromNode(certificate)).toBeUndefined();
    }
  });

  it("edited 100,000 times are refused with a DerError or read as Node reads them", () => {
    const tally = fuzz(samples, Math.ceil(100_000 / samples.length), 2024);
    // Both kinds must be there in numbers, or the edits test nothing.
    expect(tally.refused).toBeGreaterThan(50_000);
    expect(tally.accepted).toBeGreaterThan(10_000);
    expect(tally.comparedWithNode).toBeGreaterThan(1_000);
  }, 120_000);
});

describeWith("../shared/data/limbo.json", "the certificates of x509-limbo", (found) => {
  const certificates: readonly LimboCertificate[] = limboCertificates(found["../shared/data/limbo.json"]);

  it("of cases that must be accepted all parse, and as Node reads them", () => {
    const good = certificates.filter(({ isGood }) => isGood);
    expect(good.length).toBeGreaterThan(100);
    for (const { id, der } of good) expect(differenceFromNode(parseCertificate(der)), id).toBeUndefined();
  });

  it("of cases that must be refused parse too, but where the encoding itself is wrong", () => {
    const refused = certificates.filter(({ der }) => parsedOrRefused(der) === undefined);
    expect(refused.map(({ id, der }) => `${id}: ${derError(() => parseCertificate(der)).message}`)).toEqual([
      "pathological::nc-dos-1: more than 65536 octets (at offset 65536)",
      "rfc5280::eku::ee-eku-empty: extKeyUsage is missing (at offset 316)",
      "rfc5280::san::malformed: subjectAltName has tag 0x65 (at offset 335)",
      "rfc5280::duplicate-extensions: extension 2.5.29.17 stands twice (at offset 352)",
      "rfc5280::mismatching-signature-algorithm: the two signature algorithms differ (at offset 33)",
      "webpki::nc::intermediate-permitted-excluded-subtrees-both-null: nameConstraints is empty (at offset 446)",
      "webpki::nc::intermediate-permitted-excluded-subtrees-both-empty-sequences: GeneralSubtree is missing (at offset 447)",
      "webpki::malformed-aia: authorityInfoAccess has tag 0x6d (at offset 366)",
    ]);
  });

  it("edited 100,000 times are refused with a DerError or read as Node reads them", () => {
    const samples = certificates.filter(({ isGood, der }) => isGood && der.length < 3000).slice(0, 60);
    const tally = fuzz(
      samples.map(({ der }) => der),
      Math.ceil(100_000 / samples.length),
      2025,
    );
    expect(tally.refused).toBeGreaterThan(50_000);
    expect(tally.accepted).toBeGreaterThan(10_000);
  }, 120_000);
});
