/** Whose connections may carry a certificate header: those in the list, or whoever the network lets through. */
export type TrustedPeers = "network-enforced" | PeerList;

/** Addresses and ranges that a connection may come from. */
export interface PeerList {
  /** As the operator wrote them. */
  readonly entries: readonly string[];
  /** Whether an address, as a socket tells it, is in the list. Undefined, as of a pipe, never is. Never throws. */
  includes(address: string | undefined): boolean;
}
