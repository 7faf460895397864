import { X509Certificate } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { Certificate } from "../../src/certificate/certificate.ts";
import type { Name } from "../../src/certificate/name.ts";

/**
 * Where Node, that is OpenSSL, reads something else than we did; undefined when both read the same. Known differences are left
 * out: OpenSSL refuses a certificate over a name that is no text, or over parameters of an unknown key in a type of their own;
 * here the one matches no rule and the other is no key. And Node's text cannot say years of three digits.
 */
export function differenceFromNode(certificate: Certificate): string | undefined {
  let node: X509Certificate;
  try {
    node = new X509Certificate(certificate.der);
  } catch (error) {
    const isKnown = hasUndecodedName(certificate) || certificate.publicKey.key.type === "unsupported";
    return isKnown ? undefined : `Node refuses it: ${String(error)}`;
  }
  const { subject, issuer } = node.toLegacyObject();
  const differences: readonly (readonly [string, boolean])[] = [
    ["fingerprint256", node.fingerprint256.replaceAll(":", "").toLowerCase() === certificate.sha256],
    ["serialNumber", sameSerialNumber(node.serialNumber, certificate.serialNumber)],
    ["subject", sameAttributes(subject, certificate.subject)],
    ["issuer", sameAttributes(issuer, certificate.issuer)],
    ["notBefore", sameTime(node.validFrom, certificate.notBefore)],
    ["notAfter", sameTime(node.validTo, certificate.notAfter)],
    ["subjectAltName", sameCount(node.subjectAltName, certificate)],
    ["cA", !node.ca || certificate.extensions.basicConstraints?.cA === true],
  ];
  const names = differences.filter(([, same]) => !same).map(([name]) => name);
  return names.length === 0 ? undefined : names.join(", ");
}

function hasUndecodedName({ subject, issuer }: Certificate): boolean {
  return [subject, issuer].some((name) => name.attributes.some(({ value }) => value === undefined));
}

/** Node: hexadecimal of the magnitude in whole octets, `-` before it; here the octets in two's complement. */
function sameSerialNumber(node: string, hexadecimal: string): boolean {
  const unsigned = BigInt(`0x${hexadecimal}`);
  const value = BigInt.asIntN(hexadecimal.length * 4, unsigned);
  return BigInt(`0x${node.replace(/^-/, "")}`) * (node.startsWith("-") ? -1n : 1n) === value;
}

/** Node's legacy object has one text, or a list of them, for each type. */
function sameAttributes(legacy: object, name: Name): boolean {
  const ours = name.attributes.map(({ value }) => value);
  if (ours.includes(undefined)) return true;
  const theirs = Object.values(legacy ?? {}).flat() as readonly string[];
  return isDeepStrictEqual([...theirs].sort(), ours.sort());
}

/** Node's text has no zeros before the year, so `Date.parse` misreads the first centuries. */
function sameTime(text: string, milliseconds: number): boolean {
  return milliseconds < Date.UTC(1000, 0) || Date.parse(text) === milliseconds;
}

/** Node separates names by `, ` and quotes those that hold something doubtful. */
function sameCount(text: string | undefined, { extensions }: Certificate): boolean {
  const names = extensions.subjectAltName?.names ?? [];
  const theirs = (text ?? "").match(/(?:"(?:[^"\\]|\\.)*"|[^,"]|,(?! ))+/gs) ?? [];
  return theirs.length === names.length;
}
