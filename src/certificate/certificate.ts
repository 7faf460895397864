import { DerError } from "../asn1/der-error.ts";
import { type DerElement, DerReader } from "../asn1/reader.ts";
import { contextConstructed, contextPrimitive, Tag } from "../asn1/tags.ts";
import { readTime } from "../asn1/time.ts";
import { assertMinimalInteger, contentOf, readBitString, readSmallInteger } from "../asn1/values.ts";
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from "./algorithm-identifier.ts";
import type { Deviation } from "./deviation.ts";
import { type Extensions, NO_EXTENSIONS, readExtensions } from "./extensions.ts";
import { freezeAll } from "./freeze-all.ts";
import { hex } from "./hex.ts";
import { Name } from "./name.ts";
import { readSubjectPublicKeyInfo, type SubjectPublicKeyInfo } from "./public-key.ts";
import { thumbprint } from "./thumbprint.ts";

/**
 * A parsed X.509 certificate (RFC 5280 section 4.1), frozen. Wherever certificates are listed, index 0 is the leaf. Nothing in
 * it is verified: that is `validatePath`'s work.
 */
export interface Certificate {
  /** The whole certificate. A private copy: changing it has undefined results. */
  readonly der: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Content octets of the INTEGER as lower-case hexadecimal; a leading `00` belongs to it. */
  readonly serialNumber: string;
  /** The algorithm of the signature: a certificate whose two identifiers differ is malformed. */
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly issuer: Name;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Milliseconds since the epoch; the whole second that begins there is still valid. */
  readonly notAfter: number;
  readonly subject: Name;
  readonly publicKey: SubjectPublicKeyInfo;
  readonly extensions: Extensions;
  /** What the encoding does that only conformance "strict" minds. */
  readonly deviations: readonly Deviation[];
  /** What is signed. */
  readonly tbsCertificate: Uint8Array;
  readonly signature: Uint8Array;
  /** Lower-case hexadecimal, computed once asked for. */
  readonly sha1: string;
  /** Lower-case hexadecimal, computed once asked for. */
  readonly sha256: string;
  /** SHA-256 of the SubjectPublicKeyInfo in lower-case hexadecimal, computed once asked for. */
  readonly spkiSha256: string;
}

/**
 * Exactly one certificate from DER; nothing may follow it. Throws `DerError` when the encoding is not DER, when a field or a
 * known extension is not what RFC 5280 section 4 says it is, when an extension stands twice or stands in a version 1 or 2
 * certificate, or when the two algorithm identifiers differ.
 */
export function parseCertificate(der: Uint8Array): Certificate {
  return readCertificate(new Uint8Array(der));
}

/** As `parseCertificate`, but keeps `der` itself: for octets that nobody else holds. */
export function readCertificate(der: Uint8Array): Certificate {
  return new ParsedCertificate(der);
}

/** Most octets of a serial number. RFC 5280 allows 20; longer ones exist, none near this. */
const MAX_SERIAL_OCTETS = 64;

const NO_DEVIATIONS: readonly Deviation[] = Object.freeze([]);

class ParsedCertificate implements Certificate {
  readonly der: Uint8Array;
  readonly version: 1 | 2 | 3;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly issuer: Name;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly subject: Name;
  readonly publicKey: SubjectPublicKeyInfo;
  readonly extensions: Extensions;
  readonly deviations: readonly Deviation[];
  readonly tbsCertificate: Uint8Array;
  readonly signature: Uint8Array;
  readonly #serialNumber: DerElement;
  #sha1: string | undefined;
  #sha256: string | undefined;
  #spkiSha256: string | undefined;

