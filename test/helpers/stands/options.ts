/** App Service's client certificate modes: `clientCertEnabled` and `clientCertMode` together. */
export type StandMode = "disabled" | "optional" | "optional-interactive" | "required";

/**
 * What becomes of a certificate header that the client wrote. Only `replace` is right; the others are mistakes.
 *
 * - `replace`: removed, whatever else happens.
 * - `pass`: wins over the front end's own.
 * - `pass-without-certificate`: passes when the client showed no certificate.
 * - `pass-beside`: passes, after the front end's own, when the client showed a certificate.
 * - `append-line`: passes, and the front end's own becomes one more line.
 * - `append-comma`: passes, and the front end's own is written behind it in the same line.
 * - `append-comma-behind`: passes, and is written in the same line behind the front end's own.
 * - `pass-second-line`: only the first line of the name is replaced.
 * - `pass-second-line-without-certificate`: the same, and only when the client showed no certificate.
 * - `pass-over-http2`: passes over HTTP/2, replaced over HTTP/1.1.
 * - `pass-over-tls12`: passes over TLS 1.2, replaced over TLS 1.3.
 * - `pass-lower-case`: replaced in its usual spelling alone, so never over HTTP/2, where all names are in lower case.
 * - `pass-under-exclusion`: passes under an exclusion path.
 * - `pass-lower-case-under-exclusion`: replaced under an exclusion path in its usual spelling alone.
 * - `pass-in-spelling-of-exclusion`: passes under an exclusion path that is written otherwise than in the list.
 * - `pass-over-plain-http`: passes over plain HTTP.
 * - `pass-named-in-connection`: wins when the client names the header in `Connection`.
 */
export type ForgedHeader =
  | "replace"
  | "pass"
  | "pass-without-certificate"
  | "pass-beside"
  | "append-line"
  | "append-comma"
  | "append-comma-behind"
  | "pass-second-line"
  | "pass-second-line-without-certificate"
  | "pass-over-http2"
  | "pass-over-tls12"
  | "pass-lower-case"
  | "pass-under-exclusion"
  | "pass-lower-case-under-exclusion"
  | "pass-in-spelling-of-exclusion"
  | "pass-over-plain-http"
  | "pass-named-in-connection";

/**
 * How the path of a request is held against the exclusion paths. All but `case-sensitive` ignore case.
 *
 * - `raw-prefix`: begins with an entry, as it was sent.
 * - `decoded-prefix`: begins with an entry, once escapes are read.
 * - `normalised-prefix`: begins with an entry, once escapes are read and dot segments removed.
 * - `segments`: is an entry or lies below one.
 */
export type ExclusionMatch = "raw-prefix" | "case-sensitive" | "decoded-prefix" | "normalised-prefix" | "segments";

/**
 * Something that answers before the app. IP rules come before the demand for a certificate, Easy Auth after it.
 *
 * - `ip-rule`: `403 Ip Forbidden` with `x-ms-forbidden-ip`.
 * - `plain-403`: 403 to everybody, and nothing that says why.
 * - `forged-403`: the same, to those who write a certificate header.
 * - `excluded-403`: the same, to everybody under an exclusion path.
 */
export type Gate = "none" | "ip-rule" | "plain-403" | "forged-403" | "excluded-403" | "easy-auth-401" | "easy-auth-302";

/** An instance of the app. */
export interface StandTarget {
  /** On 127.0.0.1, in plain HTTP. */
  readonly port: number;
  /** How many of the requests it gets, in proportion to the others. A whole number. Default 1. */
  readonly weight?: number;
}

