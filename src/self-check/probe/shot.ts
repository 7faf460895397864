/** Why a request of the probe is sent. The numbers are those of the docs' list. */
export type ShotKind =
  /** (1) No certificate, no header: does it get in? */
  | "no-certificate"
  /** (2) A throw-away certificate A: does exactly A arrive? */
  | "certificate"
  /** (2) The same on a connection that speaks TLS 1.3 only, where no renegotiation can ask for it later. */
  | "certificate-tls13"
  /** (3) No certificate, and a header B that the client wrote. */
  | "forged"
  /** (4) A, and beside it B. */
  | "forged-beside"
  /** (1) and (3) on a connection whose TLS asks for another name than `Host` gives, or for none. */
  | "no-certificate-sideways"
  | "forged-sideways"
  /** (4), with a `Connection` line that has a hop remove the certificate header (RFC 9110 section 7.6.1). */
  | "forged-hop-by-hop"
  /** (5) Another B over plain HTTP. */
  | "forged-plain-http"
  /** (6) B without a certificate under an exclusion path or one of its spellings. */
  | "forged-excluded"
  /** Beside (6), A under the same spelling: does it lead to this app at all? */
  | "certificate-excluded";

/** One request, planned. */
export interface Shot {
  readonly kind: ShotKind;
  /** What tells it from others of its kind: `two lines`, `lower case`, `HTTP/2`, the path. */
  readonly variant: string;
  readonly host: string;
  readonly port: number;
  /** The name that is asked for, and verified, in TLS in the place of the host. Absent: the host. */
  readonly serverName?: string;
  /**
   * What TLS asks for instead of either, on the chance that the front end looks there for what it demands; an undefined
   * name: nothing. Only the chain of the certificate is verified then. Absent: as above.
   */
  readonly sideways?: { readonly serverName: string | undefined };
  readonly scheme: "https" | "http";
  /**
   * `2`: nothing else is offered. `2 if chosen`: HTTP/1.1 is offered too, so that the handshake is completed by a host
   * that has no HTTP/2; the request itself is sent over HTTP/2 or not at all.
   */
  readonly httpVersion: "1.1" | "2" | "2 if chosen";
  /** The only version that is offered. `any`: 1.2 and 1.3. */
  readonly tls: "any" | "1.2" | "1.3";
  /** Whether A is presented in the handshake. */
  readonly presentsCertificate: boolean;
  /** Lines beside `Host` and the nonce, in order, names as written. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The request target. */
  readonly path: string;
  /** Goes into the nonce's header. */
  readonly nonce: string;
}

/** What came back to the one who sent it. */
export type Answer =
  | {
      readonly kind: "response";
      readonly status: number;
      readonly location: string | undefined;
      readonly contentType: string | undefined;
      /** Names of headers that mark an answer of another gate: `x-ms-forbidden-ip`, `www-authenticate`, those of the app's own. */
      readonly markers: readonly string[];
      /** What another instance attested of the arrival, if it could: value of the answer's attestation header. */
      readonly attestation: string | undefined;
    }
  /** The handshake was refused by an alert, by its name: `handshake_failure`, `certificate_required`. */
  | { readonly kind: "tls-alert"; readonly alert: string }
  /** Anything else: time-out, reset, name not found. */
  | { readonly kind: "failed"; readonly code: string };

/** What the server saw of a request whose nonce it issued, before any middleware. */
export interface Arrival {
  /** Values of the certificate header's lines, in order. */
  readonly certificateLines: readonly string[];
  /** Values of `X-Forwarded-Proto`. */
  readonly forwardedProto: readonly string[];
  /** Values of `WAS-DEFAULT-HOSTNAME`. */
  readonly defaultHostName: readonly string[];
}

/** One shot, with all that is known of what became of it. */
export interface Shown {
  readonly shot: Shot;
  readonly answer: Answer;
  /** Undefined: it was not seen by this process, and no other instance attested it. */
  readonly arrival: Arrival | undefined;
}

/** Shots that belong together: the negatives count only beside the positives of the same round. */
export type Round = readonly Shown[];
