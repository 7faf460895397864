/**
 * What the front end does with a certificate header that the client wrote itself.
 *
 * - `drop`: removes it. What App Service must do for its header to mean anything.
 * - `pass`: leaves it, and adds none of its own beside it.
 * - `append`: leaves it and adds its own as a second header line.
 * - `pass-without-certificate`: removes it only when the client showed a certificate in the TLS handshake.
 */
export type ForgedHeader = "drop" | "pass" | "append" | "pass-without-certificate";

/** The one connection between client and front end that a request came over. */
export interface Arrival {
  readonly protocol: "https" | "http";
  /** Address and port of the client: `127.0.0.1:50712`. */
  readonly client: string;
  /** The client's TLS certificate in DER. Undefined: it showed none. */
  readonly certificate: Uint8Array | undefined;
}

/** What the front end writes the same into every request. */
export interface HeaderPolicy {
  readonly forgedHeader: ForgedHeader;
  /** `WAS-DEFAULT-HOSTNAME`: the site's own host name. */
  readonly defaultHostname: string;
  /** `X-ARR-SSL`: key size, issuer and subject of the front end's server certificate. */
  readonly serverCertificate: string;
  /** `X-ARR-LOG-ID`. */
  readonly logId: string;
}

/** Flat list of names and values, as `rawHeaders` has it. */
export type RawHeaders = readonly string[];

type HeaderLine = readonly [name: string, value: string];

const CERTIFICATE_HEADER = "X-ARR-ClientCert";

/** Headers that belong to one connection (RFC 9110 section 7.6.1), and Expect, which the front end answers itself. */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

/** Headers that `Connection` must not name away: they say where the message ends and whom it is for. */
const ALWAYS_KEPT: ReadonlySet<string> = new Set(["host", "content-length"]);

/** Headers that the front end alone writes; what the client wrote under these names is gone. */
const OWN: ReadonlySet<string> = new Set([
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-arr-ssl",
  "x-arr-log-id",
  "was-default-hostname",
  "disguised-host",
]);

/** The header lines of a request as the app sees them. */
export function requestHeaders(raw: RawHeaders, arrival: Arrival, policy: HeaderPolicy): string[] {
  const lines = endToEndLines(raw);
  const forged = lines.filter(([name]) => isCertificateHeader(name));
  const kept = lines.filter(([name]) => !isCertificateHeader(name) && !OWN.has(name.toLowerCase()));
  return [
    ...kept,
    ...certificateLines(forged, arrival.certificate, policy.forgedHeader),
    ...ownLines(lines, arrival, policy),
  ].flat();
}

/** The header lines of a response as the client sees them. */
export function responseHeaders(raw: RawHeaders): string[] {
  return endToEndLines(raw).flat();
}

/** Only the lines that travel on: neither hop-by-hop by name nor named by `Connection`. */
function endToEndLines(raw: RawHeaders): readonly HeaderLine[] {
  const lines = toLines(raw);
  const named = lines.filter(([name]) => name.toLowerCase() === "connection").flatMap(([, value]) => value.split(","));
  const dropped = new Set([...HOP_BY_HOP, ...named.map((name) => name.trim().toLowerCase())]);
  return lines.filter(([name]) => ALWAYS_KEPT.has(name.toLowerCase()) || !dropped.has(name.toLowerCase()));
}

function toLines(raw: RawHeaders): readonly HeaderLine[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? "", raw[2 * index + 1] ?? ""]);
}

function isCertificateHeader(name: string): boolean {
  return name.toLowerCase() === CERTIFICATE_HEADER.toLowerCase();
}

function certificateLines(
  forged: readonly HeaderLine[],
  certificate: Uint8Array | undefined,
  policy: ForgedHeader,
): readonly HeaderLine[] {
  const own: readonly HeaderLine[] =
    certificate === undefined ? [] : [[CERTIFICATE_HEADER, Buffer.from(certificate).toString("base64")]];
  switch (policy) {
    case "drop":
      return own;
    case "pass":
      return forged.length > 0 ? forged : own;
    case "append":
      return [...forged, ...own];
    case "pass-without-certificate":
      return own.length > 0 ? own : forged;
  }
}

function ownLines(lines: readonly HeaderLine[], arrival: Arrival, policy: HeaderPolicy): readonly HeaderLine[] {
  const host = lines.find(([name]) => name.toLowerCase() === "host")?.[1] ?? policy.defaultHostname;
  const before = lines.filter(([name]) => name.toLowerCase() === "x-forwarded-for").map(([, value]) => value);
  return [
    ["X-Forwarded-For", [...before, arrival.client].join(", ")],
    ["X-Forwarded-Proto", arrival.protocol],
    ["X-ARR-LOG-ID", policy.logId],
    ["WAS-DEFAULT-HOSTNAME", policy.defaultHostname],
    ["DISGUISED-HOST", host],
    ...(arrival.protocol === "https" ? ([["X-ARR-SSL", policy.serverCertificate]] as const) : []),
  ];
}
