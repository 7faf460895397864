import { kindOf } from "../rules/rule-shape.ts";
import type { Reporter } from "./problems.ts";
import { excerpt } from "./text.ts";

/** A field name is a token (RFC 9110 sections 5.1 and 5.6.2). */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Names that belong to HTTP itself, to the caller or to every proxy. Hop-by-hop fields do not reach the app or mean the
 * connection (RFC 9110 section 7.6.1); the others are written by clients or read for another purpose, here or in the app.
 */
const TAKEN: ReadonlySet<string> = new Set([
  ...[
    "connection",
    "keep-alive",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
  ],
  ...["proxy-authenticate", "proxy-authorization", "authorization", "www-authenticate", "cookie", "set-cookie"],
  ...["host", "content-length", "content-type", "content-encoding", "content-location", "expect", "date", "range"],
  ...["accept", "accept-encoding", "accept-language", "cache-control", "pragma", "origin", "referer", "user-agent"],
  ...["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port", "x-forwarded-proto", "x-real-ip"],
  ...["x-original-url", "x-waws-unencoded-url", "was-default-hostname", "x-azure-fdid"],
]);

/** A header that a front end is to write the certificate into, as it was written; undefined when it cannot be one. */
export function readHeaderName(value: unknown, member: string, report: Reporter): string | undefined {
  if (typeof value !== "string") {
    const message = value === undefined ? "It has no value." : `It is ${kindOf(value)} and no string.`;
    report.add("option_wrong_type", message, REMEDY, member);
    return undefined;
  }
  if (!TOKEN.test(value)) {
    report.add("front_end_header_invalid", `${excerpt(value)} is no name of a header.`, REMEDY, member);
    return undefined;
  }
  if (!TAKEN.has(value.toLowerCase())) return value;
  const message = `${excerpt(value)} has a meaning of its own, so it cannot carry a certificate that is to be believed.`;
  report.add("front_end_header_invalid", message, REMEDY, member);
  return undefined;
}

const REMEDY =
  "Write the name of a header of your own that the front end sets in every request, and that it deletes or replaces " +
  "when a client sends it, as in X-SSL-Cert.";
