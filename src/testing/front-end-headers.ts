/**
 * What the front end does with a certificate header that the client wrote itself.
 *
 * - `drop`: removes it. What the platform must do for its header to mean anything.
 * - `pass`: leaves it, and adds none of its own beside it.
 * - `append`: leaves it and adds its own: App Service's as a second header line, Container Apps' behind a comma.
 * - `pass-without-certificate`: removes it only when the client showed a certificate in the TLS handshake.
 */
export type ForgedHeader = "drop" | "pass" | "append" | "pass-without-certificate";

/** A request as it came to the front end, with what is known of the connection that it came over. */
export interface Arrival {
  readonly protocol: "https" | "http";
  readonly client: { readonly address: string; readonly port: number };
  /** The client's TLS certificate in DER, with what it sent beside it. Undefined: it showed none. */
  readonly shown: { readonly certificate: Uint8Array; readonly chain: readonly Uint8Array[] } | undefined;
  /** `TLSv1.2` or `TLSv1.3`. Undefined: plain HTTP. */
  readonly tlsVersion: string | undefined;
  /** The request target as it came. */
  readonly target: string;
}

/** A platform's ways with headers. */
export interface HeaderWays {
  /** The name of the certificate header. */
  readonly certificateHeader: string;
  certificateValue(shown: NonNullable<Arrival["shown"]>): string;
  /** Names in lower case that the front end alone writes; what the client wrote under them is gone. */
  readonly own: ReadonlySet<string>;
  /** What it writes into every request. `lines`: what the client wrote. */
  ownLines(lines: readonly HeaderLine[], arrival: Arrival, defaultHostname: string): readonly HeaderLine[];
  /** How it adds its own certificate header to one of the client's: as one more line, or behind a comma. */
  readonly appendsAs: "line" | "element";
}

/** What becomes of the header lines of a request. */
export interface HeaderPolicy {
  readonly ways: HeaderWays;
  readonly forgedHeader: ForgedHeader;
  /** The site's own host name. */
  readonly defaultHostname: string;
}

/** Flat list of names and values, as `rawHeaders` has it. */
export type RawHeaders = readonly string[];

export type HeaderLine = readonly [name: string, value: string];

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

/** The header lines of a request as the app sees them. */
export function requestHeaders(raw: RawHeaders, arrival: Arrival, policy: HeaderPolicy): string[] {
  const { ways, defaultHostname } = policy;
  const lines = endToEndLines(raw);
  const forged = lines.filter((line) => isNamed(line, ways.certificateHeader));
  const kept = lines.filter((line) => !isNamed(line, ways.certificateHeader) && !ways.own.has(line[0].toLowerCase()));
  return [
    ...kept,
    ...certificateLines(forged, arrival.shown, policy),
    ...ways.ownLines(lines, arrival, defaultHostname),
  ].flat();
}

/** Whether the client wrote the platform's certificate header, in any spelling. */
export function hasCertificateHeader(raw: RawHeaders, { certificateHeader }: HeaderWays): boolean {
  return toLines(raw).some((line) => isNamed(line, certificateHeader));
}

/** The header lines of a response as the client sees them. */
export function responseHeaders(raw: RawHeaders): string[] {
  return endToEndLines(raw).flat();
}

/** The values of the lines of one name, in order. */
export function valuesOf(lines: readonly HeaderLine[], name: string): readonly string[] {
  return lines.filter((line) => isNamed(line, name)).map(([, value]) => value);
}

export function toLines(raw: RawHeaders): readonly HeaderLine[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? "", raw[2 * index + 1] ?? ""]);
}

/** Only the lines that travel on: neither hop-by-hop by name nor named by `Connection`. */
function endToEndLines(raw: RawHeaders): readonly HeaderLine[] {
  const lines = toLines(raw);
  const named = valuesOf(lines, "connection").flatMap((value) => value.split(","));
  const dropped = new Set([...HOP_BY_HOP, ...named.map((name) => name.trim().toLowerCase())]);
  return lines.filter(([name]) => ALWAYS_KEPT.has(name.toLowerCase()) || !dropped.has(name.toLowerCase()));
}

function isNamed([name]: HeaderLine, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}

function certificateLines(
  forged: readonly HeaderLine[],
  shown: Arrival["shown"],
  { ways, forgedHeader }: HeaderPolicy,
): readonly HeaderLine[] {
  const own: readonly HeaderLine[] =
    shown === undefined ? [] : [[ways.certificateHeader, ways.certificateValue(shown)]];
  switch (forgedHeader) {
    case "drop":
      return own;
    case "pass":
      return forged.length > 0 ? forged : own;
    case "append":
      return ways.appendsAs === "line" ? [...forged, ...own] : joined([...forged, ...own]);
    case "pass-without-certificate":
      return own.length > 0 ? own : forged;
  }
}

function joined(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  const [first] = lines;
  return first === undefined ? [] : [[first[0], lines.map(([, value]) => value).join(",")]];
}
