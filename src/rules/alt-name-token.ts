import { hex } from "../certificate/hex.ts";

/** What is compared of a DNS name: letter case of ASCII does not count (RFC 4343). */
export function dnsToken(name: string): string {
  return `dns:${foldAscii(name)}`;
}

export function uriToken(uri: string): string {
  return `uri:${uri}`;
}

/** The domain without letter case, the local part with it (RFC 5280 section 7.5). */
export function emailToken(address: string): string {
  const domainAt = address.lastIndexOf("@") + 1;
  return `email:${address.slice(0, domainAt)}${foldAscii(address.slice(domainAt))}`;
}

export function ipToken(octets: Uint8Array): string {
  return `ip:${hex(octets)}`;
}

/** Active Directory compares user principal names without letter case. */
export function upnToken(name: string): string {
  return `upn:${foldAscii(name)}`;
}

/** Only A to Z: other letters have no case that everyone agrees on. */
function foldAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
