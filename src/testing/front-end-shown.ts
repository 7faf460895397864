import type { TLSSocket } from "node:tls";
import type { Arrival } from "./front-end-headers.ts";

/** Longest chain that is handed on; OpenSSL's own limit is 100. */
const LONGEST_CHAIN = 10;

/**
 * The client's certificate and what it sent beside it, in the order of issuing. Read in this one way alone: Node's
 * `getPeerX509Certificate` takes the rest of the chain away from whoever reads it next (measured on Node 20).
 */
export function shownOn(socket: TLSSocket): Arrival["shown"] {
  const first = socket.getPeerCertificate(true);
  // Of a client without one Node gives an empty object, and of a connection that has gone, nothing.
  if (!first?.raw) return undefined;
  const chain: Uint8Array[] = [];
  for (let last = first; chain.length < LONGEST_CHAIN; ) {
    const issuer = last.issuerCertificate;
    if (!issuer || issuer.raw.equals(last.raw)) break;
    chain.push(new Uint8Array(issuer.raw));
    last = issuer;
  }
  return { certificate: new Uint8Array(first.raw), chain };
}

/**
 * To be called within the event that ends a handshake. When a client's chain fails OpenSSL's check, which decides nothing
 * here, the error stays behind, and the next read takes it for its own and ends the connection (measured on Node 20, with
 * a chain whose signature does not verify). Asking for the certificate clears it.
 */
export function forgetFailedCheck(socket: TLSSocket): void {
  socket.getPeerCertificate();
}
