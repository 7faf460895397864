import type { Certificate } from "../certificate/certificate.ts";
import type { ClientRule } from "../rules/rule.ts";
import type { CloudName } from "../self-check/host/clouds.ts";
import type { Credential } from "../self-check/identity/credential.ts";
import type { ClientCertificate } from "../verdict/client-certificate.ts";
import type { FrontEndOption } from "./front-end.ts";

/**
 * A certificate in code: a string in any form that the variables take (PEM, base64, the path of a file or folder),
 * DER or PEM as octets, or a parsed certificate.
 */
export type CertificateInput = string | Uint8Array | Certificate;

/** Where the guard writes its lines. Fastify's and pino's loggers have this shape. */
export interface GuardLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/**
 * What a guard is told in code. Every member is optional and takes the place of its environment variable as a whole; a
 * member that is present must have a value. Unknown names are errors. The object is read once and never changed.
 */
export interface GuardOptions<NativeRequest = unknown> {
  /**
   * Authorities whose clients may come in. Absent: `CLIENT_CERT_TRUST_ANCHORS`. Neither: pins are needed. An expired
   * one is left out with a warning; a certificate that is no authority's is an error.
   */
  readonly trustAnchors?: CertificateInput | readonly CertificateInput[];
  /**
   * Authorities between the anchors and the clients; App Service forwards the client's own certificate only. Absent:
   * `CLIENT_CERT_INTERMEDIATES`. Neither: the anchors issue the clients' certificates themselves.
   */
  readonly intermediates?: CertificateInput | readonly CertificateInput[];
  /**
   * Callers beside the chain: `sha256:<hex>` of a certificate, `spki-sha256:<hex>` of a public key, or the
   * certificate. Absent: `CLIENT_CERT_PINNED`. Neither: none.
   */
  readonly pinned?: CertificateInput | readonly CertificateInput[];
  /**
   * Whose chain is not enough: which of the anchors' clients to admit. Takes the place of `CLIENT_CERT_ALLOW`, the
   * `CLIENT_CERT_ALLOWED_*` lists and `CLIENT_CERT_EKU` together. No default once there are anchors.
   */
  readonly allow?: "any-from-anchors" | ClientRule | readonly ClientRule[];
  /** Paths that need no certificate: `/healthz`, `/public/*`. Absent: `CLIENT_CERT_OPEN_PATHS`. Neither: none. */
  readonly openPaths?: readonly string[];
  /** `report` lets everyone through and reports who would be refused. Absent: `CLIENT_CERT_ENFORCE`. Neither: `on`. */
  readonly enforce?: "on" | "report";
  /**
   * End of report mode: a `Date`, an RFC 3339 date (the whole day, UTC) or date-time. Absent:
   * `CLIENT_CERT_REPORT_UNTIL`. Required with `report`, an error without it.
   */
  readonly reportUntil?: Date | string;
  /**
   * Who hands over the certificate, by a header or, `socket`, in the handshake of the connection itself. Absent:
   * `CLIENT_CERT_FRONT_END`. Neither: the host that the app runs on decides; where it is not Azure's, that is an error.
   */
  readonly frontEnd?: FrontEndOption;
  /**
   * Addresses and ranges (`10.0.0.4`, `10.1.0.0/24`, `2001:db8::/64`) that the front end connects from, as the socket
   * tells them; everyone else is refused before any header is read. `network-enforced`: the network lets nobody else reach
   * the app, which nothing here can check. Absent: `CLIENT_CERT_TRUSTED_PEERS`. Neither: an error with
   * `application-gateway`, `rfc9440` and `custom` off Azure. On Azure it is an error: the peer is always the platform. Off
   * Azure it may stand beside `app-service` and `container-apps`: nobody but your own stand-in is then believed.
   */
  readonly trustedPeers?: readonly string[] | "network-enforced";
  /**
   * How much the host must have shown before a certificate header counts. `enforce`: Resource Manager says that it
   * demands certificates or, with a gateway's header, lets in nobody but the gateway. `prove`: the probe has also shown
   * that no client can write the header. `warn`: serve and tell. `off`: nobody is asked. Absent:
   * `CLIENT_CERT_SELF_CHECK`. Neither: `enforce` on App Service and Container Apps. Elsewhere nobody can be asked: there
   * it is `off`, which has to be written down with the front end of an Azure host.
   */
  readonly selfCheck?: "enforce" | "prove" | "warn" | "off";
  /**
   * Resource id of this site or container app. Absent: `CLIENT_CERT_HOST_RESOURCE_ID`. Neither: told from the variables
   * that App Service sets; Container Apps sets too few, so there the self-check cannot tell without it.
   */
  readonly hostResourceId?: string;
  /**
   * Name and port by which callers reach the app, for the probe: `orders.contoso.example`. It is tried before the names
   * that the platform tells. Absent: `CLIENT_CERT_PUBLIC_HOST`. Neither: those names alone.
   */
  readonly publicHost?: string;
  /**
   * Secret of at least 32 octets that all instances share, so that what one of them sees counts for the others. Absent:
   * `CLIENT_CERT_PROBE_KEY`. Neither: only what this process sees counts, and with several instances nothing is proven.
   */
  readonly probeKey?: string;
  /** PEM of the only roots to trust for the app's own host when it is probed, certificates all of it. Absent: Node's. */
  readonly probeCa?: string;
  /** Where the front end speaks plain HTTP, for the probe. Absent: 80. */
  readonly probePlainHttpPort?: number;
  /**
   * Who gets the token for Resource Manager: any credential of `@azure/identity`, or an object like it. Absent: the
   * host's managed identity, the one that `AZURE_CLIENT_ID` names or else the system-assigned one.
   */
  readonly credential?: Credential;
  /**
   * The cloud whose Resource Manager is asked, as the Azure CLI spells it. Absent: told from the suffix of the host's own
   * name, and `AzureCloud`, the public one, where that tells none, as behind a DNS suffix of one's own.
   */
  readonly cloud?: CloudName;
  /**
   * How long, in seconds from 3,600 to 604,800, Resource Manager's yes counts while it cannot be asked. Absent: 86,400,
   * a day.
   */
  readonly selfCheckMaxAgeSeconds?: number;
  /**
   * Seconds, 0 to 300, by which this machine's clock may be off, at both ends of a certificate's validity. Absent:
   * `CLIENT_CERT_CLOCK_SKEW_SECONDS`. Neither: 60 at the beginning, 0 at the end.
   */
  readonly clockSkewSeconds?: number;
  /**
   * `strict` demands the whole profile of RFC 5280. Absent: `standard`, which accepts what private authorities really
   * make.
   */
  readonly conformance?: "standard" | "strict";
  /** Where to write. Absent: one JSON line each on the standard error stream; in Fastify its logger. */
  readonly log?: GuardLogger;
  /** Milliseconds since the epoch. Absent: `Date.now`. */
  readonly clock?: () => number;
  /** Variables to read in place of `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /**
   * The app's own last word on a caller whose certificate is right. Only `true`, returned or resolved within five
   * seconds, admits. Absent: the rules have the last word.
   */
  authorize?(certificate: ClientCertificate, request: NativeRequest): boolean | PromiseLike<boolean>;
}

export type OptionName = keyof GuardOptions;
