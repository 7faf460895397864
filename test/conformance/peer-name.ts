import { isIP } from "node:net";
import type { Certificate } from "../../src/certificate/certificate.ts";
import type { GeneralName } from "../../src/certificate/general-name.ts";
import type { PeerName } from "./limbo.ts";

/**
 * Whether a certificate is for the peer that a case expects: by its subject alternative names alone (RFC 9525). The library answers no such
 * question, so the runner does.
 */
export function isFor(certificate: Certificate, expected: PeerName): boolean {
  const names = certificate.extensions.subjectAltName?.names ?? [];
  return names.some((name) => matches(name, expected));
}

function matches(name: GeneralName, { kind, value }: PeerName): boolean {
  switch (kind) {
    case "DNS":
      return name.kind === "dNSName" && matchesDns(name.value.toLowerCase(), value.toLowerCase());
    case "IP":
      return name.kind === "iPAddress" && Buffer.from(name.value).equals(addressOctets(value));
    case "RFC822":
      return name.kind === "rfc822Name" && name.value === value;
  }
}

/** RFC 9525 section 6.3: a wildcard is the whole left-most label and stands for exactly one, below at least two. */
function matchesDns(pattern: string, name: string): boolean {
  if (!pattern.includes("*")) return pattern === name;
  const [first, ...rest] = pattern.split(".");
  const labels = name.split(".");
  return (
    first === "*" &&
    rest.length >= 2 &&
    labels.length === rest.length + 1 &&
    labels.slice(1).join(".") === rest.join(".")
  );
}

function addressOctets(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
  const [head = "", tail] = address.split("::");
  const words = (part: string) => (part === "" ? [] : part.split(":").map((word) => Number.parseInt(word, 16)));
  const [left, right] = [words(head), words(tail ?? "")];
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const all = [...left, ...Array<number>(zeros).fill(0), ...right];
  return Buffer.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}
