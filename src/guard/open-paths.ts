/** Says of a request target, as it stood in the request line, whether its path is open. */
export type IsOpen = (rawUrl: string) => boolean;

/**
 * What an open path must not hold. Every router, static file server and proxy has its own way of decoding a path, and
 * what this guard calls open must be open in the eyes of all of them. So a path that any of them could read as another
 * path is not open:
 *
 * - anything but printable ASCII, and `#`, which some routers take for the end of the path;
 * - `\`, which some read as `/`, and `;`, which for some begins what is not part of the path;
 * - a `%` without two hexadecimal digits (lenient decoders keep it, and a second decoding then sees a new escape);
 * - the escapes of `%`, of `.`, `/`, `\`, `;`, and of control characters.
 */
const AMBIGUOUS = /[^\x21-\x7e]|[#;\\]|%(?![0-9a-f]{2})|%(?:[01][0-9a-f]|2[5ef]|3b|5c|7f)/i;

/** An empty segment, at the end too, or one that is `.` or `..`. */
const SPECIAL_SEGMENT = /\/(?:\.{0,2})(?:\/|$)/;

const ROOT = "/";
const BELOW = "/*";

/**
 * Prepares the open paths of the configuration.
 *
 * A path is open when it equals an entry, or lies under an entry that ends in `/*`, at a segment boundary: `/public/*`
 * opens `/public/a` and `/public/a/b`, and neither `/public`, `/public/` nor `/publicity`. The comparison is one of
 * characters: case counts, and nothing is decoded or normalised, because the framework would do it in another way.
 * Only the origin form of a request target (RFC 9112 section 3.2.1) can be open.
 *
 * @param entries Relative to the root of the app. An entry that is itself ambiguous opens nothing.
 */
export function compileOpenPaths(entries: readonly string[]): IsOpen {
  const exact = new Set(entries.filter((entry) => !entry.endsWith(BELOW)));
  const prefixes = entries.filter((entry) => entry.endsWith(BELOW)).map((entry) => entry.slice(0, -1));
  return function isOpen(rawUrl) {
    const path = pathOf(rawUrl);
    if (!path.startsWith("/") || AMBIGUOUS.test(path)) return false;
    if (path !== ROOT && SPECIAL_SEGMENT.test(path)) return false;
    return exact.has(path) || prefixes.some((prefix) => path.length > prefix.length && path.startsWith(prefix));
  };
}

/** What stands before the first `?`, untouched. */
export function pathOf(rawUrl: string): string {
  const end = rawUrl.indexOf("?");
  return end === -1 ? rawUrl : rawUrl.slice(0, end);
}