/** What the front end is like. The defaults make a right one. */
export interface FrontEndTraits {
  /** Which header it writes, and how. Default `app-service`. */
  readonly platform?: "app-service" | "container-apps";
  readonly mode: StandMode;
  /** What is another way for a request whose `Host` is not `localhost`: the door of an app's neighbours. */
  readonly inside?: Partial<LapsingTraits> & Pick<FrontEndTraits, "plainHttp">;
  /** `alert`: the handshake is refused. `403`: a page. Default `403`. `alert` needs `asks: "in-handshake"`. */
  readonly refuses?: "alert" | "403";
  /**
   * `after-request`: by renegotiation, once the path is known, and so under TLS 1.2 with HTTP/1.1 alone: otherwise the
   * client counts as one without a certificate. App Service does so with exclusion paths. Default `in-handshake`; and
   * `after-request` for `optional-interactive`.
   */
  readonly asks?: "in-handshake" | "after-request";
  /** Under these no certificate is demanded. With `refuses: "alert"` the handshake demands one all the same. */
  readonly exclusionPaths?: readonly string[];
  /** Default `raw-prefix`. */
  readonly exclusionMatch?: ExclusionMatch;
  /** Default `replace`. */
  readonly forgedHeader?: ForgedHeader;
  /** `empty`: a certificate header without a value when there is no certificate, as HAProxy writes. Default `absent`. */
  readonly withoutCertificate?: "absent" | "empty";
  /**
   * A listener in plain HTTP. `redirect`: 301 to https. `forward`: to the app, without a certificate, whatever the mode.
   * `refuse`: a 403 page. Default `redirect`.
   */
  readonly plainHttp?: "redirect" | "forward" | "refuse" | "off";
  /** Default `none`. */
  readonly gate?: Gate;
  /**
   * What becomes of a client's `WAS-DEFAULT-HOSTNAME`. `absent`: the app never gets one. `pass-second-line`: only the first
   * line is overwritten. `pass-over-http2`: overwritten over HTTP/1.1 alone. Default `overwrite`.
   */
  readonly hostHeader?: "overwrite" | "pass" | "pass-second-line" | "pass-over-http2" | "absent";
  /** What becomes of a client's `X-Forwarded-Proto`. `append`: `http, https`. Default `overwrite`. */
  readonly forwardedProto?: "overwrite" | "pass" | "append";
  /** In `WAS-DEFAULT-HOSTNAME`. Default `localhost`. */
  readonly defaultHostName?: string;
  /** Lets in without a certificate who writes the certificate header. Default false. */
  readonly admitsForgers?: boolean;
  /** Takes its own certificate header out when the client names it in `Connection`. Default false. */
  readonly removesNamed?: boolean;
  /** What is another way where TLS asked for no name, or for another than `localhost`. The handshake stays as it is. */
  readonly sideways?: {
    readonly by: "no-name" | "another-name" | "either";
    readonly as: (Partial<LapsingTraits> & Pick<FrontEndTraits, "stranger">) | "reset";
  };
  /** Another's site stands here: whoever gets past the demand is answered with this status. */
  readonly stranger?: 200 | 403 | 404 | 421;
  /** Milliseconds before a request is looked at. Default 0. */
  readonly slow?: number;
  /** Every nth request, counted from the first, meets a reset. */
  readonly drops?: number;
  /** Every nth request meets another of the front end's servers, which is like this. */
  readonly lapses?: { readonly every: number; readonly as: Partial<LapsingTraits> };
  /**
   * Offered by ALPN beside HTTP/1.1. `last`: HTTP/1.1 is preferred. `sometimes`: every third connection does without.
   * `broken`: every such connection is reset. Default false.
   */
  readonly http2?: boolean | "last" | "sometimes" | "broken";
  /** TLS versions that are spoken. Default `any`: 1.2 and 1.3. */
  readonly tls?: "any" | "1.2" | "1.3";
}

/** What can be another way from one request to the next. The handshake stays as it is. */
export type LapsingTraits = Pick<FrontEndTraits, "mode" | "forgedHeader" | "hostHeader" | "forwardedProto" | "gate">;

export interface StandOptions extends FrontEndTraits {
  /** Instances of the app, asked in turn. */
  readonly targets: readonly StandTarget[];
}

/** A running front end. */
export interface Stand {
  /** The name in its certificate; it leads to 127.0.0.1. */
  readonly host: "localhost";
  /** Of the TLS listener. */
  readonly port: number;
  /** Undefined: there is none. */
  readonly plainHttpPort: number | undefined;
  /** PEM of the authority that issued the server's certificate. */
  readonly ca: string;
  /** What it was to do and could not, as it happens. */
  readonly complaints: readonly string[];
  /** Closes the listeners and every connection. */
  close(): Promise<void>;
}
