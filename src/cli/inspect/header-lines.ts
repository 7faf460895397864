import { type HeaderValue, recogniseValue } from "./header-value.ts";

export interface HeaderLine {
  readonly name: string;
  readonly value: string;
  /** Undefined: the line carries no certificate. */
  readonly recognised: HeaderValue | undefined;
}

/** Most lines that are read: twice as many as Node keeps of one request (`http.Server.maxHeadersCount`). */
const MOST_LINES = 2_000;

/** RFC 9110 section 5.6.2: a token; and what curl, logs and JSON put around it. */
const LINE = /^[<>*]?[ \t]*["']?([!#$%&'*+.^_`|~0-9A-Za-z-]+)["']?[ \t]*:[ \t]*(.*)$/;

const REQUEST_LINE = /^[<>*]?[ \t]*(?:[A-Z]{3,10} \S+ HTTP\/\d|HTTP\/\d)/;

/**
 * Header lines as they are copied from a log: `Name: value` on each line, perhaps behind the line of the request.
 * Undefined: the text is something else, or none of its lines carries a certificate.
 */
export function readHeaderLines(text: string): readonly HeaderLine[] | undefined {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== "" && !REQUEST_LINE.test(line));
  if (lines.length > MOST_LINES) return undefined;
  const found: HeaderLine[] = [];
  for (const line of lines) {
    const [, name, rest = ""] = LINE.exec(line) ?? [];
    // A value that begins with a colon (RFC 9440) is no name.
    if (name === undefined) return undefined;
    const value = withoutQuotes(rest.trim());
    found.push({ name, value, recognised: recogniseValue(value) });
  }
  return found.some(({ name, recognised }) => recognised !== undefined || KNOWN.has(name.toLowerCase()))
    ? found
    : undefined;
}

/** Headers that carry a client's certificate whatever stands in them. */
const KNOWN: ReadonlySet<string> = new Set(["x-arr-clientcert", "x-forwarded-client-cert", "client-cert"]);

/** As JSON has it, perhaps with the comma behind it. Quotation marks inside an XFCC value stay. */
function withoutQuotes(value: string): string {
  const [, inner] = /^"(.*)",?$/.exec(value) ?? /^'(.*)',?$/.exec(value) ?? [];
  return inner === undefined ? value : inner.replace(/\\"/g, '"');
}
