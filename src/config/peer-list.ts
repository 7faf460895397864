import { BlockList, isIPv4, isIPv6 } from "node:net";
import type { PeerList } from "../header/trusted-peers.ts";

/** One entry, read. */
export interface Peer {
  readonly written: string;
  readonly address: string;
  readonly prefix: number;
  readonly family: "ipv4" | "ipv6";
}

/** IPv4 addresses as IPv6 writes them (RFC 4291 section 2.5.5.2); a socket that listens on `::` tells all so. */
const MAPPED = new BlockList();
MAPPED.addSubnet("::ffff:0:0", 96, "ipv6");

/**
 * Widest ranges that are still somebody's: with half of all addresses, or all of IPv6 that is routed (2000::/3, RFC 4291
 * section 2.4), a list names nobody.
 */
const WIDEST = { ipv4: 2, mapped: 98, ipv6: 4 } as const;

/** Reads `10.0.0.4`, `10.1.0.0/24`, `2001:db8::/64`. A zone is not read: it means another network on every machine. */
export function readPeer(written: string): Peer | "everyone" | "malformed" {
  const [, address = "", digits] = /^([0-9a-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/i.exec(written) ?? [];
  const family = isIPv4(address) ? "ipv4" : isIPv6(address) ? "ipv6" : undefined;
  if (family === undefined) return "malformed";
  const length = family === "ipv4" ? 32 : 128;
  const prefix = digits === undefined ? length : Number(digits);
  if (prefix > length) return "malformed";
  const widest = family === "ipv6" && MAPPED.check(address, "ipv6") ? WIDEST.mapped : WIDEST[family];
  // The unspecified address is no peer's, and is written to mean any.
  if (prefix < widest || /^[0.:]+$/.test(address)) return "everyone";
  return { written, address, prefix, family };
}

/** Whatever goes wrong in a comparison, the address is not in the list. */
export function createPeerList(peers: readonly Peer[]): PeerList {
  // Apart, so that no range of IPv6 addresses ever covers an IPv4 peer.
  const four = new BlockList();
  const six = new BlockList();
  for (const { address, prefix, family } of peers) {
    const isFour = family === "ipv4" || MAPPED.check(address, "ipv6");
    (isFour ? four : six).addSubnet(address, prefix, family);
  }
  function includes(address: string | undefined): boolean {
    if (typeof address !== "string") return false;
    // The zone says by which of this machine's interfaces, and not who.
    const plain = address.replace(/%.*$/s, "");
    if (isIPv4(plain)) return four.check(plain, "ipv4");
    if (!isIPv6(plain)) return false;
    return (MAPPED.check(plain, "ipv6") ? four : six).check(plain, "ipv6");
  }
  return Object.freeze({ entries: Object.freeze(peers.map(({ written }) => written)), includes });
}
