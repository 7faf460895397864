import type { PeerList, TrustedPeers } from "../header/trusted-peers.ts";
import { kindOf } from "../rules/rule-shape.ts";
import { readList, reportEmptyList } from "./lists.ts";
import { createPeerList, readPeer } from "./peer-list.ts";
import type { Reporter } from "./problems.ts";
import { didYouMean } from "./suggest.ts";
import { excerpt } from "./text.ts";

const WORDS = "network-enforced";

/** The words `network-enforced`, or a list of addresses and ranges. */
export function trustedPeersFromText(text: string, report: Reporter): TrustedPeers | undefined {
  const entries = readList(text, report);
  if (entries === undefined) return undefined;
  return entries.length === 1 && entries[0] === WORDS ? WORDS : readPeers(entries, report);
}

/** The words, or an array of addresses and ranges. */
export function trustedPeersFromCode(value: unknown, report: Reporter): TrustedPeers | undefined {
  if (value === WORDS) return WORDS;
  if (typeof value === "string") {
    report.add("value_not_allowed", `${excerpt(value)} is not allowed.${didYouMean(value, [WORDS])}`, IN_CODE);
    return undefined;
  }
  if (!Array.isArray(value) || !value.every((entry) => typeof entry === "string")) {
    const message = Array.isArray(value) ? "An entry is no string." : `The value is ${kindOf(value)} and no array.`;
    report.add("option_wrong_type", message, IN_CODE);
    return undefined;
  }
  if (value.length > 0) return readPeers(value, report);
  reportEmptyList(report);
  return undefined;
}

const IN_CODE = 'Write trustedPeers: ["10.0.0.4", "10.1.0.0/24"], or trustedPeers: "network-enforced".';

function readPeers(entries: readonly string[], report: Reporter): PeerList | undefined {
  const peers = entries.map((entry, index) => {
    const place = entries.length > 1 ? `entry ${index + 1}` : undefined;
    const peer = readPeer(entry);
    if (typeof peer === "object") return peer;
    if (peer === "everyone") report.add("trusted_peers_everyone", `${excerpt(entry)} is everyone.`, EVERYONE, place);
    else report.add("trusted_peer_malformed", `${excerpt(entry)} ${problemOf(entry)}.`, MALFORMED, place);
    return undefined;
  });
  return report.failed ? undefined : createPeerList(peers.filter((peer) => peer !== undefined));
}

const EVERYONE =
  "List the addresses of the front end alone. Where the network lets nobody but the front end reach the app, write " +
  `${WORDS}, alone: that is then nothing this package can check.`;

const MALFORMED =
  "Write addresses as numbers, 10.0.0.4 or 2001:db8::4, and ranges as 10.1.0.0/24 or 2001:db8::/64, one to a line or " +
  "between `;`.";

function problemOf(entry: string): string {
  if (entry === WORDS) return "stands beside addresses, and means the opposite of a list";
  if (entry.includes(",")) return "holds a comma, which separates nothing here";
  if (entry.includes("%")) return "names a zone, which is not compared";
  return `is neither an address nor a range.${didYouMean(entry, [WORDS])}`.replace(/\.$/, "");
}
