import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import {
  bitString,
  boolean,
  concat,
  explicit,
  integer,
  namedBitString,
  octetString,
  oid,
  sequence,
  set,
  time,
  utf8String,
} from "../../asn1/writer.ts";

/** A client certificate that nobody trusts, with its key. Both live in memory only. */
export interface ThrowAway {
  /** The certificate on lines of 64 characters (RFC 7468). */
  readonly certificatePem: string;
  /** PKCS#8. */
  readonly privateKeyPem: string;
  readonly der: Uint8Array;
  /** Base64 of the DER on one line: what App Service puts into `X-ARR-ClientCert`. */
  readonly header: string;
}

const HOUR = 3_600_000;

const OID = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  basicConstraints: "2.5.29.19",
  extKeyUsage: "2.5.29.37",
  clientAuth: "1.3.6.1.5.5.7.3.2",
} as const;

const DIGITAL_SIGNATURE = 0;

/** An uncompressed point of P-256, which ends its SubjectPublicKeyInfo (RFC 5480 section 2.2). */
const POINT_OCTETS = 65;

/**
 * A self-signed client certificate with a new P-256 key: another one at each call, and like no other anywhere, so that
 * whoever sees it in a header knows which request it came with. It follows the whole profile of RFC 5280 and says
 * `clientAuth`, so that no front end has a reason of form to turn it away.
 *
 * @param now Milliseconds since 1970. It is valid from an hour before to an hour after, for clocks that differ. Throws
 *   RangeError when that leaves the years 0 to 9999.
 */
export function mintThrowAway(now: number): ThrowAway {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = sequence(oid(OID.ecdsaWithSha256));
  const name = commonName(`azure-client-cert probe ${randomBytes(16).toString("hex")}`);
  const keyInfo = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
  const tbsCertificate = sequence(
    explicit(0, integer(2)),
    integer(serialNumber()),
    algorithm,
    name,
    sequence(time(new Date(now - HOUR)), time(new Date(now + HOUR))),
    name,
    keyInfo,
    explicit(3, sequence(...extensions(keyInfo))),
  );
  const signature = bitString(sign("sha256", tbsCertificate, privateKey));
  const der = sequence(concat(tbsCertificate, algorithm, signature));
  const header = Buffer.from(der).toString("base64");
  return Object.freeze({
    certificatePem: toPem(header),
    privateKeyPem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    der,
    header,
  });
}

function commonName(text: string): Uint8Array {
  return sequence(set(sequence(oid(OID.commonName), utf8String(text))));
}

/** 16 octets, positive, and in the fewest octets: the highest bit is off and the next one on. */
function serialNumber(): Uint8Array {
  const octets = new Uint8Array(randomBytes(16));
  octets[0] = ((octets[0] ?? 0) & 0x3f) | 0x40;
  return octets;
}

function extensions(keyInfo: Uint8Array): readonly Uint8Array[] {
  return [
    // An empty sequence says cA FALSE: DER leaves a default out.
    extension(OID.basicConstraints, true, sequence()),
    extension(OID.keyUsage, true, namedBitString([DIGITAL_SIGNATURE])),
    extension(OID.extKeyUsage, false, sequence(oid(OID.clientAuth))),
    extension(OID.subjectKeyIdentifier, false, octetString(keyIdentifier(keyInfo))),
  ];
}

function extension(type: string, critical: boolean, value: Uint8Array): Uint8Array {
  return sequence(oid(type), ...(critical ? [boolean(true)] : []), octetString(value));
}

/** The leftmost 160 bits of SHA-256 over the key's bits (RFC 7093 section 2, method 1): no SHA-1, which may be off. */
function keyIdentifier(keyInfo: Uint8Array): Uint8Array {
  const digest = createHash("sha256").update(keyInfo.subarray(-POINT_OCTETS)).digest();
  return new Uint8Array(digest.subarray(0, 20));
}

function toPem(base64: string): string {
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
