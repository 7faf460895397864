import { DerReader } from "../../../src/asn1/reader.ts";
import { Tag } from "../../../src/asn1/tags.ts";
import { bitString, concat, integer, sequence } from "../../../src/asn1/writer.ts";
import type { Certificate } from "../../../src/certificate/certificate.ts";
import type { NamedCurve } from "../../../src/certificate/public-key.ts";

/** Orders of the groups (SEC 2, sections 2.4.2, 2.5.1 and 2.6.1). */
const ORDERS: Readonly<Record<NamedCurve, bigint>> = {
  "P-256": 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  "P-384": 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  "P-521":
    0x01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
};

/**
 * The same certificate with the other signature that ECDSA calls valid: (r, n - s) in place of (r, s). Whoever sees a certificate can make
 * it; what is signed stays. Undefined where the issuer's key is on no curve.
 */
export function withOtherSignature(certificate: Certificate, issuer: Certificate): Uint8Array | undefined {
  const other = otherSignature(certificate, issuer);
  if (other === undefined) return undefined;
  const outer = DerReader.over(certificate.der).enterNext(Tag.SEQUENCE, "certificate");
  outer.readAny("tbsCertificate");
  const algorithm = outer.readAny("signatureAlgorithm");
  const identifier = certificate.der.subarray(algorithm.start, algorithm.end);
  return sequence(concat(certificate.tbsCertificate, identifier, bitString(other)));
}

/** Whether the second signature is the first with n - s in place of s. */
export function isOtherSignature(original: Certificate, issuer: Certificate, signature: Uint8Array): boolean {
  const other = otherSignature(original, issuer);
  return other !== undefined && Buffer.compare(other, signature) === 0;
}

function otherSignature({ signature }: Certificate, issuer: Certificate): Uint8Array | undefined {
  const { key } = issuer.publicKey;
  if (key.type !== "ec") return undefined;
  const numbers = DerReader.over(signature).enterNext(Tag.SEQUENCE, "signature");
  const next = (): bigint => {
    const { content, end } = numbers.read(Tag.INTEGER, "signature");
    return BigInt(`0x${Buffer.from(signature.subarray(content, end)).toString("hex")}`);
  };
  const [r, s] = [next(), next()];
  return sequence(integer(r), integer(ORDERS[key.curve] - s));
}