  constructor(der: Uint8Array) {
    const file = DerReader.over(der);
    const certificate = file.enterNext(Tag.SEQUENCE, "certificate");
    file.finish("certificate");
    const tbsElement = certificate.read(Tag.SEQUENCE, "tbsCertificate");
    const outerAt = certificate.offset;
    this.signatureAlgorithm = readAlgorithmIdentifier(certificate, "signatureAlgorithm");
    const outerEnd = certificate.offset;
    const signature = readBitString(der, certificate.read(Tag.BIT_STRING, "signature"));
    certificate.finish("signature");
    if (signature.unusedBits !== 0) throw new DerError("signature does not end at an octet", signature.start);

    const deviations: Deviation[] = [];
    const tbs = certificate.enter(tbsElement);
    this.version = readVersion(tbs, deviations);
    this.#serialNumber = readSerialNumber(tbs);
    const inner = tbs.read(Tag.SEQUENCE, "signature algorithm");
    assertSameOctets(der, inner.start, inner.end, outerAt, outerEnd);
    this.issuer = Name.read(tbs, "issuer");
    const validity = tbs.enterNext(Tag.SEQUENCE, "validity");
    this.notBefore = readValidityTime(validity, "notBefore", deviations);
    this.notAfter = readValidityTime(validity, "notAfter", deviations);
    validity.finish("validity");
    this.subject = Name.read(tbs, "subject");
    this.publicKey = readSubjectPublicKeyInfo(tbs, deviations);
    skipUniqueIdentifiers(tbs, this.version);
    this.extensions = readOptionalExtensions(tbs, this.version, deviations);
    tbs.finish("tbsCertificate");

    this.der = der;
    this.tbsCertificate = der.subarray(tbsElement.start, tbsElement.end);
    this.signature = der.subarray(signature.start, signature.end);
    this.deviations = deviations.length === 0 ? NO_DEVIATIONS : freezeAll(deviations);
    Object.freeze(this);
  }

  get serialNumber(): string {
    return hex(contentOf(this.der, this.#serialNumber));
  }

  get sha1(): string {
    this.#sha1 ??= thumbprint("sha1", this.der);
    return this.#sha1;
  }

  get sha256(): string {
    this.#sha256 ??= thumbprint("sha256", this.der);
    return this.#sha256;
  }

  get spkiSha256(): string {
    this.#spkiSha256 ??= thumbprint("sha256", this.publicKey.der);
    return this.#spkiSha256;
  }
}

/** Version is `[0] EXPLICIT INTEGER DEFAULT v1`. */
function readVersion(tbs: DerReader, deviations: Deviation[]): 1 | 2 | 3 {
  const wrapper = tbs.readOptional(contextConstructed(0), "version");
  if (wrapper === undefined) return 1;
  const reader = tbs.enter(wrapper);
  const version = readSmallInteger(tbs.bytes, reader.read(Tag.INTEGER, "version"), "version");
  reader.finish("version");
  if (version === 0) deviations.push({ kind: "default_encoded", where: "version" });
  if (version > 2) throw new DerError("version is unknown", wrapper.start);
  return (version + 1) as 1 | 2 | 3;
}

function readSerialNumber(tbs: DerReader): DerElement {
  const element = tbs.read(Tag.INTEGER, "serialNumber");
  assertMinimalInteger(tbs.bytes, element);
  if (element.end - element.content > MAX_SERIAL_OCTETS) throw new DerError("serialNumber is too long", element.start);
  return element;
}

/** RFC 5280 section 4.1.1.2: both identifiers must contain the same; DER makes that the same octets. */
function assertSameOctets(der: Uint8Array, start: number, end: number, otherStart: number, otherEnd: number): void {
  let same = end - start === otherEnd - otherStart;
  for (let at = start; same && at < end; at++) same = der[at] === der[otherStart + at - start];
  if (!same) throw new DerError("the two signature algorithms differ", start);
}

/** RFC 5280 section 4.1.2.5: GeneralizedTime only from 2050 on. */
function readValidityTime(validity: DerReader, what: string, deviations: Deviation[]): number {
  const element = validity.readAny(what);
  const time = readTime(validity.bytes, element);
  if (element.tag === Tag.GENERALIZED_TIME && time < Date.UTC(2050, 0)) {
    deviations.push({ kind: "generalized_time_before_2050", where: what });
  }
  return time;
}

/** issuerUniqueID and subjectUniqueID: versions 2 and 3 only, and without meaning (RFC 5280 section 4.1.2.8). */
function skipUniqueIdentifiers(tbs: DerReader, version: number): void {
  for (const number of [1, 2]) {
    const identifier = tbs.readOptional(contextPrimitive(number), "unique identifier");
    if (identifier === undefined) continue;
    if (version === 1) throw new DerError("a version 1 certificate has a unique identifier", identifier.start);
    readBitString(tbs.bytes, identifier);
  }
}

function readOptionalExtensions(tbs: DerReader, version: number, deviations: Deviation[]): Extensions {
  const wrapper = tbs.readOptional(contextConstructed(3), "extensions");
  if (wrapper === undefined) return NO_EXTENSIONS;
  if (version !== 3) throw new DerError(`a version ${version} certificate has extensions`, wrapper.start);
  return readExtensions(tbs.enter(wrapper), deviations);
}
