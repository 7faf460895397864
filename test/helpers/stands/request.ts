export type HeaderLine = readonly [name: string, value: string];

/** One request, as it came over whatever HTTP. */
export interface StandRequest {
  readonly protocol: "https" | "http";
  readonly httpVersion: "1.1" | "2";
  /** As `tls.TLSSocket.getProtocol` names it. Undefined: none. */
  readonly tls: string | undefined;
  /** What TLS asked for. Undefined: nothing. */
  readonly serverName: string | undefined;
  readonly method: string;
  /** As it was sent. */
  readonly target: string;
  /** With `Host` also over HTTP/2. */
  readonly lines: readonly HeaderLine[];
  /** Of the client, in DER. Undefined: it showed none. */
  readonly certificate: Uint8Array | undefined;
  /** Address and port of the client. */
  readonly client: string;
  readonly body: Buffer;
}

export function isNamed([name]: HeaderLine, wanted: string): boolean {
  return name.toLowerCase() === wanted.toLowerCase();
}

export function toLines(raw: readonly string[]): readonly HeaderLine[] {
  return Array.from({ length: raw.length / 2 }, (_, index) => [raw[2 * index] ?? "", raw[2 * index + 1] ?? ""]);
}

/** Whether the client names a header as one of the connection. */
export function isNamedInConnection({ lines }: StandRequest, wanted: string): boolean {
  const options = lines.filter((line) => isNamed(line, "connection")).flatMap(([, value]) => value.split(","));
  return options.some((option) => option.trim().toLowerCase() === wanted.toLowerCase());
}

/** Headers of one connection (RFC 9110 section 7.6.1), how the body is delimited there, and what is not answered here. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);

export function endToEnd(lines: readonly HeaderLine[]): readonly HeaderLine[] {
  return lines.filter(([name]) => !OF_THE_CONNECTION.has(name.toLowerCase()));
}
