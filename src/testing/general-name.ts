import { isIPv4, isIPv6 } from "node:net";
import { concat, explicit, ia5String, implicit, oid, utf8String } from "../asn1/writer.ts";
import { encodeName } from "./name.ts";

/**
 * A GeneralName: `dns:`, `uri:`, `email:`, `ip:` (an address; in constraints `ip:10.0.0.0/8`), `upn:` (Microsoft's user
 * principal name), `dirname:CN=a,O=b` or `rid:1.2.3` and the value; or the whole GeneralName in DER.
 */
export type GeneralNameInput = string | Uint8Array;

/** Microsoft's User Principal Name as an otherName. */
const UPN = "1.3.6.1.4.1.311.20.2.3";

const ENCODERS: Readonly<Record<string, (value: string) => Uint8Array>> = {
  email: (value) => implicit(1, ia5Content(value)),
  dns: (value) => implicit(2, ia5Content(value)),
  dirname: (value) => explicit(4, encodeName(value)),
  uri: (value) => implicit(6, ia5Content(value)),
  ip: (value) => implicit(7, ipOctets(value)),
  rid: (value) => implicit(8, oid(value).subarray(2)),
  upn: (value) => explicit(0, oid(UPN), explicit(0, utf8String(value))),
};

/** A GeneralName in DER (RFC 5280 section 4.2.1.6). Throws RangeError when the input cannot be read. */
export function encodeGeneralName(input: GeneralNameInput): Uint8Array {
  if (input instanceof Uint8Array) return input;
  const colon = input.indexOf(":");
  const encode = ENCODERS[input.slice(0, colon)];
  if (colon < 0 || encode === undefined) throw new RangeError(`not a general name: ${JSON.stringify(input)}`);
  return encode(input.slice(colon + 1));
}

/** The octets of an IA5String, without its own tag. */
function ia5Content(text: string): Uint8Array {
  const element = ia5String(text);
  return element.subarray(element.length - text.length);
}

/** An address, or in constraints an address and its mask (RFC 5280 section 4.2.1.10). */
function ipOctets(text: string): Uint8Array {
  const [address = "", prefix] = text.split("/");
  const octets = addressOctets(address);
  if (prefix === undefined) return octets;
  const mask = octets.map((_, index) => 0xff00 >> Math.min(8, Math.max(0, Number(prefix) - 8 * index)));
  return concat(octets, mask);
}

function addressOctets(address: string): Uint8Array {
  if (isIPv4(address)) return Uint8Array.from(address.split("."), Number);
  if (!isIPv6(address) || address.includes(".")) throw new RangeError(`not an address: ${JSON.stringify(address)}`);
  const [head = "", tail] = address.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => "0");
  const groups = [...before, ...zeros, ...after].map((group) => Number.parseInt(group, 16));
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]));
}
