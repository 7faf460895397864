import { Tag } from "../asn1/tags.ts";

/** What a DER or BER encoding is, judged by its outline. */
export type EncodedKind =
  | "certificate"
  | "private_key"
  | "key_store"
  | "pkcs7"
  | "certificate_request"
  | "revocation_list"
  | "public_key"
  | "unknown";

/**
 * What kind of thing an encoding is, so that an error can say what to do with it. This only sorts: whether something
 * is a certificate, the strict reader decides. Hence it follows BER too, as old Windows tools write PFX and PKCS#7.
 */
export function encodedKind(bytes: Uint8Array): EncodedKind {
  if (JAVA_KEY_STORE.every((octet, index) => bytes[index] === octet)) return "key_store";
  const outer = peek(bytes, 0, bytes.length);
  if (outer?.tag !== Tag.SEQUENCE) return "unknown";
  const children = childrenOf(bytes, outer);
  const [first, second] = children;
  switch (first?.tag) {
    case Tag.INTEGER:
      return kindByVersion(bytes, first, children);
    case Tag.OBJECT_IDENTIFIER:
      return startsWith(bytes, first.content, PKCS7) ? "pkcs7" : "unknown";
    case Tag.SEQUENCE:
      if (second?.tag === Tag.OCTET_STRING) return "private_key"; // EncryptedPrivateKeyInfo, RFC 5958 section 3
      if (second?.tag === Tag.BIT_STRING) return "public_key"; // SubjectPublicKeyInfo, RFC 5280 section 4.1
      return second?.tag === Tag.SEQUENCE ? signedKind(bytes, first) : "unknown";
    default:
      return "unknown";
  }
}

/**
 * How many octets the outermost element says it takes, header included; undefined when the bytes do not begin with a
 * SEQUENCE of definite length.
 */
export function statedLength(bytes: Uint8Array): number | undefined {
  if (bytes[0] !== Tag.SEQUENCE) return undefined;
  return peek(bytes, 0, Number.MAX_SAFE_INTEGER)?.end;
}

/** The magic number 0xFEEDFEED of a Java key store. */
const JAVA_KEY_STORE = [0xfe, 0xed, 0xfe, 0xed] as const;

/** The arc 1.2.840.113549.1.7 (RFC 2315 section 14) as encoded. */
const PKCS7 = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07] as const;

/** Structures that begin with a version number. */
function kindByVersion(bytes: Uint8Array, version: Peeked, children: readonly Peeked[]): EncodedKind {
  const [, second, third] = children;
  const number = bytes[version.content];
  if (second?.tag === Tag.SEQUENCE && third?.tag === Tag.OCTET_STRING) return "private_key"; // RFC 5958 section 2
  if (second?.tag === Tag.SEQUENCE && number === 3) return "key_store"; // PFX, RFC 7292 section 4
  if (second?.tag === Tag.OCTET_STRING) return "private_key"; // ECPrivateKey, RFC 5915 section 3
  if (second?.tag !== Tag.INTEGER) return "unknown";
  return third?.tag === Tag.INTEGER ? "private_key" : "public_key"; // RFC 8017 appendices A.1.2 and A.1.1
}

/** A SEQUENCE of something to sign, an algorithm and a signature: told apart by how the signed part begins. */
function signedKind(bytes: Uint8Array, signed: Peeked): EncodedKind {
  const tags = childrenOf(bytes, signed).map(({ tag }) => tag);
  const isTime = (tag: number | undefined) => tag === Tag.UTC_TIME || tag === Tag.GENERALIZED_TIME;
  // PKCS#10 (RFC 2986 section 4.1): version, subject, public key.
  if (tags[0] === Tag.INTEGER && tags[1] === Tag.SEQUENCE && tags[2] === Tag.SEQUENCE && tags[3] !== Tag.SEQUENCE) {
    return isTime(tags[3]) ? "revocation_list" : "certificate_request";
  }
  // A list (RFC 5280 section 5.1): perhaps a version, then algorithm, issuer and a time.
  return isTime(tags[2]) || isTime(tags[3]) ? "revocation_list" : "certificate";
}

interface Peeked {
  readonly tag: number;
  readonly content: number;
  readonly end: number;
}

/** The header at `at`; `end` may lie beyond `limit`'s bytes when the encoding was cut. */
function peek(bytes: Uint8Array, at: number, limit: number): Peeked | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  if (first < 0x80) return { tag, content: at + 2, end: at + 2 + first };
  if (first === 0x80) return limit > bytes.length ? undefined : { tag, content: at + 2, end: limit };
  const count = first & 0x7f;
  if (count > 4) return undefined;
  let length = 0;
  for (let index = 0; index < count; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  return { tag, content: at + 2 + count, end: at + 2 + count + length };
}

/** At most the first ten elements inside another: more tell nothing new. */
function childrenOf(bytes: Uint8Array, parent: Peeked): readonly Peeked[] {
  const children: Peeked[] = [];
  const limit = Math.min(parent.end, bytes.length);
  for (let at = parent.content; at < limit && children.length < 10; ) {
    const child = peek(bytes, at, limit);
    if (child === undefined) break;
    children.push(child);
    at = child.end;
  }
  return children;
}

function startsWith(bytes: Uint8Array, at: number, expected: readonly number[]): boolean {
  return expected.every((octet, index) => bytes[at + index] === octet);
}
