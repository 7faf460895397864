/** What a front end tells of its work, as it happens. */
export type FrontEndEvent = Visit | RefusedConnection;

/** A request, told when it is over. */
export interface Visit {
  readonly kind: "request";
  readonly method: string;
  /** As in the request line. */
  readonly target: string;
  /** `1.1` or `2.0`. */
  readonly httpVersion: string;
  /** `TLSv1.2` or `TLSv1.3`. Undefined: plain HTTP. */
  readonly tlsVersion: string | undefined;
  /** What the client showed, in DER. Undefined: nothing. */
  readonly certificate: Uint8Array | undefined;
  /** How the client was asked for it. */
  readonly asked: "in-handshake" | "by-renegotiation" | "not";
  readonly isExcluded: boolean;
  /** Whether the client wrote the platform's certificate header itself. */
  readonly hasForgedHeader: boolean;
  readonly deed: Deed;
  /** Undefined: the app was not asked, or the client left before it answered. */
  readonly app: AppAnswer | undefined;
}

/** What the front end did with a request. */
export type Deed = "forwarded" | "certificate-required" | "body-too-large" | "renegotiation-failed" | "bad-upgrade";

export type AppAnswer =
  | {
      readonly status: number;
      /** `instance` of its problem details (RFC 9457). Undefined: there are none. */
      readonly problemId: string | undefined;
    }
  /** The error's code, such as `ECONNREFUSED`. */
  | { readonly failure: string };

/** A connection that was ended because no certificate was shown on it. */
export interface RefusedConnection {
  readonly kind: "connection-refused";
  readonly tlsVersion: string | undefined;
}
