import type { KeyObject } from "node:crypto";
import { createHash, randomBytes } from "node:crypto";
import { DerReader } from "../asn1/reader.ts";
import { Tag } from "../asn1/tags.ts";
import { contentOf } from "../asn1/values.ts";
import { bitString, concat, der, explicit, generalizedTime, integer, sequence, time, utcTime } from "../asn1/writer.ts";
import type { CertificateOptions, CorruptOptions, TimeInput } from "./certificate-options.ts";
import { encodeExtensions } from "./extensions.ts";
import type { KeyPair } from "./keys.ts";
import { privateKeyToPem, publicKeyInfo } from "./keys.ts";
import { encodeName } from "./name.ts";
import type { SignatureKind } from "./signature.ts";
import { signatureAlgorithm, signData, usualSignature } from "./signature.ts";

/** A certificate and the private key that belongs to it. */
export interface IssuedCertificate {
  /** The certificate's octets, spoilt as asked for. */
  readonly der: Uint8Array;
  /** The certificate in PEM. */
  readonly pem: string;
  /** This certificate and the intermediates above it in PEM, without the root: what a TLS client presents. */
  readonly chainPem: string;
  /** Base64 of the DER on one line: the value of App Service's `X-ARR-ClientCert`. */
  readonly header: string;
  /** The subject as written: a Name in DER. */
  readonly subjectName: Uint8Array;
  /** The key identifier that certificates issued under this one point to. */
  readonly keyIdentifier: Uint8Array;
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  /** The private key as PKCS#8 PEM. */
  readonly privateKeyPem: string;
}

/** Who issues: a name, a key and the certificates above. Absent where a certificate issues itself. */
export type Issuer = Pick<IssuedCertificate, "subjectName" | "keyIdentifier" | "privateKey"> & {
  readonly chainAbove: string;
};

/** The options with nothing left to decide about subject and key. */
export type ResolvedOptions = CertificateOptions & { readonly subject: Uint8Array; readonly key: KeyPair };

const DAY = 86_400_000;

/** Writes and signs one certificate. */
export function mintCertificate(options: ResolvedOptions, issuer: Issuer | undefined): IssuedCertificate {
  const { subject: subjectName, key, corrupt = {} } = options;
  const keyInfo = options.subjectPublicKeyInfo ?? publicKeyInfo(key.publicKey);
  const keyIdentifier = subjectKeyIdentifier(options, keyInfo);
  const authority = issuer ?? { subjectName, keyIdentifier, privateKey: key.privateKey, chainAbove: "" };
  const signer = options.signWith?.privateKey ?? authority.privateKey;
  const signature = options.signature ?? usualSignature(signer);

  const tbs = writeTbs(options, keyInfo, {
    algorithm: algorithmIdentifier(corrupt.innerAlgorithm ?? signature, signer),
    issuerName: options.issuer === undefined ? authority.subjectName : encodeName(options.issuer),
    keyIdentifiers: { subject: keyIdentifier, issuer: authority.keyIdentifier },
  });
  const signed = corrupt.editTbs?.(tbs) ?? tbs;
  const algorithm = algorithmIdentifier(corrupt.outerAlgorithm ?? signature, signer);
  const bits = signData(signature, signed, signer);
  if (corrupt.signature) bits[bits.length - 1] = (bits.at(-1) ?? 0) ^ 1;

  const certificate = spoil(concat(signed, algorithm, bitString(bits)), corrupt);
  const pem = toPem("CERTIFICATE", certificate);
  return {
    der: certificate,
    pem,
    chainPem: pem + authority.chainAbove,
    header: Buffer.from(certificate).toString("base64"),
    subjectName,
    keyIdentifier,
    publicKey: key.publicKey,
    privateKey: key.privateKey,
    privateKeyPem: privateKeyToPem(key.privateKey),
  };
}

