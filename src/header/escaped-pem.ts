import type { Decoded } from "./base64.ts";
import { decodePem, LINE_END } from "./pem.ts";

/**
 * Most characters of an escaped PEM that is decoded: three for each of the 8192 that App Service's header may have,
 * since an escape takes three for one. A usual certificate needs a tenth more than without escapes.
 */
export const MAX_ESCAPED_PEM: number = 24_576;

const LAST_LINE_END = /\r?\n$/;

/**
 * The PEM of one certificate as nginx's `$ssl_client_escaped_cert` has it (ngx_http_ssl_module), with or without its
 * last line end.
 */
export function decodeEscapedPem(value: string): Decoded {
  const text = unescapeOnce(value);
  return text === undefined ? BAD_ESCAPE : decodePem(text.replace(LAST_LINE_END, ""), LINE_END);
}

/** What to say of a text that `unescapeOnce` does not take. */
export const BAD_ESCAPE: Decoded & { readonly ok: false } = {
  ok: false,
  problem: "it holds a percent sign that begins no escape of UTF-8",
};

/**
 * Undoes percent-encoding (RFC 3986 section 2.1) exactly once, so that what was escaped twice stays escaped and is
 * refused as base64. A plus sign stays one: only forms write a space so, and Java's `URLDecoder`, which samples use,
 * would damage base64. Undefined: a bad escape.
 */
export function unescapeOnce(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
