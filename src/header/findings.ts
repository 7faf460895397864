/** What can be wrong with how the certificate arrived. Names and numbers only, never what the client wrote. */
export interface HeaderFindings {
  /**
   * The connection came from `address`, which is not the front end's. Absent: a pipe, or a connection that has gone.
   */
  peer_not_trusted: { address?: string };
  /** The request has `count` header lines, and of more than `limit` the server leaves the last out. */
  headers_cut: { count: number; limit: number };
  /** No line of the header, one without a value, or no certificate in the handshake that `header` then names. */
  header_missing: { header: string };
  /** The header has `count` lines, of which anyone may have written one. */
  header_duplicated: { header: string; count: number };
  /** `length` and `limit` in characters, which are octets on the wire. */
  header_too_large: { header: string; length: number; limit: number };
  /** `problem`: what the value holds that it must not. */
  header_malformed: { header: string; problem: string };
  /**
   * The gateway did not say that it verified the certificate. What it said instead is not shown: a client may have
   * written it.
   */
  verification_failed: { header: string };
  /** The front end says that the client's connection was not TLS. */
  plain_http: Record<never, never>;
}

/** A refusal by this room: the code with its details. */
export type HeaderFailure = {
  [Code in keyof HeaderFindings]: {
    readonly ok: false;
    readonly code: Code;
    readonly details: Readonly<HeaderFindings[Code]>;
  };
}[keyof HeaderFindings];
