import type { GeneralName } from "../certificate/general-name.ts";
import type { Name } from "../certificate/name.ts";

/** Thrown when a subtree says nothing that can be evaluated: nobody may be let through on its word. */
export class NotEvaluable extends Error {
  override readonly name = "NotEvaluable";
}

/** On which side of a doubt a wrong answer lets somebody through. */
export type SubtreeUse = "permitted" | "excluded";

/**
 * Whether a name lies in the subtree `base`, both of the same kind (RFC 5280 section 4.2.1.10). Throws `NotEvaluable` for a kind without
 * such a meaning and for a base that is not written as the RFC says.
 */
export function isWithin(name: GeneralName, base: GeneralName, use: SubtreeUse): boolean {
  if (name.kind === "dNSName" && base.kind === "dNSName") return isDnsNameWithin(name.value, base.value, use);
  if (name.kind === "rfc822Name" && base.kind === "rfc822Name") return isMailboxWithin(name.value, base.value, use);
  if (name.kind === "uniformResourceIdentifier" && base.kind === "uniformResourceIdentifier") {
    return isUriWithin(name.value, base.value, use);
  }
  if (name.kind === "iPAddress" && base.kind === "iPAddress") return isAddressWithin(name.value, base.value, use);
  if (name.kind === "directoryName" && base.kind === "directoryName")
    return isDirectoryNameWithin(name.value, base.value, use);
  throw new NotEvaluable(base.kind);
}

/** Labels of letters, digits, hyphens and, since they occur in real names, underscores. */
const HOST = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;

/**
 * A base covers itself and every name with labels to its left. A base that begins with a period, which the RFC does not have and many CAs
 * write, covers the names below it. A name with an asterisk stands for others: it lies in an excluded subtree as soon as one of those might.
 */
function isDnsNameWithin(name: string, base: string, use: SubtreeUse): boolean {
  const host = name.toLowerCase();
  const suffix = base.toLowerCase();
  if (suffix !== "" && !HOST.test(suffix.replace(/^\./, ""))) throw new NotEvaluable("dNSName");
  if (!HOST.test(host.replaceAll("*", "x"))) return use === "excluded";
  if (suffix === "" || host === suffix || host.endsWith(belowOf(suffix))) return true;
  return use === "excluded" && host.includes("*") && mightStandFor(host, suffix);
}

function belowOf(suffix: string): string {
  return suffix.startsWith(".") ? suffix : `.${suffix}`;
}

/** Whether the labels behind the last asterisk leave room for the base, or for names below it. */
function mightStandFor(pattern: string, suffix: string): boolean {
  const fixed = pattern.slice(pattern.lastIndexOf("*") + 1);
  return fixed.endsWith(belowOf(suffix)) || belowOf(suffix).endsWith(fixed);
}

/** A base is a mailbox, a host (its mailboxes), or a domain with a leading period (the hosts below it). */
function isMailboxWithin(mailbox: string, base: string, use: SubtreeUse): boolean {
  const at = mailbox.lastIndexOf("@");
  const host = mailbox.slice(at + 1).toLowerCase();
  const baseAt = base.lastIndexOf("@");
  const baseHost = base.slice(baseAt + 1).toLowerCase();
  if (baseAt === 0 || (base !== "" && !HOST.test(baseHost.replace(/^\./, "")))) throw new NotEvaluable("rfc822Name");
  if (!LOCAL_PART.test(mailbox.slice(0, Math.max(at, 0))) || !HOST.test(host)) return use === "excluded";
  if (baseAt > 0) return host === baseHost && mailbox.slice(0, at) === base.slice(0, baseAt);
  return isHostWithin(host, baseHost);
}

/** Printable and without another `@`, or in quotation marks. */
const LOCAL_PART = /^(?:[!-?A-~]+|"[ -~]+")$/;

/** RFC 3986 section 3.2, with a host that is a name: what a parser could read in two ways is left out. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/(?:[a-z0-9._~!$&'()*+,;=:-]*@)?([a-z0-9_.-]+)(?::\d*)?(?:[/?#][!-[\]-~]*)?$/i;

/** A base is a host, or a domain with a leading period. A URI without a host name can be told to lie nowhere and nowhere outside. */
function isUriWithin(uri: string, base: string, use: SubtreeUse): boolean {
  const baseHost = base.toLowerCase();
  if (base !== "" && !HOST.test(baseHost.replace(/^\./, ""))) throw new NotEvaluable("uniformResourceIdentifier");
  const host = AUTHORITY.exec(uri)?.[1]?.toLowerCase();
  if (host === undefined || !HOST.test(host) || /^[\d.]+$/.test(host)) return use === "excluded";
  return isHostWithin(host, baseHost);
}

function isHostWithin(host: string, base: string): boolean {
  return base === "" || (base.startsWith(".") ? host.endsWith(base) : host === base);
}

/** A base is an address and a mask, in CIDR style; an address of the other family lies outside. */
function isAddressWithin(address: Uint8Array, base: Uint8Array, use: SubtreeUse): boolean {
  const octets = base.length / 2;
  if ((octets !== 4 && octets !== 16) || !isContiguous(base, octets)) throw new NotEvaluable("iPAddress");
  if (address.length !== 4 && address.length !== 16) return use === "excluded";
  if (address.length !== octets) return false;
  return address.every((octet, at) => ((octet ^ (base[at] as number)) & (base[octets + at] as number)) === 0);
}

/** Whether the mask, from `start` on, is ones and then zeros (RFC 4632 section 3.1). */
function isContiguous(base: Uint8Array, start: number): boolean {
  let ended = false;
  for (let at = start; at < base.length; at++) {
    const octet = base[at] as number;
    if (ended && octet !== 0) return false;
    // The zeros of an octet, as ones at its end: plus one they are a power of two.
    const zeros = ~octet & 0xff;
    if ((zeros & (zeros + 1)) !== 0) return false;
    ended ||= octet !== 0xff;
  }
  return true;
}

/**
 * A base covers the names that begin with its RDNs (RFC 5280 section 7.1, last paragraph). An excluded one covers, beyond the RFC, every name
 * that has its attributes in any order: the rules of an operator do not look at the order either, so it must not lead around an exclusion.
 */
function isDirectoryNameWithin(name: Name, base: Name, use: SubtreeUse): boolean {
  if (use === "permitted") return base.rdnKeys.every((key, at) => name.rdnKeys[at] === key);
  if (!base.isComparable) throw new NotEvaluable("directoryName");
  return name.mayHoldAll(base);
}
