import { duplicated, missing, tooLarge } from "./failures.ts";
import type { HeaderFailure } from "./findings.ts";
import { headerLines } from "./raw-headers.ts";

/** A header whose value is one certificate. */
export interface CertificateHeader {
  /** As findings show it. */
  readonly name: string;
  readonly lowerCaseName: string;
  /** Most characters of a value that is decoded. */
  readonly maxLength: number;
}

/** `name`: a token of RFC 9110 section 5.1, so ASCII. */
export function certificateHeader(name: string, maxLength: number): CertificateHeader {
  return { name, lowerCaseName: name.toLowerCase(), maxLength };
}

/**
 * The value of the one line of a header, not empty and not longer than may be decoded; a bare string, since the hot
 * path makes no object that it does not need. A proxy that sets the header without a certificate sets it to nothing
 * (HAProxy does), so that is missing too.
 */
export function singleLine(rawHeaders: readonly string[], header: CertificateHeader): string | HeaderFailure {
  const lines = headerLines(rawHeaders, header.lowerCaseName);
  const [value] = lines;
  if (value === undefined) return missing(header.name);
  if (lines.length > 1) return duplicated(header.name, lines.length);
  if (value.length > header.maxLength) return tooLarge(header.name, value.length, header.maxLength);
  return value.trim() === "" ? missing(header.name) : value;
}