/** One PEM block, lines of 64 characters (RFC 7468 section 2). */
export function toPem(label: string, octets: Uint8Array): string {
  const lines =
    Buffer.from(octets)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** TBSCertificate (RFC 5280 section 4.1.2). */
function writeTbs(
  options: ResolvedOptions,
  keyInfo: Uint8Array,
  from: {
    readonly algorithm: Uint8Array;
    readonly issuerName: Uint8Array;
    readonly keyIdentifiers: { readonly subject: Uint8Array; readonly issuer: Uint8Array };
  },
): Uint8Array {
  const { version = 3, serialNumber = randomSerial() } = options;
  const extensions = encodeExtensions(options, from.keyIdentifiers);
  return sequence(
    ...(version === 1 ? [] : [explicit(0, integer(version - 1))]),
    integer(serialNumber),
    from.algorithm,
    from.issuerName,
    sequence(
      writeTime(options.notBefore ?? new Date(Date.now() - DAY)),
      writeTime(options.notAfter ?? new Date(Date.now() + 365 * DAY)),
    ),
    options.subject,
    keyInfo,
    ...(extensions.length === 0 ? [] : [explicit(3, sequence(...extensions))]),
  );
}

/** Positive, and never with a leading zero octet that would not be needed. */
function randomSerial(): Uint8Array {
  const octets = new Uint8Array(randomBytes(16));
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets;
}

function writeTime(input: TimeInput): Uint8Array {
  if (input instanceof Date) return time(input);
  const { time: at, encoding } = input;
  const utc = encoding === "utc";
  if (typeof at === "string") return der(utc ? Tag.UTC_TIME : Tag.GENERALIZED_TIME, new TextEncoder().encode(at));
  return utc ? utcTime(at) : generalizedTime(at);
}

function algorithmIdentifier(input: SignatureKind | Uint8Array, signer: KeyObject): Uint8Array {
  return input instanceof Uint8Array ? input : signatureAlgorithm(input, signer);
}

/**
 * The identifier the certificate states; where it states none, the usual one, or for a key of its own making a hash.
 */
function subjectKeyIdentifier(options: ResolvedOptions, keyInfo: Uint8Array): Uint8Array {
  if (options.subjectKeyIdentifier instanceof Uint8Array) return options.subjectKeyIdentifier;
  return sha1(options.subjectPublicKeyInfo ?? keyBits(keyInfo));
}

/** The key's bits without tag, length and count of unused bits: what RFC 5280 section 4.2.1.2, method 1, hashes. */
function keyBits(keyInfo: Uint8Array): Uint8Array {
  const reader = DerReader.over(keyInfo).enterNext(Tag.SEQUENCE, "SubjectPublicKeyInfo");
  reader.read(Tag.SEQUENCE, "algorithm");
  return contentOf(keyInfo, reader.read(Tag.BIT_STRING, "subjectPublicKey")).subarray(1);
}

function sha1(octets: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha1").update(octets).digest());
}

/** The certificate from its content, with what `corrupt` asks for done to the outside. */
function spoil(content: Uint8Array, { nonMinimalLength, trailingBytes = false, edit }: CorruptOptions): Uint8Array {
  const certificate = nonMinimalLength ? paddedSequence(content) : sequence(content);
  const trailing = trailingBytes instanceof Uint8Array ? trailingBytes : new Uint8Array(trailingBytes ? 1 : 0);
  const whole = concat(certificate, trailing);
  return edit?.(whole) ?? whole;
}

/** A SEQUENCE whose length takes one octet more than it needs. */
function paddedSequence(content: Uint8Array): Uint8Array {
  const element = sequence(content);
  const length = element.subarray(1, element.length - content.length);
  // Short form: the octet itself becomes the long form's only one. Long form: a zero octet in front.
  const padded =
    length.length === 1
      ? concat(Uint8Array.of(0x81), length)
      : concat(Uint8Array.of(0x80 + length.length, 0), length.subarray(1));
  return concat(element.subarray(0, 1), padded, content);
}
