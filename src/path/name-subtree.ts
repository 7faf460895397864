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

/** One or more labels of anything printable but dots; `*` and `_` occur in real names. */
const HOST = /^[!-\-/-~]+(?:\.[!-\-/-~]+)*$/;

/**
 * A base covers itself and every name with labels to its left. A base that begins with a period, which the RFC does not have and many CAs
 * write, covers the names below it. A wildcard lies in an excluded subtree as soon as one name it stands for does.
 */
function isDnsNameWithin(name: string, base: string, use: SubtreeUse): boolean {
  const host = name.toLowerCase();
  const suffix = base.toLowerCase();
  if (suffix !== "" && (suffix.includes("*") || !HOST.test(suffix.replace(/^\./, ""))))
    throw new NotEvaluable("dNSName");
  if (!HOST.test(host)) return use === "excluded";
  if (suffix === "" || host === suffix || host.endsWith(belowOf(suffix))) return true;
  return use === "excluded" && host.startsWith("*.") && suffix.endsWith(host.slice(1));
}

function belowOf(suffix: string): string {
  return suffix.startsWith(".") ? suffix : `.${suffix}`;
}

/** A base is a mailbox, a host (its mailboxes), or a domain with a leading period (the hosts below it). */
function isMailboxWithin(mailbox: string, base: string, use: SubtreeUse): boolean {
  const at = mailbox.lastIndexOf("@");
  const host = mailbox.slice(at + 1).toLowerCase();
  if (at < 1 || !HOST.test(host)) return use === "excluded";
  const baseAt = base.lastIndexOf("@");
  const baseHost = base.slice(baseAt + 1).toLowerCase();
  if (baseAt === 0 || (base !== "" && !HOST.test(baseHost.replace(/^\./, "")))) throw new NotEvaluable("rfc822Name");
  if (baseAt > 0) return host === baseHost && mailbox.slice(0, at) === base.slice(0, baseAt);
  return isHostWithin(host, baseHost);
}

/** `scheme://userinfo@host:port/...`; RFC 3986 section 3.2. */
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#@:]*)(?::\d*)?(?:[/?#]|$)/i;

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
  if (octets !== 4 && octets !== 16) throw new NotEvaluable("iPAddress");
  const mask = base.subarray(octets);
  if (!isContiguous(mask)) throw new NotEvaluable("iPAddress");
  if (address.length !== 4 && address.length !== 16) return use === "excluded";
  if (address.length !== octets) return false;
  return address.every((octet, at) => ((octet ^ (base[at] as number)) & (mask[at] as number)) === 0);
}

/** Ones, then zeros (RFC 4632 section 3.1). */
function isContiguous(mask: Uint8Array): boolean {
  const bits = [...mask].map((octet) => octet.toString(2).padStart(8, "0")).join("");
  return !bits.includes("01");
}

/**
 * A base covers the names that begin with its RDNs (RFC 5280 section 7.1, last paragraph). A value that cannot be compared might be any, so
 * it does not lead out of an excluded subtree.
 */
function isDirectoryNameWithin(name: Name, base: Name, use: SubtreeUse): boolean {
  const { rdns, rdnKeys } = name;
  return base.rdnKeys.every((key, at) => {
    const incomparable = rdns[at]?.some(({ prepared }) => prepared === undefined) === true;
    return rdnKeys[at] === key || (use === "excluded" && incomparable);
  });
}
