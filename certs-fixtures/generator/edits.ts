import { concat } from "../../src/asn1/writer.ts";

/** A certificate with indefinite length: content between `30 80` and two zero octets. */
export function toIndefiniteLength(certificate: Uint8Array): Uint8Array {
  if (certificate[0] !== 0x30 || certificate[1] !== 0x82) throw new Error("the length is not in two octets");
  return concat(Uint8Array.of(0x30, 0x80), certificate.subarray(4), Uint8Array.of(0, 0));
}

/** The first occurrence of one hexadecimal string replaced by another. */
export function replaceHex(from: string, to: string): (octets: Uint8Array) => Uint8Array {
  return (octets) => {
    const hex = Buffer.from(octets).toString("hex");
    if (!hex.includes(from)) throw new Error(`${from} does not occur`);
    return Uint8Array.from(Buffer.from(hex.replace(from, to), "hex"));
  };
}
