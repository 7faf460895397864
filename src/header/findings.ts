/** What can be wrong with how the certificate arrived. Names and numbers only, never what the client wrote. */
export interface HeaderFindings {
  /** No line of the header, or one without a value. */
  header_missing: { header: string };
  /** The header has `count` lines, of which anyone may have written one. */
  header_duplicated: { header: string; count: number };
  /** `length` and `limit` in characters, which are octets on the wire. */
  header_too_large: { header: string; length: number; limit: number };
  /** `problem`: what the value holds that it must not. */
  header_malformed: { header: string; problem: string };
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
